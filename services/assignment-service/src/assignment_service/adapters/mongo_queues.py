"""Plain reads of queues, outside of units of work."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from assignment_service.adapters import content_documents as c
from assignment_service.adapters import documents as d
from assignment_service.adapters import mongo_names as n
from assignment_service.domain.assignment import Assignment
from assignment_service.domain.content import Round
from assignment_service.domain.queue import LAST_OPEN
from assignment_service.domain.tally import Tally
from assignment_service.domain.task import Task
from assignment_service.domain.transfers import Redirect
from assignment_service.ports import ListPlace, OwnQueue, Pulse, QueueFront
from membership import MEMBERS, member_key

Doc = dict[str, Any]
_LOOKED_THROUGH = 20_000
"""Submissions of a task that are looked through at once for those of one owner."""


class MongoQueues:
    """Reads what a majority has, so that everybody sees what was acknowledged before."""

    def __init__(self, database: AsyncDatabase[Doc]) -> None:
        self._database = database.with_options(
            read_concern=ReadConcern("majority"), write_concern=WriteConcern("majority", j=True)
        )

    async def front(self, task: str, user: str, limit: int) -> QueueFront:
        open_ones = {"task": task, "owner": user, "q": {"$lte": LAST_OPEN}}
        firsts: list[Doc] = [{"$match": open_ones}, {"$sort": {"q": 1, "at": 1}}, {"$limit": limit}]
        rows: list[Doc] = []
        first: list[Assignment] = []
        for doc in await self._together(n.QUEUES, _rows_of(task, user), {n.ASSIGNMENTS: firsts}):
            if "rec" in doc:
                first.append(d.assignment_of(doc))
            else:
                rows.append(doc)
        hand = d.hand_of(rows)
        in_hand = next((a for a in first if a.id == hand), None)
        if hand is not None and in_hand is None:
            found = await self._database[n.ASSIGNMENTS].find_one({"_id": hand})
            in_hand = d.assignment_of(found) if found else None
        return d.front_of(rows, first, in_hand, limit)

    async def pulse(self, workspace: str, task: str, user: str) -> Pulse:
        beside = {
            n.TASKS: [{"$match": {"_id": task}}],
            MEMBERS: [{"$match": {"_id": member_key(workspace, user)}}],
        }
        found: Task | None = None
        may_label = False
        rows: list[Doc] = []
        for doc in await self._together(n.QUEUES, _rows_of(task, user), beside):
            if "first_version" in doc:
                found = d.task_of(doc)
            elif "role" in doc:
                may_label = d.can_label(doc)
            else:
                rows.append(doc)
        return Pulse(found, may_label, d.queue_state(rows))

    async def _together(self, collection: str, query: Doc, beside: Mapping[str, list[Doc]]) -> list[Doc]:
        """Read several collections in one round trip, which costs more than what is read."""
        pipeline: list[Doc] = [{"$match": query}]
        pipeline += [{"$unionWith": {"coll": other, "pipeline": steps}} for other, steps in beside.items()]
        return await (await self._database[collection].aggregate(pipeline)).to_list()

    async def tally_by_user(self, task: str) -> dict[str, Tally]:
        found: dict[str, Tally] = {}
        async for row in self._database[n.QUEUES].find(n.beginning_with(f"{task}/")):
            found[row["user"]] = found.get(row["user"], Tally()) + d.tally_of(row)
        return found

    async def own(self, workspace: str, user: str) -> list[OwnQueue]:
        query = {"workspace": workspace, "deleted": False}
        tasks = [d.task_of(doc) async for doc in self._database[n.TASKS].find(query).sort("_id", 1)]
        rows = {"_id": {"$in": [row for task in tasks for row in n.queue_rows(task.id, user)]}}
        first = {"_id": {"$in": [d.versioned(task.id, task.first_version) for task in tasks]}}
        mine = {"$filter": {"input": "$annotators", "cond": {"$eq": [{"$arrayElemAt": ["$$this", 0]}, user]}}}
        settings: list[Doc] = [{"$match": first}, {"$project": {"task": 1, "annotators": mine}}]
        given: dict[str, int] = {}
        tallies: dict[str, Tally] = {}
        for doc in await self._together(n.QUEUES, rows, {n.SETTINGS: settings}):
            if "annotators" not in doc:
                tallies[doc["task"]] = tallies.get(doc["task"], Tally()) + d.tally_of(doc)
            elif doc["annotators"]:
                given[doc["task"]] = doc["annotators"][0][1]
        return [OwnQueue(task, given.get(task.id), tallies.get(task.id, Tally())) for task in tasks]

    async def claim(self, task: str, user: str, seen: str | None, give: str) -> bool:
        row = n.queue_row(task, user, n.COMMAND_SHARD)
        change = {
            "$set": {"hand": give, "stamp": d.new_stamp()},
            "$inc": {"changes": 1},
            "$setOnInsert": {"task": task, "user": user},
        }
        try:
            result = await self._database[n.QUEUES].update_one(
                {"_id": row, "hand": seen}, change, upsert=seen is None
            )
        except DuplicateKeyError:
            return False
        return result.matched_count == 1 or result.upserted_id is not None

    async def redirect(self, task: str, user: str) -> Redirect | None:
        doc = await self._database[n.REDIRECTS].find_one({"_id": n.redirect_id(task, user)})
        return d.redirect_of(doc) if doc else None

    async def list(
        self, task: str, owner: str | None, ranks: Iterable[int], after: ListPlace | None, limit: int
    ) -> list[Assignment]:
        allowed = sorted(ranks)
        base: Doc = {"task": task, "q": {"$in": allowed}}
        if owner is not None:
            base["owner"] = owner
        alternatives = [base] if after is None else _beyond(base, allowed, owner, after)
        if not alternatives:
            return []
        query = alternatives[0] if len(alternatives) == 1 else {"$or": alternatives}
        order = [("owner", 1), ("q", 1), ("at", 1)]
        cursor = self._database[n.ASSIGNMENTS].find(query).sort(order).limit(limit).hint("queue")
        return [d.assignment_of(doc) async for doc in cursor]

    async def by_ordinal(
        self, task: str, owner: str | None, span: range, descending: bool, unsubmitted: bool, limit: int
    ) -> Sequence[Assignment]:
        query: Doc = {"task": task, "rec.o": {"$gte": span.start, "$lt": span.stop}}
        if owner is not None:
            query["owner"] = owner
        if unsubmitted:
            query["sub"] = None
        cursor = self._database[n.ASSIGNMENTS].find(query).sort("rec.o", -1 if descending else 1)
        return [d.assignment_of(doc) async for doc in cursor.limit(limit).hint("ordinal")]

    async def by_submission(
        self, task: str, owner: str | None, after: int | None, descending: bool, limit: int
    ) -> tuple[Sequence[Assignment], int | None]:
        assignments, direction = self._database[n.ASSIGNMENTS], -1 if descending else 1
        beyond, bounds = "$lt" if descending else "$gt", {"$gt": 0}
        if after is not None:
            bounds = {"$gt": 0, beyond: after}
        end: int | None = None
        if owner is not None:
            query: Doc = {"task": task, "sub": bounds}
            far = assignments.find(query, {"_id": 0, "sub": 1}).sort("sub", direction).hint("submitted")
            async for doc in far.skip(_LOOKED_THROUGH).limit(1):
                end = doc["sub"]
        conditions: list[Doc] = [{"task": task, "sub": bounds}]
        if end is not None:
            conditions.append({"sub": {"$gte" if descending else "$lte": end}})
        if owner is not None:
            conditions.append({"owner": owner})
        cursor = assignments.find({"$and": conditions}).sort("sub", direction).limit(limit).hint("submitted")
        docs = await cursor.to_list()
        if len(docs) == limit:
            end = docs[-1]["sub"]
        return [d.assignment_of(doc) for doc in docs], end

    async def last_rounds(self, assignments: Sequence[Assignment]) -> dict[str, Round]:
        ids = [d.versioned(one.id, one.fold.round) for one in assignments if one.fold.round]
        if not ids:
            return {}
        cursor = self._database[n.ROUNDS].find({"_id": {"$in": ids}})
        return {doc["assignment"]: c.round_of(doc) async for doc in cursor}

    async def in_hand(self, task: str, user: str) -> Assignment | None:
        row = await self._database[n.QUEUES].find_one({"_id": n.queue_row(task, user, n.COMMAND_SHARD)})
        if row is None or not row.get("hand"):
            return None
        doc = await self._database[n.ASSIGNMENTS].find_one({"_id": row["hand"], "owner": user})
        return d.assignment_of(doc) if doc and doc["q"] <= LAST_OPEN else None

    async def unbuilt(self) -> set[str]:
        cursor = self._database[n.TASKS].find({"built": False, "deleted": False}, {"_id": 1})
        return {doc["_id"] async for doc in cursor}


def _rows_of(task: str, user: str) -> Doc:
    return {"_id": {"$in": n.queue_rows(task, user)}}


def _beyond(base: Doc, ranks: list[int], owner: str | None, after: ListPlace) -> list[Doc]:
    """What lies behind a place, as alternatives that one index serves each. A place is what a client sent:
    it never widens whose assignments are listed."""
    if owner is not None and owner != after.owner:
        return [base] if owner > after.owner else []
    found: list[Doc] = []
    if after.rank in ranks:
        found.append({**base, "owner": after.owner, "q": after.rank, "at": {"$gt": after.place}})
    later = [rank for rank in ranks if rank > after.rank]
    if later:
        found.append({**base, "owner": after.owner, "q": {"$in": later}})
    if owner is None:
        found.append({**base, "owner": {"$gt": after.owner}})
    return found
