"""Partitions that rest after a failure, while the others go on."""

import random
import time

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from service_kit.mongo.errors import is_passing
from service_kit.telemetry.logs import EventLogger
from service_kit.telemetry.metrics import Metrics

log = EventLogger("service_kit.messaging")

_SECONDS = (0.5, 30.0)
"""The shortest and the longest pause; each failure in a row allows twice as much as the one before."""


class Pauses:
    """The partitions of one consumer that rest, each with its failures in a row."""

    def __init__(self, consumer: AIOKafkaConsumer, metrics: Metrics) -> None:
        self._consumer = consumer
        self._metrics = metrics
        self._paused: dict[TopicPartition, tuple[float, int]] = {}
        """When a pause ends (0: it has ended), and how many failures in a row there were."""

    def begin(self, tp: TopicPartition, offset: int, error: BaseException) -> None:
        """Go back to the first event not applied, and leave the partition alone for a while; others go on."""
        _, failures = self._paused.get(tp, (0.0, 0))
        low, high = _SECONDS
        delay = random.uniform(low, min(high, low * 2 ** (failures + 1)))
        log.warning(
            "partition_paused",
            topic=tp.topic,
            partition=tp.partition,
            seconds=round(delay, 2),
            passing=is_passing(error),
            error=repr(error)[:300],
        )
        self._metrics.retries.labels(tp.topic, type(error).__name__).inc()
        try:
            self._consumer.seek(tp, offset)
            self._consumer.pause(tp)
        except (IllegalStateError, KafkaError):  # not ours any more
            self._paused.pop(tp, None)
            return
        self._paused[tp] = (time.monotonic() + delay, failures + 1)

    def end_those_due(self) -> None:
        """Let partitions whose time has come go on."""
        now = time.monotonic()
        for tp, (until, failures) in list(self._paused.items()):
            if until and now >= until:
                try:
                    self._consumer.resume(tp)
                except (IllegalStateError, KafkaError):
                    self._paused.pop(tp, None)
                    continue
                self._paused[tp] = (0.0, failures)  # the count stays until an event is applied

    def applied(self, tp: TopicPartition) -> None:
        """Forget the failures of a partition: an event of it was applied."""
        self._paused.pop(tp, None)

    def hold(self, tp: TopicPartition) -> bool:
        """Whether a partition rests now."""
        return self._paused.get(tp, (0.0, 0))[0] > 0

    def forget(self) -> None:
        """Forget everything: the partitions are given anew."""
        self._paused.clear()
