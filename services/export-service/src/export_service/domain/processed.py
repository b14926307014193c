"""A processed dataset: what is asked for, how far it is, what it holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from export_service.domain.errors import NotGenerating, NotReady
from export_service.domain.generation import Plan, version_name

State = Literal["generating", "ready", "failed", "canceled", "deleted"]


@dataclass(slots=True)
class ProcessedDataset:
    """One version of a task's results; immutable once it is ready. ``ver`` counts its events."""

    plan: Plan
    number: int
    requested_by: str
    created_at: datetime
    state: State = "generating"
    failure: str | None = None
    finished_at: datetime | None = None
    record_count: int = 0
    seconds: float = 0.0
    file_count: int = 0
    archive_bytes: int = 0
    directory_offset: int = 0
    files: tuple[Mapping[str, Any], ...] = ()
    """Name, bytes and SHA-256 of the first files (all of them, but for sets of very many audio files)."""
    lineage: Mapping[str, Any] = field(default_factory=dict)
    ver: int = 0

    @property
    def id(self) -> str:
        return self.plan.processed_dataset

    @property
    def version(self) -> str:
        """V001, V002, ... per task."""
        return version_name(self.number)

    def cancel(self, at: datetime) -> None:
        """Give up a generation that is under way."""
        if self.state != "generating":
            raise NotGenerating(self.state)
        self.state = "canceled"
        self.finished_at = at

    def fail(self, reason: str, at: datetime) -> bool:
        """Note why it could not be generated; False where that changes nothing any more."""
        if self.state != "generating":
            return False
        self.state, self.failure, self.finished_at = "failed", reason, at
        return True

    def require_ready(self) -> None:
        """Raise NotReady unless the files are there."""
        if self.state != "ready":
            raise NotReady(self.state)
