"""The stores in memory and in a real MongoDB; and the service itself as a process, with others talking to
it by Kafka.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeVar
from uuid import uuid4

import httpx
import orjson
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer
from pymongo import AsyncMongoClient

from assignment_service.adapters import mongo_names as n
from assignment_service.adapters.in_memory import BEGINNING, InMemoryStore
from assignment_service.adapters.in_memory_queues import InMemoryQueues
from assignment_service.adapters.mongo_queues import MongoQueues
from assignment_service.adapters.mongo_unit import MongoUnit, SettingsCache
from assignment_service.bootstrap import CATALOGUE, NAME
from assignment_service.domain.assignment import Assignment, Record
from assignment_service.ports import Queues, UnitOfWork
from contracts.events import MemberChanged, MemberRemoved, WorkspaceCreated
from contracts.ids import listing_key, new_id, record_key
from contracts.roles import Role
from local_stack.testing.stack import Stack
from service_kit.jobs import Jobs
from service_kit.messaging.outbox import Outbox
from service_kit.mongo.client import connect, database_of
from service_kit.mongo.transactions import Transactions
from service_kit.signals import Signals
from service_kit.testing.owners import Owners

T = TypeVar("T")


class Stores(Protocol):
    """Something that runs units of work, and answers plain reads of what they left."""

    @property
    def queues(self) -> Queues: ...
    async def run(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T: ...
    async def said(self) -> list[tuple[str, int, str]]:
        """(aggregate, version, event type) of everything said."""


class InMemoryStores:
    def __init__(self) -> None:
        self.store = InMemoryStore()
        self.queues: Queues = InMemoryQueues(self.store)

    async def run(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        unit = self.store.unit(BEGINNING)
        result = await work(unit)
        unit.commit()
        return result

    async def said(self) -> list[tuple[str, int, str]]:
        return [(aggregate, version, type(event).ce_type) for aggregate, version, event in self.store.said]


class MongoStores:
    def __init__(self, transactions: Transactions) -> None:
        self.transactions = transactions
        self.jobs = Jobs(transactions.database)
        self.queues: Queues = MongoQueues(transactions.database)

    async def run(self, work: Callable[[UnitOfWork], Awaitable[T]], shard: str = n.COMMAND_SHARD) -> T:
        return await self.transactions.run(
            lambda session: work(MongoUnit(session, shard, self.jobs, SettingsCache()))
        )

    async def said(self) -> list[tuple[str, int, str]]:
        rows = await self.transactions.database["outbox"].find().sort([("agg", 1), ("ver", 1)]).to_list()
        return [(row["key"].decode(), row["ver"], row["hdr"]["ce_type"]) for row in rows]


@pytest_asyncio.fixture
async def mongo_stores(mongod: str, fresh_database_name: str) -> AsyncIterator[MongoStores]:
    """The stores in a database of one's own, indexed as in a running service."""
    client = connect(mongod)
    database = database_of(client, fresh_database_name)
    for collection, indexes in n.INDEXES.items():
        await database.create_collection(collection)
        if indexes:
            await database[collection].create_indexes(list(indexes))
    for collection in ("outbox", "jobs", "commands"):
        await database.create_collection(collection)
    yield MongoStores(Transactions(database, Outbox(NAME, CATALOGUE).rows, Signals()))
    await client.drop_database(fresh_database_name)
    await client.close()


@pytest.fixture(params=["in_memory", "mongo"])
def stores(request: pytest.FixtureRequest) -> Any:
    """Each implementation of the ports in turn."""
    return request.getfixturevalue("mongo_stores") if request.param == "mongo" else InMemoryStores()


def an_assignment(number: int, **changes: Any) -> Assignment:
    """An assignment of the task t1 in ana's queue, at the place of its number."""
    facts: Any = {"caption": "x", "n": 1}
    record = Record(number, f"rec-{number}", f"{number}.wav", 1.5, 8000, 2, "cd" * 32, facts)
    return replace(Assignment(f"a{number}", "t1", "ana", record, number), **changes)


@pytest.fixture(scope="session")
def assignment() -> Callable[..., Assignment]:
    """Makes assignments of the task t1."""
    return an_assignment


@pytest.fixture(scope="session")
def put() -> Callable[..., Awaitable[None]]:
    """Puts assignments into stores."""

    async def put(stores: Stores, *assignments: Assignment) -> None:
        async def work(unit: UnitOfWork) -> None:
            for one in assignments:
                await unit.save(one, one)

        await stores.run(work)

    return put


