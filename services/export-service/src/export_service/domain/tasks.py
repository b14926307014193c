"""What export-service knows of a task."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class KnownTask:
    """A task as its events tell; ``completed`` holds between TaskCompleted and TaskReopened."""

    id: str
    workspace: str
    name: str
    dataset: str
    schema: Mapping[str, Any]
    record_count: int
    completed: bool = False
    total: int = 0
    rounds: int = 0
    deleted: bool = False
    last_version: int = 0
    """Number of the newest processed dataset asked for; never used again, even if that one failed or was deleted."""
