"""What can be asked of a generation, and what a processed dataset is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Format = Literal["jsonl", "csv", "audiofolder"]
Scope = Literal["all", "done"]
FORMATS: tuple[Format, ...] = ("jsonl", "csv", "audiofolder")


@dataclass(frozen=True, slots=True)
class Options:
    """How to generate.

    ``audio``: put the audio files beside the data (audiofolder always has them). ``unusable``: keep records that were
    submitted as unusable. ``split``: shares by split name; None for one undivided set. ``seed`` of the split.
    ``license``: what the dataset card says, for example ``cc-by-4.0``.
    """

    audio: bool = False
    unusable: bool = False
    split: Mapping[str, float] | None = None
    seed: int = 0
    license: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything a generation is made from, apart from the records."""

    processed_dataset: str
    workspace: str
    task: str
    task_name: str
    dataset: str
    schema: Mapping[str, Any]
    formats: tuple[Format, ...]
    scope: Scope
    partial: bool
    options: Options = field(default_factory=Options)


def version_name(number: int) -> str:
    """Return the name of a task's ``number``-th processed dataset: V001, V002, ..., V1000."""
    return f"V{number:03d}"
