"""What clients get, for the API document."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

ReviewState = Literal["pending", "approved", "rejected"]
Verdict = Literal["approved", "rejected"]
By = Literal["person", "rule", "rest"]
JobState = Literal["pending", "running", "done", "failed", "canceled"]


class Record(BaseModel):
    """A record; the addresses are signed, work for a limited time, and are not in lists."""

    id: str
    ordinal: int
    audio_name: str
    seconds: float
    sample_rate: int
    channels: int
    facts: dict[str, Any]
    audio_url: str | None = None
    peaks_url: str | None = None
    spectrogram_url: str | None = None


class ReviewItem(BaseModel):
    """A review without its annotation."""

    id: str
    task: str
    workspace: str
    assignment: str
    state: ReviewState
    round: int
    rework: bool = Field(description="It came back after a verdict or a return")
    record: Record
    reviewer: str | None = Field(description="In whose queue it is, or was last")
    annotator: str | None = Field(default=None, description="Absent for reviewers of a blind task")
    held: bool = Field(description="Pending, but its reviewer cannot judge it; managers transfer it")
    waiting_since: datetime
    by: By | None
    judged_by: str | None
    judged_at: datetime | None


class MarkView(BaseModel):
    """A comment on an item, on one of its segments, or on a span of the record (seconds)."""

    item: str
    segment: str | None
    start: float | None
    end: float | None
    comment: str


class Unusable(BaseModel):
    """Why the annotator could not label the record."""

    reason: str


class ReturnView(BaseModel):
    """A manager sent the done round back."""

    by: str
    reason: str


class Said(BaseModel):
    """What was submitted in a round, and what became of it."""

    annotation: dict[str, Any] | None
    unusable: Unusable | None
    submitted_at: datetime | None
    seconds_worked: float | None
    verdict: Verdict | None
    by: By | None
    judged_by: str | None
    judged_at: datetime | None
    reason: str | None
    categories: list[str]
    marks: list[MarkView]
    returned: ReturnView | None = None


class EarlierRound(Said):
    """A round before the review's."""

    round: int


class ReviewView(ReviewItem, Said):
    """A review with what was submitted in its round, and the rounds before."""

    history: list[EarlierRound]


class ReviewList(BaseModel):
    """A page of reviews."""

    items: list[ReviewItem]
    next: str | None


class WorkView(BaseModel):
    """A reviewer's next work."""

    review: ReviewView | None
    upcoming: list[ReviewItem]
    state: Literal["reviewing", "waiting_for_submissions", "all_judged", "stopped"]
    task_state: str
    left: int = Field(description="The caller's pending reviews, the one in hand included, held ones not")


class JudgedView(WorkView):
    """The review as judged, and the next work."""

    judged: ReviewItem


class RecordCounts(BaseModel):
    """The task's records by their fold."""

    total: int
    open: int
    submitted: int
    done: int


class ReviewerRow(BaseModel):
    """How many reviews somebody holds, by state; held ones are a part of pending."""

    reviewer: str | None
    pending: int
    held: int
    approved: int
    rejected: int
    in_rework: int


class SummaryView(BaseModel):
    """Counts of a task's reviews. A reviewer sees their own row alone."""

    task: str
    mode: Literal["none", "full", "partial"]
    counts: RecordCounts
    reviewers: list[ReviewerRow]


class OwnReviews(ReviewerRow):
    """The caller's counts in one task."""

    task: str


class OwnSummaryView(BaseModel):
    """The caller's counts in every task of a workspace in which they review, or have reviewed."""

    workspace: str
    items: list[OwnReviews]


class FindingsView(BaseModel):
    """What the caller found so far, over each record's first verdict by hand, and what is still to come."""

    task: str
    annotator: str | None
    approved: int
    rejected: int
    error_rate: float | None = Field(description="Rejected of all judged; null before any")
    interval: tuple[float, float] | None = Field(description="95 % interval of the error rate (Wilson)")
    remaining: int = Field(description="The caller's pending reviews")
    not_submitted: int = Field(
        description="Records of the caller's share that nobody submitted yet; with an annotator: of those that "
        "were given to them when the task was made"
    )
    in_rework: int = Field(description="Records of the caller that are with their annotator again")


class Progress(BaseModel):
    """How far it is."""

    done: int
    total: int | None
    unit: str


class RestView(BaseModel):
    """The rest of a review that is approved or rejected at once."""

    id: str
    task: str
    annotator: str | None
    include_future: bool
    reason: str | None
    reviewer: str
    state: JobState
    progress: Progress
    failure: str | None
    created_at: datetime
    finished_at: datetime | None


class Moved(BaseModel):
    """Reviews of first submissions, and of those that came back."""

    fresh: int
    rework: int


class TransferPreview(BaseModel):
    """What a transfer would move."""

    moved: Moved


class TransferView(BaseModel):
    """A transfer of reviews."""

    id: str
    task: str
    from_user: str = Field(alias="from")
    to: str
    quantity: int | Literal["everything"]
    moved: Moved
    state: JobState
    progress: Progress
    failure: str | None
    created_at: datetime
