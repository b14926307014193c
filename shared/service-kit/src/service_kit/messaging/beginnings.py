"""Where a stream may begin for this service.

Every publisher sends an aggregate's events in order from version 1, on one partition, and a consumer group
reads a partition from its beginning. So the first version that a service meets of an unknown aggregate is
1, unless earlier ones were deleted before it read that partition: a *late beginner* takes the version it
meets as the beginning.

The rule: on a topic that is kept forever nothing is ever deleted, so anything but 1 waits. On other topics,

- a version > 1 of an unknown aggregate is its beginning at once when the partition's log did not start at
offset 0 when
  this group first read it, or when this group once fell behind what the topic keeps (both are remembered in
  ``positions``, one document per partition);
- otherwise it waits like any gap. What is still missing after 60 seconds, with the topics read to their
ends, will not
  come: the stream begins with what there is. (It happens when a cluster was replaced and the outbox no
  longer held the oldest events.)
- A gap in a stream one knows is passed the same way only where this group once fell behind what the topic
keeps.
  Anywhere else it waits, and the age of the waiting room tells of it.
"""

from collections.abc import Iterable
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from pymongo.asynchronous.database import AsyncDatabase

from service_kit.messaging.events import TopicLike
from service_kit.messaging.incoming import Incoming
from service_kit.messaging.streams import POSITIONS, after
from service_kit.mongo.session import Doc
from service_kit.telemetry.logs import EventLogger

log = EventLogger("service_kit.messaging")
GAP_PATIENCE_SECONDS = 60.0


class Beginnings:
    """Knows, per partition read by this process, whether events may have been missed."""

    def __init__(
        self,
        database: AsyncDatabase[Doc],
        topics: dict[str, TopicLike],
        patience: float = GAP_PATIENCE_SECONDS,
    ) -> None:
        self._positions = database[POSITIONS]
        self._topics = topics
        self.patience = patience
        self._partitions: dict[tuple[str, int], Doc] = {}
        self.passing: set[str] = set()
        """Streams whose gap was found to be final; their next waiting event goes on."""

    def forget(self) -> None:
        """Look again at each partition: the assignment changed."""
        self._partitions.clear()

    async def look(self, consumer: AIOKafkaConsumer, partitions: Iterable[TopicPartition]) -> None:
        """Learn about partitions before their first event is applied. Raises KafkaError, PyMongoError."""
        new = [tp for tp in partitions if tuple(tp) not in self._partitions and self._concerns(tp.topic)]
        if not new:
            return
        starts = await consumer.beginning_offsets(new)
        for tp in new:
            id = f"{tp.topic}/{tp.partition}"
            doc = await self._positions.find_one({"_id": id})
            committed = await consumer.committed(tp)
            if doc is None:
                doc = {"_id": id, "late": starts[tp] > 0, "fell_behind": False}
                await self._positions.replace_one({"_id": id}, doc, upsert=True)
            elif committed is not None and starts[tp] > committed and not doc["fell_behind"]:
                doc["fell_behind"] = True
                await self._positions.replace_one({"_id": id}, doc, upsert=True)
                missed = starts[tp] - committed
                log.error("fell_behind_retention", topic=tp.topic, partition=tp.partition, missed=missed)
            self._partitions[tp.topic, tp.partition] = doc

    def begins(self, incoming: Incoming, position: Doc | None) -> bool:
        """Whether an event whose predecessors are unknown is where its stream begins (or goes on) for this
        service."""
        if incoming.stream in self.passing:
            return True
        if position is not None:
            return False
        place = self._partitions.get((incoming.topic, incoming.partition))
        return place is not None and (place["late"] or place["fell_behind"])

    def gap_due(self, incoming: Incoming, position: Doc, now: datetime) -> datetime | None:
        """When a gap should be looked at again without its missing event having come; None for never."""
        passes = self.may_pass(incoming.topic, incoming.partition, position)
        return after(now, self.patience) if passes else None

    def may_pass(self, topic: str, partition: int, position: Doc) -> bool:
        """Whether a stream's gap may turn out to be final."""
        if not self._concerns(topic) or position.get("dead"):
            return False
        place = self._partitions.get((topic, partition))
        return position["v"] == 0 or bool(place and place["fell_behind"])

    def _concerns(self, topic: str) -> bool:
        known = self._topics.get(topic)
        return known is not None and known.gapless and known.retention_days is not None
