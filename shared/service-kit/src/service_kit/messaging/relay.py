"""The relay: publishes the outbox in (aggregate, version) order. One process at a time does it, to save
work; that events come in order does not depend on it.

Version v+1 of an aggregate is committed only after v, so any snapshot that shows v+1 shows v; each relay
sends v before v+1 on one partition. So whatever relays overlap, an event's first copy stands in order, and
later copies are duplicates that consumers recognise. Of each aggregate only the acknowledged prefix is
marked as published.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence

from aiokafka.errors import KafkaError
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern

from service_kit import failpoints
from service_kit.messaging.outbox import BLOCKED, COLLECTION, PENDING, PENDING_INDEX
from service_kit.messaging.publisher import HeldUp, Publisher
from service_kit.mongo.leases import RENEW_SECONDS, Lease
from service_kit.mongo.session import Doc, Session
from service_kit.mongo.transactions import Clock
from service_kit.signals import Signals, Wake
from service_kit.telemetry.logs import EventLogger
from service_kit.telemetry.metrics import Metrics

log = EventLogger("service_kit.messaging")

BLOCKED_COLLECTION = "blocked"
BATCH = 500
BUSY_SECONDS = 0.05
IDLE_SECONDS = 0.25
CYCLE_SECONDS = 0.04
"""Shortest time from one sweep to the next: so that under load each publishes many events."""
_BACKOFF = (0.2, 5.0)
_COUNT_SECONDS = 5.0


class Relay:
    """Runs in every worker process; works in the one that holds the lease."""

    def __init__(
        self,
        database: AsyncDatabase[Doc],
        publisher: Publisher,
        lease: Lease,
        signals: Signals,
        metrics: Metrics,
        clock: Clock,
    ) -> None:
        outbox = database[COLLECTION]
        self._pending = outbox.with_options(read_concern=ReadConcern("snapshot"))
        self._outbox = outbox
        self._blocked = database[BLOCKED_COLLECTION]
        self._publisher = publisher
        self._lease = lease
        self._metrics = metrics
        self._clock = clock
        self._wake = Wake()
        self._stopping = False
        self._failures = 0
        self._counted = 0.0
        self._blocked_seen: list[str] = []
        self._blocked_read = 0.0
        signals.listen(self._on_commit)

    def _on_commit(self, session: Session) -> None:
        if session.emitted:
            self._wake.set()

    def stop(self) -> None:
        """Have `run` publish what is committed by now, let the lease go and return."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Publish until stopped; heals by itself from whatever MongoDB and Kafka do."""
        renewing = asyncio.create_task(self._renew())
        try:
            await self._sweep_on()
        finally:
            renewing.cancel()
            await asyncio.wait({renewing})
            try:
                await self._lease.release()
            except PyMongoError as error:
                log.info("lease_not_released", error=repr(error))

    async def _renew(self) -> None:
        while True:
            try:
                held = self._lease.held
                if await self._lease.take() and not held:
                    log.info("relay_active", fence=self._lease.fence)
                    self._wake.set()
            except PyMongoError as error:
                log.warning("lease_not_renewed", error=repr(error)[:300])
            self._metrics.relay_active.set(self._lease.held)
            await asyncio.sleep(RENEW_SECONDS)

    async def _sweep_on(self) -> None:
        after: str | None = None
        idle = BUSY_SECONDS
        while True:
            began = time.monotonic()
            if not self._lease.held:
                if self._stopping:
                    return
                await self._wake.wait(RENEW_SECONDS)
                continue
            try:
                rows = await self._next(after)
                if rows:
                    complete = await self._publish(rows)
                else:
                    complete = True
                    await self._publisher.look_at_cluster()
                    self._metrics.outbox_backlog.set(0)
                    self._metrics.outbox_oldest.set(0)
                self._failures = 0
            except (PyMongoError, KafkaError, OSError, TimeoutError) as error:
                after = None
                if self._stopping:
                    return
                await self._back_off(error)
                continue
            full = len(rows) == BATCH
            if not full and after is None and self._stopping:
                return
            # A full sweep goes on behind its last aggregate, so that a busy one keeps nobody waiting.
            after = rows[-1]["agg"] if full and complete else None
            if full:
                continue
            idle = BUSY_SECONDS if rows else min(idle * 1.5, IDLE_SECONDS)
            if rows:
                rest = CYCLE_SECONDS - (time.monotonic() - began)
                if rest > 0 and not self._stopping:
                    await asyncio.sleep(rest)
            await self._wake.wait(0 if self._stopping else idle)

    async def _back_off(self, error: BaseException) -> None:
        self._failures += 1
        self._metrics.publish_failures.labels(type(error).__name__).inc()
        low, high = _BACKOFF
        delay = random.uniform(low, min(high, low * 2**self._failures))
        log.warning("publishing_failed", error=repr(error)[:300], again_in_seconds=round(delay, 2))
        if isinstance(error, KafkaError | OSError | TimeoutError):
            await self._publisher.rebuild()
        await asyncio.sleep(delay)

    async def _next(self, after: str | None) -> Sequence[Doc]:
        condition: Doc = {"st": PENDING}
        aggregate: Doc = {}
        if after is not None:
            aggregate["$gte"] = (
                after  # it may have more rows than fitted; its published ones are out of the index
            )
        if blocked := await self._blocked_aggregates():
            aggregate["$nin"] = blocked
        if aggregate:
            condition["agg"] = aggregate
        cursor = self._pending.find(condition, {"st": 0, "ver": 0, "exp": 0})
        cursor = cursor.sort([("st", 1), ("agg", 1), ("ver", 1), ("_id", 1)]).hint(PENDING_INDEX).limit(BATCH)
        return await cursor.to_list()

    async def _publish(self, rows: Sequence[Doc]) -> bool:
        """Send, await acknowledgements, mark; True when every row was acknowledged."""
        failpoints.reached("relay.sending")
        sent = await self._publisher.send(rows)
        failpoints.reached("relay.sent")
        acknowledged, held_up = [], set()
        for row, error in zip(rows, sent, strict=True):
            if error is not None or row["agg"] in held_up:
                held_up.add(row["agg"])
            else:
                acknowledged.append(row)
        if acknowledged:
            await self._outbox.update_many(
                {"_id": {"$in": [row["_id"] for row in acknowledged]}},
                {"$unset": {"st": ""}, "$currentDate": {"pub_at": True}},
            )
            failpoints.reached("relay.marked")
        await self._measure(rows, acknowledged)
        failed = [
            (row, error)
            for row, error in zip(rows, sent, strict=True)
            if error is not None and not isinstance(error, HeldUp)
        ]
        for row, error in failed:
            if Publisher.never_fits(error):
                await self._block(row, error)
            else:
                raise error
        return not held_up

    async def _block(self, row: Doc, error: BaseException) -> None:
        reason = f"{type(error).__name__}: {error}"
        log.error("aggregate_blocked", aggregate=row["agg"], reason=reason)
        doc = {"_id": row["agg"], "row": row["_id"], "reason": reason, "at": self._clock()}
        await self._blocked.replace_one({"_id": row["agg"]}, doc, upsert=True)
        await self._outbox.update_one({"_id": row["_id"]}, {"$set": {"st": BLOCKED}})
        self._blocked_read = 0.0

    async def _blocked_aggregates(self) -> list[str]:
        if time.monotonic() - self._blocked_read > _COUNT_SECONDS or not self._blocked_read:
            self._blocked_seen = [doc["_id"] async for doc in self._blocked.find({}, {"_id": 1})]
            self._blocked_read = time.monotonic()
            self._metrics.blocked.set(len(self._blocked_seen))
        return self._blocked_seen

    async def _measure(self, rows: Sequence[Doc], acknowledged: Sequence[Doc]) -> None:
        metrics = self._metrics
        for topic, number in Counter(row["topic"] for row in acknowledged).items():
            metrics.published.labels(topic).inc(number)
        now = self._clock()
        for row in acknowledged:
            metrics.publish_seconds.observe(max((now - row["at"]).total_seconds(), 0.0))
        if len(rows) < BATCH:
            metrics.outbox_backlog.set(len(rows) - len(acknowledged))
        elif time.monotonic() - self._counted > _COUNT_SECONDS:
            self._counted = time.monotonic()
            metrics.outbox_backlog.set(
                await self._outbox.count_documents({"st": PENDING}, hint=PENDING_INDEX)
            )
        oldest = min(row["at"] for row in rows)
        metrics.outbox_oldest.set(max((now - oldest).total_seconds(), 0.0))
