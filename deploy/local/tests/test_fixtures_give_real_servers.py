"""The fixtures every integration suite builds on."""

from __future__ import annotations

from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import AsyncMongoClient


async def test_mongod_commits_transactions(mongod: str, fresh_database_name: str) -> None:
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(mongod)
    async with client:
        things = client[fresh_database_name]["things"]
        async with client.start_session() as session, await session.start_transaction():
            await things.insert_one({"_id": 1}, session=session)
        assert await things.find_one({}) == {"_id": 1}
        await client.drop_database(fresh_database_name)


async def test_kafka_keeps_what_it_acknowledged(kafka: str, topic_prefix: str) -> None:
    topic = f"{topic_prefix}things"
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=kafka, enable_idempotence=True) as producer:
        await producer.send_and_wait(topic, b"value", key=b"key")
    async with AIOKafkaConsumer(topic, bootstrap_servers=kafka, auto_offset_reset="earliest") as consumer:
        message = await consumer.getone()
    assert (message.key, message.value) == (b"key", b"value")
