"""Hears `earmark.tasks`."""

from collections.abc import Awaitable, Callable
from typing import Any

from contracts import topics
from contracts.events import TaskCompleted, TaskCreated, TaskDeleted, TaskEdited, TaskReopened
from export_service.ports import UnitOfWork
from export_service.use_cases.keep_task import KeepTask
from service_kit.messaging.events import Received
from service_kit.messaging.subscriptions import Handler, Subscription
from service_kit.mongo.session import Session

TASKS = "tasks"


def subscription(unit: Callable[[Session], UnitOfWork]) -> Subscription:
    """Return one handler per event of a task that matters here."""
    keep = KeepTask()

    def on(event: type[Any], apply: Callable[[UnitOfWork, Any], Awaitable[None]]) -> Handler[Any]:
        async def handle(session: Session, received: Received[Any]) -> None:
            await apply(unit(session), received.data)

        return Handler(event, handle, reads=lambda received: [(TASKS, received.data.task)])

    return Subscription(
        topics.TASKS,
        (
            on(TaskCreated, keep.created),
            on(TaskEdited, keep.edited),
            on(TaskCompleted, keep.completed),
            on(TaskReopened, keep.reopened),
            on(TaskDeleted, keep.deleted),
        ),
    )
