"""What hangs on an assignment: drafts, rounds and predictions, which may be large and live beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assignment_service.domain.assignment import Assignment

Annotation = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """Saved, not yet submitted work; `saved_at` is None where it is the rejected round's annotation to
    start from.
    """

    annotation: Annotation
    seconds_worked: float
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a round."""

    verdict: str
    """approved | rejected"""
    reason: str | None = None
    categories: tuple[str, ...] = ()
    marks: tuple[Mapping[str, Any], ...] = ()
    judged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """Who sent a round back, and why."""

    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """One submission of a record: by whom, what, and what became of it."""

    assignment: str
    number: int
    annotator: str
    submitted_at: datetime
    seconds_worked: float = 0.0
    annotation: Annotation | None = None
    unusable: str | None = None
    verdict: Verdict | None = None
    returned: Return | None = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """What one model (and version of it) suggests for a record."""

    task: str
    record: str
    model: str
    version: str
    annotation: Annotation
    score: float | None
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """An assignment with all it takes to label it."""

    assignment: Assignment
    draft: Draft | None
    rounds: tuple[Round, ...]
    predictions: tuple[Prediction, ...] = ()
    prefill: Annotation = field(default_factory=dict)
