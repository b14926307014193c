"""The ports in memory: for tests of use cases, and held to the same suite as the ones over MongoDB."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

from assignment_service.domain.assignment import Assignment, Kind, Record
from assignment_service.domain.content import Draft, Prediction, Return, Round, Verdict
from assignment_service.domain.queue import LAST_OPEN, place, rank
from assignment_service.domain.tally import Tally
from assignment_service.domain.task import Settings, Task
from assignment_service.domain.transfers import Redirect
from assignment_service.ports import FreshBatch, QueueFront, Transfer
from contracts.events import EventData
from contracts.ids import new_id, record_key

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_KINDS = (Kind.FRESH, Kind.DRAFT, Kind.REWORK)


@dataclass
class State:
    """Everything that is kept."""

    tasks: dict[str, Task] = field(default_factory=dict)
    settings: dict[tuple[str, int], Settings] = field(default_factory=dict)
    assignments: dict[str, Assignment] = field(default_factory=dict)
    batches: dict[tuple[str, int], tuple[int, float]] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    rounds: dict[tuple[str, int], Round] = field(default_factory=dict)
    predictions: dict[tuple[str, str], list[Prediction]] = field(default_factory=dict)
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    queue_states: dict[tuple[str, str], str] = field(default_factory=dict)
    labelers: set[tuple[str, str]] | None = None
    """(workspace, user) of those who may label; None: everybody."""
    hands: dict[tuple[str, str], str | None] = field(default_factory=dict)
    redirects: dict[tuple[str, str], Redirect] = field(default_factory=dict)
    transfers: dict[str, Transfer] = field(default_factory=dict)
    streams: dict[str, int] = field(default_factory=dict)

    def copied(self) -> State:
        """Return a state that can be changed without changing this one."""
        return State(**{part.name: copy(getattr(self, part.name)) for part in fields(self)})


@dataclass
class InMemoryStore:
    """One service's store; `said` are the events published: (aggregate, version, event)."""

    state: State = field(default_factory=State)
    said: list[tuple[str, int, EventData]] = field(default_factory=list)
    needs_met: list[str] = field(default_factory=list)
    jobs: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    nudged: set[str] = field(default_factory=set)

    def unit(self, now: datetime = BEGINNING) -> InMemoryUnit:
        """Begin a unit of work."""
        return InMemoryUnit(self, now)


