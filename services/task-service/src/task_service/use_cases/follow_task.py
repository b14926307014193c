"""What other services say of a whole task: built, not listable, transferred, generated."""

from contracts.events.assignments import AssignmentsBuilt, RecordsTransferred
from contracts.events.exports import DatasetGenerated
from contracts.events.listings import ListingFailed
from contracts.events.reviews import ReviewsTransferred
from task_service.domain.settings import Settings, with_annotator, with_reviewer
from task_service.domain.task import ProcessedDataset, Task, built, generated, listing_failed, resettled
from task_service.ports import UnitOfWork
from task_service.use_cases.task_events import say_edited


class UnknownTask(Exception):
    """An event tells of a task that was never created here."""


async def _known(unit: UnitOfWork, id: str) -> Task:
    task = await unit.tasks.get(id)
    if task is None:
        raise UnknownTask(f"no task {id} was ever created")
    return task


async def follow_built(unit: UnitOfWork, event: AssignmentsBuilt) -> None:
    """Every record is in an annotator's queue: the task can be labeled."""
    task = await _known(unit, event.task)
    changed = built(task, event.total)
    if changed is not task:
        unit.tasks.put(changed)
        unit.look_at(task.id)


async def follow_listing_failed(unit: UnitOfWork, event: ListingFailed) -> None:
    """The task fails, with the reason."""
    task = await _known(unit, event.task)
    changed = listing_failed(task, event.reason)
    if changed is not task:
        unit.tasks.put(changed)


async def follow_records_transferred(unit: UnitOfWork, event: RecordsTransferred) -> None:
    """Who receives assignments becomes one of the annotators."""
    task = await _known(unit, event.task)
    _resettle(unit, task, with_annotator(task.settings, event.to_user), event.transferred_by)


async def follow_reviews_transferred(unit: UnitOfWork, event: ReviewsTransferred) -> None:
    """Who receives reviews becomes one of the reviewers."""
    task = await _known(unit, event.task)
    _resettle(unit, task, with_reviewer(task.settings, event.to_user), event.transferred_by)


async def follow_generated(unit: UnitOfWork, event: DatasetGenerated) -> None:
    """The task shows its latest processed dataset."""
    task = await _known(unit, event.task)
    processed = ProcessedDataset(
        id=event.processed_dataset,
        version=event.version,
        partial=event.partial,
        record_count=event.record_count,
        at=unit.now,
    )
    changed = generated(task, processed)
    if changed is not task and not task.deleted:
        unit.tasks.put(changed)


def _resettle(unit: UnitOfWork, task: Task, settings: Settings, by: str) -> None:
    if task.deleted:
        return
    changed = resettled(task, settings)
    if changed is not task:
        unit.tasks.put(changed)
        say_edited(unit, changed, by)
