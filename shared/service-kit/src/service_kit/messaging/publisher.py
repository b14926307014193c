"""Sends outbox rows to Kafka through an idempotent producer, and notices when the cluster is another one."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError, RecordTooLargeError
from pymongo.asynchronous.database import AsyncDatabase

from service_kit.messaging.cluster import Cluster, KafkaConfig, TopicSpec, bounded
from service_kit.messaging.codec import encode
from service_kit.messaging.replay import mark_all
from service_kit.mongo.leases import COLLECTION as LEASES
from service_kit.mongo.session import Doc
from service_kit.telemetry.logs import EventLogger
from service_kit.telemetry.metrics import Metrics

log = EventLogger("service_kit.messaging")
ACK_SECONDS = 20.0
CLUSTER_SECONDS = 5.0
_END_SECONDS = 3.0
PRODUCER: dict[str, Any] = {
    "acks": "all",
    "enable_idempotence": True,
    "linger_ms": 5,
    "max_batch_size": 262144,
    "max_request_size": 1048576,
    "request_timeout_ms": 15000,
    "retry_backoff_ms": 200,
    # The one that every client reads as it comes, in whatever language: outside services may have no more.
    "compression_type": "gzip",
    "metadata_max_age_ms": 60000,
}


class HeldUp(Exception):
    """A row was not sent because an earlier one of its aggregate was refused for good."""


class Publisher:
    """One process's way into Kafka. Used by the relay alone, so calls never overlap."""

    def __init__(
        self,
        config: KafkaConfig,
        cluster: Cluster,
        database: AsyncDatabase[Doc],
        topics: Sequence[TopicSpec],
        metrics: Metrics,
        stop_seconds: float = 10.0,
    ) -> None:
        self._config = config
        self._cluster = cluster
        self._database = database
        self._topics = topics
        self._metrics = metrics
        self._stop_seconds = stop_seconds
        self._producer: AIOKafkaProducer | None = None
        self._identity: str | None = None
        self._looked = 0.0

    async def send(self, rows: Sequence[Doc]) -> Sequence[BaseException | None]:
        """Send rows in order; per row None when acknowledged by all in-sync replicas, else why not."""
        await self.look_at_cluster()
        producer = await self._ready()
        results = await self._send(producer, rows)
        if not any(map(self.never_fits, results)):
            return results
        # A broker refuses a whole batch for one row in it: alone, each shows whether it is the one. What
        # comes after it in its aggregate is not sent: it would stand on the topic before its predecessor.
        final: list[BaseException | None] = []
        refused: set[str] = set()
        for row, result in zip(rows, results, strict=True):
            if result is not None and row["agg"] in refused:
                result = HeldUp()
            elif self.never_fits(result):
                (result,) = await self._send(producer, (row,))
            if self.never_fits(result):
                refused.add(row["agg"])
            final.append(result)
        return final

    async def _send(self, producer: AIOKafkaProducer, rows: Sequence[Doc]) -> list[BaseException | None]:
        deadline = time.monotonic() + ACK_SECONDS
        futures: list[asyncio.Future[Any]] = []
        failed: BaseException | None = None
        refused: set[str] = set()
        for row in rows:
            if row["agg"] in refused:
                futures.append(_failed(HeldUp()))
                continue
            try:
                async with asyncio.timeout(max(deadline - time.monotonic(), 0.1)):
                    future = await producer.send(
                        row["topic"], bytes(row["val"]), key=bytes(row["key"]), headers=encode(row["hdr"])
                    )
            except (KafkaError, TimeoutError) as error:
                if self.never_fits(error):
                    future = _failed(error)
                    refused.add(row["agg"])
                else:
                    failed = error
                    break
            futures.append(future)
        if futures:
            await asyncio.wait(futures, timeout=max(deadline - time.monotonic(), 0.1))
        results: list[BaseException | None] = []
        for future in futures:
            if not future.done():
                results.append(TimeoutError("no acknowledgement in time"))
            elif future.cancelled():
                results.append(TimeoutError("the producer was closed"))
            else:
                results.append(future.exception())
        results += [failed or TimeoutError()] * (len(rows) - len(results))
        return results

    @staticmethod
    def never_fits(error: BaseException | None) -> bool:
        """Whether sending the same row again can never succeed."""
        return isinstance(error, MessageSizeTooLargeError | RecordTooLargeError)

    async def look_at_cluster(self) -> None:
        """Make sure that this cluster has what the outbox holds; asks at most every few seconds.

        A cluster that this service has not published to gets the topics, and everything in the outbox again.
        """
        if self._identity is not None and time.monotonic() - self._looked < CLUSTER_SECONDS:
            return
        identity = await self._cluster.identity()
        self._looked = time.monotonic()
        if identity == self._identity:
            return
        leases = self._database[LEASES]
        known = await leases.find_one({"_id": "clusters"})
        await self._cluster.create_topics(self._topics)
        if known is None or identity not in known["ids"]:
            log.warning("new_cluster", cluster=identity)
            again = await mark_all(self._database)
            log.warning("outbox_replayed", cluster=identity, events=again)
            await leases.update_one({"_id": "clusters"}, {"$addToSet": {"ids": identity}}, upsert=True)
        if self._identity is not None:  # the producer's sequence numbers mean nothing to another cluster
            await self._abandon()
        self._identity = identity

    async def rebuild(self) -> None:
        """Drop the producer; the next `send` makes a new one, and looks at the cluster again."""
        self._identity = None
        if self._producer is not None:
            self._metrics.rebuilds.labels("producer").inc()
        await self._abandon()

    async def stop(self) -> None:
        """Flush, within the time the settings give; what is lost is still in the outbox."""
        producer, self._producer = self._producer, None
        if producer is not None and not await bounded(producer.stop(), self._stop_seconds):
            await _end(producer)

    async def _ready(self) -> AIOKafkaProducer:
        if self._producer is None:
            producer = AIOKafkaProducer(**self._config.options, **PRODUCER)
            try:
                await producer.start()
            except BaseException:
                await _end(producer)
                raise
            self._producer = producer
        return self._producer

    async def _abandon(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await _end(producer)


async def _end(producer: AIOKafkaProducer) -> None:
    """End a producer without flushing. Its own `stop` waits without limit for a broker that is away, and
    leaves its sender at work when given up on; so the sender is ended first. What it held is still in the
    outbox."""
    producer._closed = True
    if producer._sender is not None:
        await bounded(producer._sender.close(), _END_SECONDS)
    await bounded(producer.client.close(), _END_SECONDS)


def _failed(error: BaseException) -> "asyncio.Future[Any]":
    future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    future.set_exception(error)
    return future
