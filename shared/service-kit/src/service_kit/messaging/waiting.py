"""The waiting room: events whose parent or predecessor is missing. They leave in order, stream by stream.

A stream is tried again when something it needs arrives, when its missing predecessor was applied, and from
time to time by itself. Of many streams that wait for the same thing one is tried; the rest follow when it
went on. Age alone kills nothing: only when the group has had no lag for as long as the room's patience is
the missing thing not coming.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from service_kit.messaging import streams
from service_kit.messaging.applier import Applier, NotNow
from service_kit.messaging.beginnings import Beginnings
from service_kit.messaging.incoming import Decoder, Incoming, Stored
from service_kit.messaging.placing import Verdict
from service_kit.messaging.streams import DEAD, INBOX, POSITIONS, RAW, WAITING
from service_kit.mongo.session import Doc, Session
from service_kit.mongo.transactions import Transactions
from service_kit.signals import Signals, Wake
from service_kit.telemetry.logs import EventLogger
from service_kit.telemetry.metrics import Metrics

log = EventLogger("service_kit.messaging")

SWEEP_SECONDS = 5.0
BUSY_SWEEP_SECONDS = 1.0
PATIENCE_SECONDS = 600.0
_LAG_SECONDS = 10.0
_BATCH = 200
_AT_ONCE = 4


@dataclass(frozen=True)
class Patience:
    """How long the room waits for what does not come (seconds)."""

    need: float = PATIENCE_SECONDS
    """For what an event refers to, without any lag of the group; then it is a dead letter."""
    sweep: float = SWEEP_SECONDS


class WaitingRoom:
    """Runs beside the consumer in every worker process; two at once get in each other's way, but do no
    harm."""

    def __init__(
        self,
        transactions: Transactions,
        applier: Applier,
        decoder: Decoder,
        beginnings: Beginnings,
        signals: Signals,
        metrics: Metrics,
        caught_up: Callable[[], Awaitable[bool]],
        patience: Patience,
    ) -> None:
        self._transactions = transactions
        self._database: AsyncDatabase[Doc] = transactions.database
        self._applier = applier
        self._decode = decoder
        self._beginnings = beginnings
        self._metrics = metrics
        self._caught_up = caught_up
        self._patience = patience
        self._wake = Wake()
        self._streams: set[str] = set()
        self._needs: set[str] = set()
        self._no_lag_since: float | None = None
        self._lag_looked = 0.0
        self._occupied = True
        signals.listen(self._on_commit)

    def _on_commit(self, session: Session) -> None:
        if needs := session.needs_met:
            self._needs.update(needs)
            self._wake.set()

    def wake(self, names: Iterable[str]) -> None:
        """Have streams tried now."""
        self._streams.update(names)
        if self._streams:
            self._wake.set()

    async def run(self) -> None:
        """Let waiting events go on, until cancelled."""
        swept = 0.0
        while True:
            try:
                await self._called()
                pause = BUSY_SWEEP_SECONDS if self._occupied else self._patience.sweep
                if time.monotonic() - swept >= min(pause, self._patience.sweep):
                    await self._sweep()
                    swept = time.monotonic()
            except (PyMongoError, NotNow) as error:
                log.warning("waiting_room_paused", error=repr(error)[:300])
                await asyncio.sleep(1)
            pause = BUSY_SWEEP_SECONDS if self._occupied else self._patience.sweep
            await self._wake.wait(min(pause, self._patience.sweep))

    async def _called(self) -> None:
        """Try what was named by commits of this process."""
        while self._streams or self._needs:
            names, self._streams = self._streams, set()
            needs, self._needs = self._needs, set()
            try:
                if needs:
                    cursor = self._database[POSITIONS].find({"need": {"$in": list(needs)}}, {"_id": 1})
                    names.update([doc["_id"] async for doc in cursor])
                if names:
                    self._occupied = True
                    await self._drain_all(names)
            except BaseException:  # the sweep finds streams; what has arrived is known only here
                self._needs |= needs
                raise

    async def _sweep(self) -> None:
        """Try what is due; one stream per need, the others only when that one went on."""
        positions = self._database[POSITIONS]
        await self._measure()
        if not self._occupied:
            return
        await self._watch_lag()
        now = self._transactions.clock()
        by_need: dict[str, list[str]] = {}
        alone: list[str] = []
        async for doc in positions.find({"due": {"$lte": now}}).sort("due").limit(_BATCH):
            if need := doc.get("need"):
                by_need.setdefault(need, []).append(doc["_id"])
            else:
                alone.append(doc["_id"])
        await self._drain_all(alone)
        for need, names in by_need.items():
            if await self._drain(names[0]):
                await positions.update_many({"need": need, "due": {"$exists": True}}, {"$set": {"due": now}})
                await self._drain_all(names[1:])
            else:
                later = streams.after(self._transactions.clock(), self._patience.sweep)
                others = {"_id": {"$ne": names[0]}, "need": need, "due": {"$lte": now}}
                await positions.update_many(others, {"$set": {"due": later}})
        await self._end_waits()

    async def _drain_all(self, names: Iterable[str]) -> None:
        limit = asyncio.Semaphore(_AT_ONCE)

        async def one(name: str) -> None:
            async with limit:
                await self._drain(name)

        results = await asyncio.gather(*(one(name) for name in names), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _drain(self, stream: str, verdict: Verdict | None = None) -> bool:
        """Apply a stream's waiting events as far as they go; True when at least one went."""
        if stream.startswith(RAW):
            return await self._redrive_raw(stream)
        went = False
        while rows := await self._first_rows(stream):
            incoming = [self._decode(Stored.of(row["raw"])) for row in rows]
            verdicts = {incoming[0].id: verdict} if verdict else None
            tally = await self._applier.apply(incoming, from_room=True, verdicts=verdicts)
            verdict = None
            if not tally.progress:
                break
            went = True
            if tally.progress < len(incoming):
                break
        return went

    async def _first_rows(self, stream: str) -> list[Doc]:
        """The waiting events that could go on now, in order."""
        cursor = self._database[WAITING].find({"stream": stream}).sort("ord", 1).limit(100)
        rows: list[Doc] = []
        size = 0
        async for row in cursor:
            size += len(row["raw"]["value"] or b"")
            if rows and size > 1024 * 1024:
                break
            rows.append(row)
        if not rows:  # nothing waits there (any more): no reason to look again
            await self._database[POSITIONS].update_one(
                {"_id": stream, "w": {"$exists": False}},
                {"$unset": {"due": "", "need": "", "since": "", "tries": ""}},
            )
        return rows

    async def _redrive_raw(self, stream: str) -> bool:
        """Take one redriven message out and let it come as if for the first time."""

        async def take(session: Session) -> Incoming | None:
            rows = await session.find(WAITING, {"stream": stream}, limit=1)
            session.delete(POSITIONS, stream)
            if not rows:
                return None
            session.delete(WAITING, rows[0]["_id"])
            incoming = self._decode(Stored.of(rows[0]["raw"]))
            session.delete(INBOX, incoming.id)
            return incoming

        incoming = await self._transactions.run(take)
        if incoming is not None:
            tally = await self._applier.apply([incoming])
            self.wake(tally.drain)
        return incoming is not None

    # --- ends of waits

    async def _watch_lag(self) -> None:
        if time.monotonic() - self._lag_looked < min(_LAG_SECONDS, self._patience.need / 3):
            return
        self._lag_looked = time.monotonic()
        if not await self._caught_up():
            self._no_lag_since = None
        elif self._no_lag_since is None:
            self._no_lag_since = time.monotonic()

    async def _end_waits(self) -> None:
        """Give up on what does not come: the group has long read everything there is."""
        if self._no_lag_since is None:
            return
        quiet = time.monotonic() - self._no_lag_since
        if quiet < min(self._patience.need, self._beginnings.patience):
            return
        if not await self._caught_up():  # what is missing may have been published just now
            self._no_lag_since = None
            return
        now = self._transactions.clock()
        positions = self._database[POSITIONS]
        if quiet >= self._patience.need:
            too_old = streams.after(now, -self._patience.need)
            condition: Doc = {"need": {"$exists": True}, "due": {"$exists": True}, "since": {"$lte": too_old}}
            async for doc in positions.find(condition).limit(_BATCH):
                log.error("wait_ended", stream=doc["_id"], need=doc["need"])
                await self._drain(doc["_id"], Verdict(reason=f"missing {doc['need']}"))
        if quiet >= self._beginnings.patience:
            too_old = streams.after(now, -self._beginnings.patience)
            condition = {"need": {"$exists": False}, "due": {"$lte": now}, "since": {"$lte": too_old}}
            async for doc in positions.find(condition).limit(_BATCH):
                await self._pass_gap(doc)

    async def _pass_gap(self, position: Doc) -> None:
        stream = position["_id"]
        rows = await self._database[WAITING].find({"stream": stream}).sort("ord", 1).limit(1).to_list()
        if not rows:
            return
        raw = rows[0]["raw"]
        if not self._beginnings.may_pass(raw["topic"], raw["partition"], position):
            return
        log.error("gap_passed", stream=stream, applied=position["v"], next=rows[0]["ord"])
        self._beginnings.passing.add(stream)
        try:
            await self._drain(stream)
        finally:
            self._beginnings.passing.discard(stream)

    async def _measure(self) -> None:
        oldest = await self._database[WAITING].find({}, {"at": 1}).sort("at", 1).limit(1).to_list()
        due = await self._database[POSITIONS].find_one({"due": {"$exists": True}}, {"_id": 1})
        self._occupied = bool(oldest or due)
        waiting = await self._database[WAITING].estimated_document_count() if oldest else 0
        age = (self._transactions.clock() - oldest[0]["at"]).total_seconds() if oldest else 0.0
        self._metrics.waiting.set(waiting)
        self._metrics.waiting_oldest.set(max(age, 0.0))
        self._metrics.dead.set(await self._database[DEAD].estimated_document_count())
