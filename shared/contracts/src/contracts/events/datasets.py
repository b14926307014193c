"""Topic `earmark.datasets`: raw datasets (owner: dataset-service; key: dataset)."""

from typing import Literal

from pydantic import Field

from contracts.events.base import EventData, Id, UserId


class DatasetImported(EventData):
    """A raw dataset is ready: its records are numbered 0..record_count-1 and never change."""

    workspace: Id
    dataset: Id
    name: str
    record_count: int = Field(ge=0)
    seconds: float = Field(ge=0, description="Sum of the records' durations in seconds")
    failed_count: int = Field(ge=0, description="Files that could not be imported")
    source: Literal["upload", "folder", "bucket", "subset"]
    subset_of: Id | None = Field(default=None, description="The dataset whose records a subset names")
    imported_by: UserId


class DatasetDeleted(EventData):
    """A raw dataset is gone; no new task can use it."""

    workspace: Id
    dataset: Id
    deleted_by: UserId
