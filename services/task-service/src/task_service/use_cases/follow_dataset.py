"""What dataset-service says of raw datasets."""

from dataclasses import replace

from contracts.events.datasets import DatasetDeleted, DatasetImported
from task_service.ports import Dataset, UnitOfWork


async def follow_imported(unit: UnitOfWork, event: DatasetImported) -> None:
    """A dataset is ready for tasks."""
    unit.datasets.put(
        Dataset(
            id=event.dataset,
            workspace=event.workspace,
            name=event.name,
            record_count=event.record_count,
            seconds=event.seconds,
        )
    )


async def follow_deleted(unit: UnitOfWork, event: DatasetDeleted) -> None:
    """A dataset is gone; a tombstone stays, so that no new task uses it."""
    known = await unit.datasets.get(event.dataset)
    gone = known or Dataset(event.dataset, event.workspace, name=event.dataset, record_count=0, seconds=0.0)
    unit.datasets.put(replace(gone, deleted=True))
