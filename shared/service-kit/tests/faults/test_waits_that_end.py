"""Waits that end without what was waited for: parents that never come, beginnings nobody has, events Kafka
refuses."""

import asyncio
import json

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.admin.records_to_delete import RecordsToDelete
from aiokafka.structs import TopicPartition

from service_kit.testing.toys.checker import Raw, at_rest, check, publish_all, read_topic
from service_kit.testing.toys.pair import Pair, until

pytestmark = pytest.mark.faults


async def seen(pair: Pair, item: str) -> list[int]:
    doc = await pair.shelf_db["items"].find_one({"_id": item})
    return doc["seen"] if doc else []


async def test_what_never_comes_ends_a_wait_once_nothing_lags(pair: Pair) -> None:
    await pair.start(wait_patience_seconds="2", gap_patience_seconds="2")
    await pair.step("nobody", "orphan")
    second = await pair.step("nobody", "orphan")
    assert second.status == 201

    async def dead() -> bool:
        return await pair.shelf_db["dead"].count_documents({}) == 1

    await until(dead, 60, "the first is a dead letter")
    letter = await pair.shelf_db["dead"].find_one({})
    assert letter is not None
    assert (letter["reason"], letter["version"]) == ("missing parent:nobody", 1)
    await at_rest(pair, waiting=1)  # the second waits behind it

    # A beginning that nobody has any more: copies of versions 2 and 3 under a source of their own.
    parent = await pair.make_parent(items=1, steps=3)
    await pair.work(parent, items=1, steps=3)
    await at_rest(pair, waiting=1)
    messages = await read_topic(pair.kafka, pair.world.items.name)
    mine = [m for m in messages if m.key == f"{parent}.0".encode() and (m.version or 0) > 1]
    old: list[Raw] = [
        (m.topic, m.value, [(n, b"/lost" if n == "ce_source" else v) for n, v in m.headers], b"lost", 0)
        for m in mine
    ]
    renamed = [(t, v and v.replace(f"{parent}.0".encode(), b"late"), h, k, p) for t, v, h, k, p in old]
    await publish_all(pair.kafka, renamed)

    async def passed() -> bool:
        return await seen(pair, "late") == [2, 3]

    await until(passed, 60, "the stream begins with what there is")


async def test_a_late_beginner_takes_the_first_version_it_meets_as_the_beginning(pair: Pair) -> None:
    desk = await pair.process("desk").start()
    await desk.ready()
    shelf = await (await pair.process("shelf").start()).ready()
    await shelf.stop()  # its topics are made
    parent = await pair.make_parent(items=4, steps=9)
    await pair.work(parent, items=4, steps=2)

    async def published() -> bool:
        return await pair.desk_db["outbox"].find_one({"st": 0}) is None

    await until(published, 30, "everything is published")
    topic = pair.world.items.name
    admin = AIOKafkaAdminClient(bootstrap_servers=pair.kafka)
    await admin.start()
    try:
        messages = await read_topic(pair.kafka, topic)
        ends = {m.partition: m.offset + 1 for m in messages}
        gone = {TopicPartition(topic, p): RecordsToDelete(before_offset=end) for p, end in ends.items()}
        await admin.delete_records(gone)
    finally:
        await admin.close()
    await (await shelf.start()).ready()
    await pair.work(parent, items=4, steps=1)
    await at_rest(pair)
    for number in range(4):
        assert await seen(pair, f"{parent}.{number}") == [3]


async def test_an_event_that_kafka_refuses_blocks_its_own_aggregate_until_released(pair: Pair) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=pair.kafka)
    await admin.start()
    try:
        topic = pair.world.items.name
        await admin.create_topics([NewTopic(topic, 4, 1, topic_configs={"max.message.bytes": "4096"})])
        await pair.start()
        parent = await pair.make_parent(items=3, steps=2)
        noise = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(9000))
        await asyncio.gather(pair.step(parent, "large", noise), pair.step(parent, "other"))
        await pair.step(parent, "large")
        await pair.step(parent, "other")

        async def blocked() -> bool:
            return await pair.desk_db["blocked"].count_documents({}) == 1

        await until(blocked, 30, "the aggregate is blocked")

        async def went_on() -> bool:
            return await seen(pair, "other") == [1, 2]

        await until(went_on, 30, "the other went on")
        assert await seen(pair, "large") == []
        resource = ConfigResource(ConfigResourceType.TOPIC, topic, configs={"max.message.bytes": "1048588"})
        await admin.alter_configs([resource])
    finally:
        await admin.close()
    found = json.loads(await pair.operate("desk", "blocked", "list", "--json"))
    assert "TooLarge" in found["reason"]
    await pair.operate("desk", "blocked", "release", found["_id"], "--yes")
    await check(pair, closed=False, in_order=False)
    assert await seen(pair, "large") == [1, 2]
