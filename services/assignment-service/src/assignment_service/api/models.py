"""Bodies of requests, and the shapes of answers for the API document."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints, model_validator

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=255)]
Seconds = Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)]
Count = Annotated[StrictInt, Field(ge=0, le=1_000_000)]
SeatId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
State = Literal["open", "submitted", "done"]


class Body(BaseModel):
    """What a client sends; unknown fields are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NextBody(Body):
    """Which task to work on."""

    task: Name


class DraftBody(Body):
    """Unfinished work: well-formed, but not necessarily complete."""

    annotation: dict[str, Any] = Field(description="Value by item name")
    seconds_worked: Seconds = Field(default=0, description="Seconds worked on the record so far")
    seat: SeatId | None = Field(
        default=None, description="The window that saves; it renews the window's seat"
    )


class EditorBody(Body):
    """Which window wants to edit."""

    seat: SeatId = Field(description="Chosen by the window, its own")
    take_over: bool = Field(default=False, description="Also from another window that has it")


class UnusableBody(Body):
    """Why the record cannot be labeled."""

    reason: Reason


class SuggestionBody(Body):
    """What became of one model's suggestions."""

    model: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    version: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    accepted: Count = 0
    changed: Count = 0
    rejected: Count = 0


class SubmissionBody(Body):
    """Either a complete annotation, or `unusable` with a reason."""

    annotation: dict[str, Any] | None = Field(default=None, description="Value by item name")
    unusable: UnusableBody | None = None
    round: StrictInt = Field(
        ge=1, le=2**31, description="The assignment's `round`; a correction names the next one"
    )
    seconds_worked: Seconds = 0
    suggestions: tuple[SuggestionBody, ...] = Field(default=(), max_length=100)
    seat: SeatId | None = Field(default=None, description="The window that submits")

    @model_validator(mode="after")
    def _one_of_two(self) -> "SubmissionBody":
        if (self.annotation is None) == (self.unusable is None):
            raise ValueError("send either annotation or unusable")
        return self


class ReturnBody(Body):
    """Why a done record goes back."""

    reason: Reason


class TransferBody(Body):
    """How many open assignments to move, from whom (by default oneself) to whom."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True)

    task: Name
    from_: Name | None = Field(default=None, alias="from")
    to: Name
    quantity: Annotated[StrictInt, Field(ge=1, le=2**31)] | Literal["everything"]


class RecordView(BaseModel):
    """A record. The addresses are signed, and only there where the record is handed out."""

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


class ListedAssignment(BaseModel):
    """An assignment as in lists."""

    id: str
    task: str
    annotator: str
    state: State
    kind: Literal["fresh", "draft", "rework"] | None = Field(description="Of an open one, else null")
    put_off: bool
    round: int = Field(
        description="Of an open one the round that its submission will have, of others the highest submitted"
    )
    revision: int
    record: RecordView


class DraftView(BaseModel):
    """The saved draft; `saved_at` is null where it is the last round's annotation to start from."""

    annotation: dict[str, Any]
    seconds_worked: float
    saved_at: datetime | None


class UnusableView(BaseModel):
    """Why the record cannot be labeled."""

    reason: str


class ReturnedView(BaseModel):
    """Who sent a done round back, and why."""

    by: str
    reason: str
    at: datetime


class RoundView(BaseModel):
    """One submission and what became of it."""

    round: int
    annotator: str
    annotation: dict[str, Any] | None
    unusable: UnusableView | None
    submitted_at: datetime
    seconds_worked: float
    verdict: Literal["approved", "rejected"] | None
    reason: str | None
    categories: list[str]
    marks: list[dict[str, Any]]
    judged_at: datetime | None
    returned: ReturnedView | None = None


class PredictionView(BaseModel):
    """What a model suggests."""

    model: str
    version: str
    annotation: dict[str, Any]
    score: float | None
    said_at: datetime


class AssignmentView(ListedAssignment):
    """An assignment with all it takes to label it."""

    draft: DraftView | None
    prefill: dict[str, Any] | None = Field(description="Start values of a fresh record, from manifest facts")
    annotation: dict[str, Any] | None = Field(description="What was submitted last")
    unusable: UnusableView | None
    history: list[RoundView]
    predictions: list[PredictionView]


class WorkView(BaseModel):
    """The next assignment and how the caller's queue stands."""

    assignment: AssignmentView | None
    upcoming: list[ListedAssignment]
    state: Literal["labeling", "all_labeled", "all_done", "stopped", "preparing"]
    task_state: Literal["preparing", "labeling", "reviewing", "completed", "failed", "stopped", "deleted"]
    left: int = Field(description="The caller's open ones, the one in hand included")


class SubmittedView(WorkView):
    """What was submitted, and the next work."""

    submitted: ListedAssignment


class ValuedAssignment(ListedAssignment):
    """An assignment of a list that was asked for values: what was submitted last, and what became of that."""

    annotation: dict[str, Any] | None = None
    unusable: UnusableView | None = None
    submitted_at: datetime | None = None
    seconds_worked: float | None = None
    verdict: Literal["approved", "rejected"] | None = None
    reason: str | None = Field(
        default=None, description="Of the verdict, or of the return where it came back by one"
    )
    categories: list[str] | None = None


class AssignmentPage(BaseModel):
    """A page of assignments. With `search` or other filters a page may be short, even empty, and yet have a `next`."""

    items: list[ValuedAssignment]
    next: str | None


class OpenView(BaseModel):
    """Open assignments by kind."""

    fresh: int
    draft: int
    rework: int


class QueueView(BaseModel):
    """One annotator's queue; `held` is how many of its open ones nobody can label now."""

    annotator: str
    name: str
    open: OpenView
    held: int
    submitted: int
    done: int
    total: int


class TotalsView(BaseModel):
    """The sum of the queues listed."""

    open: OpenView
    held: int
    submitted: int
    done: int
    total: int


class SummaryView(BaseModel):
    """The queues that the caller may see."""

    task: str
    items: list[QueueView]
    totals: TotalsView


class OwnQueueView(QueueView):
    """The caller's queue of one task."""

    task: str


class OwnSummaryView(BaseModel):
    """The caller's queue of every task of a workspace in which they have assignments."""

    workspace: str
    items: list[OwnQueueView]


class SeatView(BaseModel):
    """Which window edits an assignment."""

    seat: str
    since: datetime
    expires_at: datetime = Field(description="Without renewal")


class EditorView(SeatView):
    """Which window edits an assignment now."""

    yours: bool = Field(description="Whether it is the window that asked")
    revision: int


class LiveAssignment(BaseModel):
    """How an assignment stands."""

    id: str
    yours: bool = Field(description="False in the last message of a stream: it moved to somebody else")
    annotator: str | None = Field(description="Null where it moved and the caller does not manage tasks")
    state: State
    kind: Literal["fresh", "draft", "rework"] | None
    round: int
    revision: int
    editor: SeatView | None
    draft_saved_at: datetime | None


class MovedView(BaseModel):
    """What would move, and how many are open."""

    moved: OpenView
    open: int


class ProgressView(BaseModel):
    """How far long work is."""

    done: int
    total: int
    unit: str


class TransferView(BaseModel):
    """A transfer of assignments: `planned` as the preview said, `moved` so far."""

    model_config = ConfigDict(validate_by_name=True, serialize_by_alias=True)

    id: str
    task: str
    from_: str = Field(alias="from")
    to: str
    quantity: int | Literal["everything"]
    state: Literal["pending", "running", "done", "failed", "canceled"]
    planned: OpenView
    moved: OpenView
    progress: ProgressView
    failure: str | None
    created_at: datetime
    created_by: str
