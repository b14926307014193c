"""Applies events: chunks of them share a transaction; what goes wrong with one is settled for that one
alone."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pymongo import InsertOne
from pymongo.errors import PyMongoError

from service_kit import failpoints
from service_kit.messaging import streams
from service_kit.messaging.beginnings import Beginnings
from service_kit.messaging.events import Cause, EventTooLarge, Impossible, Missing
from service_kit.messaging.incoming import Incoming
from service_kit.messaging.outbox import Outbox
from service_kit.messaging.streams import DEAD, INBOX, POSITIONS, WAITING
from service_kit.mongo.errors import CommitUnknown, is_duplicate, is_passing
from service_kit.mongo.session import Doc, Session
from service_kit.mongo.transactions import Transactions, new_cause
from service_kit.telemetry.context import active, begin
from service_kit.telemetry.logs import EventLogger
from service_kit.telemetry.metrics import Metrics

log = EventLogger("service_kit.messaging")

CHUNK_EVENTS = 100
CHUNK_BYTES = 1024 * 1024
HANDLER_TRIES = 5
_INLINE_TRIES = 3
_INLINE_SECONDS = 5.0
_FIRST_RETRY_SECONDS = 1.0

Outcome = Literal["applied", "duplicate", "skipped", "waiting", "dead"]


class NotNow(Exception):
    """A chunk could not be applied for a reason that will pass; ``done`` events of the sequence are."""

    def __init__(self, done: int, reason: BaseException) -> None:
        super().__init__(str(reason))
        self.done = done
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found out about one event by trying: it waits for ``need``, or is dead for ``reason``."""

    need: str | None = None
    reason: str | None = None
    attempts: int = 1


@dataclass(slots=True)
class Tally:
    """What one committed transaction did."""

    outcomes: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    drain: set[str] = field(default_factory=set)
    """Streams whose waiting events may go on."""
    dead: list[tuple[Incoming, str]] = field(default_factory=list)
    progress: int = 0


class _EventFailed(Exception):
    def __init__(self, index: int, error: Exception) -> None:
        super().__init__(index)
        self.index = index
        self.error = error


