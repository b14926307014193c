"""Jobs that remove what is not needed any more."""

from pymongo import DeleteMany
from pymongo.asynchronous.database import AsyncDatabase

from export_service.adapters.generation.store import ProcessedStore
from export_service.adapters.mongo_unit import COUNTERS, FILES, RECORDS
from service_kit.jobs import Job, JobContext, Step
from service_kit.mongo.session import Doc, Session

_CHUNK = 500


class RemoveFiles:
    """Removes the objects and the file rows of a processed dataset."""

    def __init__(self, database: AsyncDatabase[Doc], store: ProcessedStore) -> None:
        self._files = database[FILES]
        self._store = store

    async def run(self, job: Job, context: JobContext) -> None:
        """Run again from the beginning after an interruption: what is gone is gone."""
        id = job.args["id"]
        async for gone in self._store.remove(id):
            await context.progress(gone)
        await self._files.delete_many({"p": id})


async def forget_records(session: Session, job: Job) -> Step:
    """Remove one chunk of the records of a deleted task."""
    task = job.args["task"]
    of_task = {"_id": {"$gt": f"{task}/", "$lt": f"{task}0"}}  # "0" is the character after "/"
    found = await session.find(RECORDS, of_task, sort=[("_id", 1)], limit=_CHUNK, projection={"_id": 1})
    ids = [doc["_id"] for doc in found]
    if ids:
        session.write(RECORDS, DeleteMany({"_id": {"$in": ids}}))
    finished = len(ids) < _CHUNK
    if finished:
        session.write(COUNTERS, DeleteMany({"task": task}))
    return Step(len(ids), None, finished)
