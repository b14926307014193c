"""The stores of reviews in a real MongoDB, and the whole service on real servers."""

import asyncio
import json
import os
import socket
import sys
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from pydantic import BaseModel

from contracts.events import MemberChanged, TaskCreated, TaskEdited
from contracts.ids import new_id, record_key
from contracts.roles import Role
from membership import MEMBERS, member_document
from review_service.adapters.mongo_counters import VERDICTS, partition_shard
from review_service.adapters.mongo_unit import MongoUnit
from review_service.bootstrap import ALL_INDEXES, CATALOGUE, NAME
from service_kit.jobs import Jobs
from service_kit.messaging.outbox import Outbox
from service_kit.mongo.client import connect, database_of
from service_kit.mongo.session import Session
from service_kit.mongo.transactions import Transactions
from service_kit.signals import Signals
from service_kit.testing.http import TestIssuer
from service_kit.testing.owners import Owners


class MongoStore:
    """Runs each unit of work as a transaction; the body of ``unit`` is run once, so it must not be contended."""

    def __init__(self, transactions: Transactions) -> None:
        self.transactions = transactions
        self.jobs = Jobs(transactions.database)
        self._taken: set[str] = set()

    def of(self, session: Session, partition: int | None = None) -> MongoUnit:
        return MongoUnit(session, self.jobs, VERDICTS if partition is None else partition_shard(partition))

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


class Running:
    """A whole review-service on real servers: say events to it over Kafka, ask it over HTTP, hear what it says."""

    def __init__(
        self, base_url: str, issuer: TestIssuer, producer: AIOKafkaProducer, kafka: str, log: Path
    ) -> None:
        self.issuer = issuer
        self.client = httpx.AsyncClient(base_url=f"{base_url}/api/v1", timeout=30)
        self.log = log
        self._producer = producer
        self._kafka = kafka
        self._owners = Owners(CATALOGUE)

    async def say(self, event: BaseModel, aggregate: str) -> None:
        """Publish an event as the service that owns its topic would."""
        await self._producer.send(**self._owners.message(event, aggregate))

    async def ask(self, method: str, path: str, user: str = "rae", **options: Any) -> httpx.Response:
        """Send a request in somebody's name."""
        headers = {**self.issuer.headers(user), **options.pop("headers", {})}
        return await self.client.request(method, path, headers=headers, **options)

    async def until(self, ask: Callable[[], Awaitable[Any]], what: str) -> Any:
        """Ask again until there is something true; fail after a while."""
        deadline = time.monotonic() + 120
        while True:
            if found := await ask():
                return found
            assert time.monotonic() < deadline, f"{what} did not come about\n{self.log.read_text()[-3000:]}"
            await asyncio.sleep(0.05)

    async def said(self, task: str) -> list[tuple[str, str, str, dict[str, Any]]]:
        """Return all that was published on `earmark.reviews` about a task: type, aggregate, version, data."""
        consumer = AIOKafkaConsumer(
            "earmark.reviews",
            bootstrap_servers=self._kafka,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        await consumer.start()
        found = []
        try:
            ends = await consumer.end_offsets(consumer.assignment())
            while any([await consumer.position(partition) < end for partition, end in ends.items()]):
                for messages in (await consumer.getmany(timeout_ms=500)).values():
                    for message in messages:
                        headers = {name: value.decode() for name, value in message.headers}
                        data = json.loads(message.value)
                        if data["task"] == task:
                            found.append(
                                (headers["ce_type"], message.key.decode(), headers["ce_aggversion"], data)
                            )
        finally:
            await consumer.stop()
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running(
    mongod: str, kafka: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Running]:
    """The service as a process of its own, with an issuer of tokens in the test."""
    issuer = TestIssuer()
    keys = json.dumps(dict(await issuer.fetch())).encode()

    async def serve_keys(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(keys)}\r\n"
        writer.write(f"{head}Connection: close\r\n\r\n".encode() + keys)
        await writer.drain()
        writer.close()

    jwks = await asyncio.start_server(serve_keys, "127.0.0.1", 0)
    port = free_port()
    database = f"test_{uuid.uuid4().hex}"
    log = tmp_path_factory.mktemp("review-service") / "log"
    environment = {
        "PATH": os.defpath,
        "EARMARK_HTTP_PORT": str(port),
        "EARMARK_MONGO_URL": mongod,
        "EARMARK_MONGO_DATABASE": database,
        "EARMARK_KAFKA_BOOTSTRAP": kafka,
        "EARMARK_KAFKA_PARTITIONS": "4",
        "EARMARK_JWKS_URL": f"http://127.0.0.1:{jwks.sockets[0].getsockname()[1]}/jwks",
        "EARMARK_JWT_ISSUER": issuer.issuer,
        "EARMARK_MEDIA_KEYS": "k1:0123456789abcdef0123456789abcdef",
        "EARMARK_LOOK_AGAIN_SECONDS": "1",
    }
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "review_service", "all", env=environment, stdout=output, stderr=output
        )
    producer = AIOKafkaProducer(bootstrap_servers=kafka, enable_idempotence=True)
    await producer.start()
    service = Running(f"http://127.0.0.1:{port}", issuer, producer, kafka, log)

    async def ready() -> bool:
        try:
            return (await service.client.get(f"http://127.0.0.1:{port}/health/ready")).status_code == 200
        except httpx.TransportError:
            return False

    await service.until(ready, "readiness")
    yield service
    process.terminate()
    async with asyncio.timeout(45):
        code = await process.wait()
    await producer.stop()
    await service.client.aclose()
    jwks.close()
    client = connect(mongod)
    await client.drop_database(database)
    await client.close()
    assert code == 0, log.read_text()[-3000:]


