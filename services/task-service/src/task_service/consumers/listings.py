"""Topic `earmark.listings`: tasks whose records cannot be listed. (The listed ones concern others.)"""

from contracts.events.listings import ListingFailed
from contracts.topics import LISTINGS
from service_kit.messaging.subscriptions import Subscription
from task_service.consumers.handlers import Stores, simple
from task_service.use_cases.follow_task import follow_listing_failed


def listings(stores: Stores) -> Subscription:
    """Return the subscription."""
    return Subscription(LISTINGS, (simple(ListingFailed, follow_listing_failed, stores),))
