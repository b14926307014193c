"""Stop, resume and delete a task."""

from dataclasses import dataclass

from contracts.events.tasks import TaskDeleted, TaskResumed, TaskStopped
from contracts.roles import Right
from task_service.domain.errors import ChangedMeanwhile, NotFound
from task_service.domain.task import Task, delete, existing, resume, stop
from task_service.domain.workspace import entitled
from task_service.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class ManageTaskCommand:
    """``expected``: the tags the caller would go on with (None: any)."""

    task: str
    user: str
    expected: tuple[str, ...] | None = None


async def managed_task(
    unit: UnitOfWork, id: str, user: str, right: Right, *, deleted_too: bool = False
) -> Task:
    """Return a task to somebody who has the right in its workspace."""
    task = await unit.tasks.get(id)
    if task is None:
        raise NotFound("there is no such task")
    entitled(await unit.members.get(task.workspace, user), right)
    return task if deleted_too else existing(task)


class StopTask:
    """Nothing is handed out, submitted or judged any more; stopping a stopped task changes nothing."""

    async def __call__(self, unit: UnitOfWork, command: ManageTaskCommand) -> Task:
        task = await managed_task(unit, command.task, command.user, Right.MANAGE)
        stopped = stop(task)
        if stopped is not task:
            unit.tasks.put(stopped)
            event = TaskStopped(workspace=task.workspace, task=task.id, stopped_by=command.user)
            unit.emit(event, aggregate=task.id, version=stopped.ver)
        return stopped


class ResumeTask:
    """A stopped task goes on."""

    async def __call__(self, unit: UnitOfWork, command: ManageTaskCommand) -> Task:
        task = await managed_task(unit, command.task, command.user, Right.MANAGE)
        resumed = resume(task)
        unit.tasks.put(resumed)
        event = TaskResumed(workspace=task.workspace, task=task.id, resumed_by=command.user)
        unit.emit(event, aggregate=task.id, version=resumed.ver)
        return resumed


class DeleteTask:
    """The task is gone, a tombstone stays; deleting it again changes nothing."""

    async def __call__(self, unit: UnitOfWork, command: ManageTaskCommand) -> Task:
        task = await managed_task(unit, command.task, command.user, Right.MANAGE, deleted_too=True)
        if not task.deleted and command.expected is not None and task.tag not in command.expected:
            raise ChangedMeanwhile(task)
        deleted = delete(task)
        if deleted is not task:
            unit.tasks.put(deleted)
            unit.forget_records(task.id)
            event = TaskDeleted(workspace=task.workspace, task=task.id, deleted_by=command.user)
            unit.emit(event, aggregate=task.id, version=deleted.ver)
        return deleted
