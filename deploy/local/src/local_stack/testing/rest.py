"""When everything is said and heard: nothing unpublished, unread, waiting, undecided or being worked on."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.read_concern import ReadConcern

from contracts.topics import TOPICS
from local_stack.client import eventually
from local_stack.routes import SERVICES, database_of
from local_stack.testing.stack import Stack

Doc = dict[str, Any]
UNPUBLISHED = {"st": {"$in": [0, 2]}}


class Rest:
    """Looks into every service's database and at its consumer group. An async context manager."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.services = tuple(service for service in SERVICES if service in stack.parts)
        self._mongo: AsyncMongoClient[Doc] = AsyncMongoClient(stack.mongo_url, tz_aware=True)
        self._consumer = AIOKafkaConsumer(bootstrap_servers=stack.kafka_bootstrap)
        self._admin = AIOKafkaAdminClient(bootstrap_servers=stack.kafka_bootstrap)

    async def __aenter__(self) -> Rest:
        await self._consumer.start()
        await self._admin.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._admin.close()
        await self._consumer.stop()
        await self._mongo.close()

    def database(self, service: str) -> AsyncDatabase[Doc]:
        """A service's own database, as a majority has it."""
        return self._mongo.get_database(database_of(service), read_concern=ReadConcern("majority"))

    async def reached(self, seconds: float = 60.0) -> None:
        """Waits until there is rest. TimeoutError says what there was instead."""
        last: list[str] = []

        async def look() -> bool:
            said = await self._said()
            last[:] = await self._unrest()
            # What was said while looking may not have been looked at.
            return not last and said == await self._said()

        try:
            await eventually(look, "rest", seconds)
        except TimeoutError:
            raise TimeoutError(f"no rest within {seconds:g} s: {'; '.join(last)}") from None

    async def _said(self) -> list[int]:
        return [await self.database(service)["outbox"].count_documents({}) for service in self.services]

    async def _unrest(self) -> list[str]:
        found: list[str] = []
        for service in self.services:
            database = self.database(service)
            for what, collection, query in (
                ("events unpublished", "outbox", UNPUBLISHED),
                ("events waiting", "waiting", {}),
                ("jobs", "jobs", {"open": True}),
            ):
                if number := await database[collection].count_documents(query):
                    found.append(f"{service}: {number} {what}")
            try:
                if number := await self._lag(service):
                    found.append(f"{service}: {number} events unread")
            except (KafkaError, OSError) as error:
                found.append(f"{service}: {error!r}")
        if number := await self.database("task-service")["tasks"].count_documents({"undecided": True}):
            found.append(f"task-service: {number} tasks undecided")
        return found

    async def _lag(self, service: str) -> int:
        committed = await self._admin.list_consumer_group_offsets(f"earmark.{service}")
        heard = [topic.name for topic in TOPICS if service in topic.consumers]
        partitions = [
            TopicPartition(topic["topic"], partition["partition"])
            for topic in await self._admin.describe_topics(heard)
            for partition in topic["partitions"]
        ]
        ends = await self._consumer.end_offsets(partitions)
        read = {partition: max(found.offset, 0) for partition, found in committed.items()}
        return sum(max(end - read.get(partition, 0), 0) for partition, end in ends.items())
