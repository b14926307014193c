"""Topic `earmark.exports`: the latest processed dataset of each task."""

from contracts.events.exports import DatasetGenerated
from contracts.topics import EXPORTS
from service_kit.messaging.subscriptions import Subscription
from task_service.consumers.handlers import Stores, simple
from task_service.use_cases.follow_task import follow_generated


def exports(stores: Stores) -> Subscription:
    """Return the subscription."""
    return Subscription(EXPORTS, (simple(DatasetGenerated, follow_generated, stores),))
