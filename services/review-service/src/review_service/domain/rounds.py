"""One round of a review: what was submitted, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review_service.domain.marks import Mark
from review_service.domain.review import By, Verdict


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict with all that was said."""

    verdict: Verdict
    by: By
    reviewer: str | None
    at: datetime
    reason: str | None = None
    categories: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Returned:
    """A manager's return of the round."""

    by: str
    reason: str


@dataclass(slots=True)
class Round:
    """A submission of a record (``annotation`` None: unusable, for ``unusable``'s reason), its verdict and
    its return."""

    review: str
    number: int
    annotator: str
    annotation: dict[str, Any] | None
    unusable: str | None
    submitted_at: datetime
    seconds_worked: float = 0.0
    ruling: Ruling | None = None
    returned: Returned | None = None
