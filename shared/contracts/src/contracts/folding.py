"""How everybody folds a record of a task: the same state from the same facts, in any order, however often."""

from dataclasses import dataclass
from enum import IntFlag
from typing import Literal

RecordState = Literal["open", "submitted", "done"]


class Fact(IntFlag):
    """What one event says about one round of a record."""

    SUBMITTED = 1
    SUBMITTED_WITHOUT_REVIEW = 2
    APPROVED = 4
    REJECTED = 8
    RETURNED = 16


NOTHING = Fact(0)


@dataclass(frozen=True, slots=True)
class Fold:
    """The highest round that any fact names (0: none) and the facts known of that round.

    A join semilattice: ``add`` is commutative, associative and idempotent, so late, repeated and reordered
    events of different topics lead every service to the same state.
    """

    round: int = 0
    facts: Fact = NOTHING

    def add(self, round: int, fact: Fact) -> "Fold":
        """Return the fold with one more fact; facts of lower rounds change nothing."""
        if round < self.round:
            return self
        if round > self.round:
            return Fold(round, fact)
        return Fold(round, self.facts | fact)

    @property
    def state(self) -> RecordState:
        """The first that holds: no round, returned or rejected: open; approved or without review: done; else
        submitted."""
        if self.round == 0 or self.facts & (Fact.RETURNED | Fact.REJECTED):
            return "open"
        if self.facts & (Fact.APPROVED | Fact.SUBMITTED_WITHOUT_REVIEW):
            return "done"
        return "submitted"
