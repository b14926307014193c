"""Topic `earmark.tasks`: annotation tasks and their settings (owner: task-service; key: task)."""

from typing import Any, Literal

from pydantic import Field

from contracts.events.base import EventData, Id, Part, UserId
from contracts.schema import Schema


class AnnotatorQuota(Part):
    """How many records of the task an annotator was given at creation; 0 for one who joined by a transfer."""

    user: UserId
    quantity: int = Field(ge=0)


class ReviewerShare(Part):
    """A reviewer's share of what is submitted, relative to the others'; 0 for one who joined by a transfer."""

    user: UserId
    share: int = Field(ge=0)


class ReviewSettings(Part):
    """Whether and how submissions are reviewed."""

    mode: Literal["none", "full", "partial"] = "none"
    reviewers: tuple[ReviewerShare, ...] = ()
    blind: bool = Field(default=False, description="Reviewers do not see who labeled a record")
    categories: tuple[str, ...] = Field(default=(), description="Reason categories a rejection may name")


class AssistanceSettings(Part):
    """AI-assisted annotation: whether predictions are offered, and which predictor makes them."""

    enabled: bool = False
    predictor: str | None = None
    settings: dict[str, Any] = Field(default_factory=dict)


class TaskSettings(Part):
    """Everything about a task that its creator chose and a manager may edit."""

    name: str
    description: str = ""
    guideline: str = Field(default="", description="Markdown")
    annotation_schema: Schema = Field(alias="schema")
    annotators: tuple[AnnotatorQuota, ...]
    review: ReviewSettings = ReviewSettings()
    ai_assistance: AssistanceSettings = AssistanceSettings()


class TaskCreated(EventData):
    """A task exists; dataset-service now lists its records, in batches, on `earmark.listings`."""

    workspace: Id
    task: Id
    dataset: Id
    record_count: int = Field(ge=1)
    version: int = Field(default=1, ge=1, description="Version of the settings")
    settings: TaskSettings
    created_by: UserId


class TaskEdited(EventData):
    """The task's settings changed; carries them whole."""

    workspace: Id
    task: Id
    version: int = Field(ge=2)
    settings: TaskSettings
    edited_by: UserId


class TaskStopped(EventData):
    """Nothing is handed out, submitted or judged until the task is resumed; drafts are still saved."""

    workspace: Id
    task: Id
    stopped_by: UserId


class TaskResumed(EventData):
    """A stopped task goes on."""

    workspace: Id
    task: Id
    resumed_by: UserId


class TaskDeleted(EventData):
    """The task is gone with its open work; generated datasets and the raw dataset stay."""

    workspace: Id
    task: Id
    deleted_by: UserId


class TaskCompleted(EventData):
    """Every record of the task is done; said once per completion, numbered from 1."""

    workspace: Id
    task: Id
    completion: int = Field(ge=1)
    total: int = Field(ge=1)
    rounds: int = Field(
        ge=1, description="Sum of the done records' rounds: lets a consumer know that it has heard all"
    )


class TaskReopened(EventData):
    """A return or a late correction opened a completed task again."""

    workspace: Id
    task: Id
    completion: int = Field(ge=1, description="The completion that holds no longer")
