"""Leases: one holder at a time, by the database's clock; whoever is gone is not waited for."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from pymongo.asynchronous.database import AsyncDatabase

from service_kit.mongo.client import connect, database_of
from service_kit.mongo.clock import ServerClock
from service_kit.mongo.leases import Lease, this_process

Database = AsyncDatabase[dict[str, Any]]


@pytest_asyncio.fixture(loop_scope="session")
async def database(mongod: str, fresh_database_name: str) -> AsyncIterator[Database]:
    client = connect(mongod)
    yield database_of(client, fresh_database_name)
    await client.drop_database(fresh_database_name)
    await client.close()


async def test_of_many_that_ask_one_gets_it(database: Database) -> None:
    owners = [{**this_process(), "host": f"machine {number}"} for number in range(10)]
    leases = [Lease(database, "relay", owner) for owner in owners]
    taken = await asyncio.gather(*(lease.take() for lease in leases))
    assert sum(taken) == 1
    assert [lease.held for lease in leases] == taken
    holder = leases[taken.index(True)]
    fence = holder.fence
    assert await holder.take()
    assert holder.fence == fence, "renewing is no new ownership"


async def test_a_released_lease_is_free_at_once_and_its_fence_grows(database: Database) -> None:
    first = Lease(database, "relay", {**this_process(), "host": "one"})
    second = Lease(database, "relay", {**this_process(), "host": "two"})
    assert await first.take()
    assert not await second.take()
    await first.release()
    assert await second.take()
    assert second.fence == first.fence + 1
    assert not first.held


async def test_a_process_of_this_machine_that_is_gone_is_not_waited_for(database: Database) -> None:
    process = await asyncio.create_subprocess_exec("true")
    await process.wait()
    gone = Lease(database, "relay", {**this_process(), "pid": process.pid})
    assert await gone.take()
    elsewhere = Lease(database, "relay", {**this_process(), "host": "another machine"})
    assert not await elsewhere.take()
    here = Lease(database, "relay", this_process())
    assert await here.take()


async def test_the_databases_clock_counts_however_wrong_ones_own_is(database: Database) -> None:
    wrong = ServerClock(database, local=lambda: 0.0)
    await wrong.refresh()
    right = ServerClock(database)
    await right.refresh()
    assert abs((wrong() - right()).total_seconds()) < 1
