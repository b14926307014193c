"""What one review adds to the counters: counters are the sum of this over all reviews, whatever happened in
between."""

from collections.abc import Mapping

from review_service.domain.review import Review

NOBODY = ""
"""The row of what belongs to no reviewer."""
Key = tuple[str, str | None, str]
"""Reviewer (NOBODY: none), annotator (None: all of them), and what is counted."""
Tally = dict[Key, int]

# pending, approved, rejected: reviews a reviewer holds, by state;  own: pending ones they labeled themselves
# rework: theirs that are with the annotator now;  later: pending ones that came back (round 2 and later)
# first_approved, first_rejected: records by the reviewer's first verdict on them, by hand
# submitted, done, seen: records by their fold, and all that were ever submitted


def tally(review: Review | None) -> Tally:
    """Return what a review (None: one that is not there) adds to the counters."""
    counts: Tally = {}
    if review is None or review.fold.round == 0:
        return counts
    counts[NOBODY, None, "seen"] = 1
    holder = review.holder or NOBODY
    folded = review.fold.state
    if folded != "open":
        counts[holder, None, folded] = 1
    if review.state is not None:
        _both(counts, holder, review.annotator, review.state)
        if folded == "open":
            _both(counts, holder, review.annotator, "rework")
        if review.pending and review.rework:
            _both(counts, holder, review.annotator, "later")
        if review.pending and review.own:
            _both(counts, holder, review.annotator, "own")
    for reviewer, (annotator, verdict) in review.first.items():
        if verdict is not None:
            _both(counts, reviewer, annotator, f"first_{verdict}")
    return counts


def difference(before: Tally, after: Tally) -> Tally:
    """Return what turns one tally into another."""
    changes: Tally = {}
    for key in before.keys() | after.keys():
        if change := after.get(key, 0) - before.get(key, 0):
            changes[key] = change
    return changes


class Counts:
    """The counters of one reviewer (or of a whole task), read by name; what was never counted is 0."""

    def __init__(self, numbers: Mapping[tuple[str | None, str], int] | None = None) -> None:
        self._numbers = dict(numbers or {})

    def of(self, what: str, annotator: str | None = None) -> int:
        """Return a count, of one annotator's records or (None) of all."""
        return self._numbers.get((annotator, what), 0)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Counts):
            return NotImplemented
        mine = {key: number for key, number in self._numbers.items() if number}
        return mine == {key: number for key, number in other._numbers.items() if number}

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Counts({self._numbers!r})"

    @property
    def left(self) -> int:
        """Pending reviews that can be handed out, as far as the annotations' authors go."""
        return self.of("pending") - self.of("own")


def _both(counts: Tally, reviewer: str, annotator: str, what: str) -> None:
    for whose in (None, annotator):
        key = (reviewer, whose, what)
        counts[key] = counts.get(key, 0) + 1