PEOPLE = {
    "mia": Role.ADMINISTRATOR,
    "rae": Role.ANNOTATION_AUDITOR,
    "sol": Role.ANNOTATION_AUDITOR,
    "ann": Role.ANNOTATION_OPERATOR,
}


class Told:
    """A task of the running service, told by events; the words are those of `World`."""

    def __init__(self, running: Running, world: Any) -> None:
        self.running, self.world = running, world
        self.workspace = new_id()

    async def begin(self, mode: str = "full", **settings: Any) -> "Told":
        for user, role in PEOPLE.items():
            await self.member(user, role)
        said = TaskCreated.model_validate(
            {
                "workspace": self.workspace,
                "task": self.world.task,
                "dataset": "d",
                "record_count": self.world.total,
                "settings": self.world.settings(mode, **settings),
                "created_by": "mia",
            }
        )
        await self.running.say(said, self.world.task)
        return self

    async def member(self, user: str, role: Role) -> None:
        said = MemberChanged(workspace=self.workspace, user=user, name=user, role=role, changed_by="mia")
        await self.running.say(said, self.workspace)

    async def edit(self, mode: str, **settings: Any) -> None:
        self.world.version += 1
        said = TaskEdited.model_validate(
            {
                "workspace": self.workspace,
                "task": self.world.task,
                "version": self.world.version,
                "settings": self.world.settings(mode, **settings),
                "edited_by": "mia",
            }
        )
        await self.running.say(said, self.world.task)

    async def submit(self, ordinal: int, by: str = "ann", **more: Any) -> str:
        said = self.world.submission(ordinal, by, **more).model_copy(update={"workspace": self.workspace})
        await self.running.say(said, record_key(said.task, said.record))
        return str(self.world.id(ordinal))

    async def ask(self, method: str, path: str, user: str = "rae", status: int = 200, **options: Any) -> Any:
        answer = await self.running.ask(method, path, user, **options)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def next(self, user: str = "rae") -> Any:
        return await self.ask("POST", "/reviews/next", user, json={"task": self.world.task})

    async def is_known(self) -> None:
        async def known() -> bool:
            answer = await self.running.ask("GET", f"/reviews/summary?task={self.world.task}", "mia")
            return bool(answer.status_code == 200)

        await self.running.until(known, "the task")

    async def left(self, number: int, user: str = "rae") -> Any:
        async def enough() -> Any:
            answer = await self.running.ask("POST", "/reviews/next", user, json={"task": self.world.task})
            return answer.json() if answer.status_code == 200 and answer.json()["left"] == number else None

        return await self.running.until(enough, f"{number} reviews left for {user}")

    async def finished(self, path: str, id: str, user: str = "rae") -> Any:
        async def done() -> Any:
            found = await self.ask("GET", f"{path}/{id}", user)
            return found if found["state"] in ("done", "failed") else None

        return await self.running.until(done, f"{path}/{id}")


@pytest.fixture
def make_told(running: Running, make_world: Any) -> Callable[[int], Told]:
    """Makes tasks of their own, each of so many records in a workspace of its own; not begun yet."""
    return lambda total: Told(running, make_world(total, new_id()))


@pytest.fixture
def told(make_told: Callable[[int], Told]) -> Told:
    """A task of forty records in a workspace of its own; not begun yet."""
    return make_told(40)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
