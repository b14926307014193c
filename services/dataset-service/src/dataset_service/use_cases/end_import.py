"""An import ends: finished, failed, canceled; or the dataset is deleted."""

from contracts.events import DatasetDeleted, DatasetImported
from dataset_service.domain.dataset import Dataset
from dataset_service.domain.errors import DatasetInUse, NotFound
from dataset_service.ports import UnitOfWork


class FinishImport:
    """The last file is done."""

    def __call__(self, unit: UnitOfWork, dataset: Dataset) -> None:
        """Make the dataset ready and say so, or failed where it has no record."""
        if dataset.finish(unit.now):
            unit.emit(
                DatasetImported(
                    workspace=dataset.workspace,
                    dataset=dataset.id,
                    name=dataset.name,
                    record_count=dataset.cursor.records,
                    seconds=dataset.cursor.seconds,
                    failed_count=dataset.cursor.failed,
                    source=dataset.kind,
                    subset_of=dataset.subset_of,
                    imported_by=dataset.created_by,
                ),
                dataset.id,
                dataset.version,
            )
        unit.datasets.put(dataset)


class FailImport:
    """The import as a whole cannot go on."""

    async def __call__(self, unit: UnitOfWork, id: str, reason: str) -> None:
        """Keep the reason."""
        dataset = await unit.datasets.get(id)
        if dataset is not None:
            dataset.fail(reason, unit.now)
            unit.datasets.put(dataset)


class CancelImport:
    """Somebody gives an import up."""

    async def __call__(self, unit: UnitOfWork, id: str) -> Dataset:
        """Return the canceled dataset. Raises NotFound, NotImporting."""
        dataset = await unit.datasets.get(id)
        if dataset is None or dataset.deleted:
            raise NotFound("dataset")
        if dataset.cancel(unit.now):
            unit.datasets.put(dataset)
            await unit.work.cancel_import(id)
        return dataset


class DeleteDataset:
    """Somebody deletes a dataset."""

    async def __call__(self, unit: UnitOfWork, id: str, user: str) -> None:
        """Leave a tombstone. Raises NotFound, DatasetInUse."""
        dataset = await unit.datasets.get(id)
        if dataset is None or dataset.deleted:
            raise NotFound("dataset")
        tasks = [(task.id, task.name) for task in await unit.tasks.using(id)]
        subsets = [(subset.id, subset.name) for subset in await unit.datasets.subsets_of(id)]
        if tasks or subsets:
            raise DatasetInUse(tasks, subsets)
        was_importing = dataset.state == "importing"
        if dataset.delete(unit.now):
            said = DatasetDeleted(workspace=dataset.workspace, dataset=id, deleted_by=user)
            unit.emit(said, id, dataset.version)
        unit.datasets.put(dataset)
        if was_importing:
            await unit.work.cancel_import(id)
