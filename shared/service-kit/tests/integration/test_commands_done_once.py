"""Commands: each is done once, answered the same again, and harms no other that shares its transaction."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

import pytest
import pytest_asyncio

from service_kit import commands as kit
from service_kit.commands import Answer, CommandContext, Commands, IdempotencyKeyReused
from service_kit.messaging import outbox
from service_kit.messaging.events import Cause, EventTooLarge
from service_kit.messaging.outbox import Outbox
from service_kit.mongo.client import connect, database_of
from service_kit.mongo.errors import CommitUnknown
from service_kit.mongo.session import EVENT_LIMIT, Session
from service_kit.mongo.transactions import Transactions
from service_kit.signals import Signals
from service_kit.telemetry.metrics import Metrics
from service_kit.testing.toys.world import ItemStepped, World

T = TypeVar("T")
WORLD = World("test.")


class Unanswered(Transactions):
    """Loses the answer of the next commits: done, but nobody knows."""

    lose = 0

    async def once(self, work: Callable[[Session], Awaitable[T]], cause: Cause) -> T:
        result = await super().once(work, cause)
        if self.lose:
            self.lose -= 1
            raise CommitUnknown("the answer was lost")
        return result


class Refused(Exception):
    pass


@pytest_asyncio.fixture(loop_scope="session")
async def transactions(mongod: str, fresh_database_name: str) -> AsyncIterator[Unanswered]:
    client = connect(mongod)
    database = database_of(client, fresh_database_name)
    await database["outbox"].create_indexes([*outbox.INDEXES])
    await database["commands"].create_indexes([*kit.INDEXES])
    yield Unanswered(database, Outbox(WORLD.desk, WORLD.catalogue()).rows, Signals())
    await client.drop_database(fresh_database_name)
    await client.close()


@pytest.fixture
def commands(transactions: Unanswered) -> Commands:
    return Commands(transactions, Metrics())


def context(
    key: str, fingerprint: str = "same", from_client: bool = True, user: str = "ana"
) -> CommandContext:
    return CommandContext(user, key, fingerprint, from_client, Cause(key))


def counting(item: str, refuse: bool = False, text: str = "") -> Callable[[Session], Awaitable[Answer]]:
    async def work(session: Session) -> Answer:
        doc = await session.get("items", item) or {"_id": item, "n": 0}
        doc["n"] += 1
        session.put("items", doc)
        said = ItemStepped(parent="p", item=item, step=doc["n"], text=text)
        session.emit(said, aggregate=item, version=doc["n"])
        if refuse:
            raise Refused
        return Answer(201, {"n": doc["n"]}, {"Location": f"/{item}"})

    return work


@pytest.fixture(params=["alone", "grouped"])
def run(request: pytest.FixtureRequest, commands: Commands) -> Callable[..., Awaitable[Answer]]:
    return commands.run if request.param == "alone" else commands.run_grouped


Run = Callable[..., Awaitable[Answer]]


async def test_a_repetition_gets_the_first_answer(run: Run, transactions: Unanswered) -> None:
    first = await run(context("key"), counting("a"))
    again = await run(context("key"), counting("a"))
    assert first == Answer(201, {"n": 1}, {"Location": "/a"})
    assert (again.status, again.body) == (201, {"n": 1})
    assert again.headers == {"Location": "/a", "Idempotency-Replayed": "true"}
    assert await transactions.database["outbox"].count_documents({}) == 1


async def test_a_key_used_for_another_request_is_refused(run: Run) -> None:
    await run(context("key"), counting("a"))
    with pytest.raises(IdempotencyKeyReused):
        await run(context("key", fingerprint="other"), counting("a"))
    assert (await run(context("key", fingerprint="other", user="bo"), counting("b"))).body == {"n": 1}


async def test_a_refusal_leaves_nothing_behind(run: Run, transactions: Unanswered) -> None:
    with pytest.raises(Refused):
        await run(context("key"), counting("a", refuse=True))
    for collection in ("items", "outbox", "commands"):
        assert await transactions.database[collection].count_documents({}) == 0
    assert (await run(context("key"), counting("a"))).body == {"n": 1}


@pytest.mark.parametrize("from_client", [True, False])
async def test_a_commit_without_an_answer_is_neither_lost_nor_done_twice(
    run: Run, transactions: Unanswered, from_client: bool
) -> None:
    transactions.lose = 1
    answer = await run(context("key", from_client=from_client), counting("a"))
    assert answer == Answer(201, {"n": 1}, {"Location": "/a"})
    assert await transactions.database["items"].find_one({"_id": "a"}) == {"_id": "a", "n": 1}
    assert await transactions.database["outbox"].count_documents({}) == 1


async def test_one_key_many_times_at_once_is_done_once(run: Run, transactions: Unanswered) -> None:
    answers = await asyncio.gather(*(run(context("key"), counting("a")) for _ in range(20)))
    assert {answer.body["n"] for answer in answers} == {1}
    assert await transactions.database["outbox"].count_documents({}) == 1


async def test_commands_that_meet_on_one_document_are_all_done(run: Run, transactions: Unanswered) -> None:
    answers = await asyncio.gather(*(run(context(f"key{n}"), counting("a")) for n in range(40)))
    assert sorted(answer.body["n"] for answer in answers) == list(range(1, 41))
    versions = [row["ver"] async for row in transactions.database["outbox"].find({}).sort("ver", 1)]
    assert versions == list(range(1, 41))


async def test_a_member_that_refuses_harms_no_neighbour(commands: Commands, transactions: Unanswered) -> None:
    async def one(number: int) -> Answer | BaseException:
        too_large = "x" * EVENT_LIMIT if number % 5 == 1 else ""
        work = counting("shared", refuse=number % 5 == 0, text=too_large)
        try:
            return await commands.run_grouped(context(f"key{number}"), work, (("items", "shared"),))
        except (Refused, EventTooLarge) as error:
            return error

    results = await asyncio.gather(*(one(number) for number in range(50)))
    assert sum(isinstance(result, Refused) for result in results) == 10
    assert sum(isinstance(result, EventTooLarge) for result in results) == 10
    done = sorted(result.body["n"] for result in results if isinstance(result, Answer))
    assert done == list(range(1, 31))
    assert await transactions.database["items"].find_one({"_id": "shared"}) == {"_id": "shared", "n": 30}
    assert await transactions.database["outbox"].count_documents({}) == 30
    assert await transactions.database["commands"].count_documents({}) == 30
