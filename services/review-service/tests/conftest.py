"""A task, its people and what they do, told in few words, over any store of reviews."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol, TypeVar

import pytest

from contracts.events import RecordReturned, RecordSubmitted, TaskCreated, TaskDeleted, TaskEdited
from contracts.ids import assignment_id, review_id
from contracts.roles import Role
from review_service.adapters.in_memory import MemoryStore
from review_service.domain.review import Review
from review_service.domain.task import Task
from review_service.ports import UnitOfWork
from review_service.use_cases.approve_by_rule import ApproveByRule
from review_service.use_cases.follow_task import APPROVE_BY_RULE, FORGET_TASK, FollowTask
from review_service.use_cases.forget_task import ForgetTask
from review_service.use_cases.hand_out import HandOut, LookAhead, Work
from review_service.use_cases.judge_rest import JUDGE_REST, JudgeRest, OrderRest, RestOrder
from review_service.use_cases.judge_review import JudgeReview, Rejection
from review_service.use_cases.take_return import TakeReturn
from review_service.use_cases.take_submission import TakeSubmission
from review_service.use_cases.transfer_reviews import MOVE_REVIEWS, MoveReviews, OrderTransfer, TransferOrder

T = TypeVar("T")
START = datetime(2026, 5, 4, 8, tzinfo=UTC)
ITEMS = [
    {"name": "caption", "kind": "text"},
    {"name": "events", "kind": "segments", "labels": ["speech", "music"], "required": False},
]


class Store(Protocol):
    def unit(self, partition: int | None = None) -> AbstractAsyncContextManager[UnitOfWork]: ...

    async def give_role(self, workspace: str, user: str, role: Role | None) -> None: ...

    async def take_jobs(self) -> list[tuple[str, str, dict[str, Any]]]: ...


class World:
    """Tells the service what happens; everything is applied at once. Records are named by their ordinals."""

    def __init__(self, store: Store, task: str = "task-1", total: int = 12) -> None:
        self.store = store
        self.task = task
        self.total = total
        self.version = 1
        self.rounds: dict[int, int] = {}
        self.clock = START

    async def within(self, work: Callable[[UnitOfWork], Awaitable[T]], partition: int | None = None) -> T:
        async with self.store.unit(partition) as unit:
            return await work(unit)

    async def role(self, user: str, role: Role | None) -> None:
        await self.store.give_role("w", user, role)

    def settings(
        self,
        mode: str = "full",
        reviewers: dict[str, int] | None = None,
        annotators: dict[str, int] | None = None,
        **review: Any,
    ) -> dict[str, Any]:
        shares = {"rae": 1} if reviewers is None else reviewers
        return {
            "name": "A task",
            "schema": {"items": ITEMS},
            "annotators": [
                {"user": u, "quantity": q} for u, q in (annotators or {"ann": self.total}).items()
            ],
            "review": {
                "mode": mode,
                "reviewers": [{"user": u, "share": s} for u, s in shares.items()],
                **review,
            },
        }

    async def create(self, mode: str = "full", **settings: Any) -> None:
        said = {
            "workspace": "w",
            "task": self.task,
            "dataset": "d",
            "record_count": self.total,
            "settings": self.settings(mode, **settings),
            "created_by": "mia",
        }
        for user in settings.get("reviewers") or {"rae": 1}:
            await self.role(user, Role.ANNOTATION_AUDITOR)
        await self.within(lambda unit: FollowTask().created(unit, TaskCreated.model_validate(said)))

    async def edit(self, mode: str, run_jobs: bool = True, **settings: Any) -> None:
        self.version += 1
        said = {
            "workspace": "w",
            "task": self.task,
            "version": self.version,
            "settings": self.settings(mode, **settings),
            "edited_by": "mia",
        }
        await self.within(lambda unit: FollowTask().edited(unit, TaskEdited.model_validate(said)))
        if run_jobs:
            await self.run_jobs()

    async def delete(self) -> None:
        said = TaskDeleted(workspace="w", task=self.task, deleted_by="mia")
        await self.within(lambda unit: FollowTask().deleted(unit, said))
        await self.run_jobs()

    def submission(
        self, ordinal: int, by: str = "ann", round: int | None = None, review: bool = True, **more: Any
    ) -> RecordSubmitted:
        if round is None:
            round = self.rounds.get(ordinal, 0) + 1
        self.rounds[ordinal] = max(round, self.rounds.get(ordinal, 0))
        self.clock += timedelta(seconds=1)
        said = {
            "workspace": "w",
            "task": self.task,
            "record": f"r{ordinal}",
            "assignment": assignment_id(self.task, f"r{ordinal}"),
            "round": round,
            "annotator": by,
            "annotation": {"caption": f"round {round}"},
            "review_required": review,
            "task_version": self.version,
            "listing": {
                "ordinal": ordinal,
                "record": f"r{ordinal}",
                "audio_name": f"{ordinal}.wav",
                "seconds": 10.5,
                "sample_rate": 16000,
                "channels": 1,
                "media": f"{ordinal:064x}",
            },
            "submitted_at": self.clock,
            **more,
        }
        return RecordSubmitted.model_validate(said)

    async def submit(self, ordinal: int, by: str = "ann", **more: Any) -> RecordSubmitted:
        said = self.submission(ordinal, by, **more)
        await self.hear(said)
        return said

    async def hear(self, said: RecordSubmitted | RecordReturned) -> None:
        partition = hash(said.record) % 4
        if isinstance(said, RecordSubmitted):
            submitted = said
            await self.within(lambda unit: TakeSubmission()(unit, submitted), partition)
        else:
            returned = said
            await self.within(lambda unit: TakeReturn()(unit, returned), partition)

    async def send_back(self, ordinal: int, round: int | None = None) -> RecordReturned:
        said = RecordReturned(
            workspace="w",
            task=self.task,
            record=f"r{ordinal}",
            assignment=assignment_id(self.task, f"r{ordinal}"),
            round=round or self.rounds[ordinal],
            annotator="ann",
            returned_by="mia",
            reason="once more",
        )
        await self.hear(said)
        return said

    def id(self, ordinal: int) -> str:
        return review_id(self.task, f"r{ordinal}")

    async def review(self, ordinal: int) -> Review:
        review = await self.within(lambda unit: unit.reviews.get(self.id(ordinal)))
        assert review is not None
        return review

    async def known(self) -> Task:
        task = await self.within(lambda unit: unit.tasks.get(self.task))
        assert task is not None
        return task

    async def judge(
        self, ordinal: int, caller: str = "rae", round: int | None = None, rejection: Rejection | None = None
    ) -> Work:
        id = self.id(ordinal)

        async def work(unit: UnitOfWork) -> Work:
            task = await self.known()
            prospects = await LookAhead()(unit, task, caller, without=id)
            known, judged = await JudgeReview()(
                unit, id, caller, round or self.rounds.get(ordinal, 1), rejection
            )
            return await HandOut()(unit, known, caller, prospects, judged)

        return await self.within(work)

    async def approve(self, ordinal: int, caller: str = "rae") -> Work:
        return await self.judge(ordinal, caller)

    async def reject(self, ordinal: int, caller: str = "rae", reason: str = "not yet") -> Work:
        return await self.judge(ordinal, caller, rejection=Rejection(reason))

    async def next(self, caller: str = "rae") -> Work:
        async def work(unit: UnitOfWork) -> Work:
            task = await self.known()
            return await HandOut()(unit, task, caller, await LookAhead()(unit, task, caller))

        return await self.within(work)

    async def order_rest(self, order: RestOrder, caller: str = "rae", run_jobs: bool = True) -> int:
        id = f"rest-{caller}-{self.clock}-{order.verdict}-{order.annotator}"
        self.clock += timedelta(seconds=1)

        async def work(unit: UnitOfWork) -> int:
            task = await unit.tasks.get(self.task)
            assert task is not None
            return await OrderRest()(unit, id, task, caller, order)

        total = await self.within(work)
        if run_jobs:
            await self.run_jobs()
        return total

    async def transfer(self, giver: str, receiver: str, quantity: int | None, id: str = "") -> dict[str, int]:
        self.clock += timedelta(seconds=1)
        id = id or f"transfer-{self.clock}"

        async def work(unit: UnitOfWork) -> None:
            task = await unit.tasks.get(self.task)
            assert task is not None
            await OrderTransfer()(unit, id, task, TransferOrder(giver, receiver, quantity, "mia"))

        await self.within(work)
        await self.run_jobs()
        transfer = await self.within(lambda unit: unit.transfers.get(id))
        assert transfer is not None
        return {"fresh": transfer.fresh, "rework": transfer.rework}

    async def run_jobs(self) -> None:
        for kind, _, args in await self.store.take_jobs():
            await self.run_job(kind, args)

    async def run_job(self, kind: str, args: dict[str, Any]) -> int:
        total, cursor = 0, ""
        for _ in range(1000):
            if kind == APPROVE_BY_RULE:
                done = await self.within(lambda unit: ApproveByRule()(unit, args["task"], args["epoch"]))
                finished = done == 0
            elif kind == JUDGE_REST:
                step = partial(_judge_step, args=args, after=cursor)
                done, following = await self.within(step)
                cursor, finished = following or "", following is None
            elif kind == MOVE_REVIEWS:
                done, finished = await self.within(lambda unit: MoveReviews()(unit, args["transfer"]))
            else:
                assert kind == FORGET_TASK
                done = await self.within(lambda unit: ForgetTask()(unit, args["task"]))
                finished = done == 0
            total += done
            if finished:
                return total
        raise AssertionError(f"the job {kind} does not end")


async def _judge_step(unit: UnitOfWork, args: dict[str, Any], after: str) -> tuple[int, str | None]:
    return await JudgeRest()(unit, args, after)


class InMemory:
    """The ports in memory."""

    def __init__(self) -> None:
        self.memory_store = MemoryStore(START)

    def unit(self, partition: int | None = None) -> AbstractAsyncContextManager[UnitOfWork]:
        return self.memory_store.unit()

    async def give_role(self, workspace: str, user: str, role: Role | None) -> None:
        self.memory_store.memory.roles[workspace, user] = role

    async def take_jobs(self) -> list[tuple[str, str, dict[str, Any]]]:
        jobs, self.memory_store.memory.jobs = self.memory_store.memory.jobs, {}
        return [(kind, id, args) for id, (kind, args, _) in jobs.items()]


@pytest.fixture(scope="session")
def make_world() -> Callable[..., World]:
    """Makes a world of its own, in memory."""

    def make(total: int = 12, task: str = "task-1") -> World:
        return World(InMemory(), task, total)

    return make


@pytest.fixture
def world() -> World:
    """A world in memory."""
    return World(InMemory())
