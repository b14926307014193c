"""The orders in which assignments are listed: each gives what lies behind a position, which is what a cursor holds."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from assignment_service.domain.assignment import Assignment
from assignment_service.domain.queue import place, rank, submission_stamp
from assignment_service.ports import ListPlace, Queues

Position = Mapping[str, Any]
_SPAN = 20_000
"""Ordinals looked through at once for those of one owner."""


class BadPosition(Exception):
    """A position of another order, or none at all: it came from a client."""


class Order(Protocol):
    """One order of one list."""

    async def more(self, after: Position | None, limit: int) -> tuple[Sequence[Assignment], Position | None]:
        """Return up to ``limit`` assignments, and the position behind all that was looked through (None: that was
        all). Raises BadPosition."""

    def position_of(self, assignment: Assignment) -> Position:
        """Return the position right behind an assignment of this order."""


class ByQueue:
    """By owner, rank and place: whoever has them, in the order of the queue."""

    def __init__(self, queues: Queues, task: str, owner: str | None, ranks: Sequence[int]) -> None:
        self._queues = queues
        self._task = task
        self._owner = owner
        self._ranks = ranks

    async def more(self, after: Position | None, limit: int) -> tuple[Sequence[Assignment], Position | None]:
        behind = (
            None if after is None else ListPlace(_text(after, "o"), _whole(after, "q"), _whole(after, "at"))
        )
        found = await self._queues.list(self._task, self._owner, self._ranks, behind, limit)
        return found, self.position_of(found[-1]) if len(found) == limit else None

    def position_of(self, assignment: Assignment) -> Position:
        return {"o": assignment.owner, "q": rank(assignment), "at": place(assignment)}


class ByTurn:
    """One queue's open ones in the order in which its owner will get them: what is in hand goes first."""

    def __init__(self, queues: Queues, task: str, owner: str, ranks: Sequence[int]) -> None:
        self._queues = queues
        self._task = task
        self._owner = owner
        self._ranks = ranks
        self._hand: str | None = None

    async def more(self, after: Position | None, limit: int) -> tuple[Sequence[Assignment], Position | None]:
        first: list[Assignment] = []
        behind: ListPlace | None = None
        if after is None:
            hand = await self._queues.in_hand(self._task, self._owner)
            if hand is not None:
                self._hand, first = hand.id, [hand]
        else:
            self._hand = _text(after, "hand") or None
            if "q" in after:
                behind = ListPlace(self._owner, _whole(after, "q"), _whole(after, "at"))
        found = await self._queues.list(self._task, self._owner, self._ranks, behind, limit)
        rest = self._behind(found[-1]) if len(found) == limit else None
        return [*first, *(one for one in found if one.id != self._hand)], rest

    def position_of(self, assignment: Assignment) -> Position:
        if assignment.id == self._hand:
            return {"hand": self._hand}
        return self._behind(assignment)

    def _behind(self, assignment: Assignment) -> Position:
        return {"hand": self._hand or "", "q": rank(assignment), "at": place(assignment)}


class ByOrdinal:
    """By the record's place in the dataset."""

    def __init__(
        self,
        queues: Queues,
        task: str,
        total: int,
        owner: str | None,
        *,
        descending: bool,
        unsubmitted: bool = False,
    ) -> None:
        self._queues = queues
        self._task = task
        self._total = total
        self._owner = owner
        self._descending = descending
        self._unsubmitted = unsubmitted

    async def more(self, after: Position | None, limit: int) -> tuple[Sequence[Assignment], Position | None]:
        if self._descending:
            stop = min(self._total, self._total if after is None else _whole(after, "n"))
            span = range(max(0, stop - _SPAN), max(0, stop))
        else:
            start = 0 if after is None else max(0, _whole(after, "n") + 1)
            span = range(start, min(self._total, start + _SPAN))
        if not span:
            return [], None
        found = await self._queues.by_ordinal(
            self._task, self._owner, span, self._descending, self._unsubmitted, limit
        )
        if len(found) == limit:
            return found, self.position_of(found[-1])
        if self._descending:
            return found, {"n": span.start} if span.start > 0 else None
        return found, {"n": span.stop - 1} if span.stop < self._total else None

    def position_of(self, assignment: Assignment) -> Position:
        return {"n": assignment.record.ordinal}


class BySubmission:
    """By the last submission's time; those that nobody submitted yet come last, by ordinal."""

    def __init__(self, queues: Queues, task: str, total: int, owner: str | None, *, descending: bool) -> None:
        self._queues = queues
        self._task = task
        self._owner = owner
        self._descending = descending
        self._rest = ByOrdinal(queues, task, total, owner, descending=False, unsubmitted=True)

    async def more(self, after: Position | None, limit: int) -> tuple[Sequence[Assignment], Position | None]:
        if after is not None and "sub" not in after:
            return await self._rest.more(after if _whole(after, "n") >= 0 else None, limit)
        behind = None if after is None else _whole(after, "sub")
        found, end = await self._queues.by_submission(
            self._task, self._owner, behind, self._descending, limit
        )
        return found, {"n": -1} if end is None else {"sub": end}

    def position_of(self, assignment: Assignment) -> Position:
        stamp = submission_stamp(assignment)
        return self._rest.position_of(assignment) if stamp is None else {"sub": stamp}


def _whole(position: Position, name: str) -> int:
    value = position.get(name)
    if type(value) is not int:
        raise BadPosition
    return value


def _text(position: Position, name: str) -> str:
    value = position.get(name)
    if not isinstance(value, str):
        raise BadPosition
    return value
