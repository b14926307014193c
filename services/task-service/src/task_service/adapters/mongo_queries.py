"""The read side in MongoDB; every query has an index (`INDEXES`)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.read_concern import ReadConcern

from task_service.adapters import counter_rows
from task_service.adapters.documents import Doc, dataset_of, member_of, task_of, workspace_of
from task_service.domain.record import Path
from task_service.domain.task import Task
from task_service.domain.workspace import Member, Workspace, member_key
from task_service.ports import Activity, Dataset, TaskQuery

INDEXES: Mapping[str, Sequence[IndexModel]] = {
    "workspaces": (),
    "datasets": (),
    "gates": (),
    "records": (),
    "members": (
        IndexModel([("workspace", 1), ("removed", 1), ("user", 1)], name="of_workspace"),
        IndexModel([("user", 1), ("removed", 1)], name="of_user"),
    ),
    "tasks": (
        IndexModel([("workspace", 1), ("_id", -1)], name="of_workspace"),
        IndexModel([("workspace", 1), ("state", 1), ("_id", -1)], name="by_state"),
        IndexModel([("workspace", 1), ("dataset", 1), ("_id", -1)], name="by_dataset"),
        IndexModel([("workspace", 1), ("people", 1), ("_id", -1)], name="of_person"),
        IndexModel([("undecided", 1)], name="undecided", partialFilterExpression={"undecided": True}),
    ),
    "counters": (IndexModel([("day", 1), ("task", 1)], name="by_day"),),
}


class MongoQueries:
    """Reads what a majority has acknowledged."""

    def __init__(self, database: AsyncDatabase[Doc]) -> None:
        self._database = database.with_options(read_concern=ReadConcern("majority"))

    async def workspace(self, id: str) -> Workspace | None:
        doc = await self._database["workspaces"].find_one({"_id": id})
        return None if doc is None else workspace_of(doc)

    async def member(self, workspace: str, user: str) -> Member | None:
        doc = await self._database["members"].find_one({"_id": member_key(workspace, user)})
        return None if doc is None else member_of(doc)

    async def memberships(self, user: str) -> list[tuple[Member, Workspace]]:
        docs = await self._database["members"].find({"user": user, "removed": False}).to_list()
        members = {doc["workspace"]: member_of(doc) for doc in docs}
        found = await self._database["workspaces"].find({"_id": {"$in": list(members)}}).to_list()
        pairs = [(members[doc["_id"]], workspace_of(doc)) for doc in found]
        return sorted(pairs, key=lambda pair: (pair[1].name, pair[1].id))

    async def members(self, workspace: str, after: str | None, limit: int) -> list[Member]:
        query: Doc = {"workspace": workspace, "removed": False}
        if after is not None:
            query["user"] = {"$gt": after}
        cursor = self._database["members"].find(query).sort("user", 1).limit(limit)
        return [member_of(doc) async for doc in cursor]

    async def dataset(self, id: str) -> Dataset | None:
        doc = await self._database["datasets"].find_one({"_id": id})
        return None if doc is None else dataset_of(doc)

    async def task(self, id: str) -> Task | None:
        doc = await self._database["tasks"].find_one({"_id": id})
        return None if doc is None else task_of(doc)

    async def tasks(self, query: TaskQuery) -> list[Task]:
        wanted: Doc = {"workspace": query.workspace}
        wanted["state"] = query.state if query.state is not None else {"$ne": "deleted"}
        if query.dataset is not None:
            wanted["dataset"] = query.dataset
        if query.person is not None:
            wanted["people"] = query.person
        if query.after is not None:
            wanted["_id"] = {"$lt": query.after}
        cursor = self._database["tasks"].find(wanted).sort("_id", -1).limit(query.limit)
        return [task_of(doc) async for doc in cursor]

    async def standing(self, task: str) -> dict[Path, float]:
        total: Counter[Path] = Counter()
        async for row in self._database[counter_rows.COLLECTION].find({"day": None, "task": task}):
            for path, amount in counter_rows.amounts_of(row).items():
                total[path] += amount  # type: ignore[assignment] # seconds are no whole numbers
        return dict(total)

    async def activity(self, task: str) -> list[Activity]:
        days: dict[str, dict[Path, float]] = {}
        rows = self._database[counter_rows.COLLECTION].find(counter_rows.activity_range(task))
        async for row in rows:
            of_day = days.setdefault(row["day"], {})
            for path, amount in counter_rows.amounts_of(row).items():
                of_day[path] = of_day.get(path, 0) + amount
        return [Activity(day, days[day]) for day in sorted(days)]

    async def undecided(self, since_day: str | None) -> set[str]:
        tasks, rows = self._database["tasks"], self._database[counter_rows.COLLECTION]
        marked = {doc["_id"] async for doc in tasks.find({"undecided": True}, {"_id": 1})}
        match: Doc = {"day": None}
        if since_day is not None:
            active = await rows.distinct("task", {"day": {"$gte": since_day}})
            if not active:
                return marked
            match["task"] = {"$in": active}
        pipeline: list[dict[str, Any]] = [
            {"$match": match},
            {"$group": {"_id": "$task", "seen": {"$sum": "$seen"}}},
        ]
        seen = {doc["_id"]: doc["seen"] async for doc in await rows.aggregate(pipeline)}
        if not seen:
            return marked
        alive = tasks.find({"_id": {"$in": list(seen)}, "deleted": False}, {"counts.seen": 1})
        return marked | {doc["_id"] async for doc in alive if doc["counts"]["seen"] != seen[doc["_id"]]}
