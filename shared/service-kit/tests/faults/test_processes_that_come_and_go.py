"""Stops, rebalances, wrong clocks and a client that dies inside."""

import asyncio

import pytest

from service_kit.testing.toys.checker import check
from service_kit.testing.toys.pair import Pair, ToyProcess, until

pytestmark = pytest.mark.faults


async def duplicates(*processes: ToyProcess) -> float:
    return sum([await one.metric("earmark_events_consumed_total", outcome="duplicate") for one in processes])


async def test_a_stop_under_load_makes_no_copies_and_ends_in_time(pair: Pair) -> None:
    desk, shelf = await pair.start()
    parent = await pair.make_parent(items=24, steps=16)
    working = asyncio.create_task(pair.work(parent, items=24, steps=16))
    for process in (shelf, desk, shelf):
        await asyncio.sleep(0.4)
        code, seconds = await process.stop()
        assert code == 0
        assert seconds < 10
        await (await process.start()).ready()
    await working
    messages = await check(pair)
    assert await duplicates(shelf) == 0
    assert len(messages) == len({message.id for message in messages}), "something was published twice"


async def test_rebalances_every_few_seconds_with_a_slow_handler(pair: Pair) -> None:
    _, shelf = await pair.start(toy_handler_seconds="0.02")
    parent = await pair.make_parent(items=40, steps=10)
    working = asyncio.create_task(pair.work(parent, items=40, steps=10, at_once=4))
    for turn in range(3):
        other = pair.process("shelf", f"shelf-{turn}", toy_handler_seconds="0.02")
        await (await other.start()).ready()
        await asyncio.sleep(1.5)
        # Whoever gives partitions up has finished and committed what it had begun.
        assert await duplicates(shelf, other) == 0
        if turn == 2:
            await other.kill9()
        else:
            assert (await other.stop())[0] == 0
            assert await duplicates(shelf) == 0
    await working
    await check(pair, rest=90)
    assert shelf.running


async def test_clocks_an_hour_apart(pair: Pair) -> None:
    await pair.start()
    behind = pair.process("shelf", "shelf-behind", toy_skew_seconds="-3600")
    ahead = pair.process("shelf", "shelf-ahead", toy_skew_seconds="3600")
    await asyncio.gather(behind.start(), ahead.start())
    await asyncio.gather(behind.ready(), ahead.ready())
    parent = pair.next_id("parent")
    await pair.work(parent, items=12, steps=4)  # all of them wait for their parent
    await pair.processes["desk"].kill9()
    await (await pair.processes["desk"].start(toy_skew_seconds="3600")).ready()
    await pair.make_parent(items=12, steps=4, parent=parent)
    await pair.processes["desk"].kill9()
    await (await pair.processes["desk"].start(toy_skew_seconds="-3600")).ready()
    second = await pair.make_parent(items=12, steps=4)
    await pair.work(second, items=12, steps=4)
    await check(pair)
    lease = await pair.shelf_db["leases"].find_one({"_id": "relay"})
    assert lease is not None
    holders = [p for p in pair.processes.values() if p.toy == "shelf" and p.pid == lease["owner"]["pid"]]
    assert len(holders) == 1


async def test_a_fetch_task_that_died_inside_the_client_is_replaced(pair: Pair) -> None:
    _, shelf = await pair.start(stuck_seconds="2", watchdog_seconds="0.5")
    parent = await pair.make_parent(items=10, steps=4)
    await pair.work(parent, items=10, steps=2)
    assert (await shelf.post("/api/v1/hurt/fetcher")).json()["killed"] >= 1
    names = [f"{parent}.{number}" for number in range(10)]
    for _ in range(2):
        await asyncio.gather(*(pair.step(parent, name) for name in names))

    async def rebuilt() -> bool:
        return await shelf.metric("earmark_rebuilds_total", part="consumer") >= 1

    await until(rebuilt, 30, "the consumer was made anew")
    await check(pair)
