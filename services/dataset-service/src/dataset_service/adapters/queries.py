"""Reads outside of a unit of work, from MongoDB."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from dataset_service.adapters.documents import dataset_of, file_key, file_of, files_of, upload_of
from dataset_service.adapters.importing.contents import ROW_FACTS
from dataset_service.adapters.importing.subset import record_of
from dataset_service.adapters.names import DATASETS, FAILURES, RECORDS, TASKS, UPLOAD_FILES, UPLOADS
from dataset_service.domain.dataset import Dataset
from dataset_service.domain.upload import Upload, UploadFile
from dataset_service.ports import RecordQuery, RecordRow
from service_kit.mongo.session import Doc


class MongoQueries:
    """See `ports.Queries`."""

    def __init__(self, database: AsyncDatabase[Doc]) -> None:
        self._database = database

    async def dataset(self, id: str) -> Dataset | None:
        doc = await self._database[DATASETS].find_one({"_id": id})
        return dataset_of(doc) if doc else None

    async def datasets(self, workspace: str, before: str | None, limit: int) -> Sequence[Dataset]:
        query: Doc = {"workspace": workspace, "deleted_at": None}
        if before is not None:
            query["_id"] = {"$lt": before}
        cursor = self._database[DATASETS].find(query).sort("_id", -1).limit(limit)
        return [dataset_of(doc) async for doc in cursor]

    async def records(self, query: RecordQuery) -> Sequence[RecordRow]:
        conditions: list[Doc] = [{"dataset": query.dataset}]
        conditions += [{name: {"$gte": value}} for name, value in query.at_least.items()]
        conditions += [{name: {"$lte": value}} for name, value in query.at_most.items()]
        if query.name is not None:
            conditions.append({"name": {"$regex": re.escape(query.name), "$options": "i"}})
        if query.after is not None:
            conditions.append(_behind(query.sort, query.descending, *query.after))
        direction = -1 if query.descending else 1
        order = [(query.sort, direction)]
        if query.sort != "ordinal":
            order.append(("ordinal", direction))
        cursor = self._database[RECORDS].find({"$and": conditions}).sort(order).limit(query.limit)
        return [_row(doc) async for doc in cursor]

    async def failures(self, dataset: str, after: int | None, limit: int) -> Sequence[Mapping[str, Any]]:
        low = f"{dataset}/" if after is None else f"{dataset}/{after:09d}"
        cursor = self._database[FAILURES].find({"_id": {"$gt": low, "$lt": f"{dataset}0"}})
        return [doc async for doc in cursor.sort("_id", 1).limit(limit)]

    async def record(self, id: str) -> RecordRow | None:
        doc = await self._database[RECORDS].find_one({"_id": id})
        return _row(doc) if doc else None

    async def datasets_with(self, record: str) -> Sequence[str]:
        rows = self._database[RECORDS].find(
            {"_id": {"$gt": f"{record}/", "$lt": f"{record}0"}}, {"dataset": 1}
        )
        return [row["dataset"] async for row in rows]

    async def takes_part(self, user: str, datasets: Sequence[str]) -> bool:
        query = {"dataset": {"$in": list(datasets)}, "deleted": False, "people": user}
        return await self._database[TASKS].find_one(query, {"_id": 1}) is not None

    async def upload(self, id: str) -> Upload | None:
        doc = await self._database[UPLOADS].find_one({"_id": id})
        return upload_of(doc) if doc else None

    async def upload_file(self, upload: str, path: str) -> UploadFile | None:
        doc = await self._database[UPLOAD_FILES].find_one({"_id": file_key(upload, path)})
        return file_of(doc) if doc else None

    async def upload_files(self, upload: str, after: str | None, limit: int) -> Sequence[UploadFile]:
        query = files_of(upload)
        if after is not None:
            query["_id"]["$gt"] = file_key(upload, after)
        cursor = self._database[UPLOAD_FILES].find(query).sort("_id", 1).limit(limit)
        return [file_of(doc) async for doc in cursor]


def _behind(sort: str, descending: bool, value: Any, ordinal: int) -> Doc:
    """Return the condition for rows behind a place; nothing (null) sorts before every number."""
    beyond = "$lt" if descending else "$gt"
    if sort == "ordinal":
        return {"ordinal": {beyond: ordinal}}
    same: Doc = {sort: value, "ordinal": {beyond: ordinal}}
    if value is None:
        return same if descending else {"$or": [same, {sort: {"$ne": None}}]}
    others: list[Doc] = [same, {sort: {beyond: value}}]
    return {"$or": [*others, {sort: None}] if descending else others}


def _row(doc: Doc) -> RecordRow:
    return RecordRow(
        id=record_of(doc),
        dataset=doc["dataset"],
        ordinal=doc["ordinal"],
        name=doc["name"],
        sha256=doc["sha256"],
        audio={name: doc[name] for name in ROW_FACTS},
        facts=doc["facts"],
        duplicate_of=doc.get("duplicate_of"),
    )
