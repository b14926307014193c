"""Hears `earmark.assignments` and `earmark.reviews`: everything that is said of a record of a task."""

from collections.abc import Awaitable, Callable
from typing import Any

from contracts import topics
from contracts.events import RecordApproved, RecordRejected, RecordReturned, RecordSubmitted
from contracts.ids import record_key
from export_service.ports import UnitOfWork
from export_service.use_cases.keep_record import KeepRecord
from service_kit.messaging.events import Received
from service_kit.messaging.subscriptions import Handler, Subscription
from service_kit.mongo.session import Session

TASKS, RECORDS = "tasks", "records"
Apply = Callable[[UnitOfWork, Any, str], Awaitable[None]]


def subscriptions(unit: Callable[[Session], UnitOfWork]) -> tuple[Subscription, ...]:
    """Return the handlers of both topics."""
    keep = KeepRecord()

    def on(event: type[Any], apply: Apply) -> Handler[Any]:
        async def handle(session: Session, received: Received[Any]) -> None:
            await apply(unit(session), received.data, f"{received.topic}/{received.partition}")

        return Handler(event, handle, reads=_reads)

    return (
        Subscription(
            topics.ASSIGNMENTS,
            (on(RecordSubmitted, keep.submitted), on(RecordReturned, keep.sent_back)),
        ),
        Subscription(
            topics.REVIEWS,
            (on(RecordApproved, keep.approved), on(RecordRejected, keep.sent_back)),
        ),
    )


def _reads(received: Received[Any]) -> list[tuple[str, str]]:
    data = received.data
    return [(TASKS, data.task), (RECORDS, record_key(data.task, data.record))]
