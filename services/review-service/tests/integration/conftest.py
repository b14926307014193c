"""The stores of reviews in a real MongoDB."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest_asyncio

from contracts.roles import Role
from membership import MEMBERS, member_document
from review_service.adapters.mongo_counters import partition_shard
from review_service.adapters.mongo_unit import COMMANDS, MongoUnit
from review_service.bootstrap import ALL_INDEXES, CATALOGUE, NAME
from service_kit.jobs import Jobs
from service_kit.messaging.outbox import Outbox
from service_kit.mongo.client import connect, database_of
from service_kit.mongo.session import Session
from service_kit.mongo.transactions import Transactions
from service_kit.signals import Signals


class MongoStore:
    """Runs each unit of work as a transaction; the body of ``unit`` is run once, so it must not be contended."""

    def __init__(self, transactions: Transactions) -> None:
        self.transactions = transactions
        self.jobs = Jobs(transactions.database)
        self._taken: set[str] = set()

    def of(self, session: Session, partition: int | None = None) -> MongoUnit:
        return MongoUnit(session, self.jobs, COMMANDS if partition is None else partition_shard(partition))

    async def run(self, work: Callable[[MongoUnit], Any], partition: int | None = None) -> Any:
        return await self.transactions.run(lambda session: work(self.of(session, partition)))

    @asynccontextmanager
    async def unit(self, partition: int | None = None) -> AsyncIterator[MongoUnit]:
        async with self.transactions.database.client.start_session() as transaction:
            session = Session(
                self.transactions.database, transaction, (await self.transactions.read_session()).cause
            )
            async with await transaction.start_transaction():
                yield self.of(session, partition)
                await session.flush()

    async def give_role(self, workspace: str, user: str, role: Role | None) -> None:
        doc = member_document(workspace, user, user, role)
        await self.transactions.database[MEMBERS].replace_one({"_id": doc["_id"]}, doc, upsert=True)

    async def take_jobs(self) -> list[tuple[str, str, dict[str, Any]]]:
        docs = await self.transactions.database["jobs"].find().to_list()
        fresh = [doc for doc in docs if doc["_id"] not in self._taken]
        self._taken.update(doc["_id"] for doc in fresh)
        return [(doc["kind"], doc["_id"], doc["args"]) for doc in fresh]


@pytest_asyncio.fixture
async def mongo_store(mongod: str, fresh_database_name: str) -> AsyncIterator[MongoStore]:
    """The stores in a database of one's own, indexed as in a running service."""
    client = connect(mongod)
    database = database_of(client, fresh_database_name)
    for collection, indexes in ALL_INDEXES.items():
        if indexes:
            await database[collection].create_indexes(list(indexes))
        else:
            await database.create_collection(collection)
    for collection in ("outbox", "jobs"):
        await database.create_collection(collection)
    yield MongoStore(Transactions(database, Outbox(NAME, CATALOGUE).rows, Signals()))
    await client.drop_database(fresh_database_name)
    await client.close()
