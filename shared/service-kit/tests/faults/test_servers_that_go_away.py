"""Kafka and MongoDB killed, away, or replaced: nothing is lost, nothing doubled, and nobody edits a
database."""

import asyncio
import shutil
from typing import Protocol

import pytest

from local_stack.kafka import KafkaBroker
from local_stack.mongo import Mongod
from service_kit.testing.toys.checker import check, read_topic
from service_kit.testing.toys.pair import Pair, until

pytestmark = pytest.mark.faults


class Servers(Protocol):
    """As the fixture gives them."""

    @property
    def mongod(self) -> Mongod: ...
    @property
    def kafka(self) -> KafkaBroker: ...


async def test_kafka_killed_and_restarted_under_load(pair: Pair, servers: Servers) -> None:
    await pair.start()
    parent = await pair.make_parent(items=20, steps=6)
    working = asyncio.create_task(pair.work(parent, items=20, steps=6))
    await asyncio.sleep(0.3)
    await servers.kafka.kill9()
    await servers.kafka.start()
    await working
    await check(pair)


async def test_kafka_down_for_half_a_minute_stops_no_command(pair: Pair, servers: Servers) -> None:
    desk, _ = await pair.start()
    parent = await pair.make_parent(items=30, steps=4)
    await servers.kafka.kill9()
    loop = asyncio.get_running_loop()
    back_at = loop.time() + 30
    names = await pair.work(parent, items=30, steps=2)
    assert loop.time() < back_at, "commands waited for Kafka"
    assert (await pair.http.get(f"{desk.url}/health/ready")).status_code == 200
    await asyncio.sleep(back_at - loop.time())
    await servers.kafka.start()
    for _ in range(2):
        await asyncio.gather(*(pair.step(parent, name) for name in names))
    await check(pair, rest=90)


async def test_an_empty_cluster_in_kafkas_place_gets_everything_again(pair: Pair, servers: Servers) -> None:
    await pair.start()
    parent = await pair.make_parent(items=20, steps=6)
    working = asyncio.create_task(pair.work(parent, items=20, steps=6))
    await asyncio.sleep(0.5)
    await servers.kafka.kill9()
    shutil.rmtree(servers.kafka.folder / "data")
    (servers.kafka.folder / "cluster-id").unlink()
    await servers.kafka.start()
    await working

    async def replayed() -> bool:
        for database in (pair.desk_db, pair.shelf_db):
            known = await database["leases"].find_one({"_id": "clusters"})
            if known is None or servers.kafka.cluster_id not in known["ids"]:
                return False
        return True

    await until(replayed, 60, "both relays met the new cluster")
    messages = await check(pair, rest=90, in_order=False)
    assert {m.id for m in messages} >= {
        str(row["_id"].as_uuid())
        async for row in pair.desk_db["outbox"].find({"topic": pair.world.items.name}, {"_id": 1})
    }
    closings = await read_topic(pair.kafka, pair.world.closings.name)
    assert {message.version for message in closings} == {1}


async def test_mongod_killed_and_restarted_under_load(pair: Pair, servers: Servers) -> None:
    await pair.start()
    parent = await pair.make_parent(items=20, steps=6)
    working = asyncio.create_task(pair.work(parent, items=20, steps=6))
    for _ in range(2):
        await asyncio.sleep(0.4)
        await servers.mongod.kill9()
        await servers.mongod.start()
    await working
    await check(pair, rest=90)
