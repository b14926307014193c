"""The stores of this service, in memory and in a real MongoDB."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

import pytest
import pytest_asyncio

from service_kit.jobs import Jobs
from service_kit.messaging.outbox import Outbox
from service_kit.mongo.client import connect, database_of
from service_kit.mongo.session import Session
from service_kit.mongo.transactions import Transactions
from service_kit.signals import Signals
from task_service.adapters.in_memory import InMemoryQueries, InMemoryUnit, Memory
from task_service.adapters.mongo_queries import INDEXES, MongoQueries
from task_service.adapters.mongo_unit import MongoUnit
from task_service.bootstrap import CATALOGUE, NAME
from task_service.ports import Queries, UnitOfWork

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
