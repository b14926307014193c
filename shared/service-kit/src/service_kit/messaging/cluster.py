"""The Kafka cluster itself: which one it is, its topics, and how far a group has read."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError, for_code
from aiokafka.protocol.metadata import MetadataRequest

from service_kit.messaging.events import TopicLike
from service_kit.telemetry.logs import EventLogger

log = EventLogger("service_kit.messaging")
DEAD_LETTER_RETENTION_DAYS = 30
DEAD_LETTER_PARTITIONS = 3
_DAY_MS = 86_400_000
_EXISTS = 36
_CLOSE_SECONDS = 5.0


@dataclass(frozen=True)
class KafkaConfig:
    """How to reach the cluster, and how topics are made there where they are missing."""

    options: Mapping[str, Any]
    """Keyword arguments of every aiokafka client."""
    partitions: int | None = None
    """None: as many as each topic asks for."""
    replication: int = 1
    create_topics: bool = True


@dataclass(frozen=True)
class TopicSpec:
    """A topic as it should be made."""

    name: str
    partitions: int
    retention_days: int | None

    @classmethod
    def of(cls, topic: TopicLike) -> "TopicSpec":
        """Return what the registry says."""
        return cls(topic.name, topic.partitions, topic.retention_days)


class Cluster:
    """Asks the cluster about itself; its connection is made when first needed, and anew after an error."""

    def __init__(self, config: KafkaConfig) -> None:
        self._config = config
        self._client: AIOKafkaClient | None = None
        self._lock = asyncio.Lock()

    async def identity(self) -> str:
        """Return the cluster's id. Raises KafkaError or OSError when it cannot be reached."""
        async with self._lock:
            try:
                if self._client is None:
                    self._client = AIOKafkaClient(**self._config.options, request_timeout_ms=5000)
                    await self._client.bootstrap()
                node = self._client.get_random_node()
                answer = await self._client.send(node, MetadataRequest([]))
            except BaseException:
                await self._drop()
                raise
        return str(answer.cluster_id)

    async def create_topics(self, specs: Iterable[TopicSpec]) -> None:
        """Make the topics that are missing; existing ones are left as they are. Raises KafkaError."""
        if not self._config.create_topics:
            return
        replication = self._config.replication
        topics = [
            NewTopic(
                spec.name,
                num_partitions=self._config.partitions or spec.partitions,
                replication_factor=replication,
                topic_configs={
                    "retention.ms": str(-1 if spec.retention_days is None else spec.retention_days * _DAY_MS),
                    "segment.ms": str(_DAY_MS),
                    "min.insync.replicas": str(2 if replication > 2 else 1),
                    "unclean.leader.election.enable": "false",
                    "cleanup.policy": "delete",
                },
            )
            for spec in specs
        ]
        async with self._admin() as admin:
            answer = await admin.create_topics(topics)
        for name, code, *_ in answer.topic_errors:
            if code == 0:
                log.info("topic_made", topic=name)
            elif code != _EXISTS:
                raise for_code(code)(f"topic {name} could not be made")

    async def committed(self, group: str) -> dict[TopicPartition, int]:
        """Return how far a group has read, by partition."""
        async with self._admin() as admin:
            offsets = await admin.list_consumer_group_offsets(group)
        return {partition: found.offset for partition, found in offsets.items() if found.offset >= 0}

    async def close(self) -> None:
        """Close the connection."""
        async with self._lock:
            await self._drop()

    def _admin(self) -> "_Admin":
        return _Admin(AIOKafkaAdminClient(**self._config.options, request_timeout_ms=15000))

    async def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await bounded(client.close(), _CLOSE_SECONDS)


class _Admin:
    def __init__(self, client: AIOKafkaAdminClient) -> None:
        self._client = client

    async def __aenter__(self) -> AIOKafkaAdminClient:
        try:
            await self._client.start()
        except BaseException:
            await bounded(self._client.close(), _CLOSE_SECONDS)
            raise
        return self._client

    async def __aexit__(self, *_: object) -> None:
        await bounded(self._client.close(), _CLOSE_SECONDS)


async def bounded(closing: Any, seconds: float) -> bool:
    """Wait for a client to close, no longer than that; what it raises is of no use to anybody. True when it
    ended.

    A closing aiokafka client may raise CancelledError of its own, so it runs in a task that is never
    awaited bare.
    """
    task = asyncio.ensure_future(closing)
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if not done:
        task.cancel()
        return False
    if not task.cancelled() and (error := task.exception()) is not None:
        log.debug("close_failed", error=repr(error))
    return True


UNREACHABLE = (KafkaError, OSError)
"""What an aiokafka client raises when the cluster cannot be reached."""
