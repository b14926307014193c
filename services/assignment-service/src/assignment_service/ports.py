"""What the use cases need from outside: a unit of work, and plain reads of queues."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from assignment_service.domain.assignment import Assignment
from assignment_service.domain.content import Draft, Prediction, Return, Round, Verdict
from assignment_service.domain.tally import Tally
from assignment_service.domain.task import Settings, Task
from assignment_service.domain.transfers import Moved, Quantity, Redirect
from contracts.events import EventData
from contracts.events.listings import ListedRecord


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer of assignments, as asked for and as far as it got. `moved` grows with each chunk."""

    id: str
    task: str
    workspace: str
    giver: str
    receiver: str
    by: str
    quantity: Quantity
    planned: Moved
    moved: Moved
    in_chunks: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class FreshBatch:
    """New assignments of one batch of a listing: each record's id, owner and position."""

    task: str
    batch: int
    records: Sequence[ListedRecord]
    ids: Sequence[str]
    owners: Sequence[str]
    positions: Sequence[int]


class UnitOfWork(Protocol):
    """Everything read and written here is one transaction: all of it is committed together, or nothing.

    Documents are read by id except where a method says that it queries; what was saved before is seen by
    both.
    """

    @property
    def now(self) -> datetime: ...

    # --- tasks
    async def task(self, id: str) -> Task | None: ...
    def save_task(self, task: Task) -> None: ...
    async def settings(self, task: str, version: int) -> Settings | None: ...
    def save_settings(self, settings: Settings) -> None: ...

    # --- assignments
    async def assignment(self, id: str) -> Assignment | None: ...
    async def save(self, before: Assignment, after: Assignment) -> None:
        """Write a changed assignment, the difference it makes to its queues' tallies, and that these queues
        changed.
        """

    def save_seat(self, assignment: Assignment) -> None:
        """Write an assignment of which only the seat changed: to its queue that is no change."""

    async def batch_is_in(self, task: str, batch: int) -> bool: ...
    def add_fresh(self, batch: FreshBatch) -> None:
        """Insert a batch's assignments and count them as built."""

    async def built(self, task: str) -> tuple[int, float]:
        """Query how many assignments of a task were added, and their seconds."""

    # --- what hangs on them
    async def draft(self, assignment: str) -> Draft | None: ...
    def save_draft(self, assignment: str, draft: Draft) -> None: ...
    def drop_draft(self, assignment: str) -> None: ...
    async def rounds(self, assignment: str, highest: int) -> list[Round]: ...
    def add_round(self, round: Round) -> None: ...
    def note_verdict(self, assignment: str, round: int, verdict: Verdict) -> None:
        """Keep what became of a round; an approval never hides a rejection of the same round."""

    def note_return(self, assignment: str, round: int, returned: Return) -> None: ...
    async def predictions(self, task: str, record: str) -> list[Prediction]:
        """Return the predictions for a record, newest first."""

    def save_predictions(self, task: str, record: str, predictions: Sequence[Prediction]) -> None: ...

    # --- queues
    async def may_label(self, workspace: str, user: str) -> bool:
        """Say whether somebody is a member who may label."""

    async def queue_state(self, task: str, user: str) -> str:
        """Return the state that a queue is in, what was written here included; see `QueueFront.state`."""

    async def front(self, task: str, user: str, limit: int) -> "QueueFront":
        """Query the front of a queue. Not for use in a unit that is shared with others."""

    async def take_in_hand(self, task: str, user: str, assignment: str | None) -> None:
        """Make an assignment (None: none) the one in hand."""

    async def in_hand(self, task: str, user: str) -> str | None: ...
    async def tally(self, task: str, user: str) -> Tally:
        """Query what is written of a queue's tally: differences to its beginning."""

    async def next_to_move(self, task: str, user: str, in_hand: str | None, limit: int) -> list[Assignment]:
        """Query the first assignments of a queue in the order of transfers."""

    async def redirect(self, task: str, user: str) -> Redirect | None: ...
    def save_redirect(self, redirect: Redirect) -> None: ...
    async def transfer(self, id: str) -> Transfer | None: ...
    def save_transfer(self, transfer: Transfer) -> None: ...

    # --- removal
    async def remove_some(self, task: str, limit: int) -> tuple[int, bool]:
        """Remove up to about `limit` documents of a task, all but the task itself: returns how many
        assignments went, and whether nothing is left."""

    # --- saying
    def say_of_record(self, event: EventData, task: str, record: str, version: int) -> None:
        """Publish an event of a record of a task; `version` is the assignment's `said`."""

    async def say_of_task(self, event: EventData, task: str) -> None:
        """Publish an event of a task, under its next version."""

    def arrived(self, need: str) -> None: ...
    def nudge_built(self, task: str) -> None:
        """Have it looked at whether the task is built, after the commit."""

    def start_job(self, kind: str, id: str, args: dict[str, Any], total: int | None) -> None: ...


