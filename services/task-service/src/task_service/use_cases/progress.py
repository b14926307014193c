"""A task's progress, added up from its counter rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from task_service.domain.record import Path
from task_service.domain.task import Task
from task_service.ports import Activity

ANNOTATOR_NUMBERS = (
    "submitted",
    "records",
    "approved",
    "rejected",
    "returned",
    "unusable",
    "seconds_worked",
    "audio_seconds",
)
ANNOTATOR_STANDING = ("in_review", "done", "corrected")
REVIEWER_NUMBERS = ("approved", "rejected", "approved_as_rest", "rejected_as_rest")


@dataclass(slots=True)
class Row:
    """One person's part: numbers in all, reason categories of rejections, and numbers by UTC day."""

    user: str
    quantity: int
    numbers: dict[str, float]
    categories: dict[str, int] = field(default_factory=dict)
    by_day: dict[str, dict[str, float]] = field(default_factory=dict)


@dataclass(slots=True)
class Progress:
    """Everything that was counted of a task."""

    annotators: list[Row]
    reviewers: list[Row]
    approved_by_rule: int = 0
    categories: dict[str, int] = field(default_factory=dict)


def progress_of(
    task: Task, standing: Mapping[Path, float], activity: Iterable[Activity], only: str | None = None
) -> Progress:
    """Add up a task's counter rows; ``only``: the rows of one person alone."""
    annotators = {a.user: _annotator(a.user, a.quantity) for a in task.settings.annotators}
    reviewers = {r.user: _reviewer(r.user, r.share) for r in task.settings.review.reviewers}
    by_rule = 0
    categories: dict[str, int] = defaultdict(int)
    for part in activity:
        for path, amount in part.amounts.items():
            match path:
                case ("annotators", user, "categories", category):
                    row = annotators.setdefault(user, _annotator(user, 0))
                    row.categories[category] = row.categories.get(category, 0) + int(amount)
                case ("annotators", user, name):
                    _count(annotators.setdefault(user, _annotator(user, 0)), part.day, name, amount)
                case ("reviewers", user, name):
                    _count(reviewers.setdefault(user, _reviewer(user, 0)), part.day, name, amount)
                case ("approved_by_rule",):
                    by_rule += int(amount)
                case ("categories", category):
                    categories[category] += int(amount)
                case _:
                    continue
    for path, amount in standing.items():
        if len(path) == 3 and path[0] == "people":
            row = annotators.setdefault(path[1], _annotator(path[1], 0))
            row.numbers[path[2]] = row.numbers.get(path[2], 0) + amount
    return Progress(
        [row for row in annotators.values() if only in (None, row.user)],
        [row for row in reviewers.values() if only in (None, row.user)],
        by_rule,
        dict(categories),
    )


def _annotator(user: str, quantity: int) -> Row:
    return Row(user, quantity, dict.fromkeys((*ANNOTATOR_NUMBERS, *ANNOTATOR_STANDING), 0))


def _reviewer(user: str, share: int) -> Row:
    return Row(user, share, dict.fromkeys(REVIEWER_NUMBERS, 0))


def _count(row: Row, day: str, name: str, amount: float) -> None:
    row.numbers[name] = row.numbers.get(name, 0) + amount
    of_day = row.by_day.setdefault(day, {})
    of_day[name] = of_day.get(name, 0) + amount
