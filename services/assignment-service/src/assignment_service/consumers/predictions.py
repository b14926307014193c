"""Topic `earmark.predictions`."""

from assignment_service.consumers.failures import failures
from assignment_service.consumers.units import Reads, Units
from assignment_service.use_cases.keep_prediction import KeepPrediction
from contracts import topics
from contracts.events import RecordPredicted
from contracts.ids import assignment_id
from service_kit.messaging.events import Received
from service_kit.messaging.subscriptions import Handler, Subscription
from service_kit.mongo.session import Session


def prediction_events(
    keep: KeepPrediction, units: Units, task_collection: str, assignment_collection: str
) -> Subscription:
    """Return what keeps predictions."""

    async def predicted(session: Session, event: Received[RecordPredicted]) -> None:
        with failures():
            await keep(units(session, event), event.data, event.time)

    def reads(event: Received[RecordPredicted]) -> Reads:
        data = event.data
        return [(task_collection, data.task), (assignment_collection, assignment_id(data.task, data.record))]

    return Subscription(topics.PREDICTIONS, (Handler(RecordPredicted, predicted, reads),))