@dataclass(frozen=True, slots=True)
class QueueFront:
    """One queue at one moment.

    `tally` holds differences to its beginning; `first` its first open ones in their order, all of them
    where `whole`. `state` is a text that was never before and never will be again when anything was done to
    the queue or to any of its assignments: as long as it is the same, so is everything else here.
    """

    state: str
    tally: Tally
    hand: str | None
    in_hand: Assignment | None
    first: tuple[Assignment, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class Pulse:
    """The least that tells whether what one remembers of a queue is still so."""

    task: Task | None
    may_label: bool
    state: str


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A place in the list of assignments: everything after this owner, rank and place."""

    owner: str
    rank: int
    place: int


@dataclass(frozen=True, slots=True)
class OwnQueue:
    """Somebody's queue of a task: how many records they were given at its creation (None: they were not named), and
    what is written of its tally since."""

    task: Task
    given: int | None
    tally: Tally


class Queues(Protocol):
    """Plain reads outside of units of work."""

    async def own(self, workspace: str, user: str) -> "list[OwnQueue]":
        """Return somebody's queue of every task of a workspace that is not deleted, oldest task first."""

    async def pulse(self, workspace: str, task: str, user: str) -> Pulse: ...
    async def tally_by_user(self, task: str) -> dict[str, Tally]:
        """Return the differences of every queue of a task that something happened to."""

    async def front(self, task: str, user: str, limit: int) -> QueueFront: ...
    async def claim(self, task: str, user: str, seen: str | None, give: str) -> bool:
        """Take `give` in hand if `seen` still is; False where another request was quicker."""

    async def redirect(self, task: str, user: str) -> Redirect | None: ...
    async def list(
        self, task: str, owner: str | None, ranks: Iterable[int], after: ListPlace | None, limit: int
    ) -> list[Assignment]:
        """Return assignments by owner, rank and place."""

    async def by_ordinal(
        self, task: str, owner: str | None, span: range, descending: bool, unsubmitted: bool, limit: int
    ) -> Sequence[Assignment]:
        """Return assignments whose record's ordinal is within a span (an unbroken one), by ordinal;
        ``unsubmitted``: only those that nobody submitted yet."""

    async def by_submission(
        self, task: str, owner: str | None, after: int | None, descending: bool, limit: int
    ) -> tuple[Sequence[Assignment], int | None]:
        """Return assignments in the order of their last submission, and behind which stamp to go on (None: that was
        all). Looks through a bounded number of them for an owner's."""

    async def last_rounds(self, assignments: Sequence[Assignment]) -> dict[str, Round]:
        """Return the last submission by assignment; of those that have one."""

    async def in_hand(self, task: str, user: str) -> Assignment | None:
        """Return the assignment that somebody has in hand, where it is open and still theirs."""

    async def unbuilt(self) -> set[str]:
        """Return the ids of tasks whose assignments are being built."""
