"""What this service knows of a task, and who its reviews belong to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from contracts.allocation import (
    ANNOTATORS,
    REVIEWERS,
    Permutation,
    Ranges,
    allocation_key,
    annotator_ranges,
    reviewer_shares,
)

Mode = Literal["none", "full", "partial"]
Numbers = tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Task:
    """A task as far as reviews go.

    ``total``: its records. ``epoch`` counts the moments from which on arriving work is treated otherwise
    (review
    turned off, a rest approved, ...): what is pending carries the epoch it arrived in, so that a long job
    acts on what
    was there when it was ordered and on nothing that came later, whatever any clock says. ``redirects``: who
    handed
    over everything, and to whom. ``endings``: who ended their review (approved the rest, what is still to
    come
    included), and of which annotators (None: of all).
    """

    id: str
    workspace: str
    total: int
    version: int
    mode: Mode
    reviewers: Numbers
    annotators: Numbers
    items: dict[str, str]
    blind: bool = False
    categories: tuple[str, ...] = ()
    stopped: bool = False
    completed: bool = False
    built: bool = False
    deleted: bool = False
    epoch: int = 1
    redirects: dict[str, str] = field(default_factory=dict)
    endings: dict[str, tuple[str | None, ...]] = field(default_factory=dict)
    events: int = 0
    """How many events this service has said whose aggregate is the task."""

    def place_of(self, ordinal: int) -> int:
        """Return the position of a record in the reviewers' permutation."""
        return _permutation(self.id, REVIEWERS, self.total).position_of(ordinal)

    def first_holder(self, place: int) -> str | None:
        """Return whose share a position falls in; None where nobody reviews."""
        if not self.reviewers:
            return None
        return _shares(self.reviewers, self.total).owner_of(place)

    def share_of(self, reviewer: str) -> range:
        """Return the positions that a reviewer's share covers; empty while nobody reviews."""
        if not self.reviewers or self.mode == "none":
            return range(0)
        return _shares(self.reviewers, self.total).range_of(reviewer)

    def takes_over(self, holder: str, annotator: str | None = None) -> str:
        """Return who gets what comes to a reviewer: themselves, or whoever took over everything of theirs.

        Nobody is handed their own annotation that way: it stays with who held it before.
        """
        current = holder
        for _ in range(len(self.redirects)):
            further = self.redirects.get(current)
            if further is None or further == annotator:
                return current
            current = further
        return current

    def hand_over(self, holder: str, receiver: str) -> None:
        """From now on what comes to ``holder`` goes to ``receiver``, who takes work again themselves."""
        self.redirects.pop(receiver, None)
        self.endings.pop(receiver, None)
        self.redirects[holder] = receiver

    def sources(self, reviewer: str) -> list[str]:
        """Return whose work comes to a reviewer: their own unless they handed it over, and that of who did
        so to them."""
        known = dict.fromkeys([*(user for user, _ in self.reviewers), *self.redirects, reviewer])
        return [user for user in known if self.takes_over(user) == reviewer]

    def end_review(self, reviewer: str, annotator: str | None) -> None:
        """What arrives for a reviewer from now on (of one annotator, or None: of all) is approved as the
        rest."""
        before = self.endings.get(reviewer, ())
        if annotator not in before:
            self.endings[reviewer] = (*before, annotator)

    def ended(self, reviewer: str, annotator: str) -> bool:
        """Say whether what arrives for a reviewer is approved as the rest, which only a partial review
        allows."""
        of = self.endings.get(reviewer, ())
        return self.mode == "partial" and (None in of or annotator in of)

    def edit(
        self,
        version: int,
        mode: Mode,
        reviewers: Numbers,
        annotators: Numbers,
        items: dict[str, str],
        blind: bool,
        categories: tuple[str, ...],
    ) -> bool:
        """Take over newer settings; say whether arriving work is treated otherwise from now on.

        Who is given a share anew takes work again, whatever they handed over before; another mode reopens
        ended reviews.
        """
        if version <= self.version:
            return False
        shares, changed = dict(self.reviewers), mode != self.mode
        for user, share in reviewers:
            if share > 0 and shares.get(user) != share:
                self.redirects.pop(user, None)
                self.endings.pop(user, None)
        if changed:
            self.endings = {}
            self.epoch += 1
        self.version, self.mode, self.reviewers, self.annotators = version, mode, reviewers, annotators
        self.items, self.blind, self.categories = items, blind, categories
        return changed or shares != dict(reviewers)

    def unseen(self, reviewer: str, seen: "Seen", annotator: str | None = None) -> int:
        """Count the records of a reviewer's share (with what was handed over to them) that nobody has
        submitted yet.

        With ``annotator``: those that were given to this annotator when the task was made. Walks the smaller
        of the
        two ranges.
        """
        shares = [span for source in self.sources(reviewer) if (span := self.share_of(source))]
        if annotator is None:
            return sum(len(span) - seen.within(span) for span in shares)
        given = annotator_ranges(self.annotators).range_of(annotator)
        theirs = _permutation(self.id, ANNOTATORS, self.total)
        ours = _permutation(self.id, REVIEWERS, self.total)
        if len(given) <= sum(map(len, shares)):
            places = ours.positions_of(theirs.ordinal_at(position) for position in given)
            return sum(1 for place in places if place not in seen and any(place in span for span in shares))
        waiting = [ours.ordinal_at(place) for span in shares for place in span if place not in seen]
        return sum(1 for position in theirs.positions_of(waiting) if position in given)


CELL = 4096
"""Positions per cell of what was seen."""
WORD = 32
"""Positions per word of a cell: small enough for any store's integers."""


class Seen:
    """Which positions of the reviewers' permutation were submitted at least once: a set of bits, in cells of
    words."""

    def __init__(self, cells: dict[int, dict[int, int]] | None = None) -> None:
        self._cells = cells or {}

    @staticmethod
    def address(place: int) -> tuple[int, int, int]:
        """Return cell, word and bit of a position."""
        return place // CELL, place % CELL // WORD, 1 << place % WORD

    @staticmethod
    def cells_of(spans: Sequence[range]) -> list[int]:
        """Return the cells that ranges of positions touch."""
        touched: dict[int, None] = {}
        for span in spans:
            if span:
                touched.update(dict.fromkeys(range(span[0] // CELL, span[-1] // CELL + 1)))
        return list(touched)

    def __contains__(self, place: int) -> bool:
        cell, word, bit = self.address(place)
        return bool(self._cells.get(cell, {}).get(word, 0) & bit)

    def within(self, span: range) -> int:
        """Count the seen positions of a range of consecutive positions."""
        if not span:
            return 0
        count, first, last = 0, span[0], span[-1]
        for cell in self.cells_of([span]):
            for word, bits in self._cells.get(cell, {}).items():
                start = cell * CELL + word * WORD
                low, high = max(first - start, 0), min(last - start, WORD - 1)
                if low <= high:
                    count += (bits >> low & (1 << high - low + 1) - 1).bit_count()
        return count


@lru_cache(maxsize=512)
def _permutation(task: str, purpose: str, total: int) -> Permutation:
    return Permutation(allocation_key(task, purpose), total)


@lru_cache(maxsize=512)
def _shares(reviewers: Numbers, total: int) -> Ranges:
    return reviewer_shares(reviewers, total)
