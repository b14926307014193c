"""The ports in memory: for tests, and as the plain meaning of what the database does."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import copy, deepcopy
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

from contracts.events import EventData
from contracts.roles import Right, Role, allows
from review_service.domain.review import Review, State
from review_service.domain.rounds import Round, Ruling
from review_service.domain.tally import NOBODY, Counts, tally
from review_service.domain.task import Mode, Seen, Task
from review_service.domain.transfer import Transfer
from review_service.ports import Place


@dataclass
class Memory:
    """Everything that is kept."""

    tasks: dict[str, Task] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)
    rounds: dict[tuple[str, int], Round] = field(default_factory=dict)
    desks: dict[tuple[str, str], str] = field(default_factory=dict)
    seen: dict[str, frozenset[int]] = field(default_factory=dict)
    transfers: dict[str, Transfer] = field(default_factory=dict)
    roles: dict[tuple[str, str], Role | None] = field(default_factory=dict)
    jobs: dict[str, tuple[str, dict[str, Any], int | None]] = field(default_factory=dict)
    said: list[tuple[EventData, str, int]] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)


class MemoryStore:
    """Keeps what a unit of work did when it ends well, and nothing of it when it raises."""

    def __init__(self, now: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        self.memory = Memory()
        self.now = now

    @asynccontextmanager
    async def unit(self) -> AsyncIterator["MemoryUnit"]:
        """Open a unit of work."""
        # What is kept is never changed, only replaced: a copy of the tables is a copy of everything.
        copied = {table.name: copy(getattr(self.memory, table.name)) for table in fields(Memory)}
        unit = MemoryUnit(Memory(**copied), self.now)
        yield unit
        self.memory = unit.memory


class MemoryUnit:
    """A unit of work over a copy of everything."""

    def __init__(self, memory: Memory, now: datetime) -> None:
        self.memory = memory
        self.now = now
        self.tasks = MemoryTasks(memory)
        self.reviews = MemoryReviews(memory)
        self.rounds = MemoryRounds(memory)
        self.desks = MemoryDesks(memory)
        self.counters = MemoryCounters(memory)
        self.transfers = MemoryTransfers(memory)

    async def role(self, workspace: str, user: str) -> Role | None:
        return self.memory.roles.get((workspace, user))

    async def can_review(self, workspace: str, user: str) -> bool:
        return allows(await self.role(workspace, user), Right.REVIEW)

    def emit(self, event: EventData, aggregate: str, version: int) -> None:
        self.memory.said.append((event, aggregate, version))

    def arrived(self, need: str) -> None:
        self.memory.needs.append(need)

    def enqueue(self, kind: str, id: str, args: dict[str, Any], total: int | None) -> None:
        self.memory.jobs.setdefault(id, (kind, args, total))


class MemoryTasks:
    """Tasks in memory; units of work come one after the other here, so fences have nothing to keep apart."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def get(self, task: str) -> Task | None:
        return deepcopy(self._memory.tasks.get(task))

    async def of_workspace(self, workspace: str) -> list[Task]:
        found = [t for t in self._memory.tasks.values() if t.workspace == workspace and not t.deleted]
        return deepcopy(sorted(found, key=lambda task: task.id))

    def save(self, task: Task) -> None:
        self._memory.tasks[task.id] = deepcopy(task)

    def rely_on(self, task: str) -> None:
        return None

    def fence(self, task: str) -> None:
        return None

    async def purge(self, task: str, limit: int) -> int:
        memory = self._memory
        desks = [key for key in memory.desks if key[0] == task]
        transfers = [id for id, transfer in memory.transfers.items() if transfer.task == task]
        for key in desks:
            del memory.desks[key]
        for id in transfers:
            del memory.transfers[id]
        return len(desks) + len(transfers) + (memory.seen.pop(task, None) is not None)


