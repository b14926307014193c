"""The unit of work over the kit's session."""

from collections.abc import Sequence
from datetime import datetime

from contracts.events.base import EventData
from dataset_service.adapters.documents import (
    dataset_document,
    dataset_of,
    file_document,
    file_key,
    file_of,
    files_of,
    task_document,
    task_of,
    upload_document,
    upload_of,
)
from dataset_service.adapters.names import DATASETS, IMPORT, LIST_RECORDS, TASKS, UPLOAD_FILES, UPLOADS
from dataset_service.domain.dataset import Dataset
from dataset_service.domain.task import Task
from dataset_service.domain.upload import Upload, UploadFile
from service_kit.jobs import Jobs
from service_kit.mongo.session import Session


class MongoDatasets:
    """Datasets in the collection `datasets`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, id: str) -> Dataset | None:
        doc = await self._session.get(DATASETS, id)
        return dataset_of(doc) if doc else None

    def put(self, dataset: Dataset) -> None:
        self._session.put(DATASETS, dataset_document(dataset))

    async def subsets_of(self, id: str) -> Sequence[Dataset]:
        query = {"subset_of": id, "deleted_at": None, "state": {"$in": ["importing", "ready"]}}
        return [dataset_of(doc) for doc in await self._session.find(DATASETS, query, limit=100)]


class MongoUploads:
    """Uploads in the collection `uploads`, their files in `upload_files`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, id: str) -> Upload | None:
        doc = await self._session.get(UPLOADS, id)
        return upload_of(doc) if doc else None

    def put(self, upload: Upload) -> None:
        self._session.put(UPLOADS, upload_document(upload))

    async def file(self, upload: str, path: str) -> UploadFile | None:
        doc = await self._session.get(UPLOAD_FILES, file_key(upload, path))
        return file_of(doc) if doc else None

    def put_file(self, file: UploadFile) -> None:
        self._session.put(UPLOAD_FILES, file_document(file))

    async def incomplete(self, upload: str) -> tuple[int, Sequence[str]]:
        some = await self._session.find(UPLOAD_FILES, files_of(upload), limit=1, projection={"_id": 1})
        lacking = await self._session.find(
            UPLOAD_FILES,
            {**files_of(upload), "complete": False},
            limit=100,
            projection={"path": 1},
        )
        return len(some), [doc["path"] for doc in lacking]


class MongoTasks:
    """Tasks in the collection `tasks`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, id: str) -> Task | None:
        doc = await self._session.get(TASKS, id)
        return task_of(doc) if doc else None

    def put(self, task: Task) -> None:
        self._session.put(TASKS, task_document(task))

    async def using(self, dataset: str) -> Sequence[Task]:
        query = {"dataset": dataset, "deleted": False}
        return [task_of(doc) for doc in await self._session.find(TASKS, query, limit=100)]


class JobWork:
    """Long work as jobs of the kit."""

    def __init__(self, session: Session, jobs: Jobs) -> None:
        self._session = session
        self._jobs = jobs

    def start_import(self, dataset: str) -> None:
        self._jobs.enqueue(self._session, IMPORT, f"{IMPORT}/{dataset}", {"dataset": dataset}, unit="files")

    async def cancel_import(self, dataset: str) -> None:
        await self._jobs.cancel(self._session, f"{IMPORT}/{dataset}")

    def start_listing(self, task: str, dataset: str, size: int, total: int, prefill: Sequence[str]) -> None:
        args = {"task": task, "dataset": dataset, "size": size, "total": total, "prefill": list(prefill)}
        self._jobs.enqueue(self._session, LIST_RECORDS, f"{LIST_RECORDS}/{task}", args, total=total)

    async def cancel_listing(self, task: str) -> None:
        await self._jobs.cancel(self._session, f"{LIST_RECORDS}/{task}")


class MongoUnit:
    """One unit of work."""

    def __init__(self, session: Session, jobs: Jobs) -> None:
        self._session = session
        self.datasets = MongoDatasets(session)
        self.uploads = MongoUploads(session)
        self.tasks = MongoTasks(session)
        self.work = JobWork(session, jobs)

    @property
    def now(self) -> datetime:
        return self._session.now

    def emit(self, event: EventData, aggregate: str, version: int) -> None:
        self._session.emit(event, aggregate=aggregate, version=version)
