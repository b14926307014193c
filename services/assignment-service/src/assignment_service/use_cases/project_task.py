"""Keep what other services say of a task."""

from dataclasses import replace

from assignment_service.domain.task import Settings, Task
from assignment_service.ports import UnitOfWork
from assignment_service.use_cases.finding import task_need, task_of_event
from contracts.events import (
    ListingFailed,
    TaskCompleted,
    TaskCreated,
    TaskDeleted,
    TaskEdited,
    TaskReopened,
    TaskResumed,
    TaskStopped,
)
from contracts.events.tasks import TaskSettings

REMOVE_TASK = "remove-task"
TaskFact = TaskStopped | TaskResumed | TaskCompleted | TaskReopened | TaskDeleted | ListingFailed


class ProjectTask:
    """Applies a task's events, which come in their order."""

    async def created(self, unit: UnitOfWork, event: TaskCreated) -> None:
        """Begin to know a task."""
        if await unit.task(event.task) is not None:
            return
        unit.save_settings(_settings(event.task, event.version, event.settings))
        unit.save_task(
            _with(
                Task(
                    id=event.task,
                    workspace=event.workspace,
                    total=event.record_count,
                    version=event.version,
                    first_version=event.version,
                ),
                event.version,
                event.settings,
            )
        )
        unit.arrived(task_need(event.task))

    async def edited(self, unit: UnitOfWork, event: TaskEdited) -> None:
        """Take over new settings."""
        task = await task_of_event(unit, event.task)
        if task is None or event.version <= task.version:
            return
        unit.save_settings(_settings(event.task, event.version, event.settings))
        unit.save_task(_with(task, event.version, event.settings))

    async def changed(self, unit: UnitOfWork, event: TaskFact) -> None:
        """Note a stop, a resumption, a completion, a reopening, a failure or the end of a task."""
        task = await task_of_event(unit, event.task)
        if task is None:
            return
        match event:
            case TaskStopped():
                after = replace(task, stopped=True)
            case TaskResumed():
                after = replace(task, stopped=False)
            case TaskCompleted():
                after = replace(task, completed=True)
            case TaskReopened():
                after = replace(task, completed=False)
            case ListingFailed():
                after = replace(task, failure=event.reason)
            case TaskDeleted():
                after = replace(task, deleted=True)
                unit.start_job(REMOVE_TASK, f"{REMOVE_TASK}:{task.id}", {"task": task.id}, total=task.total)
        if after != task:
            unit.save_task(after)


def _settings(task: str, version: int, settings: TaskSettings) -> Settings:
    return Settings(
        task=task,
        version=version,
        schema=settings.annotation_schema.as_json(),
        annotators=tuple((quota.user, quota.quantity) for quota in settings.annotators),
    )


def _with(task: Task, version: int, settings: TaskSettings) -> Task:
    return replace(
        task, version=version, review=settings.review.mode, assistance=settings.ai_assistance.enabled
    )
