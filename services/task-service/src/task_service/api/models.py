"""What clients get."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from contracts.roles import Role
from contracts.schema import Schema

Phase = Literal["preparing", "labeling", "reviewing", "completed", "failed"]
State = Literal["preparing", "labeling", "reviewing", "completed", "failed", "stopped", "deleted"]
Mode = Literal["none", "full", "partial"]


class WorkspaceOfMine(BaseModel):
    """A workspace the caller belongs to."""

    id: str
    name: str
    role: Role = Field(description="The caller's role in it")


class Me(BaseModel):
    """The caller."""

    user: str
    name: str | None = Field(description="What the token calls them")
    workspaces: list[WorkspaceOfMine]


class WorkspaceView(WorkspaceOfMine):
    """A workspace."""

    created_by: str
    created_at: datetime


class MemberView(BaseModel):
    """A member of a workspace; `id` is the user's id."""

    id: str
    user: str
    name: str
    role: Role


class MemberList(BaseModel):
    """Members in the order of their ids."""

    items: list[MemberView]
    next: str | None


class CountsView(BaseModel):
    """How many records are in which state: total = open + submitted + done."""

    total: int
    open: int
    submitted: int
    done: int


class AnnotatorView(BaseModel):
    """An annotator and the records they were given at creation (0: joined by a transfer)."""

    user: str
    quantity: int


class ReviewerView(BaseModel):
    """A reviewer and their share of what is submitted (0: gets nothing new)."""

    user: str
    quantity: int


class ReviewView(BaseModel):
    """How submissions are reviewed."""

    mode: Mode
    reviewers: list[ReviewerView]
    blind: bool
    categories: list[str]


class AssistanceView(BaseModel):
    """AI-assisted annotation."""

    enabled: bool
    predictor: str | None
    settings: dict[str, Any]


class SettingsView(BaseModel):
    """Everything about a task that its creator chose."""

    name: str
    description: str
    guideline: str
    annotation_schema: Schema = Field(alias="schema")
    annotators: list[AnnotatorView]
    review: ReviewView
    ai_assistance: AssistanceView


class ProcessedView(BaseModel):
    """The latest dataset generated from the task."""

    id: str
    version: str
    partial: bool
    record_count: int
    at: datetime


class TaskItem(BaseModel):
    """A task in a list."""

    id: str
    workspace: str
    name: str
    state: State
    phase: Phase
    failure: str | None
    dataset: str
    dataset_name: str
    record_count: int
    seconds: float = Field(description="Audio seconds of all records")
    counts: CountsView
    version: int = Field(description="Version of the settings")
    review_mode: Mode
    parts: list[Literal["annotator", "reviewer"]] = Field(description="What the caller does in the task")
    annotator_users: list[str] = Field(description="The first annotators, 20 at most")
    reviewer_users: list[str] = Field(description="The first reviewers, 20 at most")
    completion: int = Field(description="How many times the task was completed")
    processed_dataset: ProcessedView | None
    created_by: str
    created_at: datetime


class TaskList(BaseModel):
    """Tasks, newest first."""

    items: list[TaskItem]
    next: str | None


class TaskView(TaskItem):
    """A task. The settings are there once as they are sent (name, schema, review ...) and once together."""

    stopped: bool
    description: str
    guideline: str
    annotation_schema: Schema = Field(alias="schema")
    annotators: list[AnnotatorView]
    review: ReviewView
    ai_assistance: AssistanceView
    settings: SettingsView


class AnnotatorDay(BaseModel):
    """An annotator's numbers on one UTC day."""

    day: str
    submitted: int
    records: int
    approved: int
    rejected: int
    returned: int
    unusable: int
    seconds_worked: float
    audio_seconds: float


class AnnotatorProgress(BaseModel):
    """What events told of an annotator's work."""

    user: str
    quantity: int = Field(description="Records given at creation")
    submitted: int = Field(description="Submissions, each round counted")
    records: int = Field(description="Records submitted for the first time")
    in_review: int = Field(description="Records that wait for a verdict now")
    approved: int = Field(description="Rounds that were approved")
    rejected: int = Field(description="Rounds that were rejected")
    returned: int = Field(description="Done records that a manager sent back")
    corrected: int = Field(description="Own submissions submitted again before a verdict")
    unusable: int = Field(description="Submissions that declare a record unusable")
    done: int = Field(description="Records that are done now")
    seconds_worked: float
    audio_seconds: float = Field(description="Duration of the records submitted, each counted once")
    categories: dict[str, int] = Field(description="Reason categories of rejections")
    by_day: list[AnnotatorDay]


class ReviewerDay(BaseModel):
    """A reviewer's numbers on one UTC day."""

    day: str
    approved: int
    rejected: int
    approved_as_rest: int
    rejected_as_rest: int


class ReviewerProgress(BaseModel):
    """What events told of a reviewer's work."""

    user: str
    quantity: int = Field(description="Share of what is submitted")
    approved: int
    rejected: int
    approved_as_rest: int = Field(description="Of the approved ones: together, as the rest")
    rejected_as_rest: int = Field(description="Of the rejected ones: together, as the rest")
    by_day: list[ReviewerDay]


class ProgressView(BaseModel):
    """A task's progress; who does not manage the task sees their own rows."""

    task: str
    state: State
    phase: Phase
    counts: CountsView
    annotators: list[AnnotatorProgress]
    reviewers: list[ReviewerProgress]
    approved_by_rule: int | None = Field(
        description="Approved because review was turned off; null in one's own view"
    )
    categories: dict[str, int] | None = Field(description="Reason categories of all; null in one's own view")


class PresetView(BaseModel):
    """A ready-made schema to start from."""

    id: str
    title: str
    description: str
    annotation_schema: Schema = Field(alias="schema")


class PresetList(BaseModel):
    """All presets."""

    items: list[PresetView]
    next: None = None
