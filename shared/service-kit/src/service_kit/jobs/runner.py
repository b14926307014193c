"""Works jobs off: leased with a fence, one transaction or one long run at a time, again after a crash."""

import asyncio
import random
from collections.abc import Iterable

from pymongo import ASCENDING, IndexModel, ReturnDocument
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from service_kit import failpoints
from service_kit.jobs.context import JobContext
from service_kit.jobs.hold import LEASE_SECONDS, JobHold
from service_kit.jobs.model import (
    AnyJob,
    ChunkedJob,
    JobCanceled,
    JobFailed,
    JobInterrupted,
    LongJob,
    job_of,
)
from service_kit.jobs.store import COLLECTION
from service_kit.mongo.errors import CommitUnknown, is_passing
from service_kit.mongo.leases import lives_here
from service_kit.mongo.session import Doc, Session
from service_kit.mongo.transactions import Transactions
from service_kit.signals import Signals, Wake
from service_kit.telemetry.logs import EventLogger
from service_kit.telemetry.metrics import Metrics

log = EventLogger("service_kit.jobs")

INDEXES = (
    IndexModel(
        [("kind", ASCENDING), ("created_at", ASCENDING)],
        partialFilterExpression={"open": True},
        name="open",
    ),
)
POLL_SECONDS = 1.0
CHUNKED_AT_ONCE = 4
TRIES = 5
_BACKOFF = (0.2, 30.0)


