"""Hears `earmark.tasks`."""

from collections.abc import Awaitable, Callable
from typing import Any

from contracts import topics
from contracts.events import TaskCreated, TaskDeleted, TaskEdited
from dataset_service.ports import UnitOfWork
from dataset_service.use_cases.follow_task import follow_created, follow_deleted, follow_edited
from service_kit.messaging.events import Received
from service_kit.messaging.subscriptions import Handler, Subscription
from service_kit.mongo.session import Session

TASKS, DATASETS = "tasks", "datasets"


def subscription(unit: Callable[[Session], UnitOfWork]) -> Subscription:
    """Return one handler per event of a task that matters here."""

    def on(event: type[Any], apply: Callable[[UnitOfWork, Any], Awaitable[None]]) -> Handler[Any]:
        async def handle(session: Session, received: Received[Any]) -> None:
            await apply(unit(session), received.data)

        return Handler(event, handle, reads=_reads)

    return Subscription(
        topics.TASKS,
        (on(TaskCreated, follow_created), on(TaskEdited, follow_edited), on(TaskDeleted, follow_deleted)),
    )


def _reads(received: Received[Any]) -> list[tuple[str, str]]:
    data = received.data
    known = [(TASKS, data.task)]
    return [*known, (DATASETS, data.dataset)] if isinstance(data, TaskCreated) else known