class MemoryReviews:
    """Reviews in memory."""

    def __init__(self, memory: Memory) -> None:
        self._reviews = memory.reviews

    async def get(self, review: str) -> Review | None:
        return deepcopy(self._reviews.get(review))

    async def load(self, reviews: Sequence[str]) -> None:
        return None

    def save(self, review: Review) -> None:
        self._reviews[review.id] = deepcopy(review)

    def delete(self, review: Review) -> None:
        self._reviews.pop(review.id, None)

    async def queue(self, task: str, holder: str, mode: Mode, limit: int) -> list[Review]:
        found = [r for r in self._reviews.values() if r.task == task and r.holder == holder and r.queued]
        return deepcopy(sorted(found, key=lambda review: _order(review, mode))[:limit])

    async def queue_end(
        self, task: str, holder: str, mode: Mode, limit: int, *, without: Sequence[str] = (), not_of: str = ""
    ) -> list[Review]:
        found = [
            review
            for review in self._reviews.values()
            if review.task == task
            and review.holder == holder
            and review.pending
            and review.id not in without
            and review.annotator != not_of
        ]
        own = sorted((review for review in found if review.own), key=lambda review: review.id)
        others = sorted(
            (r for r in found if not r.own), key=lambda review: _order(review, mode), reverse=True
        )
        return deepcopy([*own, *others][:limit])

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
        found = [
            review
            for review in self._reviews.values()
            if review.task == task
            and review.pending
            and review.epoch <= epoch
            and (holder is None or review.holder == holder)
            and (annotator is None or review.annotator == annotator)
            and review.id > after
        ]
        return deepcopy(sorted(found, key=lambda review: review.id)[:limit])

    async def of_task(self, task: str, limit: int) -> list[Review]:
        return deepcopy([review for review in self._reviews.values() if review.task == task][:limit])

    async def listed(
        self, task: str, limit: int, *, holder: str | None, state: State | None, after: Place | None
    ) -> list[Review]:
        found = sorted(
            (
                review
                for review in self._reviews.values()
                if review.task == task
                and review.state is not None
                and (holder is None or review.holder == holder)
                and (state is None or review.state == state)
            ),
            key=_place,
        )
        behind = (after.holder, after.state, after.id) if after else ("", "", "")
        return deepcopy([review for review in found if _place(review) > behind][:limit])


class MemoryRounds:
    """Rounds in memory."""

    def __init__(self, memory: Memory) -> None:
        self._rounds = memory.rounds

    async def get(self, review: str, number: int) -> Round | None:
        return deepcopy(self._rounds.get((review, number)))

    async def all(self, review: str, newest: int, oldest: int = 1) -> list[Round]:
        numbers = range(oldest, newest + 1)
        return [deepcopy(self._rounds[review, n]) for n in numbers if (review, n) in self._rounds]

    def put(self, round: Round) -> None:
        self._rounds[round.review, round.number] = deepcopy(round)

    def rule(self, review: str, number: int, ruling: Ruling) -> None:
        if (review, number) in self._rounds:
            self._rounds[review, number] = replace(self._rounds[review, number], ruling=ruling)

    def delete(self, review: str, newest: int) -> None:
        for number in range(1, newest + 1):
            self._rounds.pop((review, number), None)


class MemoryDesks:
    """What each reviewer has in hand, in memory."""

    def __init__(self, memory: Memory) -> None:
        self._desks = memory.desks

    async def get(self, task: str, user: str) -> str | None:
        return self._desks.get((task, user))

    def put(self, task: str, user: str, review: str) -> None:
        self._desks[task, user] = review


class MemoryCounters:
    """Counts by looking at every review: what the kept counters must always come to."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def totals(self, task: str, reviewers: Sequence[str] | None = None) -> Mapping[str, Counts]:
        return {
            reviewer: Counts({key: number for key, number in numbers.items() if key[0] is None})
            for reviewer, numbers in self._counted(task).items()
            if reviewers is None or reviewer in reviewers
        }

    async def of_reviewer(self, tasks: Sequence[str], reviewer: str) -> Mapping[str, Counts]:
        found = {task: await self.totals(task, (reviewer,)) for task in tasks}
        return {task: counts[reviewer] for task, counts in found.items() if reviewer in counts}

    async def detailed(self, task: str, reviewer: str) -> Counts:
        return Counts(self._counted(task).get(reviewer))

    def see(self, task: str, place: int) -> None:
        self._memory.seen[task] = self._memory.seen.get(task, frozenset()) | {place}

    async def seen(self, task: str, spans: Sequence[range] | None) -> Seen:
        cells: dict[int, dict[int, int]] = {}
        for place in self._memory.seen.get(task, ()):
            cell, word, bit = Seen.address(place)
            words = cells.setdefault(cell, {})
            words[word] = words.get(word, 0) | bit
        return Seen(cells)

    def _counted(self, task: str) -> dict[str, dict[tuple[str | None, str], int]]:
        counted: dict[str, dict[tuple[str | None, str], int]] = {}
        for review in self._memory.reviews.values():
            if review.task == task:
                for (reviewer, annotator, what), number in tally(review).items():
                    row = counted.setdefault(reviewer, {})
                    row[annotator, what] = row.get((annotator, what), 0) + number
        return counted


class MemoryTransfers:
    """Transfers in memory."""

    def __init__(self, memory: Memory) -> None:
        self._transfers = memory.transfers

    async def get(self, transfer: str) -> Transfer | None:
        return deepcopy(self._transfers.get(transfer))

    def save(self, transfer: Transfer) -> None:
        self._transfers[transfer.id] = deepcopy(transfer)


def _order(review: Review, mode: Mode) -> tuple[Any, ...]:
    return (not review.rework, review.place if mode == "partial" else review.since, review.id)


def _place(review: Review) -> tuple[str, str, str]:
    return (review.holder or NOBODY, str(review.state), review.id)
