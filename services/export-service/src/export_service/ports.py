"""What the use cases need from the outside."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel

from export_service.domain.finals import RecordOfTask, Tally
from export_service.domain.processed import ProcessedDataset
from export_service.domain.tasks import KnownTask


class Tasks(Protocol):
    """Tasks as their events tell."""

    async def get(self, task: str) -> KnownTask | None: ...
    def save(self, task: KnownTask) -> None: ...
    async def finals(self, task: str) -> Tally:
        """Return the sums of the task's counters."""
        ...


class Records(Protocol):
    """The records of tasks, folded."""

    async def get(self, task: str, record: str) -> RecordOfTask | None: ...
    def save(self, record: RecordOfTask) -> None: ...
    def count(self, task: str, shard: str, change: Tally) -> None:
        """Add to the task's counters; rows of different shards never conflict."""
        ...


class ProcessedDatasets(Protocol):
    """Processed datasets."""

    async def get(self, id: str) -> ProcessedDataset | None: ...
    def save(self, processed: ProcessedDataset) -> None: ...


class Work(Protocol):
    """Long work, begun with the unit of work's commit."""

    def generate(self, processed: ProcessedDataset) -> None: ...
    async def cancel_generation(self, id: str) -> None: ...
    def remove_files(self, processed: ProcessedDataset) -> None: ...
    def forget_records(self, task: str) -> None: ...


class UnitOfWork(Protocol):
    """All of it is committed together, or nothing."""

    @property
    def now(self) -> datetime: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def records(self) -> Records: ...
    @property
    def processed(self) -> ProcessedDatasets: ...
    @property
    def work(self) -> Work: ...
    def emit(self, event: BaseModel, aggregate: str, version: int) -> None: ...


class Queries(Protocol):
    """Reads outside of a unit of work."""

    async def task(self, id: str) -> KnownTask | None: ...
    async def processed(self, id: str) -> ProcessedDataset | None: ...
    async def list_processed(
        self, workspace: str | None, task: str | None, before: str | None, limit: int
    ) -> list[ProcessedDataset]:
        """Return processed datasets, newest first, with ids below ``before``; deleted ones left out."""
        ...

    async def file(self, processed: str, name: str) -> tuple[int, str] | None:
        """Return (bytes, SHA-256) of a file, or None."""
        ...


class Files(Protocol):
    """The bytes of processed datasets that are ready."""

    def read(self, processed: ProcessedDataset, name: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """Stream the bytes ``start``..``stop`` (exclusive) of a file."""
        ...

    def read_archive(self, processed: ProcessedDataset, start: int, stop: int) -> AsyncIterator[bytes]:
        """Stream the bytes ``start``..``stop`` (exclusive) of the ZIP archive of all files."""
        ...
