"""The collection ``jobs``: enqueue, look at, cancel."""

from typing import Any

from pymongo import UpdateOne
from pymongo.asynchronous.database import AsyncDatabase

from service_kit.jobs.model import Job, job_of
from service_kit.mongo.session import Doc, Session

COLLECTION = "jobs"


class Jobs:
    """What use cases do with jobs. A job exists from the commit on in which it was enqueued."""

    def __init__(self, database: AsyncDatabase[Doc]) -> None:
        self._jobs = database[COLLECTION]

    def enqueue(
        self,
        session: Session,
        kind: str,
        id: str,
        args: dict[str, Any],
        total: int | None = None,
        unit: str = "records",
    ) -> None:
        """Make a job; an id that exists already is left as it is, so saying it twice does no harm."""
        fresh = {
            "kind": kind,
            "args": args,
            "state": "pending",
            "done": 0,
            "total": total,
            "unit": unit,
            "cursor": None,
            "facts": {},
            "failure": None,
            "created_at": session.now,
            "finished_at": None,
            "cancel": False,
            "tries": 0,
            "fence": 0,
            "open": True,
        }
        session.write(COLLECTION, UpdateOne({"_id": id}, {"$setOnInsert": fresh}, upsert=True))
        session.nudge(COLLECTION, kind)

    async def get(self, id: str) -> Job | None:
        """Return a job."""
        doc = await self._jobs.find_one({"_id": id})
        return job_of(doc) if doc else None

    async def cancel(self, session: Session, id: str) -> bool:
        """Cancel a job that has not ended: at once when nobody works on it, else before its next step.
        False if ended."""
        doc = await session.get(COLLECTION, id)
        if doc is None or not doc["open"]:
            return False
        doc["cancel"] = True
        if doc["state"] == "pending":
            doc.update(state="canceled", finished_at=session.now, open=False)
        session.put(COLLECTION, doc)
        session.nudge(COLLECTION, doc["kind"])
        return True
