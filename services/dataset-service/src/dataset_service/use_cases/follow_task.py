"""What task-service says of tasks: who takes part, and what must be listed."""

from collections.abc import Sequence

from contracts.events import ListingFailed, TaskCreated, TaskDeleted, TaskEdited
from contracts.events.tasks import TaskSettings
from contracts.ids import listing_key
from dataset_service.domain.dataset import Dataset
from dataset_service.domain.listing import plan, prefill_facts
from dataset_service.domain.task import Task
from dataset_service.ports import UnitOfWork


async def follow_created(unit: UnitOfWork, event: TaskCreated) -> None:
    """Remember the task, and begin to list its records; or say at once why that cannot be."""
    if await unit.tasks.get(event.task) is not None:
        return
    settings = event.settings
    unit.tasks.put(
        Task(event.task, event.workspace, event.dataset, settings.name, people(settings), event.version)
    )
    dataset = await unit.datasets.get(event.dataset)
    if reason := _hindrance(dataset, event):
        failed = ListingFailed(
            workspace=event.workspace, task=event.task, dataset=event.dataset, reason=reason
        )
        unit.emit(failed, listing_key(event.task, 0), 1)
        return
    assert dataset is not None
    facts = _prefill(settings)
    cut = plan(event.record_count, dataset.name_size, dataset.fact_sizes, facts)
    unit.work.start_listing(event.task, event.dataset, cut.size, cut.total, facts)
    unit.datasets.put(dataset)  # so that deleting it at the same moment conflicts with this


async def follow_edited(unit: UnitOfWork, event: TaskEdited) -> None:
    """Keep name and people up to date."""
    task = await unit.tasks.get(event.task)
    if task is not None and event.version > task.version:
        task.name, task.people, task.version = event.settings.name, people(event.settings), event.version
        unit.tasks.put(task)


async def follow_deleted(unit: UnitOfWork, event: TaskDeleted) -> None:
    """Leave a tombstone, and stop listing."""
    task = await unit.tasks.get(event.task)
    if task is None:
        task = Task(event.task, event.workspace, "", event.task)
    task.deleted, task.people = True, []
    unit.tasks.put(task)
    await unit.work.cancel_listing(event.task)


def people(settings: TaskSettings) -> list[str]:
    """Return everybody who takes part."""
    named = [quota.user for quota in settings.annotators] + [
        share.user for share in settings.review.reviewers
    ]
    return sorted(set(named))


def _prefill(settings: TaskSettings) -> Sequence[str]:
    return prefill_facts([item.model_dump() for item in settings.annotation_schema.items])


def _hindrance(dataset: Dataset | None, event: TaskCreated) -> str | None:
    if dataset is None or dataset.workspace != event.workspace:
        return "The dataset is not known."
    if dataset.deleted:
        return "The dataset was deleted."
    if dataset.state != "ready":
        return f"The dataset is {dataset.state}."
    if dataset.cursor.records != event.record_count:
        return (
            f"The dataset has {dataset.cursor.records} records, the task was made for {event.record_count}."
        )
    return None
