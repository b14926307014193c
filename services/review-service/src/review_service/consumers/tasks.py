"""What is heard on `earmark.tasks`."""

from collections.abc import Awaitable, Callable
from typing import Any

from contracts import topics
from contracts.events import (
    TaskCompleted,
    TaskCreated,
    TaskDeleted,
    TaskEdited,
    TaskReopened,
    TaskResumed,
    TaskStopped,
)
from review_service.consumers.applying import UnitFor, applying
from review_service.use_cases.follow_task import FollowTask
from service_kit.messaging.events import Received
from service_kit.messaging.subscriptions import Handler, Subscription


def subscription(unit_for: UnitFor, tasks: str, follow: FollowTask) -> Subscription:
    """Return what keeps the projection of tasks (in the collection ``tasks``)."""

    def reads(event: Received[Any]) -> list[tuple[str, str]]:
        return [(tasks, event.data.task)]

    def handler(event: type[Any], use: Callable[[Any, Any], Awaitable[None]]) -> Handler[Any]:
        return Handler(event, applying(unit_for, use), reads=reads)

    return Subscription(
        topics.TASKS,
        (
            handler(TaskCreated, follow.created),
            handler(TaskEdited, follow.edited),
            handler(TaskStopped, follow.stopped),
            handler(TaskResumed, follow.resumed),
            handler(TaskDeleted, follow.deleted),
            handler(TaskCompleted, follow.completed),
            handler(TaskReopened, follow.reopened),
        ),
    )
