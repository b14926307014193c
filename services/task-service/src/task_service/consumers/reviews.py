"""Topic `earmark.reviews`: verdicts, and reviews that went to somebody else."""

from contracts.events.reviews import RecordApproved, RecordRejected, ReviewsTransferred
from contracts.topics import REVIEWS
from service_kit.messaging.subscriptions import Subscription
from task_service.consumers.handlers import Stores, of_record, simple
from task_service.use_cases.follow_record import approved, rejected
from task_service.use_cases.follow_task import follow_reviews_transferred


def reviews(stores: Stores) -> Subscription:
    """Return the subscription."""
    return Subscription(
        REVIEWS,
        (
            of_record(
                RecordApproved,
                lambda received: approved(received.data),
                stores,
                lambda event: (event.task, event.record),
            ),
            of_record(
                RecordRejected,
                lambda received: rejected(received.data),
                stores,
                lambda event: (event.task, event.record),
            ),
            simple(ReviewsTransferred, follow_reviews_transferred, stores),
        ),
    )