@dataclass
class Outside:
    """Everybody else: says events to the running service, and asks it by HTTP."""

    stack: Stack
    producer: AIOKafkaProducer
    http: httpx.AsyncClient
    mongo: AsyncMongoClient[dict[str, Any]]
    owners: Owners = field(default_factory=lambda: Owners(CATALOGUE))
    tokens: dict[str, str] = field(default_factory=dict)

    async def say(self, *events: Any, repeat: int = 1) -> None:
        """Publish events as their owners would, each `repeat` times under one id."""
        for event in events:
            message = self.owners.message(event, _aggregate(event))
            for _ in range(repeat):
                await self.producer.send(**message)
        await self.producer.flush()

    async def workspace(self, **roles: str) -> str:
        """A workspace whose members have these roles; `boss` is its annotation_administrator."""
        id = new_id()
        await self.say(WorkspaceCreated(workspace=id, name="W", created_by="boss"))
        for user, role in {"boss": "annotation_administrator", **roles}.items():
            await self.member(id, user, role)
        return id

    async def member(self, workspace: str, user: str, role: str | None) -> None:
        """Give somebody a role, or remove them."""
        if role is None:
            await self.say(MemberRemoved(workspace=workspace, user=user, removed_by="boss"))
            return
        changed = MemberChanged(
            workspace=workspace, user=user, name=user.title(), role=Role(role), changed_by="boss"
        )
        await self.say(changed)

    async def request(
        self, user: str, method: str, path: str, body: Any = None, *, key: str | None = None, **headers: str
    ) -> httpx.Response:
        """Ask the service through the gateway."""
        if user not in self.tokens:
            self.tokens[user] = await self.stack.token(user)
        sent = {"Authorization": f"Bearer {self.tokens[user]}"}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        if key is not None:
            sent["Idempotency-Key"] = key
        return await self.http.request(method, f"/api/v1{path}", json=body, headers=sent)

    async def get(self, user: str, path: str) -> Any:
        """GET something that must be there."""
        answer = await self.request(user, "GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, user: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """POST something that must go well."""
        answer = await self.request(user, "POST", path, body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def refused(self, user: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Ask for something that must be refused: (status, slug, problem)."""
        answer = await self.request(user, method, path, body, **headers)
        assert answer.status_code >= 400, answer.text
        problem = answer.json()
        return answer.status_code, problem["type"].removeprefix("/problems/"), problem

    async def until(self, look: Callable[[], Awaitable[T | None]], seconds: float = 30) -> T:
        """The first truthy answer."""
        deadline = time.monotonic() + seconds
        while True:
            if found := await look():
                return found
            assert time.monotonic() < deadline, "it did not happen in time"
            await asyncio.sleep(0.02)

    async def outbox(self, aggregate: str) -> list[dict[str, Any]]:
        """What the service said of an aggregate: rows with `type`, `version` and `data`."""
        rows = self.mongo[self.database]["outbox"].find({"key": aggregate.encode()}).sort("ver", 1)
        return [
            {"type": row["hdr"]["ce_type"], "version": row["ver"], "data": orjson.loads(row["val"])}
            async for row in rows
        ]

    @property
    def database(self) -> str:
        return "earmark_assignment"


def _aggregate(event: Any) -> str:
    name = type(event).__name__
    if name in ("WorkspaceCreated", "MemberChanged", "MemberRemoved"):
        return str(event.workspace)
    if name == "RecordsListed":
        return listing_key(event.task, event.batch)
    if name in ("RecordApproved", "RecordRejected", "RecordPredicted"):
        return record_key(event.task, event.record)
    return str(event.task)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def outside() -> AsyncIterator[Outside]:
    """The service as a process beside a real MongoDB, a real Kafka and the gateway; nobody else is there."""
    async with Stack(services=("assignment-service",)) as stack:
        producer = AIOKafkaProducer(bootstrap_servers=stack.kafka_bootstrap)
        await producer.start()
        client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
            stack.mongo_url, tz_aware=True, readConcernLevel="majority"
        )
        async with httpx.AsyncClient(base_url=stack.base_url, timeout=60, trust_env=False) as http:
            yield Outside(stack, producer, http, client)
        await producer.stop()
        await client.close()


class Job:
    """One task in a workspace of its own, and the people in it."""

    def __init__(self, outside: Any, events: Any) -> None:
        self.outside = outside
        self.events = events

    @property
    def task(self) -> Any:
        return self.events.task

    async def begin(
        self, annotators: Any, *, batch: int = 50, repeat: int = 1, facts: Any = None, **settings: Any
    ) -> None:
        """Say the task and its records, and wait until everything is assigned."""
        total = sum(annotators.values())
        ranges = [range(start, min(start + batch, total)) for start in range(0, total, batch)]
        listings = [
            self.events.listed(number, len(ranges), total, ordinals, **(facts or {}))
            for number, ordinals in enumerate(ranges)
        ]
        await self.outside.say(*listings, repeat=repeat)  # the children first: they wait for their task
        await self.outside.say(self.events.created(annotators, **settings), repeat=repeat)

        async def built() -> Any:
            return await self.outside.outbox(self.task)

        (said,) = await self.outside.until(built)
        assert said["type"] == "earmark.AssignmentsBuilt.v1"
        assert said["data"]["total"] == total

    async def next(self, user: str) -> Any:
        return await self.outside.post(user, "/assignments/next", {"task": self.task})

    async def submit(self, user: str, assignment: Any, status: int = 200, **body: Any) -> Any:
        sent = {
            "annotation": {"caption": f"by {user}"},
            "round": assignment["round"],
            "seconds_worked": 2.5,
            **body,
        }
        if "unusable" in body:
            del sent["annotation"]
        return await self.outside.post(
            user, f"/assignments/{assignment['id']}/submission", sent, status=status
        )

    async def show(self, user: str, id: str) -> Any:
        return await self.outside.get(user, f"/assignments/{id}")

    async def until_state(self, user: str, id: str, state: str, kind: Any = None) -> Any:
        async def look() -> Any:
            shown = await self.show(user, id)
            return shown if (shown["state"], shown["kind"]) == (state, kind) else None

        return await self.outside.until(look)

    async def summary(self, user: str = "boss") -> Any:
        return await self.outside.get(user, f"/assignments/summary?task={self.task}")

    async def judge(self, verdict: str, assignment: Any) -> None:
        make = self.events.approved if verdict == "approve" else self.events.rejected
        await self.outside.say(make(_Judged(assignment), assignment["round"]))


class _Judged:
    """What the event maker asks of an assignment."""

    def __init__(self, view: Any) -> None:
        self.owner = view["annotator"]
        self.record = type("Record", (), {"id": view["record"]["id"]})


@pytest_asyncio.fixture
async def job(outside: Any, events: Any) -> Any:
    events.task = str(uuid4())
    events.workspace = await outside.workspace(
        ana="annotation_operator", bo="annotation_operator", rev="annotation_auditor"
    )
    return Job(outside, events)
