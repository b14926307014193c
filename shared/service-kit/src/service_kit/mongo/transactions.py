"""Runs units of work as MongoDB transactions, with the events they say in the same commit."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from uuid import uuid4

import pymongo
from pymongo import InsertOne
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

from service_kit.messaging.events import Cause
from service_kit.mongo.errors import CommitUnknown
from service_kit.mongo.reruns import Reruns
from service_kit.mongo.session import Doc, Session
from service_kit.signals import Signals

T = TypeVar("T")
Clock = Callable[[], datetime]

MAJORITY = WriteConcern("majority", j=True)
_SNAPSHOT = ReadConcern("snapshot")
_ONE_RUN_SECONDS = 15.0
_ALL_RUNS_SECONDS = 20.0
_COMMIT_SECONDS = 10.0
_MAX_COMMIT_MS = 5000


def utc_now() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


class Transactions:
    """Snapshot reads, majority and journaled writes; run again on transient errors; outbox rows in the same
    commit.

    ``database`` is for adapters' own queries outside of units of work.
    """

    def __init__(
        self,
        database: AsyncDatabase[Doc],
        outbox_rows: Callable[[Session], Sequence[Doc]],
        signals: Signals,
        clock: Clock = utc_now,
        on_rerun: Callable[[], None] = lambda: None,
    ) -> None:
        self.database = database
        self.signals = signals
        self.clock = clock
        self._rows = outbox_rows
        self._on_rerun = on_rerun

    async def run(self, work: Callable[[Session], Awaitable[T]], cause: Cause | None = None) -> T:
        """Run ``work`` as one transaction and return what it returned, once that is committed.

        ``work`` may be run several times and must have no effect outside its session. Raises what ``work``
        raises (nothing is kept then), CommitUnknown when the outcome of the commit could not be learned in
        time, and MongoDB's own error when it stays away.
        """
        cause = cause or new_cause()
        reruns = Reruns(_ALL_RUNS_SECONDS)
        while True:
            try:
                return await self.once(work, cause)
            except PyMongoError as error:
                if not reruns.helps(error):
                    raise
                self._on_rerun()
            await reruns.pause()

    async def once(self, work: Callable[[Session], Awaitable[T]], cause: Cause) -> T:
        """Like `run`, but a transient error is raised at once: for callers that have their own way of
        trying again."""
        async with self.database.client.start_session() as transaction:
            session = Session(self.database, transaction, cause, self.clock())
            with pymongo.timeout(_ONE_RUN_SECONDS):
                await transaction.start_transaction(
                    read_concern=_SNAPSHOT,
                    write_concern=MAJORITY,
                    read_preference=ReadPreference.PRIMARY,
                    max_commit_time_ms=_MAX_COMMIT_MS,
                )
                try:
                    result = await work(session)
                    for row in self._rows(session):
                        session.write("outbox", InsertOne(row))
                    await session.flush()
                except BaseException:
                    await _abort(transaction)
                    raise
            await _commit(transaction)
        self.signals.committed(session)
        return result

    async def read_session(self, cause: Cause | None = None) -> Session:
        """Return a session for plain reads outside of a transaction (majority read concern)."""
        return Session(
            self.database.with_options(read_concern=ReadConcern("majority")),
            None,
            cause or new_cause(),
            self.clock(),
        )


def new_cause() -> Cause:
    """Return the cause of something that nobody asked for (a sweep, a timer)."""
    return Cause(correlation_id=str(uuid4()))


async def _abort(transaction: AsyncClientSession) -> None:
    try:
        await transaction.abort_transaction()
    except PyMongoError:  # the server ends an abandoned transaction by itself
        return


async def _commit(transaction: AsyncClientSession) -> None:
    """Commit; asks again while the outcome is unknown, which the server answers for the same transaction."""
    deadline = time.monotonic() + _COMMIT_SECONDS
    while True:
        try:
            with pymongo.timeout(_COMMIT_SECONDS):
                await transaction.commit_transaction()
            return
        except PyMongoError as error:
            unknown = error.timeout or error.has_error_label("UnknownTransactionCommitResult")
            if not unknown:
                raise
            if time.monotonic() > deadline:
                raise CommitUnknown(str(error)) from error
        await asyncio.sleep(0.1)
