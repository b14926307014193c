"""A raw dataset and its life: importing, then ready, failed or canceled; deleted leaves a tombstone."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from dataset_service.domain.errors import NotFound, NotImporting

State = Literal["importing", "ready", "failed", "canceled"]
Kind = Literal["upload", "folder", "bucket", "subset"]
LONGEST_FACTS_LIST = 1000
"""Facts of a dataset whose sizes are remembered by name; of more, only the largest size."""


@dataclass(slots=True)
class Cursor:
    """How far an import is: what was taken from the source, and the counts of what became of it."""

    at: str | int | None = None
    """The name, line or ordinal that was taken last; None before the first."""
    prepared: bool = False
    """Whether archives were unpacked and their refused members listed."""
    records: int = 0
    failed: int = 0
    seconds: float = 0.0
    bytes: int = 0


@dataclass(slots=True)
class Dataset:
    """One raw dataset."""

    id: str
    workspace: str
    name: str
    kind: Kind
    source: dict[str, Any]
    """As it was asked for, without `kind`."""
    created_by: str
    created_at: datetime
    manifest: str | None = None
    subset_of: str | None = None
    state: State = "importing"
    failure: str | None = None
    finished_at: datetime | None = None
    deleted_at: datetime | None = None
    cleaned: bool = False
    """Whether the rows and bytes of a deleted, failed or canceled one are gone."""
    version: int = 0
    """Events said of it so far."""
    run: int = 0
    """Counts the starts of its import: whoever began an earlier one writes no more."""
    subsets: int = 0
    """Subsets ever made of it: making one and deleting this must meet in this document."""
    cursor: Cursor = field(default_factory=Cursor)
    total: int | None = None
    fact_sizes: dict[str, int] = field(default_factory=dict)
    """Most bytes that a manifest fact takes as JSON, by name; under "" the most of all names beyond the limit."""
    name_size: int = 0
    """Most bytes of an audio name."""
    told: dict[str, Any] | None = None
    """How far the import is, as last told."""

    @property
    def deleted(self) -> bool:
        return self.deleted_at is not None

    def finish(self, at: datetime) -> bool:
        """End the import: ready, or failed where there is no record. Returns whether it is ready."""
        self.finished_at = at
        self.total = self.cursor.records + self.cursor.failed
        if self.cursor.records:
            self.state = "ready"
            self.version += 1
            return True
        self.state = "failed"
        self.failure = (
            f"no-records: none of {self.cursor.failed} files could be imported; see its failures"
            if self.cursor.failed
            else "no-records: nothing was found to import"
        )
        return False

    def fail(self, reason: str, at: datetime) -> None:
        """End the import with a reason; changes nothing where it has ended."""
        if self.state == "importing":
            self.state, self.failure, self.finished_at = "failed", reason, at

    def cancel(self, at: datetime) -> bool:
        """Give the import up. Returns whether anything changed. Raises NotImporting."""
        if self.state == "canceled":
            return False
        if self.state != "importing":
            raise NotImporting(self.state)
        self.state, self.finished_at = "canceled", at
        return True

    def delete(self, at: datetime) -> bool:
        """Make it a tombstone. Returns whether the world knows of it and must hear. Raises NotFound."""
        if self.deleted:
            raise NotFound("dataset")
        known = self.state == "ready"
        if self.state == "importing":
            self.state, self.finished_at = "canceled", at
        self.deleted_at = at
        if known:
            self.version += 1
        return known

    def note_sizes(self, name_bytes: int, facts: dict[str, int]) -> None:
        """Remember the largest name and facts, for cutting listings into batches."""
        self.name_size = max(self.name_size, name_bytes)
        for name, size in facts.items():
            key = name if name in self.fact_sizes or len(self.fact_sizes) < LONGEST_FACTS_LIST else ""
            if size > self.fact_sizes.get(key, 0):
                self.fact_sizes[key] = size
