"""Decides, inside a transaction, what becomes of each event: applied, known, waiting, or dead."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pymongo import InsertOne
from pymongo.errors import PyMongoError

from service_kit import failpoints
from service_kit.messaging import streams
from service_kit.messaging.beginnings import Beginnings
from service_kit.messaging.events import Cause
from service_kit.messaging.incoming import Incoming
from service_kit.messaging.outbox import Outbox
from service_kit.messaging.streams import DEAD, INBOX, POSITIONS, WAITING
from service_kit.mongo.errors import CommitUnknown
from service_kit.mongo.session import Doc, Session
from service_kit.telemetry.context import active, begin

_FIRST_RETRY_SECONDS = 1.0

Outcome = Literal["applied", "duplicate", "skipped", "waiting", "dead"]


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


class EventFailed(Exception):
    """Something went wrong with one event of a piece, and only with that one."""

    def __init__(self, index: int, error: Exception) -> None:
        super().__init__(index)
        self.index = index
        self.error = error


class Placing:
    """What one transaction does with a piece of events, in their order. Has no effect outside its session."""

    def __init__(self, outbox: Outbox, beginnings: Beginnings) -> None:
        self._outbox = outbox
        self._beginnings = beginnings

    async def place(
        self, session: Session, piece: Sequence[Incoming], verdicts: Mapping[str, Verdict], from_room: bool
    ) -> Tally:
        """Place events; ``verdicts`` (by id) settle some without trying them. With ``from_room`` they are one
        stream's waiting events. Raises EventFailed for the first that goes wrong, and MongoDB's errors."""
        tally = Tally()
        await self._prefetch(session, piece, verdicts, from_room)
        for index, incoming in enumerate(piece):
            try:
                outcome = await self._one(session, incoming, verdicts.get(incoming.id), tally, from_room)
            except (PyMongoError, CommitUnknown):
                raise
            except Exception as error:
                raise EventFailed(index, error) from error
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
            if incoming.version is None or not streams.known(position, incoming.version):
                try:
                    named = list(handler.reads(event))
                except Exception as error:
                    raise EventFailed(index, error) from error
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
        if streams.known(position, version):
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


def _is_kept(incoming: Incoming) -> bool:
    return incoming.handler is not None or incoming.poison is not None


def _has_position(incoming: Incoming) -> bool:
    return incoming.stream is not None and (incoming.version is not None or _is_kept(incoming))