class JobRunner:
    """Runs in every worker process."""

    def __init__(
        self,
        transactions: Transactions,
        kinds: Iterable[AnyJob],
        owner: Doc,
        signals: Signals,
        metrics: Metrics,
    ) -> None:
        self._transactions = transactions
        self._database: AsyncDatabase[Doc] = transactions.database
        self._jobs = self._database[COLLECTION]
        self._kinds = {kind.kind: kind for kind in kinds}
        self._owner = owner
        self._metrics = metrics
        self._wake = Wake()
        self._running: dict[str, set[asyncio.Task[None]]] = {kind: set() for kind in self._kinds}
        self._holds: dict[str, JobHold] = {}
        signals.listen(self._on_commit)

    def _on_commit(self, session: Session) -> None:
        for collection, kind in session.nudges:
            if collection == COLLECTION and kind in self._kinds:
                self._wake.set()
                for hold in self._holds.values():
                    hold.look()

    async def run(self) -> None:
        """Work until cancelled; what is in hand then goes on elsewhere at once."""
        if not self._kinds:
            return
        try:
            await self._free_the_dead()
            while True:
                try:
                    while await self._claim():
                        pass
                except PyMongoError as error:
                    log.warning("jobs_not_claimed", error=repr(error)[:300])
                await self._wake.wait(POLL_SECONDS)
        finally:
            tasks = {task for running in self._running.values() for task in running}
            for task in tasks:
                task.cancel()
            if tasks:
                await asyncio.wait(tasks)

    async def _free_the_dead(self) -> None:
        """Jobs of processes of this machine that are gone need not wait for their leases to end."""
        try:
            async for doc in self._jobs.find(
                {"open": True, "owner": {"$exists": True}}, {"owner": 1, "fence": 1}
            ):
                if not lives_here(doc["owner"], self._owner):
                    await self._jobs.update_one(
                        {"_id": doc["_id"], "fence": doc["fence"]}, {"$unset": {"owner": "", "until": ""}}
                    )
        except PyMongoError as error:
            log.warning("jobs_not_freed", error=repr(error)[:300])

    async def _claim(self) -> bool:
        free = [kind for kind, running in self._running.items() if len(running) < _at_once(self._kinds[kind])]
        if not free:
            return False
        # A field that is missing is less than any time: never leased, never put off.
        free_now = [{"$lt": ["$until", "$$NOW"]}, {"$lte": ["$due", "$$NOW"]}]
        doc = await self._jobs.find_one_and_update(
            {"kind": {"$in": free}, "open": True, "$expr": {"$and": free_now}},
            [
                {
                    "$set": {
                        "state": "running",
                        "owner": {"$literal": self._owner},
                        "fence": {"$add": ["$fence", 1]},
                        "until": {"$add": ["$$NOW", int(LEASE_SECONDS * 1000)]},
                    }
                }
            ],
            sort=[("created_at", 1)],
            return_document=ReturnDocument.AFTER,
        )
        if doc is None:
            return False
        kind = self._kinds[doc["kind"]]
        running = self._running[kind.kind]
        task = asyncio.create_task(self._work(kind, doc))
        running.add(task)
        self._metrics.jobs_running.labels(kind.kind).set(len(running))

        def ended(done: asyncio.Task[None]) -> None:
            running.discard(done)
            self._metrics.jobs_running.labels(kind.kind).set(len(running))
            self._wake.set()

        task.add_done_callback(ended)
        return True

    async def _work(self, kind: AnyJob, doc: Doc) -> None:
        hold = JobHold(self._jobs, doc["_id"], doc["fence"])
        self._holds[doc["_id"]] = hold
        renewing = asyncio.create_task(hold.keep())
        outcome = "interrupted"
        try:
            outcome = await (
                self._chunks(kind, hold) if isinstance(kind, ChunkedJob) else self._long(kind, doc, hold)
            )
        except asyncio.CancelledError:
            raise
        except JobInterrupted:
            log.info("job_interrupted", kind=kind.kind, job=hold.id)
        except Exception as error:
            outcome = await self._after_error(kind, hold, error)
        finally:
            self._holds.pop(hold.id, None)
            renewing.cancel()
            await asyncio.wait({renewing})
            if outcome == "interrupted":
                await hold.release()
            self._metrics.jobs.labels(kind.kind, outcome).inc()

    async def _after_error(self, kind: AnyJob, hold: JobHold, error: Exception) -> str:
        """Fail the job for good, or leave it to be tried again a while later."""
        passing = is_passing(error) or isinstance(error, CommitUnknown | ConnectionError | TimeoutError)
        try:
            doc = await self._jobs.find_one({"_id": hold.id})
            tries = (doc or {}).get("tries", 0) + (0 if passing else 1)
            if isinstance(error, JobFailed) or tries >= TRIES:
                log.error("job_failed", error, kind=kind.kind, job=hold.id)
                await self._fail(kind, hold, str(error) or type(error).__name__)
                return "failed"
            low, high = _BACKOFF
            delay = random.uniform(low, min(high, low * 4 ** max(tries, 1)))
            log.warning("job_tried_again", kind=kind.kind, job=hold.id, tries=tries, error=repr(error)[:300])
            due = {"$add": ["$$NOW", int(delay * 1000)]}
            await self._jobs.update_one(
                {"_id": hold.id, "fence": hold.fence}, [{"$set": {"tries": tries, "due": due}}]
            )
        except (PyMongoError, CommitUnknown) as away:
            log.warning("job_left", kind=kind.kind, job=hold.id, error=repr(away)[:300])
        return "interrupted"

    async def _fail(self, kind: AnyJob, hold: JobHold, reason: str) -> None:
        async def fail(session: Session) -> None:
            doc = await self._mine(session, hold)
            _end(doc, "failed", session)
            doc["failure"] = reason[:2000]
            session.put(COLLECTION, doc)
            if kind.on_failure is not None:
                await kind.on_failure(session, job_of(doc), reason)

        await self._transactions.run(fail)

    async def _mine(self, session: Session, hold: JobHold) -> Doc:
        doc = await session.get(COLLECTION, hold.id)
        if doc is None or not doc["open"] or doc["fence"] != hold.fence:
            raise JobInterrupted
        return doc

    # --- the two ways

    async def _chunks(self, kind: ChunkedJob, hold: JobHold) -> str:
        async def step(session: Session) -> str:
            doc = await self._mine(session, hold)
            if doc["cancel"]:
                _end(doc, "canceled", session)
            else:
                done = await kind.step(session, job_of(doc))
                doc["done"] += done.done_delta
                doc["cursor"] = done.cursor
                doc["tries"] = 0
                if done.total is not None:
                    doc["total"] = done.total
                if done.finished:
                    _end(doc, "done", session)
            session.put(COLLECTION, doc)
            return str(doc["state"])

        while True:
            state = await self._transactions.run(step)
            self._metrics.job_steps.labels(kind.kind).inc()
            failpoints.reached("job.step")
            if state != "running":
                return state

    async def _long(self, kind: LongJob, doc: Doc, hold: JobHold) -> str:
        context = JobContext(self._transactions, hold)
        state = "done"
        try:
            if doc["cancel"]:
                raise JobCanceled
            await kind.run(job_of(doc), context)
            await context.flush()
        except JobCanceled:
            state = "canceled"

        async def end(session: Session) -> None:
            stored = await self._mine(session, hold)
            _end(stored, state, session)
            session.put(COLLECTION, stored)

        await self._transactions.run(end)
        return state


def _end(doc: Doc, state: str, session: Session) -> None:
    doc.update(state=state, open=False, finished_at=session.now)
    doc.pop("owner", None)
    doc.pop("until", None)


def _at_once(kind: AnyJob) -> int:
    return kind.concurrency if isinstance(kind, LongJob) else CHUNKED_AT_ONCE
