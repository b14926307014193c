"""Counts of a queue: how many assignments are in which state, kept as differences that add up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Bucket = Literal["fresh", "draft", "rework", "submitted", "done"]
BUCKETS: tuple[Bucket, ...] = ("fresh", "draft", "rework", "submitted", "done")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a queue's (or task's) assignments are in which state; open ones by their kind."""

    fresh: int = 0
    draft: int = 0
    rework: int = 0
    submitted: int = 0
    done: int = 0

    @property
    def open(self) -> int:
        return self.fresh + self.draft + self.rework

    @property
    def total(self) -> int:
        return self.open + self.submitted + self.done

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.fresh + other.fresh,
            self.draft + other.draft,
            self.rework + other.rework,
            self.submitted + other.submitted,
            self.done + other.done,
        )

    def moved(self, before: Bucket | None, after: Bucket | None) -> Tally:
        """Return the tally after one assignment went from a bucket to another (None: it was not, or is no
        longer, here).
        """
        change = dict.fromkeys(BUCKETS, 0)
        if before is not None:
            change[before] -= 1
        if after is not None:
            change[after] += 1
        return self + Tally(**change)


def total_of(tallies: Iterable[Tally]) -> Tally:
    """Return the sum."""
    whole = Tally()
    for tally in tallies:
        whole += tally
    return whole
