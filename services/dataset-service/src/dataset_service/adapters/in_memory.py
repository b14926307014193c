"""The unit of work in memory: for tests of use cases, and held to the real one's behaviour by a shared suite."""

from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime

from contracts.events.base import EventData
from dataset_service.domain.dataset import Dataset
from dataset_service.domain.task import Task
from dataset_service.domain.upload import Upload, UploadFile


class InMemoryUnit:
    """Everything in dictionaries; what was said is in `emitted`, what was begun in `work.begun`."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime(2026, 1, 1, tzinfo=UTC)
        self.datasets = InMemoryDatasets()
        self.uploads = InMemoryUploads()
        self.tasks = InMemoryTasks()
        self.work = InMemoryWork()
        self.emitted: list[tuple[EventData, str, int]] = []

    def emit(self, event: EventData, aggregate: str, version: int) -> None:
        self.emitted.append((event, aggregate, version))


class InMemoryDatasets:
    """Datasets."""

    def __init__(self) -> None:
        self._datasets: dict[str, Dataset] = {}

    async def get(self, id: str) -> Dataset | None:
        return deepcopy(self._datasets.get(id))

    def put(self, dataset: Dataset) -> None:
        self._datasets[dataset.id] = deepcopy(dataset)

    async def subsets_of(self, id: str) -> Sequence[Dataset]:
        return [
            deepcopy(dataset)
            for dataset in self._datasets.values()
            if dataset.subset_of == id and not dataset.deleted and dataset.state in ("importing", "ready")
        ][:100]


class InMemoryUploads:
    """Uploads and their files."""

    def __init__(self) -> None:
        self._uploads: dict[str, Upload] = {}
        self._files: dict[tuple[str, str], UploadFile] = {}

    async def get(self, id: str) -> Upload | None:
        return deepcopy(self._uploads.get(id))

    def put(self, upload: Upload) -> None:
        self._uploads[upload.id] = deepcopy(upload)

    async def file(self, upload: str, path: str) -> UploadFile | None:
        return deepcopy(self._files.get((upload, path)))

    def put_file(self, file: UploadFile) -> None:
        self._files[file.upload, file.path] = deepcopy(file)

    async def incomplete(self, upload: str) -> tuple[int, Sequence[str]]:
        files = [file for (of, _), file in sorted(self._files.items()) if of == upload]
        return min(1, len(files)), [file.path for file in files if not file.complete][:100]


class InMemoryTasks:
    """Tasks."""

    def __init__(self) -> None:
        self._tasks: dict[str, Task] = {}

    async def get(self, id: str) -> Task | None:
        return deepcopy(self._tasks.get(id))

    def put(self, task: Task) -> None:
        self._tasks[task.id] = deepcopy(task)

    async def using(self, dataset: str) -> Sequence[Task]:
        return [
            deepcopy(task) for task in self._tasks.values() if task.dataset == dataset and not task.deleted
        ][:100]


class InMemoryWork:
    """Remembers what was begun and canceled."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, ...]] = []

    def start_import(self, dataset: str) -> None:
        self.begun.append(("import", dataset))

    async def cancel_import(self, dataset: str) -> None:
        self.begun.append(("cancel import", dataset))

    def start_listing(self, task: str, dataset: str, size: int, total: int, prefill: Sequence[str]) -> None:
        self.begun.append(("list", task, dataset, str(size), str(total), *prefill))

    async def cancel_listing(self, task: str) -> None:
        self.begun.append(("cancel listing", task))
