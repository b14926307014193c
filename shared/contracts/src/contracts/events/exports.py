"""Topic `earmark.exports`: processed datasets (owner: export-service; key: processed dataset)."""

from typing import Literal

from pydantic import Field

from contracts.events.base import EventData, Id, Part, UserId


class ExportedFile(Part):
    """One file of a processed dataset."""

    name: str
    bytes: int = Field(ge=0)
    sha256: str


class DatasetGenerated(EventData):
    """A processed dataset is ready; it never changes."""

    workspace: Id
    task: Id
    processed_dataset: Id
    version: str = Field(pattern=r"^V\d{3,}$", description="V001, V002 ... per task")
    scope: Literal["all", "done"]
    partial: bool
    record_count: int = Field(ge=0)
    seconds: float = Field(ge=0)
    formats: tuple[str, ...]
    files: tuple[ExportedFile, ...]
    generated_by: UserId


class GenerationFailed(EventData):
    """A processed dataset could not be generated."""

    workspace: Id
    task: Id
    processed_dataset: Id
    reason: str
