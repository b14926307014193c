"""What is heard on `earmark.assignments`; transfers of assignments move nothing here."""

from contracts import topics
from contracts.events import AssignmentsBuilt, RecordReturned, RecordSubmitted
from contracts.ids import review_id
from review_service.consumers.applying import UnitFor, applying
from review_service.use_cases.follow_task import FollowTask
from review_service.use_cases.take_return import TakeReturn
from review_service.use_cases.take_submission import TakeSubmission
from service_kit.messaging.events import Received
from service_kit.messaging.subscriptions import Handler, Subscription


def subscription(
    unit_for: UnitFor,
    tasks: str,
    reviews: str,
    take: TakeSubmission,
    send_back: TakeReturn,
    follow: FollowTask,
) -> Subscription:
    """Return what opens and renews reviews (in the collection ``reviews``)."""

    def of_submission(event: Received[RecordSubmitted]) -> list[tuple[str, str]]:
        data = event.data
        return [(tasks, data.task), (reviews, review_id(data.task, data.record, data.slot))]

    def of_return(event: Received[RecordReturned]) -> list[tuple[str, str]]:
        return [(tasks, event.data.task), (reviews, review_id(event.data.task, event.data.record))]

    def of_task(event: Received[AssignmentsBuilt]) -> list[tuple[str, str]]:
        return [(tasks, event.data.task)]

    return Subscription(
        topics.ASSIGNMENTS,
        (
            Handler(RecordSubmitted, applying(unit_for, take), reads=of_submission),
            Handler(RecordReturned, applying(unit_for, send_back), reads=of_return),
            Handler(AssignmentsBuilt, applying(unit_for, follow.built), reads=of_task),
        ),
    )
