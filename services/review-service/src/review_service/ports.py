"""What the use cases need of the world around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from contracts.events import EventData
from contracts.roles import Role
from review_service.domain.review import Review, State
from review_service.domain.rounds import Round, Ruling
from review_service.domain.tally import Counts
from review_service.domain.task import Mode, Seen, Task
from review_service.domain.transfer import Transfer


class Tasks(Protocol):
    """What is known of tasks."""

    async def get(self, task: str) -> Task | None: ...

    async def of_workspace(self, workspace: str) -> list[Task]:
        """Query the tasks of a workspace that are not deleted, oldest first."""

    def save(self, task: Task) -> None: ...

    def rely_on(self, task: str) -> None:
        """Make this unit of work fail, and run again, where a `fence` is raised at the same time."""

    def fence(self, task: str) -> None:
        """Let no unit of work that relies on the task as it was before be kept after this one."""

    async def purge(self, task: str, limit: int) -> int:
        """Forget up to ``limit`` things that were kept about a task beside its reviews; return how many (0:
        all gone)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list of reviews goes on: after this one, in the order (holder, state, id)."""

    holder: str
    state: str
    id: str


class Reviews(Protocol):
    """The reviews, and the counters over them, which follow by themselves."""

    async def get(self, review: str) -> Review | None: ...

    async def load(self, reviews: Sequence[str]) -> None:
        """Have many at hand, so that each `get` of them is free."""

    def save(self, review: Review) -> None: ...

    def delete(self, review: Review) -> None: ...

    async def queue(self, task: str, holder: str, mode: Mode, limit: int) -> list[Review]:
        """Return the first of a reviewer's queue: rework first; then as submitted (full) or by place
        (partial)."""

    async def queue_end(
        self, task: str, holder: str, mode: Mode, limit: int, *, without: Sequence[str] = (), not_of: str = ""
    ) -> list[Review]:
        """Return the last of a reviewer's pending reviews, the very last first; those they labeled
        themselves before all.

        Leaves out the ids of ``without`` and what ``not_of`` labeled.
        """

    async def pending(
        self,
        task: str,
        limit: int,
        *,
        holder: str | None = None,
        annotator: str | None = None,
        epoch: int,
        after: str = "",
    ) -> list[Review]:
        """Return pending reviews that arrived up to an epoch; of one holder in the order of their ids, else
        in any."""

    async def of_task(self, task: str, limit: int) -> list[Review]:
        """Return any reviews (and records without one) of a task."""

    async def listed(
        self, task: str, limit: int, *, holder: str | None, state: State | None, after: Place | None
    ) -> list[Review]:
        """Return reviews in the order (holder, state, id)."""


class Rounds(Protocol):
    """The rounds of each review."""

    async def get(self, review: str, number: int) -> Round | None: ...

    async def all(self, review: str, newest: int, oldest: int = 1) -> list[Round]:
        """Return the rounds ``oldest`` to ``newest`` that are there, in order."""

    def put(self, round: Round) -> None: ...

    def rule(self, review: str, number: int, ruling: Ruling) -> None:
        """Note the verdict of a round that is not at hand."""

    def delete(self, review: str, newest: int) -> None: ...


class Desks(Protocol):
    """Which review each reviewer has in hand."""

    async def get(self, task: str, user: str) -> str | None: ...

    def put(self, task: str, user: str, review: str) -> None: ...


class Counters(Protocol):
    """The sums of `tally` over all reviews, and which places were seen."""

    async def totals(self, task: str, reviewers: Sequence[str] | None = None) -> Mapping[str, Counts]:
        """Return counts by reviewer (None: of everybody who has any; NOBODY among them), not by annotator."""

    async def of_reviewer(self, tasks: Sequence[str], reviewer: str) -> Mapping[str, Counts]:
        """Return a reviewer's counts by task, not by annotator."""

    async def detailed(self, task: str, reviewer: str) -> Counts:
        """Return a reviewer's counts, by annotator, too."""

    def see(self, task: str, place: int) -> None:
        """Note that the record at a place was submitted for the first time."""

    async def seen(self, task: str, spans: Sequence[range] | None) -> Seen:
        """Return what was seen of ranges of places (None: of all)."""


class Transfers(Protocol):
    """Transfers of reviews."""

    async def get(self, transfer: str) -> Transfer | None: ...

    def save(self, transfer: Transfer) -> None: ...


class UnitOfWork(Protocol):
    """All of it is kept together, or nothing; also used, without keeping anything, for reading."""

    @property
    def now(self) -> datetime: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def reviews(self) -> Reviews: ...
    @property
    def rounds(self) -> Rounds: ...
    @property
    def desks(self) -> Desks: ...
    @property
    def counters(self) -> Counters: ...
    @property
    def transfers(self) -> Transfers: ...

    async def role(self, workspace: str, user: str) -> Role | None:
        """Return a user's role in a workspace, as far as was heard; None where they are no member."""

    async def can_review(self, workspace: str, user: str) -> bool:
        """Say whether a user may review in a workspace, as far as was heard."""

    def emit(self, event: EventData, aggregate: str, version: int) -> None:
        """Say an event; ``version`` counts those of its aggregate from 1."""

    def arrived(self, need: str) -> None:
        """Say that what events may wait for (`Unheard.need`) is here."""

    def enqueue(self, kind: str, id: str, args: dict[str, Any], total: int | None) -> None:
        """Order a long job."""
