"""What clients send and get."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1, max_length=255)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Path = Annotated[str, StringConstraints(min_length=1, max_length=4096)]


class Body(BaseModel):
    """What every body shares."""

    model_config = ConfigDict(extra="forbid")


class NewUpload(Body):
    """An upload to begin."""

    workspace: Id


class UploadSource(Body):
    """Files that were uploaded."""

    kind: Literal["upload"]
    upload: Id


class FolderSource(Body):
    """A folder of the server, inside the roots that the operator allows."""

    kind: Literal["folder"]
    path: Path


class BucketSource(Body):
    """A bucket prefix (s3://bucket/prefix), inside the roots that the operator allows."""

    kind: Literal["bucket"]
    url: Path


class SubsetSource(Body):
    """Some records of another dataset: filtered, without what other datasets hold, then drawn by lot."""

    kind: Literal["subset"]
    dataset: Id
    sample: Annotated[int, Field(ge=1, le=2**31, strict=True)] | None = Field(
        default=None, description="How many to draw; all where fewer are left"
    )
    seed: (
        Annotated[int, Field(ge=-(2**63), lt=2**63, strict=True)] | Annotated[str, Field(max_length=255)]
    ) = 0
    filter: dict[Annotated[str, Field(min_length=1, max_length=100)], Any] = Field(
        default_factory=dict,
        max_length=50,
        description='By fact: a value it must have, or `{"min", "max", "equals", "in", "exists"}`',
    )
    without: list[Id] = Field(
        default_factory=list, max_length=100, description="Datasets whose records to leave out"
    )


Source = Annotated[UploadSource | FolderSource | BucketSource | SubsetSource, Field(discriminator="kind")]


class NewDataset(Body):
    """A dataset to import. `manifest` is the path of a JSONL or CSV file inside the source."""

    workspace: Id
    name: Name
    source: Source
    manifest: Annotated[str, StringConstraints(min_length=1, max_length=1024)] | None = None


class Progress(BaseModel):
    """How far an import is."""

    done: int
    total: int | None
    unit: Literal["files"]
    seconds: float = Field(description="Seconds of audio taken in")
    seconds_per_second: float | None = Field(description="Seconds of new audio analysed per second")
    files_per_second: float | None
    remaining_seconds: float | None


class DatasetView(BaseModel):
    """A raw dataset."""

    id: str
    workspace: str
    name: str
    kind: Literal["raw"]
    state: Literal["importing", "ready", "failed", "canceled"]
    source: dict[str, Any]
    manifest: str | None
    subset_of: str | None
    record_count: int
    seconds: float
    failed_count: int
    bytes: int
    progress: Progress
    failure: str | None
    created_by: str
    created_at: datetime
    finished_at: datetime | None


class DatasetList(BaseModel):
    """A page of datasets, newest first."""

    items: list[DatasetView]
    next: str | None


class FailureView(BaseModel):
    """A file or a line of the manifest that did not become a record. `reason` is a stable word."""

    path: str
    reason: str
    detail: str
    line: int | None = None


class FailureList(BaseModel):
    """A page of failures."""

    items: list[FailureView]
    next: str | None


class AudioFactsView(BaseModel):
    """What was measured when the record was decoded."""

    seconds: float
    sample_rate: int
    channels: int
    container: str
    codec: str
    bytes: int
    loudness_lufs: float | None
    peak_dbfs: float | None
    clipped_samples: int
    clipped_share: float
    silence_share: float
    bandwidth_hz: float | None
    dc_offset: float


class RecordItem(AudioFactsView):
    """A record in a list, with addresses that work for a while."""

    id: str
    dataset: str
    ordinal: int
    audio_name: str
    sha256: str
    duplicate_of: int | None = Field(description="Ordinal of the first record with the same content")
    facts: dict[str, str | float | int | bool | None] = Field(description="What the manifest says")
    audio_url: str
    peaks_url: str
    spectrogram_url: str


class RecordView(RecordItem):
    """A record, with addresses that work for a while."""


class RecordList(BaseModel):
    """A page of records."""

    items: list[RecordItem]
    next: str | None


class UploadFileView(BaseModel):
    """A file of an upload; `missing` are ranges [start, end) of bytes."""

    path: str
    received: int
    total: int
    complete: bool
    missing: list[tuple[int, int]]
    sha256: str | None


class UploadView(BaseModel):
    """An upload and its files."""

    id: str
    workspace: str
    state: Literal["open", "closed"]
    dataset: str | None
    created_at: datetime
    expires_at: datetime
    files: list[UploadFileView]
    next: str | None
