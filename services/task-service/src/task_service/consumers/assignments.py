"""Topic `earmark.assignments`: what was submitted, returned and transferred, and when all is built."""

from contracts.events.assignments import (
    AssignmentsBuilt,
    RecordReturned,
    RecordsTransferred,
    RecordSubmitted,
)
from contracts.topics import ASSIGNMENTS
from service_kit.messaging.subscriptions import Subscription
from task_service.consumers.handlers import Stores, of_record, simple
from task_service.use_cases.follow_record import returned, submitted
from task_service.use_cases.follow_task import follow_built, follow_records_transferred


def assignments(stores: Stores) -> Subscription:
    """Return the subscription."""
    return Subscription(
        ASSIGNMENTS,
        (
            of_record(
                RecordSubmitted,
                lambda received: submitted(received.data),
                stores,
                lambda event: (event.task, event.record),
            ),
            of_record(
                RecordReturned,
                lambda received: returned(received.data, received.time),
                stores,
                lambda event: (event.task, event.record),
            ),
            simple(AssignmentsBuilt, follow_built, stores),
            simple(RecordsTransferred, follow_records_transferred, stores),
        ),
    )
