"""Who edits an assignment right now, and whose last keystrokes may still be on their way.

A **seat** is one open window of the owner's. It says who edits, so that a second window can be read-only; it ends by
itself when it is not renewed, and with a submission, a deferral or a move.

When an open record moves to somebody else, what its former owner typed last may arrive a moment later. It still becomes
the draft that moves, as long as the new owner did nothing with the record.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from assignment_service.domain.errors import EditedElsewhere

LATE_MILLISECONDS = 30_000
"""How long after a move the former owner's last draft is taken."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A window and how long it has the assignment, in milliseconds since the epoch; `id` is the window's own."""

    id: str
    since: int
    until: int

    def held_against(self, seat: str, now: int) -> bool:
        """Say whether another window cannot have it now."""
        return self.id != seat and self.until > now

    def renewed(self, now: int, lasts: int) -> Seat:
        """Return it held for another `lasts` milliseconds; one that had ended begins anew."""
        return Seat(self.id, self.since if self.until > now else now, now + lasts)


@dataclass(frozen=True, slots=True)
class Former:
    """Whose draft is still taken `until` then, based on revision `base`; whatever the new owner does ends that."""

    user: str
    until: int
    base: int

    def takes(self, by: str, based_on: Collection[int] | None, now: int) -> bool:
        """Say whether a late draft is taken."""
        return self.user == by and based_on is not None and self.base in based_on and now <= self.until


def check_seat(held: Seat | None, seat: str | None, now: int) -> None:
    """Raise EditedElsewhere where a window is named and another one has the assignment."""
    if seat is not None and held is not None and held.held_against(seat, now):
        raise EditedElsewhere(held.since)
