"""The order of a queue, what is in hand, and what a queue says of itself.

**Order**: rework first (the longest back first), then drafts, then fresh ones, both by position; put-off
ones last, by the time they were put off. It is a function of each assignment's own state, so one index
serves it.

**In hand** is the assignment that was given last and not yet left: it is given again, before everything
else, until it is submitted, put off, or moved to somebody else. Saving a draft while nothing is in hand
takes that assignment in hand. Opening or saving another one meanwhile changes nothing about it, so neither
a rejection that arrives nor a draft saved elsewhere pulls a record away from under the annotator's hands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assignment_service.domain.assignment import Assignment, Kind
from assignment_service.domain.tally import Tally
from assignment_service.domain.task import Task, TaskState

QueueState = Literal["labeling", "all_labeled", "all_done", "stopped", "preparing"]

REWORK, DRAFT, FRESH, PUT_OFF, SUBMITTED, DONE = 1, 2, 3, 4, 8, 9
LAST_OPEN = PUT_OFF
RANKS: dict[str, tuple[int, ...]] = {
    "open": (REWORK, DRAFT, FRESH, PUT_OFF),
    "submitted": (SUBMITTED,),
    "done": (DONE,),
}
UPCOMING = 2

_POSITION_BITS = 20
_LATEST = (1 << 43) - 1


def rank(assignment: Assignment) -> int:
    """Return the class an assignment is sorted into: open ones 1 to 4, then submitted, then done."""
    if assignment.state == "done":
        return DONE
    if assignment.state == "submitted":
        return SUBMITTED
    if assignment.put_off_at is not None:
        return PUT_OFF
    return {Kind.REWORK: REWORK, Kind.DRAFT: DRAFT, Kind.FRESH: FRESH}[assignment.kind]


def place(assignment: Assignment) -> int:
    """Return the place within the class: a time made unique by the position, or the position."""
    if assignment.state == "open":
        if assignment.put_off_at is not None:
            return stamp(assignment.put_off_at, assignment.position)
        if assignment.kind is Kind.REWORK:
            return stamp(assignment.came_back_at or 0, assignment.position)
    return assignment.position


def stamp(milliseconds: int, position: int) -> int:
    """Return a 63-bit number that sorts by time, then (within a million records) by position."""
    return min(milliseconds, _LATEST) << _POSITION_BITS | position & (1 << _POSITION_BITS) - 1


def submission_stamp(assignment: Assignment) -> int | None:
    """Return the stamp of the last submission, by which a task's submissions are sorted."""
    if assignment.submitted_at is None:
        return None
    return stamp(assignment.submitted_at, assignment.position)


def stamped_at(place: int) -> int:
    """Return the milliseconds of a `stamp`."""
    return place >> _POSITION_BITS


@dataclass(frozen=True, slots=True)
class Choice:
    """What is given, and what comes after it."""

    given: Assignment | None
    upcoming: tuple[Assignment, ...]


def choose(
    first: Sequence[Assignment], in_hand: Assignment | None, owner: str, leaving: str | None = None
) -> Choice:
    """Return what to give out of a queue whose first open ones are `first`, in their order.

    `in_hand` goes before them where it is still open and the owner's; `leaving` names one that is about to
    be left.
    """
    usable = [a for a in first if a.id != leaving]
    if in_hand and in_hand.id != leaving and in_hand.owner == owner and in_hand.state == "open":
        usable = [in_hand, *(a for a in usable if a.id != in_hand.id)]
    return Choice(usable[0] if usable else None, tuple(usable[1 : 1 + UPCOMING]))


def queue_state(task: Task, tally: Tally, comes_back: bool = True) -> QueueState:
    """Return what the caller's queue says of itself.

    `all_done` means that nothing is open and nothing can come back by a review: nothing of theirs is
    submitted and undecided, or it would go to somebody else (`comes_back` False).
    """
    if task.stopped:
        return "stopped"
    if not task.built:
        return "preparing"
    if tally.open > 0:
        return "labeling"
    return "all_labeled" if tally.submitted > 0 and comes_back else "all_done"


def task_state(task: Task, whole: Tally | None) -> TaskState:
    """Return the task's state; `whole` is the tally of all its queues, None where the caller's own shows
    open work.
    """
    if task.deleted:
        return "deleted"
    if task.failure is not None:
        return "failed"
    if task.stopped:
        return "stopped"
    if not task.built:
        return "preparing"
    if whole is None or whole.open > 0:
        return "labeling"
    return "reviewing" if whole.submitted > 0 else "completed"
