"""Checks what must hold at rest, from recorded answers, outbox, topics, positions and state.

M1 every accepted command has its events in outbox, topic and consumer; no refused one has any. M2 each
effect once. M3 the first copies of a stream's events on the topic are 1, 2, 3 ... M4 offsets are committed
no further than applied. M5 nothing is pending, waiting or lagging. M6 the dead letters are exactly the
poison.
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from service_kit.messaging.codec import Undecodable, decode
from service_kit.mongo.session import Doc
from service_kit.testing.toys.pair import Pair, until


@dataclass(frozen=True)
class Message:
    """One record of a topic, as far as it can be read."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    id: str | None
    stream: str | None
    version: int | None


async def read_topic(kafka: str, topic: str) -> list[Message]:
    """Everything on a topic, partition by partition."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.subscribe([topic])
        while not (numbers := consumer.partitions_for_topic(topic)):
            await consumer.topics()
        partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
        consumer.unsubscribe()
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        await consumer.seek_to_beginning()
        found: list[Message] = []
        while any([await consumer.position(tp) < end for tp, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += [_message(record) for record in records]
        return sorted(found, key=lambda message: (message.partition, message.offset))
    finally:
        await consumer.stop()


def _message(record: object) -> Message:
    r = record
    key, value, headers = r.key, r.value, tuple(r.headers)  # type: ignore[attr-defined]
    id = stream = version = None
    try:
        said = decode(key, headers, 0)
        id, stream, version = said.id, f"{said.source}|{said.aggregate}", said.version
    except Undecodable:
        pass
    topic, partition, offset = r.topic, r.partition, r.offset  # type: ignore[attr-defined]
    return Message(topic, partition, offset, key, value, headers, id, stream, version)


async def publish(
    kafka: str,
    topic: str,
    value: bytes | None,
    headers: list[tuple[str, bytes | None]],
    key: bytes | None,
    partition: int | None = None,
) -> None:
    """Put a raw message on a topic."""
    await publish_all(kafka, [(topic, value, headers, key, partition)])


Raw = tuple[str, bytes | None, list[tuple[str, bytes | None]], bytes | None, int | None]


async def publish_all(kafka: str, messages: list[Raw]) -> None:
    """Put raw messages on topics, in order."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka, acks="all", linger_ms=20)
    await producer.start()
    try:
        sent = [
            await producer.send(topic, value, key=key, headers=headers, partition=partition)
            for topic, value, headers, key, partition in messages
        ]
        await asyncio.gather(*sent)
    finally:
        await producer.stop()


async def group_lag(pair: Pair, group: str, topics: list[str]) -> int:
    """Events of these topics that the group has not committed."""
    admin = AIOKafkaAdminClient(bootstrap_servers=pair.kafka)
    consumer = AIOKafkaConsumer(*topics, bootstrap_servers=pair.kafka)
    await asyncio.gather(admin.start(), consumer.start())
    try:
        numbers = {topic: consumer.partitions_for_topic(topic) for topic in topics}
        if not all(numbers.values()):
            return 1  # a topic that is not there yet
        partitions = [TopicPartition(t, n) for t, found in numbers.items() for n in found or ()]
        ends = await consumer.end_offsets(partitions)
        offsets = await admin.list_consumer_group_offsets(group)
        over = [tp for tp, found in offsets.items() if tp in ends and found.offset > ends[tp]]
        assert not over, f"committed beyond the end: {over}"
        done = {tp: found.offset for tp, found in offsets.items()}
        return sum(end - max(done.get(tp, 0), 0) for tp, end in ends.items())
    finally:
        await asyncio.gather(admin.close(), consumer.stop())


async def at_rest(pair: Pair, seconds: float = 60, waiting: int = 0) -> None:
    """M5: wait until nothing is pending, waiting (but for ``waiting`` events) or lagging."""
    world = pair.world

    async def rests() -> bool:
        try:
            for database in (pair.desk_db, pair.shelf_db):
                if await database["outbox"].find_one({"st": 0}):
                    return False
            if await pair.shelf_db["waiting"].count_documents({}) != waiting:
                return False
            if await pair.shelf_db["jobs"].find_one({"open": True}):
                return False
            heard = [world.parents.name, world.items.name, world.notes.name]
            return (
                await group_lag(pair, f"earmark.{world.shelf}", heard) == 0
                and await group_lag(pair, f"earmark.{world.desk}", [world.closings.name]) == 0
            )
        except (PyMongoError, KafkaError, OSError):
            return False

    try:
        await until(rests, seconds, "everything is at rest", every=0.25)
    except AssertionError as error:
        raise AssertionError(f"{error}\n{await _state(pair)}") from None


