"""Moving open assignments between queues: what goes first, and who gets what comes back later.

**Order**: fresh ones from the end of the queue, then drafts, then rework, each from its end; the one in
hand last.

**Everything** includes what comes back later: a redirect per (task, giver) remembers to whom, and when. A
record that is rejected or returned goes to its owner unless the owner gave everything away after the record
had become theirs; then it goes to that receiver, and on from there by the same rule. So a redirect needs no
clearing: it never touches what its giver receives afterwards, a later one of the same giver replaces it,
and two people who hand over to each other make no circle, because the time only moves forward.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from assignment_service.domain.assignment import Kind
from assignment_service.domain.errors import NotEnoughOpen
from assignment_service.domain.tally import Tally

AT_ONCE = 500
"""So many move in the command's own transaction; more are a job's chunks of as many."""

Quantity = int | Literal["everything"]


@dataclass(frozen=True, slots=True)
class Redirect:
    """Everything that `user` had at `at` (milliseconds) goes to `to` when it comes back; `receives_again`
    once a later transfer gave the user something that may come back to them."""

    task: str
    user: str
    to: str
    at: int
    receives_again: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """How many open ones move or moved, by kind."""

    fresh: int = 0
    draft: int = 0
    rework: int = 0

    @property
    def total(self) -> int:
        return self.fresh + self.draft + self.rework

    def __add__(self, other: Moved) -> Moved:
        return Moved(self.fresh + other.fresh, self.draft + other.draft, self.rework + other.rework)

    def one(self, kind: Kind) -> Moved:
        """Return it with one more of a kind."""
        return self + Moved(**{kind.value: 1})


def plan(tally: Tally, in_hand: Kind | None, quantity: Quantity) -> Moved:
    """Return what would move out of a queue. Raises NotEnoughOpen."""
    wanted = tally.open if quantity == "everything" else quantity
    if wanted > tally.open:
        raise NotEnoughOpen(tally.open)
    moved = Moved()
    left = wanted
    for kind, there in ((Kind.FRESH, tally.fresh), (Kind.DRAFT, tally.draft), (Kind.REWORK, tally.rework)):
        takes = min(left, there - (1 if in_hand is kind else 0))
        moved += Moved(**{kind.value: takes})
        left -= takes
    return moved.one(in_hand) if left and in_hand else moved


def follow(redirects: Mapping[str, Redirect], owner: str, since: int) -> tuple[str, int]:
    """Return who gets a record that comes back to `owner`, whose it is since `since`, and since when it is
    theirs.

    `redirects` are a task's, by giver. A first step needs a redirect not older than the record's arrival,
    each further one a younger redirect, so it ends.
    """
    step = redirects.get(owner)
    if step is None or step.at < since:
        return owner, since
    owner, since = step.to, step.at
    while (step := redirects.get(owner)) is not None and step.at > since:
        owner, since = step.to, step.at
    return owner, since
