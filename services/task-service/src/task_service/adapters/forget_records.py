"""Removes the records of a deleted task in chunks; the task itself stays as a tombstone."""

from service_kit.jobs import ChunkedJob, Job, Step
from service_kit.mongo.session import Session
from task_service.adapters.mongo_unit import FORGET_RECORDS

CHUNK = 500


async def forget_step(session: Session, job: Job) -> Step:
    """Remove up to 500 records."""
    task = job.args["task"]
    query = {"_id": {"$gte": f"{task}/", "$lt": f"{task}0"}}
    found = await session.find("records", query, limit=CHUNK, projection={"_id": 1})
    for doc in found:
        session.delete("records", doc["_id"])
    return Step(done_delta=len(found), cursor=None, finished=len(found) < CHUNK)


FORGET_RECORDS_JOB = ChunkedJob(FORGET_RECORDS, forget_step)
