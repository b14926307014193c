"""Plain reads in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assignment_service.adapters.in_memory import InMemoryStore, front_in
from assignment_service.domain.assignment import Assignment
from assignment_service.domain.content import Round
from assignment_service.domain.queue import place, rank, stamp
from assignment_service.domain.tally import Tally
from assignment_service.domain.transfers import Redirect
from assignment_service.ports import ListPlace, OwnQueue, Pulse, QueueFront
from contracts.ids import new_id


class InMemoryQueues:
    """Plain reads of what is committed."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    async def front(self, task: str, user: str, limit: int) -> QueueFront:
        return front_in(self._store.state, task, user, limit)

    async def pulse(self, workspace: str, task: str, user: str) -> Pulse:
        state = self._store.state
        may_label = state.labelers is None or (workspace, user) in state.labelers
        return Pulse(state.tasks.get(task), may_label, state.queue_states.get((task, user), ""))

    async def tally_by_user(self, task: str) -> dict[str, Tally]:
        return {user: tally for (of, user), tally in self._store.state.tallies.items() if of == task}

    async def own(self, workspace: str, user: str) -> list[OwnQueue]:
        state = self._store.state
        found: list[OwnQueue] = []
        for id, task in sorted(state.tasks.items()):
            if task.workspace == workspace and not task.deleted:
                settings = state.settings.get((id, task.first_version))
                given = settings.quantities.get(user) if settings else None
                found.append(OwnQueue(task, given, state.tallies.get((id, user), Tally())))
        return found

    async def claim(self, task: str, user: str, seen: str | None, give: str) -> bool:
        hands = self._store.state.hands
        if hands.get((task, user)) != seen:
            return False
        hands[task, user] = give
        self._store.state.queue_states[task, user] = new_id()
        return True

    async def redirect(self, task: str, user: str) -> Redirect | None:
        return self._store.state.redirects.get((task, user))

    async def list(
        self, task: str, owner: str | None, ranks: Iterable[int], after: ListPlace | None, limit: int
    ) -> list[Assignment]:
        allowed = set(ranks)
        found = [
            a
            for a in self._store.state.assignments.values()
            if a.task == task and owner in (None, a.owner) and rank(a) in allowed
        ]
        found.sort(key=lambda a: (a.owner, rank(a), place(a)))
        if after is not None:
            beyond = (after.owner, after.rank, after.place)
            found = [a for a in found if (a.owner, rank(a), place(a)) > beyond]
        return found[:limit]

    async def by_ordinal(
        self, task: str, owner: str | None, span: range, descending: bool, unsubmitted: bool, limit: int
    ) -> Sequence[Assignment]:
        found = [
            a
            for a in self._store.state.assignments.values()
            if a.task == task
            and owner in (None, a.owner)
            and a.record.ordinal in span
            and not (unsubmitted and a.submitted_at is not None)
        ]
        return sorted(found, key=lambda a: a.record.ordinal, reverse=descending)[:limit]

    async def by_submission(
        self, task: str, owner: str | None, after: int | None, descending: bool, limit: int
    ) -> tuple[Sequence[Assignment], int | None]:
        found = sorted(
            (stamp(a.submitted_at, a.position), a.id)
            for a in self._store.state.assignments.values()
            if a.task == task and owner in (None, a.owner) and a.submitted_at is not None
        )
        if descending:
            found.reverse()
        if after is not None:
            found = [one for one in found if (one[0] < after if descending else one[0] > after)]
        some = found[:limit]
        end = some[-1][0] if len(some) == limit else None
        return [self._store.state.assignments[id] for _, id in some], end

    async def last_rounds(self, assignments: Sequence[Assignment]) -> dict[str, Round]:
        rounds = self._store.state.rounds
        found = ((one.id, rounds.get((one.id, one.fold.round))) for one in assignments)
        return {id: round for id, round in found if round is not None}

    async def in_hand(self, task: str, user: str) -> Assignment | None:
        state = self._store.state
        hand = state.assignments.get(state.hands.get((task, user)) or "")
        return hand if hand and hand.owner == user and hand.state == "open" else None

    async def unbuilt(self) -> set[str]:
        return {id for id, task in self._store.state.tasks.items() if not task.built and not task.deleted}
