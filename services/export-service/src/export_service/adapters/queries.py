"""Reads outside of a unit of work, from MongoDB."""

from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from export_service.adapters.documents import processed_of, task_of
from export_service.adapters.mongo_unit import FILES, PROCESSED, TASKS
from export_service.domain.processed import ProcessedDataset
from export_service.domain.tasks import KnownTask
from service_kit.mongo.session import Doc


class MongoQueries:
    """See `ports.Queries`."""

    def __init__(self, database: AsyncDatabase[Doc]) -> None:
        self._database = database

    async def task(self, id: str) -> KnownTask | None:
        doc = await self._database[TASKS].find_one({"_id": id})
        return task_of(doc) if doc else None

    async def processed(self, id: str) -> ProcessedDataset | None:
        doc = await self._database[PROCESSED].find_one({"_id": id})
        return processed_of(doc) if doc else None

    async def list_processed(
        self, workspace: str | None, task: str | None, before: str | None, limit: int
    ) -> list[ProcessedDataset]:
        query: dict[str, Any] = {"state": {"$ne": "deleted"}}
        if task is not None:
            query["task"] = task
        if workspace is not None:
            query["workspace"] = workspace
        if before is not None:
            query["_id"] = {"$lt": before}
        cursor = self._database[PROCESSED].find(query).sort("_id", -1).limit(limit)
        return [processed_of(doc) async for doc in cursor]

    async def file(self, processed: str, name: str) -> tuple[int, str] | None:
        row = await self._database[FILES].find_one({"p": processed, "name": name})
        return (row["bytes"], row["sha256"]) if row else None
