"""Ask for a processed dataset."""

from dataclasses import dataclass

from export_service.domain.errors import NothingDone, TaskNotCompleted, TaskUnknown
from export_service.domain.generation import Format, Options, Plan, Scope
from export_service.domain.processed import ProcessedDataset
from export_service.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class RequestGenerationCommand:
    """``id`` becomes the processed dataset's."""

    id: str
    task: str
    scope: Scope
    formats: tuple[Format, ...]
    options: Options
    user: str


class RequestGeneration:
    """Takes the next version of the task and begins the work."""

    async def __call__(self, unit: UnitOfWork, command: RequestGenerationCommand) -> ProcessedDataset:
        """Raises TaskUnknown, TaskNotCompleted (scope all), NothingDone (scope done)."""
        task = await unit.tasks.get(command.task)
        if task is None or task.deleted:
            raise TaskUnknown
        if not task.completed:
            counted = await unit.tasks.finals(task.id)
            if command.scope == "all":
                raise TaskNotCompleted(counted.done, task.record_count)
            if counted.finals == 0:
                raise NothingDone
        task.last_version += 1
        unit.tasks.save(task)
        plan = Plan(
            processed_dataset=command.id,
            workspace=task.workspace,
            task=task.id,
            task_name=task.name,
            dataset=task.dataset,
            schema=task.schema,
            formats=command.formats,
            scope=command.scope,
            partial=not task.completed,
            options=command.options,
        )
        processed = ProcessedDataset(plan, task.last_version, command.user, unit.now)
        unit.processed.save(processed)
        unit.work.generate(processed)
        return processed
