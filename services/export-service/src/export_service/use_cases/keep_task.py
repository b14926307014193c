"""Keep what is told of tasks."""

from contracts.events import TaskCompleted, TaskCreated, TaskDeleted, TaskEdited, TaskReopened
from export_service.domain.tasks import KnownTask
from export_service.ports import UnitOfWork


class KeepTask:
    """Applies one event of a task. The kit hands a task's events over in order, each once."""

    async def created(self, unit: UnitOfWork, event: TaskCreated) -> None:
        """A new task."""
        unit.tasks.save(
            KnownTask(
                id=event.task,
                workspace=event.workspace,
                name=event.settings.name,
                dataset=event.dataset,
                schema=event.settings.annotation_schema.as_json(),
                record_count=event.record_count,
            )
        )

    async def edited(self, unit: UnitOfWork, event: TaskEdited) -> None:
        """A task's name may have changed."""
        if task := await unit.tasks.get(event.task):
            task.name = event.settings.name
            unit.tasks.save(task)

    async def completed(self, unit: UnitOfWork, event: TaskCompleted) -> None:
        """Every record is done, and this is what their rounds sum up to."""
        if task := await unit.tasks.get(event.task):
            task.completed, task.total, task.rounds = True, event.total, event.rounds
            unit.tasks.save(task)

    async def reopened(self, unit: UnitOfWork, event: TaskReopened) -> None:
        """Something came back."""
        if task := await unit.tasks.get(event.task):
            task.completed = False
            unit.tasks.save(task)

    async def deleted(self, unit: UnitOfWork, event: TaskDeleted) -> None:
        """The task is gone: its records are forgotten in chunks, its processed datasets stay."""
        if task := await unit.tasks.get(event.task):
            task.deleted = True
            unit.tasks.save(task)
            unit.work.forget_records(task.id)
