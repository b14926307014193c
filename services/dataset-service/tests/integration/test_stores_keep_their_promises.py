"""One suite for the unit of work: in memory, and in a real MongoDB."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
import pytest_asyncio

from contracts.events import EVENTS
from contracts.topics import TOPICS
from dataset_service.adapters.in_memory import InMemoryUnit
from dataset_service.adapters.mongo_unit import MongoUnit
from dataset_service.adapters.names import INDEXES
from dataset_service.domain.dataset import Cursor, Dataset
from dataset_service.domain.task import Task
from dataset_service.domain.upload import FilePart, Upload, UploadFile
from dataset_service.ports import UnitOfWork
from service_kit.jobs import Jobs
from service_kit.messaging.events import Catalogue
from service_kit.messaging.outbox import Outbox
from service_kit.mongo.client import connect, database_of
from service_kit.mongo.transactions import Transactions
from service_kit.signals import Signals

T = TypeVar("T")
Run = Callable[[Callable[[UnitOfWork], Awaitable[T]]], Awaitable[T]]
NOW = datetime(2026, 1, 2, 3, 4, 5, 678_000, UTC)


@pytest_asyncio.fixture
async def in_mongo(mongod: str, fresh_database_name: str) -> AsyncIterator[Any]:
    client = connect(mongod)
    database = database_of(client, fresh_database_name)
    for collection, indexes in INDEXES.items():
        await database[collection].create_indexes(list(indexes))
    for collection in ("upload_files", "outbox", "jobs"):
        await database.create_collection(collection)
    rows = Outbox("dataset-service", Catalogue(topics=TOPICS, types=EVENTS)).rows
    transactions, jobs = Transactions(database, rows, Signals()), Jobs(database)

    async def run(work: Any) -> Any:
        return await transactions.run(lambda session: work(MongoUnit(session, jobs)))

    yield run
    await client.drop_database(fresh_database_name)
    await client.close()


@pytest.fixture(params=["in_memory", "in_mongo"])
def run(request: pytest.FixtureRequest) -> Any:
    """Runs a unit of work in each implementation in turn."""
    if request.param == "in_mongo":
        return request.getfixturevalue("in_mongo")
    unit = InMemoryUnit()

    async def in_memory(work: Any) -> Any:
        return await work(unit)

    return in_memory


def a_dataset(id: str, **fields: Any) -> Dataset:
    given: dict[str, Any] = {
        "workspace": "w",
        "name": "Clips",
        "kind": "folder",
        "source": {"path": "/data"},
        "created_by": "chen",
        "created_at": NOW,
    }
    return Dataset(id=id, **(given | fields))


async def test_a_dataset_is_kept_whole(run: Run[Any]) -> None:
    dataset = a_dataset(
        "d",
        kind="subset",
        source={"dataset": "p", "filter": {"a.b": {"min": 1}, "$x": 2}, "seed": "s"},
        subset_of="p",
        state="failed",
        failure="why",
        finished_at=NOW,
        deleted_at=NOW,
        cursor=Cursor("a/b.wav", True, 3, 1, 4.5, 99),
        total=4,
        fact_sizes={"a.b": 3, "": 9, "$k": 1},
        name_size=7,
        told={"done": 3},
    )

    async def put(unit: UnitOfWork) -> None:
        unit.datasets.put(dataset)

    async def get(unit: UnitOfWork) -> Dataset | None:
        return await unit.datasets.get("d")

    await run(put)
    assert await run(get) == dataset


async def test_subsets_that_count_are_found(run: Run[Any]) -> None:
    async def put(unit: UnitOfWork) -> None:
        some: dict[str, dict[str, Any]] = {
            "importing": {},
            "ready": {"state": "ready"},
            "failed": {"state": "failed"},
            "deleted": {"state": "ready", "deleted_at": NOW},
        }
        for id, fields in some.items():
            unit.datasets.put(a_dataset(id, subset_of="p", **fields))
        unit.datasets.put(a_dataset("other", subset_of="q"))

    async def found(unit: UnitOfWork) -> set[str]:
        return {subset.id for subset in await unit.datasets.subsets_of("p")}

    await run(put)
    assert await run(found) == {"importing", "ready"}


async def test_uploads_know_which_files_lack_parts(run: Run[Any]) -> None:
    async def nothing(unit: UnitOfWork) -> Any:
        unit.uploads.put(Upload("u", "w", "chen", NOW, NOW))
        return await unit.uploads.incomplete("u")

    assert await run(nothing) == (0, [])
    part = FilePart(0, 10, "object")
    whole = UploadFile("u", "a/b c.wav", 10, [part], "e", "s")

    async def put(unit: UnitOfWork) -> None:
        unit.uploads.put_file(whole)
        unit.uploads.put_file(UploadFile("u", "b.wav", 20, [part]))
        unit.uploads.put_file(UploadFile("u2", "c.wav", 20, [part]))

    async def look(unit: UnitOfWork) -> Any:
        return (
            await unit.uploads.incomplete("u"),
            await unit.uploads.file("u", "a/b c.wav"),
            await unit.uploads.file("u", "none"),
            await unit.uploads.get("u"),
        )

    await run(put)
    incomplete, file, none, upload = await run(look)
    assert incomplete == (1, ["b.wav"])
    assert (file, none) == (whole, None)
    assert upload == Upload("u", "w", "chen", NOW, NOW)


async def test_tasks_over_a_dataset_are_found_until_they_are_deleted(run: Run[Any]) -> None:
    async def put(unit: UnitOfWork) -> None:
        unit.tasks.put(Task("t", "w", "d", "Caption", ["dina"], 2))
        unit.tasks.put(Task("gone", "w", "d", "Old", [], 1, True))
        unit.tasks.put(Task("other", "w", "e", "Else"))

    async def found(unit: UnitOfWork) -> Any:
        return await unit.tasks.using("d"), await unit.tasks.get("gone")

    await run(put)
    using, gone = await run(found)
    assert using == [Task("t", "w", "d", "Caption", ["dina"], 2)]
    assert gone == Task("gone", "w", "d", "Old", [], 1, True)
