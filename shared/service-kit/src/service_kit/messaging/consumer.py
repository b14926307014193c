"""The consumer: one group member for all of a service's topics, made anew when it dies inside.

What aiokafka does when things go wrong, and the rule for each, is in ``docs/adr`` (our own loop on aiokafka).
"""

import random
import time

from aiokafka.errors import KafkaError

from service_kit.messaging.group_member import NEW_CLUSTER, UNREADABLE, ConsumerParts, GroupMember
from service_kit.signals import happens
from service_kit.telemetry.logs import EventLogger

log = EventLogger("service_kit.messaging")

_REBUILDS = 3
_REBUILD_WINDOW_SECONDS = 600.0
_RECONNECT = (0.2, 5.0)


class ConsumerExhausted(Exception):
    """The consumer had to be made anew too often: the process had better start afresh."""


class Consumer:
    """One group member for all of a service's topics."""

    def __init__(self, parts: ConsumerParts) -> None:
        self._parts = parts
        self._rebuilds: list[float] = []
        self._living: GroupMember | None = None

    @property
    def assigned(self) -> bool:
        """Whether it is a member of its group now."""
        return self._living is not None and self._living.joined

    def stop(self) -> None:
        """Have `run` finish the chunk in hand, commit and return."""
        self._parts.stopping.set()

    async def run(self) -> None:
        """Consume until stopped. Raises ConsumerExhausted when rebuilding does not help any more."""
        if not self._parts.decode.topics:
            await self._parts.stopping.wait()
            return
        failures = 0
        while not self._parts.stopping.is_set():
            living = GroupMember(self._parts)
            try:
                await living.start()
            except (KafkaError, OSError) as error:
                failures += 1
                low, high = _RECONNECT
                log.warning("consumer_not_started", error=repr(error)[:300])
                await living.close()
                await happens(self._parts.stopping, random.uniform(low, min(high, low * 2**failures)))
                continue
            failures = 0
            self._living = living
            try:
                reason = await living.consume()
            finally:
                self._living = None
                await living.close()
            if reason is not None:
                self._count_rebuild(reason)

    async def caught_up(self) -> bool:
        """Whether the whole group has read all its topics to their ends, as far as anybody can tell now."""
        living = self._living
        return living is not None and await living.group_caught_up()

    def _count_rebuild(self, reason: str) -> None:
        log.error("consumer_rebuilt", reason=reason)
        self._parts.metrics.rebuilds.labels("consumer").inc()
        if reason in (NEW_CLUSTER, UNREADABLE):
            return
        now = time.monotonic()
        self._rebuilds = [at for at in self._rebuilds if now - at < _REBUILD_WINDOW_SECONDS] + [now]
        if len(self._rebuilds) >= _REBUILDS:
            raise ConsumerExhausted(reason)
