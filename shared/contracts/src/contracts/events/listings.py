"""Topic `earmark.listings`: the records of a task, in batches (owner: dataset-service; key: task and batch)."""

from pydantic import Field

from contracts.events.base import EventData, Id, Part

Scalar = str | float | int | bool | None


class ListedRecord(Part):
    """What it takes to hand a record out: who it is, how long, and where its audio is."""

    ordinal: int = Field(ge=0)
    record: Id
    audio_name: str
    seconds: float = Field(gt=0, description="Exact duration in seconds on the master's clock")
    sample_rate: int = Field(gt=0, description="Hz")
    channels: int = Field(gt=0)
    media: str = Field(
        description="Reference to the record's audio, peaks and tiles (SHA-256 of the audio bytes)"
    )
    facts: dict[str, Scalar] = Field(default_factory=dict, description="Manifest facts to prefill from")


class RecordsListed(EventData):
    """Batch `batch` (0..batches-1) of a task's records; at most 500 records within 256 KiB."""

    workspace: Id
    task: Id
    dataset: Id
    batch: int = Field(ge=0)
    batches: int = Field(ge=1)
    total: int = Field(ge=1, description="Records in all batches")
    records: tuple[ListedRecord, ...]


class ListingFailed(EventData):
    """The task's records cannot be listed; the task fails with this reason."""

    workspace: Id
    task: Id
    dataset: Id
    reason: str
