"""A unit of work over the kit's session: all of a service's collections in one transaction, or plain
reads."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from pymongo import IndexModel, UpdateOne

from contracts.events import EventData
from contracts.roles import Right, Role, allows
from membership import MEMBERS, WORKSPACES, Member, member_key
from review_service.adapters import mongo_counters, mongo_reviews
from review_service.adapters.mongo_counters import COUNTERS, VERDICTS, MongoCounters
from review_service.adapters.mongo_documents import (
    round_doc,
    round_id,
    round_of,
    ruling_doc,
    task_doc,
    task_of,
    transfer_doc,
    transfer_of,
)
from review_service.adapters.mongo_reviews import MongoReviews
from review_service.domain.rounds import Round, Ruling
from review_service.domain.task import Task
from review_service.domain.transfer import Transfer
from service_kit.mongo.session import Session

TASKS = "tasks"
ROUNDS = "rounds"
TRANSFERS = "transfers"
INDEXES: Mapping[str, Sequence[IndexModel]] = {
    **mongo_reviews.INDEXES,
    **mongo_counters.INDEXES,
    TRANSFERS: (IndexModel([("task", 1)], name="of_task"),),
    TASKS: (IndexModel([("workspace", 1), ("_id", 1)], name="of_workspace"),),
    ROUNDS: (),
    WORKSPACES: (),
}


class JobQueue(Protocol):
    """What the unit of work needs of the kit's jobs."""

    def enqueue(
        self, session: Session, kind: str, id: str, args: dict[str, Any], total: int | None, unit: str
    ) -> None: ...


class MongoUnit:
    """The ports over one session; ``shard`` says whose rows of the counters it writes."""

    def __init__(self, session: Session, jobs: JobQueue, shard: str = VERDICTS) -> None:
        self._session = session
        self._jobs = jobs
        self.counters = MongoCounters(session, shard)
        self.tasks = MongoTasks(session, self.counters)
        self.reviews = MongoReviews(session, self.counters)
        self.rounds = MongoRounds(session)
        self.desks = MongoDesks(self.counters)
        self.transfers = MongoTransfers(session)

    @property
    def now(self) -> datetime:
        return self._session.now

    async def role(self, workspace: str, user: str) -> Role | None:
        member = Member.of(await self._session.get(MEMBERS, member_key(workspace, user)))
        return member.role if member is not None else None

    async def can_review(self, workspace: str, user: str) -> bool:
        return allows(await self.role(workspace, user), Right.REVIEW)

    def emit(self, event: EventData, aggregate: str, version: int) -> None:
        self._session.emit(event, aggregate=aggregate, version=version)

    def arrived(self, need: str) -> None:
        self._session.arrived(need)

    def enqueue(self, kind: str, id: str, args: dict[str, Any], total: int | None) -> None:
        self._jobs.enqueue(self._session, kind, id, args, total, "reviews")


class MongoTasks:
    """What is known of tasks."""

    def __init__(self, session: Session, counters: MongoCounters) -> None:
        self._session = session
        self._counters = counters

    async def get(self, task: str) -> Task | None:
        doc = await self._session.get(TASKS, task)
        return task_of(doc) if doc is not None else None

    async def of_workspace(self, workspace: str) -> list[Task]:
        query = {"workspace": workspace, "deleted": False}
        return [task_of(doc) for doc in await self._session.find(TASKS, query, sort=[("_id", 1)])]

    def save(self, task: Task) -> None:
        self._session.put(TASKS, task_doc(task))

    def rely_on(self, task: str) -> None:
        self._counters.rely(task)

    def fence(self, task: str) -> None:
        self._counters.fence(task)

    async def purge(self, task: str, limit: int) -> int:
        for collection in (COUNTERS, TRANSFERS):
            found = await self._session.find(collection, {"task": task}, limit=limit, projection={"_id": 1})
            for doc in found:
                self._session.delete(collection, doc["_id"])
            if found:
                return len(found)
        return 0


class MongoRounds:
    """The rounds of each review, by id alone."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, review: str, number: int) -> Round | None:
        doc = await self._session.get(ROUNDS, round_id(review, number))
        return round_of(doc) if doc is not None else None

    async def all(self, review: str, newest: int, oldest: int = 1) -> list[Round]:
        numbers = range(oldest, newest + 1)
        await self._session.load(ROUNDS, [round_id(review, number) for number in numbers])
        found = [await self.get(review, number) for number in numbers]
        return [round for round in found if round is not None]

    def put(self, round: Round) -> None:
        self._session.put(ROUNDS, round_doc(round))

    def rule(self, review: str, number: int, ruling: Ruling) -> None:
        change = UpdateOne({"_id": round_id(review, number)}, {"$set": {"ruling": ruling_doc(ruling)}})
        self._session.write(ROUNDS, change)

    def delete(self, review: str, newest: int) -> None:
        for number in range(1, newest + 1):
            self._session.delete(ROUNDS, round_id(review, number))


class MongoDesks:
    """Which review each reviewer has in hand; kept in the counters' rows, which are read then anyway."""

    def __init__(self, counters: MongoCounters) -> None:
        self._counters = counters

    async def get(self, task: str, user: str) -> str | None:
        return await self._counters.in_hand(task, user)

    def put(self, task: str, user: str, review: str) -> None:
        self._counters.put_in_hand(task, user, review)


class MongoTransfers:
    """Transfers of reviews."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, transfer: str) -> Transfer | None:
        doc = await self._session.get(TRANSFERS, transfer)
        return transfer_of(doc) if doc is not None else None

    def save(self, transfer: Transfer) -> None:
        self._session.put(TRANSFERS, transfer_doc(transfer))