async def _state(pair: Pair) -> str:
    lines: list[str] = []
    conditions: dict[str, Doc] = {"outbox": {"st": 0}, "waiting": {}, "dead": {}, "jobs": {"open": True}}
    for name, database in (("desk", pair.desk_db), ("shelf", pair.shelf_db)):
        for collection, condition in conditions.items():
            lines.append(f"{name}.{collection}: {await database[collection].count_documents(condition)}")
        waits = await database["positions"].find({"w": {"$gt": 0}}).limit(5).to_list()
        lines += [f"{name} waits: {doc}" for doc in waits]
    lines += [f"--- {p.name}, running: {p.running}\n{p.tail(25)}" for p in pair.processes.values()]
    return "\n".join(lines)


async def check(
    pair: Pair, poison: int = 0, closed: bool = True, rest: float = 60, in_order: bool = True
) -> list[Message]:
    """Wait for rest, then check M1 to M6; returns the items' topic.

    With ``in_order`` False the first copies on the topic need only be complete, not in order: where the
    broker refused one of a batch, and where a cluster took another's place and got what the old producer
    held before the relay knew. Consumers wait for what is missing either way.
    """
    await at_rest(pair, rest)
    world = pair.world
    messages = await read_topic(pair.kafka, world.items.name)

    # M3
    seen: dict[str, int] = defaultdict(int)
    for message in messages:
        if message.stream and message.version and message.stream.startswith(f"/{world.desk}"):
            ordered = message.version <= seen[message.stream] + 1
            assert ordered or not in_order, f"gap on the topic before {message}"
            seen[message.stream] = max(seen[message.stream], message.version)
    versions = {(message.stream, message.version) for message in messages}
    for stream, last in seen.items():
        assert all((stream, version) in versions for version in range(1, last + 1)), f"gap in {stream}"

    # M1
    accepted: dict[str, list[int]] = defaultdict(list)
    for answered in pair.answers:
        assert answered.status != 0, f"never answered: {answered}"
        assert (answered.status == 201) != answered.refused, f"answered wrongly: {answered}"
        if answered.status == 201 and answered.step is not None and answered.version is not None:
            accepted[answered.item].append(answered.step)
            on_topic = seen[f"/{world.desk}|{answered.item}"]
            assert on_topic >= answered.version, f"not on the topic: {answered}"
            row = await pair.desk_db["outbox"].find_one(
                {"agg": f"{world.items.name}|{answered.item}", "ver": answered.version}
            )
            assert row is not None, f"not in the outbox: {answered}"
    for item, steps in accepted.items():
        assert sorted(steps) == list(range(1, len(steps) + 1)), f"{item} was told {sorted(steps)}"
    stored = {doc["_id"]: doc["step"] async for doc in pair.desk_db["items"].find({})}
    assert stored == {item: len(steps) for item, steps in accepted.items()}

    # M2
    kept = {doc["_id"]: doc["seen"] async for doc in pair.shelf_db["items"].find({})}
    effects = {doc["_id"]: doc["n"] async for doc in pair.shelf_db["effects"].find({})}
    wanted = {item: sorted(steps) for item, steps in accepted.items()}
    asked = {answered.item for answered in pair.answers}
    wrong = {item: kept.get(item) for item in asked if kept.get(item) != wanted.get(item)}
    assert not wrong, f"state is not the fold of the events: {wrong}\n{await _state(pair)}"
    for item, steps in kept.items():
        assert steps == sorted(set(steps)), f"{item} out of order or twice: {steps}"
        assert effects[item] == len(steps), f"effects of {item}: {effects[item]}, steps {steps}"
    async for note in pair.shelf_db["notes"].find({}):
        assert note["n"] == 1, f"twice: {note}"

    # M6
    dead = await pair.shelf_db["dead"].find({}).to_list()
    assert len(dead) == poison, f"dead letters: {[letter['reason'] for letter in dead]}"
    if closed:

        async def all_closed() -> bool:
            counts = [doc["closed"] async for doc in pair.desk_db["parents"].find({})]
            return all(counts)

        await until(all_closed, 30, "all parents are closed")
        await at_rest(pair, rest)
        counts = {doc["_id"]: doc["closed"] async for doc in pair.desk_db["parents"].find({})}
        assert set(counts.values()) <= {1}, f"closed more than once: {counts}"
    return messages
