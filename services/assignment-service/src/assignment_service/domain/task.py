"""What the service knows of a task: a projection of its events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

ReviewMode = Literal["none", "full", "partial"]
TaskState = Literal["preparing", "labeling", "reviewing", "completed", "failed", "stopped", "deleted"]


@dataclass(frozen=True, slots=True)
class Task:
    """A task's life and the few settings that every request asks for; small, because it is read with each
    of them.

    `version` is that of the newest settings, `first_version` that of the original ones, whose quantities
    decide who gets which record (see `Settings`).
    """

    id: str
    workspace: str
    total: int
    version: int
    first_version: int
    review: ReviewMode = "none"
    assistance: bool = False
    stopped: bool = False
    deleted: bool = False
    built: bool = False
    completed: bool = False
    failure: str | None = None

    @property
    def works(self) -> bool:
        """Whether records are handed out."""
        return self.built and not self.stopped and not self.deleted


@dataclass(frozen=True, slots=True)
class Settings:
    """One version of a task's settings; never changes, so it may be kept for as long as one likes."""

    task: str
    version: int
    schema: Mapping[str, Any]
    annotators: tuple[tuple[str, int], ...]
    """(user, quantity at creation; 0 for who joined by a transfer)"""
    quantities: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "quantities", dict(self.annotators))


def owners_by_quota(annotators: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return (user, quantity) of those who own records from the beginning, in their order."""
    return [(user, quantity) for user, quantity in annotators if quantity > 0]
