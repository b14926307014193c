"""Checks of a rejection's categories and marks against the task, the annotation and the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from review_service.domain.errors import Malformed

TOLERANCE = 1e-6
"""Seconds, as annotations themselves are compared."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A comment on an item, on one of its segments, or on a span of the record (seconds)."""

    item: str
    comment: str
    segment: str | None = None
    start: float | None = None
    end: float | None = None


def check_rejection(
    categories: Sequence[str],
    marks: Sequence[Mark],
    *,
    known: Sequence[str],
    items: Mapping[str, str],
    annotation: Mapping[str, Any] | None,
    seconds: float,
) -> None:
    """Raise `Malformed` unless the categories are the task's and each mark is on something that is there."""
    errors: list[tuple[str, str]] = []
    seen: set[str] = set()
    for index, category in enumerate(categories):
        if category not in known:
            errors.append((f"/categories/{index}", "Not one of the task's categories"))
        elif category in seen:
            errors.append((f"/categories/{index}", "This category is there twice"))
        seen.add(category)
    for index, mark in enumerate(marks):
        _check_mark(mark, f"/marks/{index}", items, annotation, seconds, errors)
    if errors:
        raise Malformed(errors)


def _check_mark(
    mark: Mark,
    at: str,
    items: Mapping[str, str],
    annotation: Mapping[str, Any] | None,
    seconds: float,
    errors: list[tuple[str, str]],
) -> None:
    if mark.item not in items:
        errors.append((f"{at}/item", "The task has no such item"))
        return
    if mark.segment is not None:
        value = (annotation or {}).get(mark.item) if items[mark.item] == "segments" else None
        if not any(segment.get("id") == mark.segment for segment in value or ()):
            errors.append((f"{at}/segment", "The annotation has no such segment"))
    for name, time in (("start", mark.start), ("end", mark.end)):
        if time is not None and not (isfinite(time) and 0 <= time <= seconds + TOLERANCE):
            errors.append((f"{at}/{name}", f"Outside of the record, which is {seconds:.6f} s long"))
    if mark.start is not None and mark.end is not None and mark.start > mark.end:
        errors.append((f"{at}/end", "A span starts before it ends"))
    if mark.end is not None and mark.start is None:
        errors.append((f"{at}/start", "A span has a start"))
