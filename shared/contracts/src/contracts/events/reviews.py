"""Topic `earmark.reviews`: verdicts (owner: review-service; key: record of a task, or task)."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from contracts.events.base import EventData, Id, Part, Round, UserId


class Mark(Part):
    """A comment on an item, on one of its segments, or on a span of time (seconds)."""

    item: str
    segment: str | None = None
    start: float | None = Field(default=None, ge=0)
    end: float | None = Field(default=None, ge=0)
    comment: str


class RecordApproved(EventData):
    """A submission counts: approved by a person, by rule (review was turned off) or as the rest of a partial review."""

    workspace: Id
    task: Id
    record: Id
    review: Id
    round: Round
    annotator: UserId
    reviewer: UserId | None = Field(default=None, description="Null when approved by rule")
    by: Literal["person", "rule", "rest"]
    judged_at: datetime


class RecordRejected(EventData):
    """A submission goes back to its annotator with a reason."""

    workspace: Id
    task: Id
    record: Id
    review: Id
    round: Round
    annotator: UserId
    reviewer: UserId
    by: Literal["person", "rest"] = "person"
    reason: str = Field(min_length=1, max_length=2000)
    categories: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    judged_at: datetime


class ReviewsTransferred(EventData):
    """Pending reviews moved from one reviewer to another (one event per chunk of a large transfer)."""

    workspace: Id
    task: Id
    transfer: Id
    from_user: UserId
    to_user: UserId
    moved: int = Field(ge=0)
    everything: bool = Field(
        default=False, description="What comes back to from_user later goes to to_user, too"
    )
    transferred_by: UserId
