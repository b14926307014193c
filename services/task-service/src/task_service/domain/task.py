"""A task and its life: phases moved by what is counted, and the flags that managers set."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from task_service.domain.errors import NotFound, TaskHasFailed, TaskIsCompleted, TaskNotStopped
from task_service.domain.settings import Edit, Settings, edited

Phase = Literal["preparing", "labeling", "reviewing", "completed", "failed"]
State = Literal["preparing", "labeling", "reviewing", "completed", "failed", "stopped", "deleted"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records are submitted and done, and the sum of the done ones' rounds.

    ``seen`` is the number of facts that the counts are made of: it grows with every event, so two sums are
    equal only if nothing came between.
    """

    submitted: int = 0
    done: int = 0
    rounds: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class ProcessedDataset:
    """The latest dataset that was generated from the task."""

    id: str
    version: str
    partial: bool
    record_count: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """An annotation task.

    ``built`` is the number of assignments once all are there, ``version`` that of the settings,
    ``completion`` the number of times it was completed, ``completed_rounds`` what the last `TaskCompleted`
    said, ``undecided`` that something happened which may move the phase, ``ver`` the number of its events.
    """

    id: str
    workspace: str
    dataset: str
    dataset_name: str
    record_count: int
    seconds: float
    settings: Settings
    created_by: str
    created_at: datetime
    version: int = 1
    phase: Phase = "preparing"
    built: int | None = None
    failure: str | None = None
    stopped: bool = False
    deleted: bool = False
    completion: int = 0
    completed_rounds: int = 0
    counts: Counts = Counts()
    undecided: bool = False
    processed: ProcessedDataset | None = None
    ver: int = 0

    @property
    def state(self) -> State:
        """What people see: deleted and stopped stand above the phase."""
        if self.deleted:
            return "deleted"
        return "stopped" if self.stopped else self.phase

    @property
    def open(self) -> int:
        """Records that wait for a submission."""
        return self.record_count - self.counts.submitted - self.counts.done

    @property
    def tag(self) -> str:
        """The version that If-Match compares: settings and flags; not the counts, which move on alone."""
        return f"{self.version}{'s' if self.stopped else ''}{'d' if self.deleted else ''}"


def existing(task: Task | None) -> Task:
    """Return the task; NotFound for none, or a deleted one."""
    if task is None or task.deleted:
        raise NotFound("there is no such task")
    return task


def stop(task: Task) -> Task:
    """Stop a task (the same task when it is stopped already)."""
    existing(task)
    if task.stopped:
        return task
    if task.phase == "completed":
        raise TaskIsCompleted("a completed task has nothing to stop")
    if task.phase == "failed":
        raise TaskHasFailed(task.failure)
    return replace(task, stopped=True, ver=task.ver + 1)


def resume(task: Task) -> Task:
    """Let a stopped task go on."""
    existing(task)
    if not task.stopped:
        raise TaskNotStopped("the task is not stopped")
    return replace(task, stopped=False, ver=task.ver + 1)


def delete(task: Task) -> Task:
    """Delete a task in any state (the same task when it is deleted already)."""
    if task.deleted:
        return task
    return replace(task, deleted=True, undecided=False, ver=task.ver + 1)


def edit(task: Task, change: Edit) -> Task:
    """Edit the settings (the same task when nothing changes)."""
    existing(task)
    settings = edited(task.settings, change, task.record_count)
    if settings.review != task.settings.review and task.phase == "completed":
        raise TaskIsCompleted("the review of a completed task cannot be changed")
    return resettled(task, settings)


def resettled(task: Task, settings: Settings) -> Task:
    """Return the task with new settings, one version on; the same task where they are equal."""
    if settings == task.settings:
        return task
    return replace(task, settings=settings, version=task.version + 1, ver=task.ver + 1)


def built(task: Task, total: int) -> Task:
    """Every record is in a queue."""
    if task.deleted or task.built is not None:
        return task
    return replace(task, built=total, undecided=True)


def listing_failed(task: Task, reason: str) -> Task:
    """The records cannot be listed. A task whose assignments are built does not fail any more."""
    if task.deleted or task.built is not None:
        return task
    return replace(task, phase="failed", failure=reason)


def generated(task: Task, processed: ProcessedDataset) -> Task:
    """Remember the latest processed dataset."""
    known = task.processed
    if known is not None and _number(known.version) >= _number(processed.version):
        return task
    return replace(task, processed=processed)


@dataclass(frozen=True, slots=True)
class Decision:
    """A task after a look at the counts, and the completions it left (``reopened``) and reached."""

    task: Task
    reopened: int | None = None
    completed: int | None = None


def decide(task: Task, counts: Counts) -> Decision:
    """Bring a task's counts and phase up to date. ``ver`` counts the events that follow from the decision.

    A record that came back and was done again between two looks leaves a completed task completed, with other
    rounds: the completion that was said holds no longer, and another one is said, so that who waits for its
    numbers can meet them.
    """
    if task.deleted:
        return Decision(task)
    phase = _phase(task, counts)
    moved = replace(task, counts=counts, phase=phase, undecided=False)
    if task.built is not None:
        moved = replace(moved, failure=None)
    reopened = completed = None
    was, is_now = task.phase == "completed", phase == "completed"
    if was and (not is_now or counts.rounds != task.completed_rounds):
        reopened = task.completion
        moved = replace(moved, ver=moved.ver + 1)
    if is_now and (not was or reopened is not None):
        completed = task.completion + 1
        moved = replace(moved, completion=completed, completed_rounds=counts.rounds, ver=moved.ver + 1)
    return Decision(moved, reopened, completed)


def _phase(task: Task, counts: Counts) -> Phase:
    if task.built is None:
        return task.phase  # preparing, or failed
    if counts.done >= task.record_count:
        return "completed"
    if counts.done + counts.submitted >= task.record_count:
        return "reviewing"
    return "labeling"


def _number(version: str) -> int:
    return int(version.removeprefix("V"))
