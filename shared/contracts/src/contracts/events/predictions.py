"""Topic `earmark.predictions`: what models suggest (published by anybody; key: record of a task; no gap rule)."""

from typing import Any

from pydantic import Field

from contracts.events.base import EventData, Id


class RecordPredicted(EventData):
    """A model's suggestion for a record of a task; the newest per model and version is offered."""

    task: Id
    record: Id
    model: str = Field(min_length=1, max_length=200)
    version: str = Field(default="1", min_length=1, max_length=200)
    annotation: dict[str, Any] = Field(
        description="Suggested value by item name; segments may carry a `score`"
    )
    score: float | None = Field(default=None, description="The model's confidence, 0..1")
