"""Plain reads of queues, outside of units of work."""

from collections.abc import Iterable
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from assignment_service.adapters import documents as d
from assignment_service.adapters import mongo_names as n
from assignment_service.domain.assignment import Assignment
from assignment_service.domain.content import Prediction
from assignment_service.domain.queue import LAST_OPEN
from assignment_service.domain.tally import Tally, total_of
from assignment_service.domain.transfers import Redirect
from assignment_service.ports import ListPlace, QueueFront

Doc = dict[str, Any]


class MongoQueues:
    """Reads what a majority has, so that everybody sees what was acknowledged before."""

    def __init__(self, database: AsyncDatabase[Doc]) -> None:
        self._database = database.with_options(
            read_concern=ReadConcern("majority"), write_concern=WriteConcern("majority", j=True)
        )

    async def front(self, task: str, user: str, limit: int) -> QueueFront:
        rows = await self._database[n.QUEUES].find(n.beginning_with(n.queue_prefix(task, user))).to_list()
        query = {"task": task, "owner": user, "q": {"$lte": LAST_OPEN}}
        cursor = self._database[n.ASSIGNMENTS].find(query).sort([("q", 1), ("at", 1)]).limit(limit)
        first = tuple([d.assignment_of(doc) async for doc in cursor])
        hand = next((row["hand"] for row in rows if row.get("hand")), None)
        in_hand = next((a for a in first if a.id == hand), None)
        if hand is not None and in_hand is None:
            doc = await self._database[n.ASSIGNMENTS].find_one({"_id": hand})
            in_hand = d.assignment_of(doc) if doc else None
        return QueueFront(tally=total_of(map(d.tally_of, rows)), hand=hand, first=first, in_hand=in_hand)

    async def tally_by_user(self, task: str) -> dict[str, Tally]:
        found: dict[str, Tally] = {}
        async for row in self._database[n.QUEUES].find(n.beginning_with(f"{task}/")):
            found[row["user"]] = found.get(row["user"], Tally()) + d.tally_of(row)
        return found

    async def claim(self, task: str, user: str, seen: str | None, give: str) -> bool:
        row = n.queue_row(task, user, n.COMMAND_SHARD)
        change = {"$set": {"hand": give}, "$setOnInsert": {"task": task, "user": user}}
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

    async def predictions(self, task: str, record: str, limit: int) -> list[Prediction]:
        docs = (
            await self._database[n.PREDICTIONS]
            .find(n.beginning_with(n.prediction_prefix(task, record)))
            .to_list()
        )
        docs.sort(key=lambda doc: doc["said_at"], reverse=True)
        return [d.prediction_of(doc) for doc in docs[:limit]]

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

    async def unbuilt(self) -> set[str]:
        cursor = self._database[n.TASKS].find({"built": False, "deleted": False}, {"_id": 1})
        return {doc["_id"] async for doc in cursor}


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
