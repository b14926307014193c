"""One member of a consumer group, from start to stop: polls, applies chunks, commits what is done, watches
itself."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import IllegalStateError, KafkaError
from aiokafka.protocol.commit import OffsetCommitRequest
from aiokafka.structs import OffsetAndMetadata
from pymongo.errors import PyMongoError

from service_kit import failpoints
from service_kit.messaging.applier import CHUNK_EVENTS, Applier, NotNow
from service_kit.messaging.beginnings import Beginnings
from service_kit.messaging.cluster import Cluster, KafkaConfig, bounded
from service_kit.messaging.incoming import Decoder, Incoming
from service_kit.messaging.pauses import Pauses
from service_kit.messaging.waiting import WaitingRoom
from service_kit.signals import happens
from service_kit.telemetry.logs import EventLogger
from service_kit.telemetry.metrics import Metrics

log = EventLogger("service_kit.messaging")

CONSUMER: dict[str, Any] = {
    "enable_auto_commit": False,
    "auto_offset_reset": "earliest",
    "max_poll_records": 500,
    "fetch_max_bytes": 8388608,
    "max_partition_fetch_bytes": 1048576,
    "session_timeout_ms": 30000,
    "heartbeat_interval_ms": 3000,
    "max_poll_interval_ms": 300000,
    "rebalance_timeout_ms": 60000,
    "partition_assignment_strategy": (RoundRobinPartitionAssignor,),
    "isolation_level": "read_committed",
}
LANES = 4
_POLL_MS = 200
_COMMIT_SECONDS = 0.25
_LINGER_SECONDS = 0.1
_BUSY_SECONDS = 0.25
CLOSE_SECONDS = 15.0
_REVOKE_SECONDS = 50.0
_ERRORS_IN_A_ROW = 5


NEW_CLUSTER = "the cluster is another one"
UNREADABLE = "a record could not be read"


@dataclass(frozen=True)
class Watch:
    """How the watchdog looks at a consumer (seconds)."""

    every: float = 10.0
    stuck: float = 60.0
    """Unread events and no movement for so long: its fetching is dead."""
    session: float = 30.0
    """How long Kafka believes in a member that does not answer."""


@dataclass(frozen=True)
class ConsumerParts:
    """What every life of a consumer works with."""

    config: KafkaConfig
    cluster: Cluster
    group: str
    decode: Decoder
    applier: Applier
    room: WaitingRoom
    beginnings: Beginnings
    metrics: Metrics
    watch: Watch = field(default_factory=Watch)
    close_seconds: float = CLOSE_SECONDS
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    unreadable: set[tuple[TopicPartition, int, int]] = field(default_factory=set)
    """Places at which a client was given up for standing still: partition, position, end."""


class GroupMember(ConsumerRebalanceListener):  # type: ignore[misc]
    """One life of the client, from start to stop."""

    def __init__(self, parts: ConsumerParts) -> None:
        self._parts = parts
        self._metrics = parts.metrics
        self._consumer = AIOKafkaConsumer(
            **parts.config.options,
            **{**CONSUMER, "session_timeout_ms": int(parts.watch.session * 1000)},
            group_id=parts.group,
        )
        self._idle = asyncio.Event()
        self._idle.set()
        self._revoking = False
        self._done: dict[TopicPartition, int] = {}
        self._committed_at = 0.0
        self._pauses = Pauses(self._consumer, parts.metrics)
        self._busy_until = 0.0
        self._moved_at = time.monotonic()
        self._places: dict[TopicPartition, int] = {}
        self._dead: str | None = None
        self._identity: str | None = None
        self.joined = False

    async def start(self) -> None:
        """Join the group. Raises KafkaError or OSError when the cluster cannot be reached."""
        self._identity = await self._parts.cluster.identity()
        self._consumer.subscribe(list(self._parts.decode.topics), listener=self)
        await self._consumer.start()

    async def close(self) -> None:
        """Leave the group and close."""
        self.joined = False
        await bounded(self._consumer.stop(), self._parts.close_seconds)

    # --- rebalancing

    async def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        """Let the chunk in hand end, and commit what is done, before anybody else gets the partitions."""
        self._revoking = True
        self.joined = False
        await happens(self._idle, _REVOKE_SECONDS)
        await self._commit()
        for name, partition in revoked:
            with suppress(KeyError):
                self._metrics.lag.remove(name, str(partition))

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """Begin anew with what was given."""
        self._parts.beginnings.forget()
        self._done.clear()
        self._pauses.forget()
        self._places.clear()
        self._moved_at = time.monotonic()
        self._revoking = False
        self.joined = True
        log.info("partitions_assigned", group=self._parts.group, partitions=len(assigned))

    # --- the loop

    async def consume(self) -> str | None:
        """Consume until told to stop (None), or until the client has to be made anew (why)."""
        watching = asyncio.create_task(self._watch())
        errors = 0
        try:
            while not self._parts.stopping.is_set() and self._dead is None:
                self._pauses.end_those_due()
                try:
                    batch = await self._consumer.getmany(timeout_ms=_POLL_MS, max_records=500)
                    errors = 0
                except KafkaError as error:
                    errors += 1
                    log.warning("poll_failed", error=repr(error)[:300], in_a_row=errors)
                    if errors >= _ERRORS_IN_A_ROW or not getattr(error, "retriable", False):
                        return f"polling failed: {error!r}"[:300]
                    await asyncio.sleep(0.2 * errors)
                    continue
                except ValueError as error:  # a header's name that is not UTF-8, for one
                    log.error("record_unreadable", error)
                    await self._step_over_unreadable()
                    return (
                        UNREADABLE  # after an exception of its own the client no longer counts its idle time
                    )
                self._metrics.last_success.set_to_current_time()
                if batch:
                    await self._take(batch)
                elif self._done:
                    await self._commit()
            if self._dead is None:
                await self._commit()
            return self._dead
        finally:
            watching.cancel()
            await asyncio.wait({watching})

    async def _step_over_unreadable(self) -> None:
        """Go on record by record until the client fails at one: that is a dead letter, of which only the
        place is known."""
        for tp in self._consumer.assignment():
            while not self._parts.stopping.is_set():
                try:
                    batch = await self._consumer.getmany(tp, timeout_ms=500, max_records=1)
                except ValueError as error:
                    offset = await self._consumer.position(tp)
                    reason = f"the client cannot read it: {error}"[:300]
                    await self._bury(tp, offset, reason)
                    break
                if not batch:
                    break
                await self._take(batch)
        await self._commit()

    async def _bury(self, tp: TopicPartition, offset: int, reason: str) -> None:
        unreadable = Incoming(
            topic=tp.topic,
            partition=tp.partition,
            offset=offset,
            timestamp=0,
            key=None,
            headers=(),
            value=None,
            id=f"{tp.topic}/{tp.partition}/{offset}/unreadable",
            poison=reason,
        )
        if await self._apply_piece([unreadable], []):
            self._consumer.seek(tp, offset + 1)

    async def _take(self, batch: dict[TopicPartition, list[Any]]) -> None:
        began = time.monotonic()
        self._moved_at = began
        self._idle.clear()
        try:
            await self._apply(batch)
            if time.monotonic() - self._committed_at > _COMMIT_SECONDS:
                await self._commit()
        finally:
            self._idle.set()
        events = sum(map(len, batch.values()))
        busy = began < self._busy_until or events > 1
        self._busy_until = time.monotonic() + _BUSY_SECONDS
        if (
            busy and events < CHUNK_EVENTS
        ):  # let the next chunk fill: a transaction costs the same for one or many
            rest = _LINGER_SECONDS - (time.monotonic() - began)
            if rest > 0 and not self._parts.stopping.is_set():
                await asyncio.sleep(rest)

    async def _apply(self, batch: dict[TopicPartition, list[Any]]) -> None:
        try:
            await self._parts.beginnings.look(self._consumer, batch)
        except (KafkaError, PyMongoError) as error:
            for tp, records in batch.items():
                self._pauses.begin(tp, records[0].offset, error)
            return
        await asyncio.gather(*(self._run_lane(lane) for lane in _lanes(batch)))

    async def _run_lane(self, records: list[Any]) -> None:
        """Apply some partitions' records, each partition's in order; few share a transaction across
        partitions."""
        for start in range(0, len(records), CHUNK_EVENTS):
            if self._revoking:  # what is not begun is somebody else's now
                return
            piece = records[start : start + CHUNK_EVENTS]
            incoming = [self._parts.decode(record) for record in piece]
            if not await self._apply_piece(incoming, records[start:]):
                return

    async def _apply_piece(self, incoming: list[Incoming], rest: list[Any]) -> bool:
        try:
            tally = await self._parts.applier.apply(incoming)
        except NotNow as not_now:
            self._note(incoming[: not_now.done])
            self._pause_all(rest[not_now.done :], not_now.reason)
            return False
        except Exception as error:  # nothing that was foreseen: others go on, and it is tried again
            log.error("chunk_failed", error, topic=incoming[0].topic, events=len(incoming))
            self._pause_all(rest, error)
            return False
        self._note(incoming)
        self._parts.room.wake(tally.drain)
        return True

    def _note(self, done: Sequence[Incoming]) -> None:
        for incoming in done:
            tp = TopicPartition(incoming.topic, incoming.partition)
            self._done[tp] = incoming.offset + 1
            self._pauses.applied(tp)

    def _pause_all(self, records: Sequence[Any], error: BaseException) -> None:
        first: dict[TopicPartition, int] = {}
        for record in records:
            first.setdefault(TopicPartition(record.topic, record.partition), record.offset)
        for tp, offset in first.items():
            self._pauses.begin(tp, offset, error)

    async def _commit(self) -> None:
        """Commit what is done; when that fails, it is tried again later, or somebody hears it again and
        knows it.

        One try, under the generation of this moment. The client's own `commit` tries on across a rebalance,
        and when the group forgot this member it commits as nobody: on a cluster that took another's place,
        that would pass over events at offsets of the old one.
        """
        coordinator = self._consumer._coordinator
        if not self._done or coordinator.generation == OffsetCommitRequest.DEFAULT_GENERATION_ID:
            return
        done, self._done = self._done, {}
        self._committed_at = time.monotonic()
        offsets = {tp: OffsetAndMetadata(offset, "") for tp, offset in done.items()}
        assignment = self._consumer._subscription.subscription.assignment
        try:
            await coordinator._do_commit_offsets(assignment, offsets)
        except (KafkaError, IllegalStateError) as error:
            log.info("offsets_not_committed", error=repr(error)[:300])
            for tp, offset in done.items():
                self._done.setdefault(tp, offset)
            return
        failpoints.reached("offsets.committed")

    # --- watching

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._parts.watch.every)
            try:
                await self._look()
            except (KafkaError, OSError, IllegalStateError, TimeoutError) as error:
                log.info("watchdog_cannot_look", error=repr(error)[:200])
                self._moved_at = time.monotonic()  # the broker is away: standing still proves nothing
            except Exception as error:  # whatever it is, a watchdog goes on watching
                log.error("watchdog_failed", error)

    async def _look(self) -> None:
        if await self._parts.cluster.identity() != self._identity:
            self._dead = NEW_CLUSTER
            return
        assigned = self._consumer.assignment()
        places = {tp: await self._consumer.position(tp) for tp in assigned if not self._pauses.hold(tp)}
        if places != self._places:
            self._places = places
            self._moved_at = time.monotonic()
        for tp, place in places.items():
            high = self._consumer.highwater(tp)
            if high is not None:
                self._metrics.lag.labels(tp.topic, str(tp.partition)).set(max(high - place, 0))
        if not places or time.monotonic() - self._moved_at < self._parts.watch.stuck:
            return
        ends = await self._consumer.end_offsets(list(places))
        behind = {(tp, place, ends[tp]) for tp, place in places.items() if ends[tp] > place}
        # What a fresh client could not get at either (a tail of aborted transactions) is no sign of death.
        if behind - self._parts.unreadable:
            self._parts.unreadable.update(behind)
            self._dead = "there are unread events, and none comes"

    async def group_caught_up(self) -> bool:
        """Whether every partition of the group's topics is read to its end."""
        try:
            partitions: list[TopicPartition] = []
            for topic in self._parts.decode.topics:
                numbers = self._consumer.partitions_for_topic(topic)
                if not numbers:
                    return False
                partitions += [TopicPartition(topic, number) for number in numbers]
            ends = await self._consumer.end_offsets(partitions)
            committed = await self._parts.cluster.committed(self._parts.group)
        except (KafkaError, OSError, TimeoutError):
            return False
        return all(end <= committed.get(tp, 0) for tp, end in ends.items())


def _lanes(batch: dict[TopicPartition, list[Any]]) -> list[list[Any]]:
    """Spread partitions over a few lanes; what fits into one chunk is one lane."""
    total = sum(map(len, batch.values()))
    lanes: list[list[Any]] = [[] for _ in range(min(LANES, -(-total // CHUNK_EVENTS), len(batch)))]
    for records in sorted(batch.values(), key=len, reverse=True):
        min(lanes, key=len).extend(records)
    return lanes
