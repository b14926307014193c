"""The stores of this service, in memory and in a real MongoDB, its API upon the latter, and the service as a
process beside a real Kafka."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

import httpx
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer

from contracts.events.base import EventData
from local_stack.client import Person, eventually
from local_stack.testing.stack import Stack
from service_kit.commands import Commands
from service_kit.http.app import create_app
from service_kit.http.live import LiveDocuments
from service_kit.http.media import MediaSigner
from service_kit.jobs import Jobs
from service_kit.messaging.outbox import Outbox
from service_kit.mongo.client import connect, database_of
from service_kit.mongo.session import Session
from service_kit.mongo.transactions import Transactions
from service_kit.runtime import Plumbing
from service_kit.signals import Signals
from service_kit.telemetry.metrics import Metrics
from service_kit.testing.http import TestIssuer, asgi_client
from service_kit.testing.owners import Owners
from task_service.adapters.in_memory import InMemoryQueries, InMemoryUnit, Memory
from task_service.adapters.mongo_queries import INDEXES, MongoQueries
from task_service.adapters.mongo_unit import MongoUnit
from task_service.bootstrap import CATALOGUE, NAME, bootstrap
from task_service.ports import Queries, UnitOfWork
from task_service.settings import Settings

T = TypeVar("T")


class Stores(Protocol):
    """Something that runs units of work, and answers queries about what they left."""

    @property
    def queries(self) -> Queries: ...
    async def run(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T: ...


class InMemoryStores:
    def __init__(self) -> None:
        self.memory = Memory()
        self.queries: Queries = InMemoryQueries(self.memory)

    async def run(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        return await work(InMemoryUnit(self.memory, datetime.now(UTC)))


class MongoStores:
    def __init__(self, transactions: Transactions) -> None:
        self.transactions = transactions
        self.jobs = Jobs(transactions.database)
        self.queries: Queries = MongoQueries(transactions.database)

    def unit(self, session: Session) -> MongoUnit:
        return MongoUnit(session, self.jobs)

    async def run(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        return await self.transactions.run(lambda session: work(self.unit(session)))


@pytest_asyncio.fixture
async def mongo_stores(mongod: str, fresh_database_name: str) -> AsyncIterator[MongoStores]:
    """The stores in a database of one's own, indexed as in a running service."""
    client = connect(mongod)
    database = database_of(client, fresh_database_name)
    for collection, indexes in INDEXES.items():
        if indexes:
            await database[collection].create_indexes(list(indexes))
    for collection in ("workspaces", "datasets", "gates", "records", "outbox", "jobs"):
        await database.create_collection(collection)
    yield MongoStores(Transactions(database, Outbox(NAME, CATALOGUE).rows, Signals()))
    await client.drop_database(fresh_database_name)
    await client.close()


@pytest.fixture(params=["in_memory", "mongo"])
def stores(request: pytest.FixtureRequest) -> Any:
    """Each implementation of the ports in turn."""
    if request.param == "mongo":
        return request.getfixturevalue("mongo_stores")
    return InMemoryStores()


@dataclass
class Api:
    """The service's HTTP side in this process, on a real MongoDB; events are put in by hand."""

    stores: MongoStores
    issuer: TestIssuer
    http: httpx.AsyncClient

    async def __call__(
        self, user: str, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        """Send a request as a user; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(
            method,
            f"/api/v1{path}",
            json=body,
            headers={**self.issuer.headers(user, name=user.title()), **named},
        )

    async def ok(self, user: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request that must succeed, and return what it answered."""
        answer = await self(user, method, path, body, **headers)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    async def refused(self, user: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request that must be refused; return the problem with its slug as `slug`."""
        answer = await self(user, method, path, body, **headers)
        assert answer.status_code >= 400, answer.text
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem["status"] == answer.status_code
        return {**problem, "slug": problem["type"].removeprefix("/problems/")}

    async def said(self) -> list[str]:
        """Return the names of the events in the outbox, in the order they were said."""
        rows = self.stores.transactions.database["outbox"].find({}).sort([("at", 1), ("ver", 1)])
        return [row["hdr"]["ce_type"].split(".")[1] async for row in rows]


@pytest_asyncio.fixture
async def api(mongo_stores: MongoStores) -> AsyncIterator[Api]:
    """The service's API with nothing in its database."""
    database = mongo_stores.transactions.database
    metrics, issuer = Metrics(), TestIssuer()
    live = LiveDocuments(database)
    await database.create_collection("commands")
    plumbing = Plumbing(
        name=NAME,
        settings=Settings.describing().model_copy(update={"look_again_seconds": 0.05}),
        catalogue=CATALOGUE,
        transactions=mongo_stores.transactions,
        commands=Commands(mongo_stores.transactions, metrics),
        jobs=mongo_stores.jobs,
        live=live,
        auth=issuer.verifier(),
        media=MediaSigner({"k": b"0123456789abcdef"}),
        metrics=metrics,
        clock=lambda: datetime.now(UTC),
    )
    parts = bootstrap(plumbing)
    app = create_app(NAME, "0", parts.routers, parts.problems, auth=plumbing.auth, metrics=metrics)
    async with asgi_client(app) as http:
        yield Api(mongo_stores, issuer, http)
    await live.stop()


class Others:
    """What the other services would publish, each aggregate's events numbered."""

    def __init__(self, producer: AIOKafkaProducer) -> None:
        self._producer = producer
        self._owners = Owners(CATALOGUE)
        self.sent: list[dict[str, Any]] = []

    async def say(self, aggregate: str, *events: EventData) -> None:
        """Publish events of one aggregate, in order."""
        for event in events:
            message = self._owners.message(event, aggregate)
            self.sent.append(message)
            await self._producer.send(**message)
        await self._producer.flush()

    async def say_again(self) -> None:
        """Publish everything once more, as after a loss of offsets."""
        for message in self.sent:
            await self._producer.send(**message)
        await self._producer.flush()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stack() -> AsyncIterator[Stack]:
    """This service alone, with everything it stands on."""
    async with Stack(services=("task-service",)) as running:
        yield running


@pytest_asyncio.fixture
async def others(stack: Stack) -> AsyncIterator[Others]:
    producer = AIOKafkaProducer(bootstrap_servers=stack.kafka_bootstrap, linger_ms=0)
    await producer.start()
    yield Others(producer)
    await producer.stop()


@pytest_asyncio.fixture
async def ana(stack: Stack) -> AsyncIterator[Person]:
    async with httpx.AsyncClient(base_url=stack.base_url, trust_env=False, timeout=30) as http:
        yield Person(http, "ana", await stack.token("ana", "Ana"))


@pytest.fixture(scope="session")
def until() -> Callable[..., Awaitable[Any]]:
    """Waits until somebody sees a task with these fields and counts, and returns it."""

    async def until(person: Person, task: str, **wanted: Any) -> Any:
        async def look() -> Any:
            found = await person.get(f"/tasks/{task}")
            return found if wanted.items() <= {**found, **found["counts"]}.items() else None

        return await eventually(look, f"{task} with {wanted}")

    return until
