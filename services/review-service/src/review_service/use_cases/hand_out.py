"""Hand out a reviewer's next review: the one in hand until it is judged or moved, then the head of their
queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from review_service.domain.review import Review
from review_service.domain.rounds import Round
from review_service.domain.tally import NOBODY, Counts
from review_service.domain.task import Task
from review_service.ports import UnitOfWork

UPCOMING = 2
NEWEST_ROUNDS = 8
"""Rounds that handed-out work carries at most, since its answer is kept; the review itself shows them all."""
QueueState = Literal["reviewing", "waiting_for_submissions", "all_judged", "stopped"]


@dataclass(frozen=True, slots=True)
class Sight:
    """A review with its rounds, the newest last."""

    review: Review
    rounds: list[Round]


@dataclass(frozen=True, slots=True)
class Prospects:
    """Where a reviewer's next work would come from; looked up before the unit of work that hands it out."""

    candidates: tuple[tuple[str, int], ...]
    """Review and newest round, in order; the one in hand first."""
    in_hand: str | None
    left: int
    may_come: bool
    task_state: str


@dataclass(frozen=True, slots=True)
class Work:
    """What a reviewer does now, what they may prefetch, and how their queue stands."""

    review: Sight | None
    upcoming: list[Review]
    state: QueueState
    task_state: str
    left: int


class LookAhead:
    """Finds the `Prospects` of a reviewer; queries, so it runs outside of shared transactions."""

    async def __call__(
        self, unit: UnitOfWork, task: Task, user: str, without: str | None = None
    ) -> Prospects:
        """Look for the reviewer's next reviews, leaving out ``without`` (which is about to be judged)."""
        totals = await unit.counters.totals(task.id, (user, NOBODY))
        queue: list[Review] = []
        in_hand = None
        if task.mode != "none" and not task.stopped:
            in_hand = await unit.desks.get(task.id, user)
            queue = await unit.reviews.queue(task.id, user, task.mode, UPCOMING + 3)
            first = await unit.reviews.get(in_hand) if in_hand else None
            if first is not None and first.queued and first.holder == user and first.task == task.id:
                queue = [first, *(review for review in queue if review.id != first.id)]
        queue = [review for review in queue if review.id != without]
        mine = totals.get(user, Counts())
        return Prospects(
            candidates=tuple((review.id, review.round) for review in queue[: UPCOMING + 2]),
            in_hand=in_hand,
            left=mine.left,
            may_come=not queue and await self._may_come(unit, task, user, totals),
            task_state=await _task_state(unit, task, totals),
        )

    @staticmethod
    async def _may_come(unit: UnitOfWork, task: Task, user: str, totals: Mapping[str, Counts]) -> bool:
        """Say whether anything may still arrive in a reviewer's queue."""
        sources = task.sources(user)
        if task.mode == "none" or not sources or None in task.endings.get(user, ()):
            return False
        others = [source for source in sources if source != user]
        known = {**totals, **(await unit.counters.totals(task.id, others) if others else {})}
        if any(known.get(source, Counts()).of("rework") for source in sources):
            return True
        if known.get(NOBODY, Counts()).of("seen") >= task.total:
            return False
        spans = [task.share_of(source) for source in sources]
        return task.unseen(user, await unit.counters.seen(task.id, spans)) > 0


class HandOut:
    """Turns `Prospects` into `Work`; reads by id only, and takes no candidate that is not the reviewer's any
    more."""

    async def __call__(
        self, unit: UnitOfWork, task: Task, user: str, prospects: Prospects, judged: Review | None = None
    ) -> Work:
        """Hand out the first candidate, and keep it in hand; ``judged`` was judged in the same unit of
        work."""
        left = prospects.left - (1 if judged is not None else 0)
        if task.stopped:
            return Work(None, [], "stopped", prospects.task_state, max(left, 0))
        queue: list[Review] = []
        for id, _ in prospects.candidates:
            review = await unit.reviews.get(id)
            if review is not None and review.queued and review.holder == user and len(queue) <= UPCOMING:
                queue.append(review)
        if not queue:
            comes = prospects.may_come or prospects.left > (judged is not None) or _went_back(judged)
            state: QueueState = "waiting_for_submissions" if comes else "all_judged"
            return Work(None, [], state, prospects.task_state, 0)
        head = queue[0]
        if head.id != prospects.in_hand:
            unit.desks.put(task.id, user, head.id)
        rounds = await unit.rounds.all(head.id, head.round, oldest_handed_out(head.round))
        sight = Sight(head, rounds)
        return Work(sight, queue[1:], "reviewing", prospects.task_state, max(left, len(queue)))


def oldest_handed_out(newest: int) -> int:
    """Return the oldest round that work carries."""
    return max(1, newest - NEWEST_ROUNDS + 1)


def _went_back(judged: Review | None) -> bool:
    return judged is not None and judged.state == "rejected"


async def _task_state(unit: UnitOfWork, task: Task, totals: Mapping[str, Counts]) -> str:
    if task.stopped:
        return "stopped"
    if task.completed:
        return "completed"
    seen = totals.get(NOBODY, Counts()).of("seen")
    if seen < task.total:
        return "labeling" if task.built or seen else "preparing"
    everybody = (await unit.counters.totals(task.id)).values()
    folded = sum(counts.of("submitted") + counts.of("done") for counts in everybody)
    return "labeling" if folded < task.total else "reviewing"
