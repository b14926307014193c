"""Live documents over real MongoDB change streams: the whole state at once, then what becomes of it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.monitoring import CommandListener, CommandStartedEvent
from starlette.requests import Request

from service_kit.http.auth import Caller
from service_kit.http.live import Last, LiveDocuments
from service_kit.mongo.session import Doc
from service_kit.telemetry.metrics import Metrics

PATIENCE = 20.0


@pytest.fixture
async def database(mongod: str, fresh_database_name: str) -> AsyncIterator[AsyncDatabase[Doc]]:
    client: AsyncMongoClient[Doc] = AsyncMongoClient(mongod)
    yield client[fresh_database_name]
    await client.drop_database(fresh_database_name)
    await client.close()


@pytest.fixture
async def live(database: AsyncDatabase[Doc]) -> AsyncIterator[LiveDocuments]:
    live = LiveDocuments(database, interval=0.2, heartbeat=0.5)
    yield live
    await live.stop()


@dataclass
class Follower:
    """A client of one stream; collects what it hears in the background."""

    messages: list[tuple[str, Any]] = field(default_factory=list)
    comments: int = 0
    ended: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def states(self) -> list[Any]:
        return [state for _, state in self.messages]

    async def until(self, condition: Any) -> None:
        async with asyncio.timeout(PATIENCE):
            while not condition(self):
                await self.news.wait()
                self.news.clear()

    async def listen(self, chunks: AsyncIterator[bytes]) -> None:
        async for chunk in chunks:
            for block in chunk.decode().strip().split("\n\n"):
                fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
                if "data" in fields:
                    self.messages.append((fields["id"], orjson.loads(fields["data"])))
                else:
                    self.comments += 1
                self.news.set()
        self.ended = True
        self.news.set()


async def view(doc: Doc | None) -> Any:
    return {"name": doc["name"] if doc else None}


@asynccontextmanager
async def following(
    live: LiveDocuments, id: str, render: Any = view, seconds: float = 600, last: str | None = None
) -> AsyncIterator[Follower]:
    headers = [(b"last-event-id", last.encode())] if last else []
    request = Request({"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers})
    caller = Caller("ann", None, datetime.now(UTC) + timedelta(seconds=seconds))
    answer = await live.stream(request, "things", id, render, caller)
    assert answer.media_type == "text/event-stream"
    follower = Follower()
    task = asyncio.create_task(follower.listen(answer.body_iterator))  # type: ignore[arg-type]
    try:
        yield follower
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_the_state_comes_at_once_and_again_after_a_change(
    live: LiveDocuments, database: AsyncDatabase[Doc]
) -> None:
    await database["things"].insert_one({"_id": "1", "name": "a"})
    async with following(live, "1") as follower:
        await follower.until(lambda it: it.states == [{"name": "a"}])
        await database["things"].update_one({"_id": "1"}, {"$set": {"name": "b"}})
        await follower.until(lambda it: it.states[-1] == {"name": "b"})
        await database["things"].delete_one({"_id": "1"})
        await follower.until(lambda it: it.states[-1] == {"name": None})
    assert len({id for id, _ in follower.messages}) == 3


async def test_a_stream_ends_after_its_last_state(live: LiveDocuments, database: AsyncDatabase[Doc]) -> None:
    async def until_gone(doc: Doc | None) -> Any:
        state = await view(doc)
        return state if doc else Last(state)

    await database["things"].insert_one({"_id": "1", "name": "a"})
    async with following(live, "1", until_gone) as follower:
        await follower.until(lambda it: it.states)
        await database["things"].delete_one({"_id": "1"})
        await follower.until(lambda it: it.ended)
    assert follower.states == [{"name": "a"}, {"name": None}]


async def test_a_document_that_is_yet_to_come_is_followed_too(
    live: LiveDocuments, database: AsyncDatabase[Doc]
) -> None:
    async with following(live, "late") as follower:
        await follower.until(lambda it: it.states == [{"name": None}])
        await database["things"].insert_one({"_id": "late", "name": "here"})
        await follower.until(lambda it: it.states[-1] == {"name": "here"})


async def test_bursts_become_few_messages_and_the_last_state_always_comes(
    live: LiveDocuments, database: AsyncDatabase[Doc]
) -> None:
    await database["things"].insert_one({"_id": "1", "name": 0})
    async with following(live, "1") as follower:
        await follower.until(lambda it: it.states)
        began = time.monotonic()
        for number in range(1, 301):
            await database["things"].update_one({"_id": "1"}, {"$set": {"name": number}})
        await follower.until(lambda it: it.states[-1] == {"name": 300})
        seconds = time.monotonic() - began
    assert len(follower.states) <= seconds / 0.2 + 3


async def test_changes_that_a_client_cannot_see_send_nothing(
    live: LiveDocuments, database: AsyncDatabase[Doc]
) -> None:
    await database["things"].insert_one({"_id": "1", "name": "a", "hidden": 0})
    async with following(live, "1") as follower:
        await follower.until(lambda it: it.states)
        await database["things"].update_one({"_id": "1"}, {"$set": {"hidden": 1}})
        await database["things"].insert_one({"_id": "2", "name": "another"})
        heard = follower.comments
        await follower.until(lambda it: it.comments > heard)
    assert follower.states == [{"name": "a"}]


async def test_who_comes_back_with_the_last_id_hears_only_what_is_new(
    live: LiveDocuments, database: AsyncDatabase[Doc]
) -> None:
    await database["things"].insert_one({"_id": "1", "name": "a"})
    async with following(live, "1") as follower:
        await follower.until(lambda it: it.messages)
    last = follower.messages[0][0]
    async with following(live, "1", last=last) as again:
        await again.until(lambda it: it.comments >= 2)
        assert again.messages == []
        await database["things"].update_one({"_id": "1"}, {"$set": {"name": "b"}})
        await again.until(lambda it: it.states == [{"name": "b"}])
    async with following(live, "1", last=last) as later:
        await later.until(lambda it: it.states == [{"name": "b"}])


async def test_a_quiet_stream_says_that_it_is_still_there(live: LiveDocuments) -> None:
    async with following(live, "1") as follower:
        await follower.until(lambda it: it.comments >= 3)


async def test_a_stream_ends_with_its_token(live: LiveDocuments) -> None:
    async with following(live, "1", seconds=0.7) as follower:
        await follower.until(lambda it: it.ended)
    assert follower.states == [{"name": None}]


async def test_a_stream_ends_when_the_view_is_refused(
    live: LiveDocuments, database: AsyncDatabase[Doc]
) -> None:
    class Removed(Exception):
        pass

    async def until_removed(doc: Doc | None) -> Any:
        if doc is None:
            raise Removed
        return doc

    await database["things"].insert_one({"_id": "1", "name": "a"})
    async with following(live, "1", until_removed) as follower:
        await follower.until(lambda it: it.states)
        await database["things"].delete_one({"_id": "1"})
        await follower.until(lambda it: it.ended)


async def test_streams_end_when_the_process_stops(live: LiveDocuments) -> None:
    async with following(live, "1") as one, following(live, "2") as two:
        await one.until(lambda it: it.states)
        await two.until(lambda it: it.states)
        await live.stop()
        await one.until(lambda it: it.ended)
        await two.until(lambda it: it.ended)


async def test_many_clients_share_one_change_stream_and_one_read(
    database: AsyncDatabase[Doc], mongod: str
) -> None:
    class Counting(CommandListener):
        def __init__(self) -> None:
            self.watches = 0
            self.reads = 0

        def started(self, event: CommandStartedEvent) -> None:
            self.watches += event.command_name == "aggregate"
            self.reads += event.command_name == "find"

        def succeeded(self, event: Any) -> None: ...

        def failed(self, event: Any) -> None: ...

    counting = Counting()
    client: AsyncMongoClient[Doc] = AsyncMongoClient(mongod, event_listeners=[counting])
    metrics = Metrics()
    live = LiveDocuments(client[database.name], metrics=metrics)
    await database["things"].insert_one({"_id": "1", "name": "a"})
    async with AsyncExitStack() as stack:
        followers = [await stack.enter_async_context(following(live, "1")) for _ in range(30)]
        for follower in followers:
            await follower.until(lambda it: it.states)
        assert b'earmark_live_streams{collection="things"} 30.0' in metrics.render()
        before = counting.reads
        await database["things"].update_one({"_id": "1"}, {"$set": {"name": "b"}})
        for follower in followers:
            await follower.until(lambda it: it.states[-1] == {"name": "b"})
        assert counting.watches == 1
        assert counting.reads - before <= 5
    assert b'earmark_live_streams{collection="things"} 0.0' in metrics.render()
    await live.stop()
    await client.close()


async def test_a_killed_change_stream_is_resumed_without_missing_anything(
    live: LiveDocuments, database: AsyncDatabase[Doc]
) -> None:
    await database["things"].insert_one({"_id": "1", "name": "a"})
    async with following(live, "1") as follower:
        await follower.until(lambda it: it.states)
        await database["things"].drop()  # invalidates the stream
        await follower.until(lambda it: it.states[-1] == {"name": None})
        await database["things"].insert_one({"_id": "1", "name": "b"})
        await follower.until(lambda it: it.states[-1] == {"name": "b"})
        admin = database.client["admin"]
        operations = await (
            await admin.aggregate([{"$currentOp": {"idleCursors": True, "allUsers": True}}])
        ).to_list()
        cursors = [
            operation["cursor"]["cursorId"]
            for operation in operations
            if operation.get("ns") == f"{database.name}.things" and "cursor" in operation
        ]
        assert cursors
        await database.command("killCursors", "things", cursors=cursors)
        await database["things"].update_one({"_id": "1"}, {"$set": {"name": "c"}})
        await follower.until(lambda it: it.states[-1] == {"name": "c"})