class InMemoryUnit:
    """A unit of work over a copy; nothing is kept without `commit`."""

    def __init__(self, store: InMemoryStore, now: datetime) -> None:
        self._store = store
        self._now = now
        self._state = store.state.copied()
        self._said: list[tuple[str, int, EventData]] = []
        self._met: list[str] = []
        self._jobs: dict[str, tuple[str, dict[str, Any]]] = {}
        self._nudged: set[str] = set()

    def commit(self) -> None:
        """Keep everything."""
        store = self._store
        store.state = self._state
        store.said += self._said
        store.needs_met += self._met
        store.jobs.update({id: job for id, job in self._jobs.items() if id not in store.jobs})
        store.nudged |= self._nudged

    @property
    def now(self) -> datetime:
        return self._now

    async def task(self, id: str) -> Task | None:
        return self._state.tasks.get(id)

    def save_task(self, task: Task) -> None:
        self._state.tasks[task.id] = task

    async def settings(self, task: str, version: int) -> Settings | None:
        return self._state.settings.get((task, version))

    def save_settings(self, settings: Settings) -> None:
        self._state.settings[settings.task, settings.version] = settings

    async def assignment(self, id: str) -> Assignment | None:
        return self._state.assignments.get(id)

    async def save(self, before: Assignment, after: Assignment) -> None:
        self._state.assignments[after.id] = after
        self._count(before, -1)
        self._count(after, +1)

    def save_seat(self, assignment: Assignment) -> None:
        self._state.assignments[assignment.id] = assignment

    async def batch_is_in(self, task: str, batch: int) -> bool:
        return (task, batch) in self._state.batches

    def add_fresh(self, batch: FreshBatch) -> None:
        for id, owner, position, listed in zip(
            batch.ids, batch.owners, batch.positions, batch.records, strict=True
        ):
            record = Record(
                ordinal=listed.ordinal,
                id=listed.record,
                audio_name=listed.audio_name,
                seconds=listed.seconds,
                sample_rate=listed.sample_rate,
                channels=listed.channels,
                media=listed.media,
                facts=listed.facts,
            )
            self._state.assignments[id] = Assignment(id, batch.task, owner, record, position)
        self._state.batches[batch.task, batch.batch] = (
            len(batch.ids),
            sum(record.seconds for record in batch.records),
        )

    async def built(self, task: str) -> tuple[int, float]:
        rows = [row for (of, _), row in self._state.batches.items() if of == task]
        return sum(count for count, _ in rows), sum(seconds for _, seconds in rows)

    async def draft(self, assignment: str) -> Draft | None:
        return self._state.drafts.get(assignment)

    def save_draft(self, assignment: str, draft: Draft) -> None:
        self._state.drafts[assignment] = draft

    def drop_draft(self, assignment: str) -> None:
        self._state.drafts.pop(assignment, None)

    async def rounds(self, assignment: str, highest: int) -> list[Round]:
        found = (self._state.rounds.get((assignment, number)) for number in range(1, highest + 1))
        return [round for round in found if round is not None]

    def add_round(self, round: Round) -> None:
        self._state.rounds[round.assignment, round.number] = round

    def note_verdict(self, assignment: str, round: int, verdict: Verdict) -> None:
        known = self._state.rounds.get((assignment, round))
        if known is None:
            return
        hides = known.verdict is not None and known.verdict.verdict == "rejected"
        if not (hides and verdict.verdict == "approved"):
            self._state.rounds[assignment, round] = replace(known, verdict=verdict)

    def note_return(self, assignment: str, round: int, returned: Return) -> None:
        known = self._state.rounds.get((assignment, round))
        if known is not None:
            self._state.rounds[assignment, round] = replace(known, returned=returned)

    async def predictions(self, task: str, record: str) -> list[Prediction]:
        return self._state.predictions.get((task, record), [])

    def save_predictions(self, task: str, record: str, predictions: Sequence[Prediction]) -> None:
        self._state.predictions[task, record] = list(predictions)

    async def may_label(self, workspace: str, user: str) -> bool:
        return self._state.labelers is None or (workspace, user) in self._state.labelers

    async def queue_state(self, task: str, user: str) -> str:
        return self._state.queue_states.get((task, user), "")

    async def front(self, task: str, user: str, limit: int) -> QueueFront:
        return front_in(self._state, task, user, limit)

    async def take_in_hand(self, task: str, user: str, assignment: str | None) -> None:
        self._state.hands[task, user] = assignment
        self._changed(task, user)

    async def in_hand(self, task: str, user: str) -> str | None:
        return self._state.hands.get((task, user))

    async def tally(self, task: str, user: str) -> Tally:
        return self._state.tallies.get((task, user), Tally())

    async def next_to_move(self, task: str, user: str, in_hand: str | None, limit: int) -> list[Assignment]:
        theirs = [a for a in open_in(self._state, task, user) if a.id != in_hand]
        theirs.sort(key=lambda a: (_KINDS.index(a.kind), -rank(a) if a.put_off_at else 0, -place(a)))
        held = self._state.assignments.get(in_hand) if in_hand else None
        if held and held.owner == user and held.task == task and held.state == "open":
            theirs.append(held)
        return theirs[:limit]

    async def redirect(self, task: str, user: str) -> Redirect | None:
        return self._state.redirects.get((task, user))

    def save_redirect(self, redirect: Redirect) -> None:
        self._state.redirects[redirect.task, redirect.user] = redirect

    async def transfer(self, id: str) -> Transfer | None:
        return self._state.transfers.get(id)

    def save_transfer(self, transfer: Transfer) -> None:
        self._state.transfers[transfer.id] = transfer

    async def remove_some(self, task: str, limit: int) -> tuple[int, bool]:
        state = self._state
        ids = [id for id, a in state.assignments.items() if a.task == task][:limit]
        for id in ids:
            del state.assignments[id]
            state.drafts.pop(id, None)
            for key in [key for key in state.rounds if key[0] == id]:
                del state.rounds[key]
        if len(ids) == limit:
            return limit, False
        for rows in (
            state.predictions,
            state.tallies,
            state.hands,
            state.queue_states,
            state.batches,
            state.redirects,
            state.settings,
        ):
            keyed: dict[Any, Any] = rows
            for gone in [key for key in keyed if key[0] == task]:
                del keyed[gone]
        return len(ids), True

    def say_of_record(self, event: EventData, task: str, record: str, version: int) -> None:
        self._said.append((record_key(task, record), version, event))

    async def say_of_task(self, event: EventData, task: str) -> None:
        version = self._state.streams[task] = self._state.streams.get(task, 0) + 1
        self._said.append((task, version, event))

    def arrived(self, need: str) -> None:
        self._met.append(need)

    def nudge_built(self, task: str) -> None:
        self._nudged.add(task)

    def start_job(self, kind: str, id: str, args: dict[str, Any], total: int | None) -> None:
        self._jobs[id] = (kind, args)

    def _count(self, assignment: Assignment, by: int) -> None:
        key = (assignment.task, assignment.owner)
        known = self._state.tallies.get(key, Tally())
        self._state.tallies[key] = known + Tally(**{assignment.bucket: by})
        self._changed(*key)

    def _changed(self, task: str, user: str) -> None:
        self._state.queue_states[task, user] = new_id()


def front_in(state: State, task: str, user: str, limit: int) -> QueueFront:
    """Return the front of a queue."""
    hand = state.hands.get((task, user))
    first = sorted(open_in(state, task, user), key=lambda a: (rank(a), place(a)))[:limit]
    return QueueFront(
        state=state.queue_states.get((task, user), ""),
        tally=state.tallies.get((task, user), Tally()),
        hand=hand,
        in_hand=state.assignments.get(hand) if hand else None,
        first=tuple(first),
        whole=len(first) < limit,
    )


def open_in(state: State, task: str, user: str) -> list[Assignment]:
    """Return the open ones of a queue, in no order."""
    return [
        a for a in state.assignments.values() if a.task == task and a.owner == user and rank(a) <= LAST_OPEN
    ]
