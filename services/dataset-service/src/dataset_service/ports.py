"""What the use cases need from outside: the stores of one unit of work, and the work it begins."""

from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from contracts.events.base import EventData
from dataset_service.domain.dataset import Dataset
from dataset_service.domain.task import Task
from dataset_service.domain.upload import Upload, UploadFile


class Datasets(Protocol):
    """Raw datasets, tombstones included."""

    async def get(self, id: str) -> Dataset | None: ...
    def put(self, dataset: Dataset) -> None: ...
    async def subsets_of(self, id: str) -> Sequence[Dataset]:
        """Return the subsets made of a dataset that are importing or ready."""
        ...


class Uploads(Protocol):
    """Uploads and their files."""

    async def get(self, id: str) -> Upload | None: ...
    def put(self, upload: Upload) -> None: ...
    async def file(self, upload: str, path: str) -> UploadFile | None: ...
    def put_file(self, file: UploadFile) -> None: ...
    async def incomplete(self, upload: str) -> tuple[int, Sequence[str]]:
        """Return how many files there are, and the paths of (at most 100) that lack parts."""
        ...


class Tasks(Protocol):
    """Tasks as their events tell, tombstones included."""

    async def get(self, id: str) -> Task | None: ...
    def put(self, task: Task) -> None: ...
    async def using(self, dataset: str) -> Sequence[Task]:
        """Return the tasks over a dataset that are not deleted."""
        ...


class Work(Protocol):
    """Long work, begun with the unit of work's commit."""

    def start_import(self, dataset: str) -> None: ...
    async def cancel_import(self, dataset: str) -> None: ...
    def start_listing(
        self, task: str, dataset: str, size: int, total: int, prefill: Sequence[str]
    ) -> None: ...
    async def cancel_listing(self, task: str) -> None: ...


class UnitOfWork(Protocol):
    """All of it is committed together, or nothing."""

    @property
    def now(self) -> datetime: ...
    @property
    def datasets(self) -> Datasets: ...
    @property
    def uploads(self) -> Uploads: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def work(self) -> Work: ...
    def emit(self, event: EventData, aggregate: str, version: int) -> None: ...


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """Which records of a dataset, in which order, behind which place; ``after`` is (value of ``sort``, ordinal)."""

    dataset: str
    sort: str = "ordinal"
    descending: bool = False
    at_least: Mapping[str, float] = field(default_factory=dict)
    at_most: Mapping[str, float] = field(default_factory=dict)
    name: str | None = None
    after: tuple[Any, int] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record in a dataset. ``audio``: what was measured; ``facts``: what the manifest says."""

    id: str
    dataset: str
    ordinal: int
    name: str
    sha256: str
    audio: Mapping[str, Any]
    facts: Mapping[str, Any]
    duplicate_of: int | None = None


class Queries(Protocol):
    """Reads outside of a unit of work."""

    async def dataset(self, id: str) -> Dataset | None: ...
    async def datasets(self, workspace: str, before: str | None, limit: int) -> Sequence[Dataset]:
        """Return datasets of a workspace that are not deleted, newest first, older than ``before``."""
        ...

    async def records(self, query: RecordQuery) -> Sequence[RecordRow]: ...
    async def failures(self, dataset: str, after: int | None, limit: int) -> Sequence[Mapping[str, Any]]: ...
    async def record(self, id: str) -> RecordRow | None: ...
    async def datasets_with(self, record: str) -> Sequence[str]:
        """Return the subsets that name a record."""
        ...

    async def takes_part(self, user: str, datasets: Sequence[str]) -> bool:
        """Say whether a user takes part in a task, not deleted, over one of these datasets."""
        ...

    async def upload(self, id: str) -> Upload | None: ...
    async def upload_file(self, upload: str, path: str) -> UploadFile | None: ...
    async def upload_files(self, upload: str, after: str | None, limit: int) -> Sequence[UploadFile]: ...


class Parts(Protocol):
    """Where the parts of uploads are kept until they are imported."""

    async def write(self, name: str, content: AsyncIterable[bytes]) -> None: ...
    async def sha256(self, file: UploadFile) -> str:
        """Return the SHA-256 of a complete file. Raises FileNotFoundError where parts are gone."""
        ...

    async def remove(self, names: Sequence[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class MediaFile:
    """Bytes that can be served: from a local path, or by name from a store elsewhere."""

    name: str
    size: int
    content_type: str
    etag: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The samples start..end (end excluded, on the master's clock) of a recording, as a WAV of ``size`` bytes."""

    sha256: str
    start: int
    end: int
    size: int

    @property
    def frames(self) -> int:
        return self.end - self.start


class MediaUnknown(Exception):
    """No audio of this SHA-256 is stored, or no such tile."""


class Media(Protocol):
    """What browsers get of audio. Raises MediaUnknown; BadSlice for what does not exist."""

    async def audio(self, sha256: str) -> MediaFile: ...
    async def excerpt(self, sha256: str, start: float, end: float) -> Excerpt:
        """Return what lies between two times in seconds, cut to what there is. Raises BadSlice for nothing, and for
        more than is given at once."""
        ...

    async def read_excerpt(self, excerpt: Excerpt) -> AsyncIterator[bytes]: ...
    async def peaks(self, sha256: str, level: int, start: int, end: int | None, bits: int) -> bytes: ...
    async def peaks_info(self, sha256: str) -> Mapping[str, Any]: ...
    async def tile(self, sha256: str, preset: str, zoom: int, tile: int) -> MediaFile: ...
    async def tile_info(self, sha256: str) -> Mapping[str, Any]: ...
    async def address(self, file: MediaFile, seconds: int) -> str: ...
    async def read_range(self, file: MediaFile, start: int, end: int) -> bytes: ...
    def read(self, file: MediaFile, start: int, end: int) -> AsyncIterator[bytes]: ...


class BadSlice(Exception):
    """There is no such level, zoom, tile, preset or time; ``parameter`` says which."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter
