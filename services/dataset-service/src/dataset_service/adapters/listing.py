"""Says the records of a task, batch after batch: the work of the jobs of kind `list-records`."""

from collections.abc import Sequence

from contracts.events import ListingFailed, RecordsListed
from contracts.events.listings import ListedRecord
from contracts.ids import listing_key
from dataset_service.adapters.documents import dataset_of
from dataset_service.adapters.importing.subset import record_of
from dataset_service.adapters.names import DATASETS, RECORDS, TASKS
from dataset_service.domain.listing import Plan
from service_kit.jobs import Job, Step
from service_kit.mongo.session import Doc, Session

_BATCHES_PER_STEP = 4
_FIELDS = {
    "record": 1,
    "ordinal": 1,
    "name": 1,
    "seconds": 1,
    "sample_rate": 1,
    "channels": 1,
    "sha256": 1,
    "facts": 1,
}


async def list_records(session: Session, job: Job) -> Step:
    """Say the next batches."""
    args = job.args
    plan = Plan(args["total"], args["size"])
    first: int = job.cursor or 0
    last = min(first + _BATCHES_PER_STEP, plan.batches)
    task = await session.get(TASKS, args["task"])
    if task is None or task["deleted"]:
        return Step(0, first, finished=True)
    prefill: Sequence[str] = args["prefill"]
    query = {
        "dataset": args["dataset"],
        "ordinal": {"$gte": first * plan.size, "$lt": last * plan.size},
    }
    fields = dict(_FIELDS) if prefill else {name: 1 for name in _FIELDS if name != "facts"}
    rows = await session.find(RECORDS, query, sort=[("ordinal", 1)], projection=fields)
    expected = min(last * plan.size, plan.total) - first * plan.size
    if len(rows) != expected:
        doc = await session.get(DATASETS, args["dataset"])
        gone = doc is None or dataset_of(doc).deleted
        _fail(session, job, task["workspace"], "The dataset was deleted." if gone else "Records are missing.")
        return Step(0, first, finished=True)
    for batch in range(first, last):
        start = (batch - first) * plan.size
        event = RecordsListed.model_construct(
            workspace=task["workspace"],
            task=args["task"],
            dataset=args["dataset"],
            batch=batch,
            batches=plan.batches,
            total=plan.total,
            records=tuple(_listed(row, prefill) for row in rows[start : start + plan.size]),
        )
        session.emit(event, aggregate=listing_key(args["task"], batch), version=1)
    return Step(len(rows), last, finished=last >= plan.batches)


async def listing_failed(session: Session, job: Job, reason: str) -> None:
    """Say that a task's records cannot be listed."""
    task = await session.get(TASKS, job.args["task"])
    if task is not None and not task["deleted"]:
        _fail(session, job, task["workspace"], reason)


def _fail(session: Session, job: Job, workspace: str, reason: str) -> None:
    """Batch 0 has said one event already where any batch was said: then this is its second."""
    event = ListingFailed(
        workspace=workspace, task=job.args["task"], dataset=job.args["dataset"], reason=reason
    )
    session.emit(event, aggregate=listing_key(job.args["task"], 0), version=2 if job.cursor else 1)


def _listed(row: Doc, prefill: Sequence[str]) -> ListedRecord:
    """The rows were checked when they were written, so nothing is checked again."""
    facts = row["facts"] if prefill else {}
    return ListedRecord.model_construct(
        ordinal=row["ordinal"],
        record=record_of(row),
        audio_name=row["name"],
        seconds=row["seconds"],
        sample_rate=row["sample_rate"],
        channels=row["channels"],
        media=row["sha256"],
        facts={name: facts[name] for name in prefill if name in facts},
    )
