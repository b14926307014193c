"""Applies events: chunks of them share a transaction; what goes wrong with one is settled for that one
alone."""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence

from pymongo.errors import PyMongoError

from service_kit import failpoints
from service_kit.messaging.beginnings import Beginnings
from service_kit.messaging.events import EventTooLarge, Impossible, Missing
from service_kit.messaging.incoming import Incoming
from service_kit.messaging.outbox import Outbox
from service_kit.messaging.placing import EventFailed, Placing, Tally, Verdict
from service_kit.mongo.errors import CommitUnknown, is_duplicate, is_passing
from service_kit.mongo.transactions import Transactions, new_cause
from service_kit.telemetry.logs import EventLogger
from service_kit.telemetry.metrics import Metrics

log = EventLogger("service_kit.messaging")

CHUNK_EVENTS = 100
CHUNK_BYTES = 1024 * 1024
HANDLER_TRIES = 5
_INLINE_TRIES = 3
_INLINE_SECONDS = 5.0


class NotNow(Exception):
    """A chunk could not be applied for a reason that will pass; ``done`` events of the sequence are."""

    def __init__(self, done: int, reason: BaseException) -> None:
        super().__init__(str(reason))
        self.done = done
        self.reason = reason


class Applier:
    """Applies sequences of events in order, each exactly once."""

    def __init__(
        self, transactions: Transactions, outbox: Outbox, beginnings: Beginnings, metrics: Metrics
    ) -> None:
        self._transactions = transactions
        self._placing = Placing(outbox, beginnings)
        self._metrics = metrics

    async def apply(
        self,
        incoming: Sequence[Incoming],
        *,
        from_room: bool = False,
        verdicts: Mapping[str, Verdict] | None = None,
    ) -> Tally:
        """Apply events in their order; each ends as applied, duplicate, skipped, waiting or dead.

        Raises NotNow when MongoDB cannot do it now. With ``from_room`` they are waiting events of one
        stream, and applying stops at the first that still has to wait. ``verdicts`` (by id) settle events
        without trying them.
        """
        whole = Tally()
        done = 0
        try:
            if verdicts:
                await self._run(incoming[:1], verdicts, whole, from_room)
                done = 1
            while done < len(incoming):
                piece = _piece(incoming, done)
                done += await self._settle(piece, whole, from_room)
                if from_room and whole.progress < done:
                    break
        except (PyMongoError, CommitUnknown) as error:
            if not is_passing(error):
                raise
            raise NotNow(done, error) from error
        return whole

    async def _settle(self, piece: Sequence[Incoming], whole: Tally, from_room: bool) -> int:
        """Apply a piece, or as much of its beginning as ends with an event that needed a verdict; return
        how many."""
        try:
            await self._run(piece, {}, whole, from_room)
            return len(piece)
        except EventFailed as failed:
            upto = piece[: failed.index + 1]
            verdict = _verdict(failed.error)
            if verdict is not None:
                await self._settle_with(upto, verdict, whole, from_room)
                return len(upto)
            if failed.index:  # first what stands before it, then it alone
                return await self._settle(piece[: failed.index], whole, from_room)
            return await self._persist(piece[0], failed.error, whole, from_room)
        except PyMongoError as error:
            if is_passing(error):
                raise
            # Something in the piece cannot be written; halving finds out which event it belongs to.
            if len(piece) > 1:
                return await self._settle(piece[: len(piece) // 2], whole, from_room)
            return await self._persist(piece[0], error, whole, from_room)

    async def _settle_with(
        self, upto: Sequence[Incoming], verdict: Verdict, whole: Tally, from_room: bool
    ) -> None:
        try:
            await self._run(upto, {upto[-1].id: verdict}, whole, from_room)
        except EventFailed as failed:  # the world moved meanwhile: an earlier one needs a verdict now
            for event in upto[: failed.index + 1]:
                await self._settle((event,), whole, from_room)
            if failed.index + 1 < len(upto):
                await self._settle_with(upto[failed.index + 1 :], verdict, whole, from_room)

    async def _persist(self, event: Incoming, error: Exception, whole: Tally, from_room: bool) -> int:
        """Try an event whose handler fails a few more times, then declare it dead."""
        for attempt in range(1, HANDLER_TRIES):
            self._metrics.retries.labels(event.topic, type(error).__name__).inc()
            log.warning(
                "handler_failed",
                topic=event.topic,
                type=event.type,
                event_id=event.event_id,
                attempt=attempt,
                error=f"{type(error).__name__}: {error}"[:300],
            )
            await asyncio.sleep(random.uniform(0.5, 1) * 0.025 * 2**attempt)
            try:
                await self._run((event,), {}, whole, from_room)
                return 1
            except EventFailed as failed:
                error = failed.error
                verdict = _verdict(error)
                if verdict is not None:
                    await self._run((event,), {event.id: verdict}, whole, from_room)
                    return 1
            except PyMongoError as refused:
                if is_passing(refused):
                    raise
                error = refused
        log.error("handler_gave_up", error, topic=event.topic, type=event.type, event_id=event.event_id)
        verdict = Verdict(reason=f"{type(error).__name__}: {error}"[:1000], attempts=HANDLER_TRIES)
        await self._run((event,), {event.id: verdict}, whole, from_room)
        return 1

    async def _run(
        self,
        piece: Sequence[Incoming],
        verdicts: Mapping[str, Verdict],
        whole: Tally,
        from_room: bool,
    ) -> None:
        """One transaction, tried a few times while MongoDB says that trying again helps."""
        give_up = time.monotonic() + _INLINE_SECONDS
        for attempt in range(1, _INLINE_TRIES + 1):
            began = time.perf_counter()
            try:
                tally = await self._transactions.once(
                    lambda session: self._placing.place(session, piece, verdicts, from_room), new_cause()
                )
                break
            except (PyMongoError, CommitUnknown) as error:
                again = is_passing(error) or is_duplicate(error)
                if not again or attempt == _INLINE_TRIES or time.monotonic() > give_up:
                    raise
                self._metrics.transaction_reruns.inc()
            await asyncio.sleep(random.uniform(0, 0.02 * 4**attempt))
        failpoints.reached("chunk.committed")
        self._count(tally, piece, time.perf_counter() - began)
        whole.outcomes.update(tally.outcomes)
        whole.drain |= tally.drain
        whole.progress += tally.progress

    def _count(self, tally: Tally, piece: Sequence[Incoming], seconds: float) -> None:
        metrics = self._metrics
        for (topic, outcome), number in tally.outcomes.items():
            metrics.events.labels(topic, outcome).inc(number)
        topic = piece[0].topic
        metrics.chunk_seconds.labels(topic).observe(seconds)
        metrics.chunk_events.labels(topic).observe(len(piece))
        first = piece[0].event
        if first is not None:
            delay = (self._transactions.clock() - first.time).total_seconds()
            metrics.event_delay.labels(first.topic).observe(max(delay, 0.0))
        for incoming, reason in tally.dead:
            metrics.dead_letters.labels(incoming.topic, _kind(reason)).inc()
            log.warning(
                "dead_letter",
                topic=incoming.topic,
                partition=incoming.partition,
                offset=incoming.offset,
                type=incoming.type,
                event_id=incoming.event_id,
                reason=reason,
            )


def _piece(incoming: Sequence[Incoming], start: int) -> Sequence[Incoming]:
    size = 0
    for end in range(start, min(start + CHUNK_EVENTS, len(incoming))):
        size += incoming[end].size
        if size > CHUNK_BYTES and end > start:
            return incoming[start:end]
    return incoming[start : start + CHUNK_EVENTS]


def _verdict(error: Exception) -> Verdict | None:
    if isinstance(error, Missing):
        return Verdict(need=error.need)
    if isinstance(error, Impossible | EventTooLarge):
        return Verdict(reason=str(error) or type(error).__name__)
    return None


def _kind(reason: str) -> str:
    """A reason as a metric's label: few different ones."""
    for words in ("missing", "unknown type", "its value", "header", "ce_", "it has no value", "the key"):
        if reason.startswith(words):
            return words.removesuffix("_")
    return "handler"
