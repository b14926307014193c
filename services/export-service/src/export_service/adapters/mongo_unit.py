"""The unit of work over the kit's session."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel
from pymongo import IndexModel

from contracts.ids import record_key
from export_service.adapters.documents import (
    processed_document,
    processed_of,
    record_document,
    record_of,
    task_document,
    task_of,
)
from export_service.domain.finals import RecordOfTask, Tally
from export_service.domain.processed import ProcessedDataset
from export_service.domain.tasks import KnownTask
from service_kit.jobs import Jobs
from service_kit.mongo.session import Session

TASKS = "tasks"
RECORDS = "records"
COUNTERS = "counters"
PROCESSED = "processed"
FILES = "files"
GENERATE = "generate"
REMOVE_FILES = "remove-files"
FORGET_RECORDS = "forget-records"
FINALS_INDEX = "finals"

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    RECORDS: (IndexModel([("t", 1), ("o", 1)], name=FINALS_INDEX, partialFilterExpression={"fin": True}),),
    COUNTERS: (IndexModel([("task", 1)]),),
    PROCESSED: (
        IndexModel([("workspace", 1), ("_id", -1)]),
        IndexModel([("task", 1), ("_id", -1)]),
    ),
    FILES: (
        IndexModel([("p", 1), ("name", 1)], unique=True),
        IndexModel([("p", 1), ("offset", 1)]),
    ),
}


class MongoTasks:
    """Tasks in the collection `tasks`; their counters in `counters`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, task: str) -> KnownTask | None:
        doc = await self._session.get(TASKS, task)
        return task_of(doc) if doc else None

    def save(self, task: KnownTask) -> None:
        self._session.put(TASKS, task_document(task))

    async def finals(self, task: str) -> Tally:
        total = Tally()
        for row in await self._session.find(COUNTERS, {"task": task}):
            total = total - Tally(*(-row.get(name, 0) for name in Tally.__slots__))
        return total


class MongoRecords:
    """Records in the collection `records`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, task: str, record: str) -> RecordOfTask | None:
        doc = await self._session.get(RECORDS, record_key(task, record))
        return record_of(doc) if doc else None

    def save(self, record: RecordOfTask) -> None:
        self._session.put(RECORDS, record_document(record))

    def count(self, task: str, shard: str, change: Tally) -> None:
        amounts = {name: getattr(change, name) for name in Tally.__slots__}
        changed = {name: amount for name, amount in amounts.items() if amount}
        self._session.increment(COUNTERS, f"{task}/{shard}", changed, preset={"task": task})


class MongoProcessedDatasets:
    """Processed datasets in the collection `processed`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, id: str) -> ProcessedDataset | None:
        doc = await self._session.get(PROCESSED, id)
        return processed_of(doc) if doc else None

    def save(self, processed: ProcessedDataset) -> None:
        self._session.put(PROCESSED, processed_document(processed))


class JobWork:
    """Long work as jobs of the kit."""

    def __init__(self, session: Session, jobs: Jobs) -> None:
        self._session = session
        self._jobs = jobs

    def generate(self, processed: ProcessedDataset) -> None:
        self._jobs.enqueue(self._session, GENERATE, processed.id, {})

    async def cancel_generation(self, id: str) -> None:
        await self._jobs.cancel(self._session, id)

    def remove_files(self, processed: ProcessedDataset) -> None:
        self._jobs.enqueue(
            self._session, REMOVE_FILES, f"{REMOVE_FILES}/{processed.id}", {"id": processed.id}, unit="files"
        )

    def forget_records(self, task: str) -> None:
        self._jobs.enqueue(self._session, FORGET_RECORDS, f"{FORGET_RECORDS}/{task}", {"task": task})


class MongoUnit:
    """One unit of work."""

    def __init__(self, session: Session, jobs: Jobs) -> None:
        self._session = session
        self.tasks = MongoTasks(session)
        self.records = MongoRecords(session)
        self.processed = MongoProcessedDatasets(session)
        self.work = JobWork(session, jobs)

    @property
    def now(self) -> datetime:
        return self._session.now

    def emit(self, event: BaseModel, aggregate: str, version: int) -> None:
        self._session.emit(event, aggregate=aggregate, version=version)
