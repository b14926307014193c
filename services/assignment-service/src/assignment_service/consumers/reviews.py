"""Topic `earmark.reviews`."""

from assignment_service.consumers.failures import failures
from assignment_service.consumers.units import Reads, Units
from assignment_service.use_cases.judge_record import JudgeRecord
from contracts import topics
from contracts.events import RecordApproved, RecordRejected
from contracts.ids import assignment_id
from service_kit.messaging.events import Received
from service_kit.messaging.subscriptions import Handler, Subscription
from service_kit.mongo.session import Session

Verdict = RecordApproved | RecordRejected


def review_events(
    judge: JudgeRecord, units: Units, task_collection: str, assignment_collection: str
) -> Subscription:
    """Return what folds verdicts into assignments."""

    async def judged(session: Session, event: Received[Verdict]) -> None:
        with failures():
            await judge(units(session, event), event.data, event.time)

    def reads(event: Received[Verdict]) -> Reads:
        data = event.data
        return [(task_collection, data.task), (assignment_collection, assignment_id(data.task, data.record))]

    return Subscription(
        topics.REVIEWS, (Handler(RecordApproved, judged, reads), Handler(RecordRejected, judged, reads))
    )
