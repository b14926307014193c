"""Aggregates whose next event Kafka will never take as it is; an operator may let them try again."""

from pymongo.asynchronous.database import AsyncDatabase

from service_kit.messaging.outbox import BLOCKED, COLLECTION, PENDING
from service_kit.messaging.relay import BLOCKED_COLLECTION
from service_kit.mongo.session import Doc


class Blocked:
    """The collection ``blocked``."""

    def __init__(self, database: AsyncDatabase[Doc]) -> None:
        self._blocked = database[BLOCKED_COLLECTION]
        self._outbox = database[COLLECTION]

    async def list(self, limit: int = 100) -> list[Doc]:
        """Return blocked aggregates with their reasons."""
        return await self._blocked.find({}).sort("at", 1).limit(limit).to_list()

    async def release(self, aggregate: str) -> bool:
        """Have its events published again from the one that was refused; False when it is not blocked."""
        found = await self._blocked.find_one({"_id": aggregate})
        if found is None:
            return False
        await self._outbox.update_one({"_id": found["row"], "st": BLOCKED}, {"$set": {"st": PENDING}})
        await self._blocked.delete_one({"_id": aggregate})
        return True
