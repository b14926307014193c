"""Topic `earmark.datasets`: which raw datasets are ready for tasks."""

from contracts.events.datasets import DatasetDeleted, DatasetImported
from contracts.topics import DATASETS
from service_kit.messaging.subscriptions import Subscription
from task_service.consumers.handlers import Stores, simple
from task_service.use_cases.follow_dataset import follow_deleted, follow_imported


def datasets(stores: Stores) -> Subscription:
    """Return the subscription."""
    return Subscription(
        DATASETS,
        (
            simple(DatasetImported, follow_imported, stores),
            simple(DatasetDeleted, follow_deleted, stores),
        ),
    )
