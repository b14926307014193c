"""The unit of work in memory: for tests of use cases, and held to the real one's behaviour by a shared suite."""

from copy import deepcopy
from datetime import UTC, datetime

from pydantic import BaseModel

from contracts.ids import record_key
from export_service.domain.finals import RecordOfTask, Tally
from export_service.domain.processed import ProcessedDataset
from export_service.domain.tasks import KnownTask


class InMemoryUnit:
    """Everything in dictionaries; it is its own tasks, records, processed datasets and work."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or datetime(2026, 1, 1, tzinfo=UTC)
        self.tasks = InMemoryTasks()
        self.records = InMemoryRecords(self.tasks)
        self.processed = InMemoryProcessedDatasets()
        self.work = InMemoryWork()
        self.emitted: list[tuple[BaseModel, str, int]] = []

    def emit(self, event: BaseModel, aggregate: str, version: int) -> None:
        self.emitted.append((event, aggregate, version))


class InMemoryTasks:
    """Tasks and their counters."""

    def __init__(self) -> None:
        self._tasks: dict[str, KnownTask] = {}
        self.counters: dict[tuple[str, str], Tally] = {}

    async def get(self, task: str) -> KnownTask | None:
        return deepcopy(self._tasks.get(task))

    def save(self, task: KnownTask) -> None:
        self._tasks[task.id] = deepcopy(task)

    async def finals(self, task: str) -> Tally:
        total = Tally()
        for (counted, _), tally in self.counters.items():
            if counted == task:
                total = total - (Tally() - tally)
        return total


class InMemoryRecords:
    """Records."""

    def __init__(self, tasks: InMemoryTasks) -> None:
        self._records: dict[str, RecordOfTask] = {}
        self._tasks = tasks

    async def get(self, task: str, record: str) -> RecordOfTask | None:
        return deepcopy(self._records.get(record_key(task, record)))

    def save(self, record: RecordOfTask) -> None:
        self._records[record_key(record.task, record.record)] = deepcopy(record)

    def count(self, task: str, shard: str, change: Tally) -> None:
        before = self._tasks.counters.get((task, shard), Tally())
        self._tasks.counters[task, shard] = before - (Tally() - change)


class InMemoryProcessedDatasets:
    """Processed datasets."""

    def __init__(self) -> None:
        self._processed: dict[str, ProcessedDataset] = {}

    async def get(self, id: str) -> ProcessedDataset | None:
        return deepcopy(self._processed.get(id))

    def save(self, processed: ProcessedDataset) -> None:
        self._processed[processed.id] = deepcopy(processed)


class InMemoryWork:
    """Remembers what was begun."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, str]] = []

    def generate(self, processed: ProcessedDataset) -> None:
        self.begun.append(("generate", processed.id))

    async def cancel_generation(self, id: str) -> None:
        self.begun.append(("cancel", id))

    def remove_files(self, processed: ProcessedDataset) -> None:
        self.begun.append(("remove", processed.id))

    def forget_records(self, task: str) -> None:
        self.begun.append(("forget", task))
