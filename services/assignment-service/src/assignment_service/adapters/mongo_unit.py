"""The unit of work over the kit's session."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import InsertOne, UpdateOne

from assignment_service.adapters import content_documents as c
from assignment_service.adapters import documents as d
from assignment_service.adapters import mongo_names as n
from assignment_service.adapters.documents import can_label
from assignment_service.domain.assignment import Assignment, Kind
from assignment_service.domain.content import Draft, Prediction, Return, Round, Verdict
from assignment_service.domain.queue import DRAFT, FRESH, LAST_OPEN, PUT_OFF, REWORK
from assignment_service.domain.tally import Bucket, Tally, total_of
from assignment_service.domain.task import Settings, Task
from assignment_service.domain.transfers import Redirect
from assignment_service.ports import FreshBatch, QueueFront, Transfer
from contracts.events import EventData
from contracts.ids import record_key
from membership import MEMBERS, member_key
from service_kit.jobs import Jobs
from service_kit.mongo.session import Session

BUILT_DECIDER = "built"
_MOVE_ORDER = (
    (PUT_OFF, Kind.FRESH),
    (FRESH, None),
    (PUT_OFF, Kind.DRAFT),
    (DRAFT, None),
    (PUT_OFF, Kind.REWORK),
    (REWORK, None),
)


class SettingsCache:
    """Remembers settings, which never change once stored, so that they are not read with every request."""

    def __init__(self, remember: int = 256) -> None:
        self._known: OrderedDict[tuple[str, int], Settings] = OrderedDict()
        self._remember = remember

    def get(self, task: str, version: int) -> Settings | None:
        """Return remembered settings."""
        return self._known.get((task, version))

    def keep(self, settings: Settings) -> Settings:
        """Remember settings that were read."""
        self._known[settings.task, settings.version] = settings
        if len(self._known) > self._remember:
            self._known.popitem(last=False)
        return settings


class MongoUnit:
    """One session's unit of work; `shard` names the rows of queues that it adds to."""

    def __init__(self, session: Session, shard: str, jobs: Jobs, cache: SettingsCache) -> None:
        self._session = session
        self._shard = shard
        self._jobs = jobs
        self._cache = cache

    @property
    def now(self) -> datetime:
        return self._session.now

    # --- tasks

    async def task(self, id: str) -> Task | None:
        doc = await self._session.get(n.TASKS, id)
        return d.task_of(doc) if doc else None

    def save_task(self, task: Task) -> None:
        self._session.put(n.TASKS, d.task_document(task))

    async def settings(self, task: str, version: int) -> Settings | None:
        known = self._cache.get(task, version)
        if known is not None:
            return known
        doc = await self._session.get(n.SETTINGS, d.versioned(task, version))
        return self._cache.keep(d.settings_from(doc)) if doc else None

    def save_settings(self, settings: Settings) -> None:
        self._session.put(n.SETTINGS, d.settings_document(settings))

    # --- assignments

    async def assignment(self, id: str) -> Assignment | None:
        doc = await self._session.get(n.ASSIGNMENTS, id)
        return d.assignment_of(doc) if doc else None

    async def save(self, before: Assignment, after: Assignment) -> None:
        self._session.put(n.ASSIGNMENTS, d.assignment_document(after))
        if before.owner == after.owner:
            same = before.bucket == after.bucket
            await self._count(after.task, after.owner, {} if same else {before.bucket: -1, after.bucket: 1})
        else:
            await self._count(before.task, before.owner, {before.bucket: -1})
            await self._count(after.task, after.owner, {after.bucket: 1})

    def save_seat(self, assignment: Assignment) -> None:
        self._session.put(n.ASSIGNMENTS, d.assignment_document(assignment))

    async def batch_is_in(self, task: str, batch: int) -> bool:
        return await self._session.get(n.BATCHES, d.versioned(task, batch)) is not None

    def add_fresh(self, batch: FreshBatch) -> None:
        write, task = self._session.write, batch.task
        for id, owner, position, record in zip(
            batch.ids, batch.owners, batch.positions, batch.records, strict=True
        ):
            write(n.ASSIGNMENTS, InsertOne(d.fresh_document(id, task, owner, position, record)))
        self._session.put(n.BATCHES, {"_id": d.versioned(task, batch.batch)})
        amounts = {"count": len(batch.ids), "seconds": sum(record.seconds for record in batch.records)}
        self._session.increment(n.BUILT, f"{task}/{self._shard}", amounts)

    async def built(self, task: str) -> tuple[int, float]:
        rows = await self._session.find(n.BUILT, n.beginning_with(f"{task}/"))
        return sum(row["count"] for row in rows), sum(row["seconds"] for row in rows)

    # --- what hangs on them

    async def draft(self, assignment: str) -> Draft | None:
        doc = await self._session.get(n.DRAFTS, assignment)
        return c.draft_of(doc) if doc else None

    def save_draft(self, assignment: str, draft: Draft) -> None:
        self._session.put(n.DRAFTS, c.draft_document(assignment, draft))

    def drop_draft(self, assignment: str) -> None:
        self._session.delete(n.DRAFTS, assignment)

    async def rounds(self, assignment: str, highest: int) -> list[Round]:
        ids = [d.versioned(assignment, number) for number in range(1, highest + 1)]
        await self._session.load(n.ROUNDS, ids)
        docs = [await self._session.get(n.ROUNDS, id) for id in ids]
        return [c.round_of(doc) for doc in docs if doc]

    def add_round(self, round: Round) -> None:
        self._session.put(n.ROUNDS, c.round_document(round))

    def note_verdict(self, assignment: str, round: int, verdict: Verdict) -> None:
        where: dict[str, Any] = {"_id": d.versioned(assignment, round)}
        if verdict.verdict == "approved":
            where["verdict.verdict"] = {"$ne": "rejected"}
        self._session.write(n.ROUNDS, UpdateOne(where, {"$set": {"verdict": c.verdict_document(verdict)}}))

    def note_return(self, assignment: str, round: int, returned: Return) -> None:
        change = {"$set": {"returned": c.return_document(returned)}}
        self._session.write(n.ROUNDS, UpdateOne({"_id": d.versioned(assignment, round)}, change))

    async def predictions(self, task: str, record: str) -> list[Prediction]:
        doc = await self._session.get(n.PREDICTIONS, n.predictions_id(task, record))
        return c.predictions_of(task, record, doc) if doc else []

    def save_predictions(self, task: str, record: str, predictions: Sequence[Prediction]) -> None:
        id = n.predictions_id(task, record)
        self._session.put(n.PREDICTIONS, c.predictions_document(id, predictions))

    # --- queues

    async def may_label(self, workspace: str, user: str) -> bool:
        return can_label(await self._session.get(MEMBERS, member_key(workspace, user)))

    async def queue_state(self, task: str, user: str) -> str:
        return d.queue_state(await self._rows(task, user))

    async def front(self, task: str, user: str, limit: int) -> QueueFront:
        rows = await self._rows(task, user)
        query = {"task": task, "owner": user, "q": {"$lte": LAST_OPEN}}
        order = [("q", 1), ("at", 1)]
        docs = await self._session.find(n.ASSIGNMENTS, query, sort=order, limit=limit)
        hand = d.hand_of(rows)
        in_hand = await self.assignment(hand) if hand else None
        return d.front_of(rows, [d.assignment_of(doc) for doc in docs], in_hand, limit)

    async def take_in_hand(self, task: str, user: str, assignment: str | None) -> None:
        if self._shard == n.COMMAND_SHARD:
            row = await self._row(task, user)
            row["hand"] = assignment
            row["changes"] += 1
            row["stamp"] = d.new_stamp()
            self._session.put(n.QUEUES, row)
            return
        change = {
            "$set": {"hand": assignment, "stamp": d.new_stamp()},
            "$inc": {"changes": 1},
            "$setOnInsert": {"task": task, "user": user},
        }
        row_id = n.queue_row(task, user, n.COMMAND_SHARD)
        self._session.write(n.QUEUES, UpdateOne({"_id": row_id}, change, upsert=True))

    async def in_hand(self, task: str, user: str) -> str | None:
        row = await self._session.get(n.QUEUES, n.queue_row(task, user, n.COMMAND_SHARD))
        return row.get("hand") if row else None

    async def tally(self, task: str, user: str) -> Tally:
        rows = await self._session.find(n.QUEUES, n.beginning_with(n.queue_prefix(task, user)))
        return total_of(map(d.tally_of, rows))

    async def next_to_move(self, task: str, user: str, in_hand: str | None, limit: int) -> list[Assignment]:
        found: list[Assignment] = []
        for q, kind in _MOVE_ORDER:
            if len(found) >= limit:
                return found
            query: dict[str, Any] = {"task": task, "owner": user, "q": q}
            if kind is not None:
                query["k"] = kind.value
            if in_hand is not None:
                query["_id"] = {"$ne": in_hand}
            docs = await self._session.find(n.ASSIGNMENTS, query, sort=[("at", -1)], limit=limit - len(found))
            found.extend(map(d.assignment_of, docs))
        if in_hand is not None and len(found) < limit:
            doc = await self._session.get(n.ASSIGNMENTS, in_hand)
            if doc and doc["owner"] == user and doc["task"] == task and doc["q"] <= LAST_OPEN:
                found.append(d.assignment_of(doc))
        return found

    async def redirect(self, task: str, user: str) -> Redirect | None:
        doc = await self._session.get(n.REDIRECTS, n.redirect_id(task, user))
        return d.redirect_of(doc) if doc else None

    def save_redirect(self, redirect: Redirect) -> None:
        self._session.put(
            n.REDIRECTS, d.redirect_document(redirect, n.redirect_id(redirect.task, redirect.user))
        )

    async def transfer(self, id: str) -> Transfer | None:
        doc = await self._session.get(n.TRANSFERS, id)
        return d.transfer_of(doc) if doc else None

    def save_transfer(self, transfer: Transfer) -> None:
        self._session.put(n.TRANSFERS, d.transfer_document(transfer))

    # --- removal

    async def remove_some(self, task: str, limit: int) -> tuple[int, bool]:
        find, delete = self._session.find, self._session.delete
        docs = await find(n.ASSIGNMENTS, {"task": task}, limit=limit, projection={"r": 1, "d": 1})
        for doc in docs:
            delete(n.ASSIGNMENTS, doc["_id"])
            if doc.get("d"):
                delete(n.DRAFTS, doc["_id"])
            for number in range(1, doc.get("r", 0) + 1):
                delete(n.ROUNDS, d.versioned(doc["_id"], number))
        left = limit - len(docs)
        for collection in (n.PREDICTIONS, n.QUEUES, n.BATCHES, n.BUILT, n.REDIRECTS, n.SETTINGS):
            if left <= 0:
                return len(docs), False
            rows = await find(collection, n.beginning_with(f"{task}/"), limit=left, projection={"_id": 1})
            for row in rows:
                delete(collection, row["_id"])
            left -= len(rows)
        return len(docs), left > 0

    # --- saying

    def say_of_record(self, event: EventData, task: str, record: str, version: int) -> None:
        self._session.emit(event, aggregate=record_key(task, record), version=version)

    async def say_of_task(self, event: EventData, task: str) -> None:
        row = await self._session.get(n.STREAMS, task)
        version = (row["version"] if row else 0) + 1
        self._session.put(n.STREAMS, {"_id": task, "version": version})
        self._session.emit(event, aggregate=task, version=version)

    def arrived(self, need: str) -> None:
        self._session.arrived(need)

    def nudge_built(self, task: str) -> None:
        self._session.nudge(BUILT_DECIDER, task)

    def start_job(self, kind: str, id: str, args: dict[str, Any], total: int | None) -> None:
        self._jobs.enqueue(self._session, kind, id, args, total=total)

    async def _count(self, task: str, user: str, amounts: Mapping[Bucket, int]) -> None:
        if self._shard != n.COMMAND_SHARD:
            preset = {"task": task, "user": user}
            row_id = n.queue_row(task, user, self._shard)
            more: dict[str, float] = {"changes": 1, **{str(name): by for name, by in amounts.items()}}
            self._session.increment(n.QUEUES, row_id, more, preset)
            return
        # Read and put, so that the next command of the same group sees it.
        row = await self._row(task, user)
        for name, amount in amounts.items():
            row[name] = row.get(name, 0) + amount
        row["changes"] += 1
        row["stamp"] = d.new_stamp()
        self._session.put(n.QUEUES, row)

    async def _rows(self, task: str, user: str) -> list[d.Doc]:
        ids = n.queue_rows(task, user)
        await self._session.load(n.QUEUES, ids)
        rows = [await self._session.get(n.QUEUES, id) for id in ids]
        return [row for row in rows if row]

    async def _row(self, task: str, user: str) -> d.Doc:
        row_id = n.queue_row(task, user, n.COMMAND_SHARD)
        row = await self._session.get(n.QUEUES, row_id)
        return row or {"_id": row_id, "task": task, "user": user, "changes": 0}
