"""One record of a task in one annotator's queue: its states, and what may happen to it.

State comes from the fold (`contracts.folding`) alone. Commands that break a rule raise; events that come
late or twice return the assignment as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from assignment_service.domain.errors import (
    AlreadySubmitted,
    DraftChanged,
    NotDone,
    NotYours,
    RecordDone,
    WrongRound,
)
from assignment_service.domain.seats import LATE_MILLISECONDS, Former, Seat
from assignment_service.domain.tally import Bucket
from contracts.folding import Fact, Fold, RecordState

Scalar = str | float | int | bool | None
UNTOUCHED = Fold()


class Kind(StrEnum):
    """Why an assignment is open: never begun, begun, or sent back."""

    FRESH = "fresh"
    DRAFT = "draft"
    REWORK = "rework"


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a record from its listing; `media` names its audio, `facts` are those that items
    start from.
    """

    ordinal: int
    id: str
    audio_name: str
    seconds: float
    sample_rate: int
    channels: int
    media: str
    facts: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A record of a task and whose it is.

    `position` is its place in the task's permutation. `kind` speaks of open ones only. `put_off_at`,
    `came_back_at` and `submitted_at` (of the last submission) are milliseconds since the epoch. `owner_since`
    is when it came to its owner by a transfer (0: from the beginning). `revision` grows with every change;
    `said` counts the events published about the record. `seat` and `former`: see `domain.seats`.
    """

    id: str
    task: str
    owner: str
    record: Record
    position: int
    kind: Kind = Kind.FRESH
    put_off_at: int | None = None
    came_back_at: int | None = None
    submitted_at: int | None = None
    fold: Fold = UNTOUCHED
    has_draft: bool = False
    owner_since: int = 0
    revision: int = 0
    said: int = 0
    seat: Seat | None = None
    former: Former | None = None

    @property
    def state(self) -> RecordState:
        return self.fold.state

    @property
    def bucket(self) -> Bucket:
        """What it counts as."""
        state = self.fold.state
        return _BUCKETS[self.kind] if state == "open" else state

    @property
    def next_round(self) -> int:
        return self.fold.round + 1

    @property
    def round(self) -> int:
        """Of an open one the round that its submission will have, of others the highest submitted."""
        return self.next_round if self.state == "open" else self.fold.round

    # --- commands

    def check_submission(self, by: str, round: int) -> None:
        """Raise unless `by` may submit `round` now: NotYours, RecordDone, AlreadySubmitted, WrongRound."""
        if self.owner != by:
            raise NotYours
        if self.state == "done":
            raise RecordDone(self.fold.round)
        if self.state == "submitted" and round == self.fold.round:
            raise AlreadySubmitted(self.fold.round)
        if round != self.next_round:
            raise WrongRound(round, self.next_round)

    def submitted(self, review_required: bool, at: int | None = None) -> Assignment:
        """Return it with its next round submitted; what needs no review is done at once."""
        fact = Fact.SUBMITTED if review_required else Fact.SUBMITTED_WITHOUT_REVIEW
        return replace(
            self,
            fold=self.fold.add(self.next_round, fact),
            kind=Kind.FRESH,
            put_off_at=None,
            came_back_at=None,
            submitted_at=at,
            has_draft=False,
            seat=None,
            former=None,
            revision=self.revision + 1,
            said=self.said + 1,
        )

    def with_draft(self, by: str, based_on: Collection[int] | None) -> Assignment:
        """Return it with a draft saved by its owner on top of one of the revisions `based_on` (None: of any).

        An open one becomes a draft unless it is rework; on a submitted one the draft prepares a correction.
        Raises NotYours, RecordDone, DraftChanged.
        """
        if self.owner != by:
            raise NotYours
        if based_on is not None and self.revision not in based_on:
            raise DraftChanged(self.revision)
        if self.state == "done":
            raise RecordDone(self.fold.round)
        kind = Kind.DRAFT if self.state == "open" and self.kind is Kind.FRESH else self.kind
        return replace(self, kind=kind, has_draft=True, former=None, revision=self.revision + 1)

    def with_late_draft(self, by: str, based_on: Collection[int] | None, now: int) -> Assignment:
        """Return it with the last draft of the owner before; it stays where it moved to. Raises NotYours."""
        former = self.former
        if former is None or self.state != "open" or not former.takes(by, based_on, now):
            raise NotYours
        revision = self.revision + 1
        kind = Kind.DRAFT if self.kind is Kind.FRESH else self.kind
        return replace(
            self, kind=kind, has_draft=True, former=replace(former, base=revision), revision=revision
        )

    def edited_by(self, by: str, seat: str, now: int, lasts: int, take_over: bool = False) -> Assignment:
        """Return it with the seat taken or renewed for `lasts` milliseconds; as it is where another has it and is not
        taken over from. Raises NotYours, RecordDone."""
        if self.owner != by:
            raise NotYours
        if self.state == "done":
            raise RecordDone(self.fold.round)
        held = self.seat
        if held is not None and held.held_against(seat, now) and not take_over:
            return self
        mine = held if held is not None and held.id == seat else Seat(seat, now, now)
        return replace(self, seat=mine.renewed(now, lasts))

    def left_by(self, by: str, seat: str) -> Assignment:
        """Return it with the seat free; as it is where another has it. Raises NotYours."""
        if self.owner != by:
            raise NotYours
        return replace(self, seat=None) if self.seat is not None and self.seat.id == seat else self

    def put_off(self, by: str, at: int) -> Assignment:
        """Return it at the end of the queue. Raises NotYours, RecordDone, AlreadySubmitted."""
        if self.owner != by:
            raise NotYours
        if self.state == "done":
            raise RecordDone(self.fold.round)
        if self.state == "submitted":
            raise AlreadySubmitted(self.fold.round)
        return replace(self, put_off_at=at, seat=None, former=None, revision=self.revision + 1)

    def returned(self, at: int, successor: Successor) -> Assignment:
        """Return it sent back by a manager. Raises NotDone."""
        if self.state != "done":
            raise NotDone(self.state)
        fold = self.fold.add(self.fold.round, Fact.RETURNED)
        sent_back = replace(self, fold=fold, said=self.said + 1, revision=self.revision + 1)
        return sent_back._reopened(at, successor)

    def moved_to(self, user: str, at: int) -> Assignment:
        """Return an open one in another's queue, its draft with it, no longer put off."""
        return replace(
            self,
            owner=user,
            owner_since=at,
            put_off_at=None,
            came_back_at=self.came_back_at if self.kind is Kind.REWORK else None,
            revision=self.revision + 1,
            seat=None,
            former=Former(self.owner, at + LATE_MILLISECONDS, self.revision),
        )

    # --- events

    def judged(self, round: int, fact: Fact, at: int, successor: Successor) -> Assignment:
        """Return it with a verdict folded in; the same where the verdict changes nothing."""
        fold = self.fold.add(round, fact)
        if fold == self.fold:
            return self
        judged = replace(self, fold=fold, revision=self.revision + 1)
        if fold.state != "open":
            return replace(judged, kind=Kind.FRESH, put_off_at=None, came_back_at=None)
        if self.state == "open" and self.kind is Kind.REWORK:
            return judged
        return judged._reopened(at, successor)

    def _reopened(self, at: int, successor: Successor) -> Assignment:
        owner, since = successor(self.owner, self.owner_since)
        return replace(
            self,
            owner=owner,
            owner_since=since,
            kind=Kind.REWORK,
            came_back_at=at,
            put_off_at=None,
            seat=self.seat if owner == self.owner else None,
            former=None,
        )


_BUCKETS: Mapping[Kind, Bucket] = {Kind.FRESH: "fresh", Kind.DRAFT: "draft", Kind.REWORK: "rework"}
Successor = Callable[[str, int], tuple[str, int]]
"""Given an owner and since when the record is theirs: to whom it goes when it comes back, and since when
(see `domain.transfers`)."""


def stays(owner: str, since: int) -> tuple[str, int]:
    """The successor where nobody handed over everything: the owner."""
    return owner, since
