"""A raw dataset is asked for: its import begins."""

from dataclasses import dataclass, field
from typing import Any

from dataset_service.domain.dataset import Dataset, Kind
from dataset_service.domain.errors import Malformed, NotFound, SourceNotReady, UploadIncomplete
from dataset_service.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class CreateDatasetCommand:
    """``source`` is what the kind needs, checked for its form."""

    id: str
    workspace: str
    name: str
    kind: Kind
    user: str
    source: dict[str, Any] = field(default_factory=dict)
    manifest: str | None = None


class CreateDataset:
    """Makes a dataset and begins its import."""

    async def __call__(self, unit: UnitOfWork, command: CreateDatasetCommand) -> Dataset:
        """Return the new dataset. Raises NotFound, UploadIncomplete, SourceNotReady, Malformed."""
        dataset = Dataset(
            id=command.id,
            workspace=command.workspace,
            name=command.name,
            kind=command.kind,
            source=dict(command.source),
            manifest=command.manifest,
            created_by=command.user,
            created_at=unit.now,
        )
        if command.kind == "upload":
            await self._take_upload(unit, dataset)
        if command.kind == "subset":
            await self._take_parent(unit, dataset)
        unit.datasets.put(dataset)
        unit.work.start_import(dataset.id)
        return dataset

    async def _take_upload(self, unit: UnitOfWork, dataset: Dataset) -> None:
        upload = await unit.uploads.get(dataset.source["upload"])
        if upload is None or upload.workspace != dataset.workspace:
            raise NotFound("upload")
        files, incomplete = await unit.uploads.incomplete(upload.id)
        if incomplete or not files:
            raise UploadIncomplete(incomplete)
        upload.dataset, upload.touched_at = dataset.id, unit.now
        unit.uploads.put(upload)

    async def _take_parent(self, unit: UnitOfWork, dataset: Dataset) -> None:
        if dataset.manifest is not None:
            raise Malformed("/manifest", "a subset takes no manifest")
        parent = await unit.datasets.get(dataset.source["dataset"])
        if parent is None or parent.deleted or parent.workspace != dataset.workspace:
            raise NotFound("dataset")
        if parent.state != "ready":
            raise SourceNotReady(parent.id, parent.state)
        for place, id in enumerate(dataset.source.get("without") or ()):
            other = await unit.datasets.get(id)
            if other is None or other.deleted or other.workspace != dataset.workspace:
                raise Malformed(f"/source/without/{place}", "is no dataset of this workspace")
        dataset.subset_of = parent.id
        dataset.fact_sizes, dataset.name_size = dict(parent.fact_sizes), parent.name_size
        parent.subsets += 1
        unit.datasets.put(parent)