class Applier:
    """Applies sequences of events in order, each exactly once."""

    def __init__(
        self, transactions: Transactions, outbox: Outbox, beginnings: Beginnings, metrics: Metrics
    ) -> None:
        self._transactions = transactions
        self._outbox = outbox
        self._beginnings = beginnings
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
        except _EventFailed as failed:
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
        except _EventFailed as failed:  # the world moved meanwhile: an earlier one needs a verdict now
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
            except _EventFailed as failed:
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
                    lambda session: self._work(session, piece, verdicts, from_room), new_cause()
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

    # --- inside the transaction

    async def _work(
        self, session: Session, piece: Sequence[Incoming], verdicts: Mapping[str, Verdict], from_room: bool
    ) -> Tally:
        tally = Tally()
        await self._prefetch(session, piece, verdicts, from_room)
        for index, incoming in enumerate(piece):
            try:
                outcome = await self._one(session, incoming, verdicts.get(incoming.id), tally, from_room)
            except (PyMongoError, CommitUnknown):
                raise
            except Exception as error:
                raise _EventFailed(index, error) from error
            tally.outcomes[incoming.topic, outcome] += 1
            if outcome == "waiting" and from_room:
                break
            tally.progress += 1
        return tally

    async def _prefetch(
        self,
        session: Session,
        piece: Sequence[Incoming],
        verdicts: Mapping[str, Verdict],
        from_room: bool,
    ) -> None:
        """Read what the piece will ask for, one message per collection."""
        await session.load(POSITIONS, {i.stream for i in piece if i.stream and _has_position(i)})
        uncounted = [i.id for i in piece if i.version is None and _is_kept(i)]
        if uncounted and not from_room:
            await session.load(INBOX, uncounted)
        reads: dict[str, list[str]] = {}
        queued: list[str] = []
        for index, incoming in enumerate(piece):
            stream = incoming.stream if _has_position(incoming) else None
            position = await session.get(POSITIONS, stream) if stream else None
            if from_room or (position and position.get("w")):
                queued.append(incoming.id)
            handler, event = incoming.handler, incoming.event
            if handler is None or event is None or handler.reads is None or incoming.id in verdicts:
                continue
            if incoming.version is None or not known(position, incoming.version):
                try:
                    named = list(handler.reads(event))
                except Exception as error:
                    raise _EventFailed(index, error) from error
                for collection, id in named:
                    reads.setdefault(collection, []).append(id)
        if queued:
            await session.load(WAITING, queued)
        for collection, ids in reads.items():
            await session.load(collection, ids)

    async def _one(
        self, session: Session, incoming: Incoming, verdict: Verdict | None, tally: Tally, from_room: bool
    ) -> Outcome:
        if incoming.version is None:
            return await self._uncounted(session, incoming, verdict, tally, from_room)
        return await self._counted(session, incoming, verdict, tally, from_room)

    async def _counted(
        self, session: Session, incoming: Incoming, verdict: Verdict | None, tally: Tally, from_room: bool
    ) -> Outcome:
        stream, version = incoming.stream, incoming.version
        assert stream is not None
        assert version is not None
        position = await session.get(POSITIONS, stream)
        if known(position, version):
            if from_room and position is not None and await session.get(WAITING, incoming.id):
                streams.leave(session, position, incoming.id)
                session.put(POSITIONS, position)
            return "duplicate"
        queued = bool(position and position.get("w")) and await session.get(WAITING, incoming.id) is not None
        if queued != from_room:  # a copy of what waits already; or it left the room meanwhile
            return "duplicate"
        applied = position["v"] if position else 0
        begins = version > applied + 1 and self._beginnings.begins(incoming, position)
        if position is None:
            position = streams.fresh_position(stream, version - 1 if begins else 0)
        elif begins:
            position["v"] = version - 1
        dead = incoming.poison or (verdict.reason if verdict else None)
        if dead is None and version > position["v"] + 1:
            if not from_room:
                due = self._beginnings.gap_due(incoming, position, session.now)
                streams.enqueue(session, position, incoming, need=None, due=due)
            return "waiting"
        if dead is None and verdict is not None and verdict.need is not None:
            return self._wait(session, position, incoming, verdict.need, tally, from_room)
        if from_room:
            streams.leave(session, position, incoming.id)
        if dead is not None:
            self._bury(session, incoming, dead, verdict, tally)
            streams.note_dead(position, version)
            if from_room:
                streams.reschedule(position, session.now, due=None)
            outcome: Outcome = "dead"
        else:
            outcome = await self._handle(session, incoming)
            streams.advance(position, version)
            if position.get("w"):  # kept with the commit: a crash before they are drained forgets nothing
                streams.reschedule(position, session.now, due=session.now)
                tally.drain.add(stream)
        session.put(POSITIONS, position)
        return outcome

    async def _uncounted(
        self, session: Session, incoming: Incoming, verdict: Verdict | None, tally: Tally, from_room: bool
    ) -> Outcome:
        if not _is_kept(incoming):
            return "skipped"
        stream = incoming.stream
        position = await session.get(POSITIONS, stream) if stream else None
        if from_room:
            if position is None or await session.get(WAITING, incoming.id) is None:
                return "duplicate"
        elif (row := await session.get(INBOX, incoming.id)) is not None:
            row["at"] = session.now  # a copy may come again: the row lives on
            session.put(INBOX, row)
            return "duplicate"
        dead = incoming.poison or (verdict.reason if verdict else None)
        outcome: Outcome
        if dead is not None:
            self._bury(session, incoming, dead, verdict, tally)
            outcome = "dead"
        elif position is not None and position.get("w") and not from_room:
            streams.enqueue(session, position, incoming, need=None, due=None)
            outcome = "waiting"
        elif verdict is not None and verdict.need is not None:
            assert stream is not None
            position = position or streams.fresh_position(stream, 0)
            outcome = self._wait(session, position, incoming, verdict.need, tally, from_room)
        else:
            outcome = await self._handle(session, incoming)
        if from_room and position is not None and outcome != "waiting":
            streams.leave(session, position, incoming.id)
            streams.reschedule(position, session.now, due=session.now)
            streams.forget_if_empty(session, position, counted=False)
        if not from_room or outcome == "dead":
            session.put(INBOX, {"_id": incoming.id, "at": session.now, "r": outcome})
        return outcome

    def _wait(
        self,
        session: Session,
        position: Doc,
        incoming: Incoming,
        need: str,
        tally: Tally,
        from_room: bool,
    ) -> Outcome:
        if not from_room:
            due = streams.after(session.now, _FIRST_RETRY_SECONDS)
            streams.enqueue(session, position, incoming, need=need, due=due)
            # What it needs may have arrived between the try and now: one more look right after this commit.
            tally.drain.add(position["_id"])
        else:
            tries = position.get("tries", 0) + 1 if position.get("need") == need else 0
            since = position.get("since", session.now) if position.get("need") == need else session.now
            due = streams.after(session.now, min(5.0, _FIRST_RETRY_SECONDS * 2 ** min(tries, 3)))
            streams.schedule(position, need=need, due=due, since=since, tries=tries)
            session.put(POSITIONS, position)
        return "waiting"

    async def _handle(self, session: Session, incoming: Incoming) -> Outcome:
        handler, event = incoming.handler, incoming.event
        if handler is None or event is None:
            return "skipped"
        session.cause = Cause(event.cause.correlation_id, event.id, event.cause.traceparent)
        with active(begin(event.cause.correlation_id, event.cause.traceparent)):
            await handler.handle(session, event)
        failpoints.reached("handler.ran")
        return "applied"

    def _bury(
        self, session: Session, incoming: Incoming, reason: str, verdict: Verdict | None, tally: Tally
    ) -> None:
        attempts = verdict.attempts if verdict else 1
        session.put(
            DEAD,
            {
                "_id": incoming.id,
                "stream": incoming.stream,
                "version": incoming.version,
                "type": incoming.type,
                "event_id": incoming.event_id,
                "aggregate": incoming.aggregate,
                "reason": reason,
                "attempts": attempts,
                "at": session.now,
                "raw": incoming.stored(),
            },
        )
        session.write("outbox", InsertOne(self._outbox.dead_letter(incoming, reason, attempts, session.now)))
        tally.dead.append((incoming, reason))


known = streams.known


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


def _is_kept(incoming: Incoming) -> bool:
    return incoming.handler is not None or incoming.poison is not None


def _has_position(incoming: Incoming) -> bool:
    return incoming.stream is not None and (incoming.version is not None or _is_kept(incoming))


def _kind(reason: str) -> str:
    """A reason as a metric's label: few different ones."""
    for words in ("missing", "unknown type", "its value", "header", "ce_", "it has no value", "the key"):
        if reason.startswith(words):
            return words.removesuffix("_")
    return "handler"
