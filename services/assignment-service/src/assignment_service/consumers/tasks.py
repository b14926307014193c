"""Topic `earmark.tasks`."""

from typing import Any

from assignment_service.consumers.failures import failures
from assignment_service.consumers.units import Reads, Units
from assignment_service.use_cases.project_task import ProjectTask
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
from service_kit.messaging.events import Received
from service_kit.messaging.subscriptions import Handler, Subscription
from service_kit.mongo.session import Session


def task_events(project: ProjectTask, units: Units, task_collection: str) -> Subscription:
    """Return what keeps tasks as their owner tells of them."""

    async def created(session: Session, event: Received[TaskCreated]) -> None:
        with failures():
            await project.created(units(session, event), event.data)

    async def edited(session: Session, event: Received[TaskEdited]) -> None:
        with failures():
            await project.edited(units(session, event), event.data)

    async def changed(session: Session, event: Received[Any]) -> None:
        with failures():
            await project.changed(units(session, event), event.data)

    def reads(event: Received[Any]) -> Reads:
        return [(task_collection, event.data.task)]

    changes = (TaskStopped, TaskResumed, TaskDeleted, TaskCompleted, TaskReopened)
    return Subscription(
        topics.TASKS,
        (
            Handler(TaskCreated, created, reads),
            Handler(TaskEdited, edited, reads),
            *(Handler(event, changed, reads) for event in changes),
        ),
    )
