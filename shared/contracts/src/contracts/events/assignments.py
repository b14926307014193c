"""Topic `earmark.assignments`: what annotators did (owner: assignment-service; key: record of a task, or task)."""

from datetime import datetime
from typing import Any

from pydantic import Field

from contracts.events.base import EventData, Id, Part, Round, UserId
from contracts.events.listings import ListedRecord


class Unusable(Part):
    """The annotator could not label the record."""

    reason: str


class SuggestionOutcome(Part):
    """What became of one model's suggestions in a submission."""

    model: str
    version: str
    accepted: int = Field(default=0, ge=0)
    changed: int = Field(default=0, ge=0)
    rejected: int = Field(default=0, ge=0)


class RecordSubmitted(EventData):
    """An annotator submitted a record, or a correction of it, or declared it unusable."""

    workspace: Id
    task: Id
    record: Id
    assignment: Id
    slot: int = Field(default=0, ge=0)
    round: Round
    annotator: UserId
    annotation: dict[str, Any] | None = Field(
        default=None, description="Value by item name; null when unusable"
    )
    unusable: Unusable | None = None
    suggestions: tuple[SuggestionOutcome, ...] = ()
    seconds_worked: float = Field(default=0, ge=0)
    review_required: bool = Field(description="Decided once, here; everybody follows it")
    task_version: int = Field(ge=1, description="Version of the settings it was decided by")
    listing: ListedRecord
    submitted_at: datetime


class RecordReturned(EventData):
    """A manager sent a done record back to its annotator."""

    workspace: Id
    task: Id
    record: Id
    assignment: Id
    round: Round = Field(description="The round that is sent back")
    annotator: UserId
    returned_by: UserId
    reason: str


class AssignmentsBuilt(EventData):
    """Every record of the task is in an annotator's queue."""

    workspace: Id
    task: Id
    total: int = Field(ge=1)
    seconds: float = Field(ge=0, description="Audio seconds of the task")


class RecordsTransferred(EventData):
    """Open assignments moved from one member to another (one event per chunk of a large transfer)."""

    workspace: Id
    task: Id
    transfer: Id
    from_user: UserId
    to_user: UserId
    fresh: int = Field(default=0, ge=0)
    draft: int = Field(default=0, ge=0)
    rework: int = Field(default=0, ge=0)
    everything: bool = Field(
        default=False, description="What comes back to from_user later goes to to_user, too"
    )
    transferred_by: UserId
