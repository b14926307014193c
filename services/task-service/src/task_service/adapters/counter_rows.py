"""How counter rows are stored: one per task and lane for the standing, one per task, UTC day and lane for
activity.

A row nests the parts of a path; a user's id or a category may hold what a field name must not, so parts are
escaped.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from task_service.domain.record import Path
from task_service.domain.task import Counts
from task_service.ports import Lane

COLLECTION = "counters"
_ESCAPED = str.maketrans({"%": "%25", ".": "%2E", "$": "%24", "\x00": "%00"})
_NOT_COUNTED = frozenset({"_id", "task", "day", "seen"})


def standing_id(task: str, lane: Lane) -> str:
    return f"{task}/s/{lane}"


def activity_id(task: str, day: str, lane: Lane) -> str:
    return f"{task}/d/{day}/{lane}"


def activity_range(task: str) -> dict[str, Any]:
    """Return the query of all activity rows of a task."""
    return {"_id": {"$gte": f"{task}/d/", "$lt": f"{task}/d0"}}


def increments(amounts: Mapping[Path, float]) -> dict[str, float]:
    """Return what to add to which field of a row."""
    return {".".join(part.translate(_ESCAPED) for part in path): amount for path, amount in amounts.items()}


def amounts_of(row: Mapping[str, Any]) -> dict[Path, float]:
    """Return the numbers of a row by their paths."""
    found: dict[Path, float] = {}
    for name, value in row.items():
        if name not in _NOT_COUNTED:
            _collect((unquote(name),), value, found)
    return found


def counts_of(rows: list[dict[str, Any]]) -> Counts:
    """Return the sum of the standing rows of a task."""
    return Counts(
        submitted=sum(row.get("submitted", 0) for row in rows),
        done=sum(row.get("done", 0) for row in rows),
        rounds=sum(row.get("rounds", 0) for row in rows),
        seen=sum(row.get("seen", 0) for row in rows),
    )


def _collect(path: Path, value: Any, found: dict[Path, float]) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _collect((*path, unquote(name)), inner, found)
    elif value:
        found[path] = found.get(path, 0) + value
