"""A task over a million records."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bench.audio import many_names
from bench.earmark import Earmark
from bench.load import SEGMENTS, Crowd
from contracts.ids import new_id
from dataset_service.adapters.mongo_unit import MongoUnit
from dataset_service.adapters.names import RECORDS
from dataset_service.bootstrap import CATALOGUE
from dataset_service.domain.dataset import Cursor, Dataset
from dataset_service.use_cases.end_import import FinishImport
from service_kit.jobs import Jobs
from service_kit.messaging.outbox import Outbox
from service_kit.mongo.session import Session
from service_kit.mongo.transactions import Transactions
from service_kit.signals import Signals

Figures = dict[str, float]
Doc = dict[str, Any]
_BATCH = 5000
_ANNOTATORS = 32
_BUILT = "earmark.AssignmentsBuilt.v1"


async def million(earmark: Earmark, crowd: Crowd, short: bool) -> Figures:
    """Create a task over 1,000,000 records; the seconds until every one is in somebody's queue."""
    count = 20_000 if short else 1_000_000
    dataset = await _dataset(earmark, crowd, count)
    people = await crowd.members("a", _ANNOTATORS, "annotation_operator")
    await earmark.quiet(120)
    async with earmark.peak() as peak:
        begun = time.perf_counter()
        task = await crowd.task(dataset, people, [], SEGMENTS, seconds=900)
        seconds = time.perf_counter() - begun
    await _check(earmark, crowd, task, count)
    return {"million_task_s": seconds, "million_task_peak_mib": peak[0]}


async def _dataset(earmark: Earmark, crowd: Crowd, count: int) -> str:
    """Put a dataset into dataset-service's database by its own adapters and say that it is imported; its rows are
    those of a small one that was really imported, under other names."""
    folder = earmark.layout.imports / "few"
    many_names(folder, 20, 20)
    few = await crowd.dataset({"kind": "folder", "path": str(folder)}, "manifest.jsonl", "few")
    database = earmark.database("dataset-service")
    patterns = await database[RECORDS].find({"dataset": few["id"]}).to_list()
    dataset = Dataset(
        id=new_id(),
        workspace=crowd.workspace,
        name="million",
        kind="folder",
        source={"path": str(folder)},
        created_by=crowd.root.name,
        created_at=datetime.now(UTC),
        total=count,
        run=1,
    )
    dataset.note_sizes(32, {"caption": 40, "speaker": 8})
    cursor = Cursor(prepared=True)
    for rows in _rows(patterns, dataset.id, count):
        await database[RECORDS].insert_many(rows, ordered=False)
        cursor.records += len(rows)
        cursor.seconds += sum(row["seconds"] for row in rows)
        cursor.bytes += sum(row["bytes"] for row in rows)
    dataset.cursor = cursor

    async def finish(session: Session) -> None:
        FinishImport()(MongoUnit(session, Jobs(database)), dataset)

    rows_of = Outbox("dataset-service", CATALOGUE).rows
    await Transactions(database, rows_of, Signals()).run(finish)
    return dataset.id


def _rows(patterns: list[Doc], dataset: str, count: int) -> Iterator[list[Doc]]:
    for first in range(0, count, _BATCH):
        yield [
            {
                **patterns[ordinal % len(patterns)],
                "_id": new_id(),
                "dataset": dataset,
                "ordinal": ordinal,
                "name": f"{ordinal // 1000:04d}/{ordinal:07d}.wav",
            }
            for ordinal in range(first, min(count, first + _BATCH))
        ]


async def _check(earmark: Earmark, crowd: Crowd, task: Doc, count: int) -> None:
    """Everybody counts the same number, and it was said once that the task is built."""
    if task["state"] != "labeling":
        raise RuntimeError(f"the task is {task['state']}, not labeling: {task}")
    summary = await crowd.root.call("GET", f"/assignments/summary?task={task['id']}")
    totals = summary["totals"]
    stored = await earmark.database("assignment-service").assignments.count_documents({"task": task["id"]})
    if not totals["open"]["fresh"] == totals["total"] == stored == count:
        raise RuntimeError(f"of {count} records {stored} are in queues; the summary says {totals}")
    outbox = earmark.database("assignment-service").outbox
    said = await outbox.count_documents({"key": task["id"].encode(), "hdr.ce_type": _BUILT})
    if said != 1:
        raise RuntimeError(f"AssignmentsBuilt was said {said} times")
