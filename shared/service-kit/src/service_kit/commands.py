"""Commands: what a client asked for, done exactly once, with its answer kept in the same transaction."""

import time
from collections.abc import Awaitable, Iterable, Sequence
from typing import Any

import orjson
from pymongo import IndexModel, InsertOne
from pymongo.errors import PyMongoError

from service_kit import failpoints
from service_kit.command_groups import Answer, CommandContext, GroupCommit, Member, Work
from service_kit.mongo.errors import CommitUnknown
from service_kit.mongo.reruns import Reruns
from service_kit.mongo.session import Doc, Session
from service_kit.mongo.transactions import Transactions
from service_kit.telemetry.metrics import Metrics

COLLECTION = "commands"
REPLAYED = "Idempotency-Replayed"
INDEXES = (IndexModel([("at", 1)], expireAfterSeconds=48 * 3600, name="expiry"),)
_PATIENCE_SECONDS = 20.0

__all__ = ["Answer", "CommandContext", "Commands", "IdempotencyKeyReused", "command_key"]


class IdempotencyKeyReused(Exception):
    """The same Idempotency-Key came with another request."""

    def __init__(self) -> None:
        super().__init__("this Idempotency-Key was used for a different request")


def command_key(context: CommandContext) -> str:
    """Return the id of a command's row: a key is the user's own, so nobody can meet another's."""
    return f"{context.user}\n{context.id}"


class Commands:
    """Runs commands; each leaves a row in ``commands`` in its own transaction, by which a repetition is
    recognised.

    Refusals are exceptions out of ``work``: nothing is kept of them, and they pass through.
    """

    def __init__(self, transactions: Transactions, metrics: Metrics) -> None:
        self._transactions = transactions
        self._metrics = metrics
        self._groups = GroupCommit(self._attempt_group, self._run_single)

    async def run(self, context: CommandContext, work: Work) -> Answer:
        """Run ``work`` in a transaction of its own and return its answer, or the first answer of the same
        command.

        Raises what ``work`` raises, IdempotencyKeyReused, and CommitUnknown when nobody could say in time
        whether it was done (the client asks again with the same key).
        """
        return await self._measured(self._run_single(Member(context, work)))

    async def run_grouped(
        self, context: CommandContext, work: Work, reads: Iterable[tuple[str, str]] = ()
    ) -> Answer:
        """Like `run`, sharing one transaction with other commands that come at the same time.

        A member that refuses, or says too large an event, harms no neighbour. ``reads`` (collection, id)
        are read for the whole group at once; ``work`` uses only `Session.get`/`load` to read.
        """
        return await self._measured(self._groups.submit(Member(context, work, tuple(reads))))

    async def _measured(self, running: Awaitable[Answer]) -> Answer:
        started = time.perf_counter()
        try:
            answer = await running
        except (PyMongoError, CommitUnknown):
            self._metrics.commands.labels("failed").inc()
            raise
        except Exception:
            self._metrics.commands.labels("refused").inc()
            raise
        self._metrics.commands.labels("replayed" if REPLAYED in answer.headers else "done").inc()
        self._metrics.command_seconds.observe(time.perf_counter() - started)
        return answer

    async def _run_single(self, member: Member) -> Answer:
        reruns = Reruns(_PATIENCE_SECONDS)
        while True:
            try:
                results = await self._attempt((member,))
            except (PyMongoError, CommitUnknown) as error:
                if not reruns.helps(error):
                    raise
                # From now on its row is looked up first: the last try may have been committed without our
                # knowing.
                member.looks = True
                self._metrics.transaction_reruns.inc()
                await reruns.pause()
                continue
            (result,) = results
            if isinstance(result, Exception):
                raise result
            return result

    async def _attempt_group(self, members: Sequence[Member]) -> Sequence[Answer | Exception]:
        self._metrics.command_group.observe(len(members))
        return await self._attempt(members)

    async def _attempt(self, members: Sequence[Member]) -> Sequence[Answer | Exception]:
        """One transaction over all members; results in their order, known to be committed."""

        async def together(session: Session) -> list[Answer | Exception]:
            known = await self._rows(session, [member for member in members if member.looks])
            reads: dict[str, list[str]] = {}
            for member in members:
                for collection, id in member.reads:
                    reads.setdefault(collection, []).append(id)
            for collection, ids in reads.items():
                await session.load(collection, ids)
            alone = len(members) == 1
            return [await self._one(session, member, known, alone) for member in members]

        results = await self._transactions.once(together, members[0].context.cause)
        failpoints.reached("command.committed")
        return results

    async def _one(
        self, session: Session, member: Member, known: dict[str, Doc], alone: bool
    ) -> Answer | Exception:
        key = command_key(member.context)
        if key in known:
            return _again(known[key], member)
        unit = session if alone else session.nested(member.context.cause)
        try:
            answer = await member.work(unit)
        except PyMongoError:
            raise
        except Exception as refusal:
            if alone:
                raise
            return refusal
        row: Doc = {
            "_id": key,
            "fingerprint": member.context.fingerprint,
            "status": answer.status,
            "body": None if answer.body is None else orjson.dumps(answer.body),
            "headers": answer.headers,
            "run": member.run,
            "at": session.now,
        }
        known[key] = row
        unit.write(COLLECTION, InsertOne(row))
        if unit is not session:
            session.absorb(unit)
        return answer

    async def _rows(self, session: Session, members: Sequence[Member]) -> dict[str, Doc]:
        if not members:
            return {}
        rows = await session.find(COLLECTION, {"_id": {"$in": [command_key(m.context) for m in members]}})
        return {row["_id"]: row for row in rows}


def _again(row: Doc, member: Member) -> Answer | Exception:
    if row["run"] == member.run:  # our own, whose commit went unanswered
        return Answer(row["status"], _body(row), dict(row["headers"]))
    if row["fingerprint"] != member.context.fingerprint:
        return IdempotencyKeyReused()
    return Answer(row["status"], _body(row), {**row["headers"], REPLAYED: "true"})


def _body(row: Doc) -> Any:
    return None if row["body"] is None else orjson.loads(row["body"])
