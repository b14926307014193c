"""Publishing again what was published before: after losing a cluster, or for one aggregate. Consumers know
the copies."""

from datetime import datetime

from bson import Binary
from pymongo.asynchronous.database import AsyncDatabase

from service_kit.messaging.outbox import COLLECTION, PENDING
from service_kit.mongo.session import Doc

_CHUNK = 1000


async def mark_all(database: AsyncDatabase[Doc], since: datetime | None = None) -> int:
    """Mark every published row (of ``since`` or later) for publishing again; return how many."""
    condition: Doc = {"pub_at": {"$exists": True}}
    if since is not None:
        condition["at"] = {"$gte": since}
    return await _mark(database, condition)


async def mark_aggregate(
    database: AsyncDatabase[Doc], topic: str, aggregate: str, from_version: int = 1
) -> int:
    """Mark one aggregate's published rows for publishing again; return how many."""
    return await _mark(
        database,
        {"agg": f"{topic}|{aggregate}", "ver": {"$gte": from_version}, "pub_at": {"$exists": True}},
    )


async def count(database: AsyncDatabase[Doc], since: datetime | None = None) -> int:
    """Return how many rows `mark_all` would mark."""
    condition: Doc = {"pub_at": {"$exists": True}}
    if since is not None:
        condition["at"] = {"$gte": since}
    return await database[COLLECTION].count_documents(condition)


async def _mark(database: AsyncDatabase[Doc], condition: Doc) -> int:
    outbox = database[COLLECTION]
    marked = 0
    ids: list[Binary] = []

    async def flush() -> int:
        changed = await outbox.update_many(
            {"_id": {"$in": ids}, "st": {"$exists": False}},
            {"$set": {"st": PENDING}, "$unset": {"pub_at": ""}},
        )
        ids.clear()
        return changed.modified_count

    async for row in outbox.find(condition, {"_id": 1}):
        ids.append(row["_id"])
        if len(ids) == _CHUNK:
            marked += await flush()
    if ids:
        marked += await flush()
    return marked
