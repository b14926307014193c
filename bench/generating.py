"""Processed datasets of 10,000 and of 1,000,000 rows."""

import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.earmark import Earmark
from bench.load import SEGMENTS, Crowd, five_segments, label
from contracts.ids import new_id

Figures = dict[str, float]
_BATCH = 5000


async def ten_thousand(earmark: Earmark, crowd: Crowd, dataset: str) -> Figures:
    """Label a whole dataset through the API, then generate it."""
    people = await crowd.members("a", 32, "annotation_operator")
    task = await crowd.task(dataset, people, [], SEGMENTS)
    await asyncio.gather(*(label(user, task["id"], 10**9) for user in people))
    await crowd.root.until(f"/tasks/{task['id']}", lambda found: found["state"] == "completed")
    await earmark.quiet()
    times = []
    for _ in range(3):
        seconds, _ = await _generate(crowd, task["id"])
        times.append(seconds)
    return {"generate_10k_s": sorted(times)[1]}


async def _generate(crowd: Crowd, task: str) -> tuple[float, dict[str, Any]]:
    begun = time.perf_counter()
    asked = await crowd.root.call("POST", "/processed-datasets", {"task": task, "formats": ["jsonl"]})
    ready = await crowd.root.until(
        f"/processed-datasets/{asked['id']}", lambda p: p["state"] != "generating", pause=0.01
    )
    if ready["state"] != "ready":
        raise RuntimeError(f"generation failed: {ready['failure']}")
    return time.perf_counter() - begun, ready


async def million(earmark: Earmark, crowd: Crowd, short: bool) -> Figures:
    """Generate a set whose finals are put into export-service's database, and read them with a bare cursor."""
    rows = 20_000 if short else 1_000_000
    task = await _finals(earmark, crowd, rows)
    seconds, ready = await _generate(crowd, task)
    assert ready["record_count"] == rows, ready["record_count"]
    ours = rows / seconds
    bare = rows / await _bare_cursor(earmark, task)
    return {"generate_1m_rows_per_s": ours, "generate_vs_cursor": ours / bare}


async def _finals(earmark: Earmark, crowd: Crowd, rows: int) -> str:
    export = earmark.database("export-service")
    task = new_id()
    known = {
        "_id": task,
        "workspace": crowd.workspace,
        "name": "million",
        "dataset": new_id(),
        "schema": SEGMENTS,
        "record_count": rows,
        "completed": True,
        "total": rows,
        "rounds": rows,
        "deleted": False,
        "last_version": 0,
    }
    await export.tasks.insert_one(known)
    for first in range(0, rows, _BATCH):
        await export.records.insert_many(
            [_final(task, ordinal) for ordinal in range(first, min(rows, first + _BATCH))], ordered=False
        )
    counters = {"_id": f"{task}/bench", "task": task, "done": rows, "finals": rows, "rounds": rows}
    await export.counters.insert_one(counters)
    return task


def _final(task: str, ordinal: int) -> dict[str, Any]:
    record = f"{ordinal:036d}"
    return {
        "_id": f"{task}/{record}",
        "t": task,
        "r": 1,
        "f": 5,
        "o": ordinal,
        "fin": True,
        "c": {
            "round": 1,
            "annotator": f"a{ordinal % 32:02d}",
            "annotation": five_segments(10.0),
            "unusable": None,
            "seconds_worked": 12.5,
            "submitted_at": "2026-01-01T00:00:00Z",
            "suggestions": [],
            "listing": {
                "ordinal": ordinal,
                "record": record,
                "audio_name": f"{ordinal // 1000:04d}/{ordinal}.wav",
                "seconds": 10.0,
                "sample_rate": 16_000,
                "channels": 1,
                "media": f"{ordinal:064x}",
            },
        },
        "v": {"round": 1, "reviewer": "r00", "by": "person", "judged_at": "2026-01-01T00:00:00Z"},
    }


async def _bare_cursor(earmark: Earmark, task: str) -> float:
    export = earmark.database("export-service")
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        with (Path(folder) / "rows.jsonl").open("w") as file:
            async for row in export.records.find({"t": task, "fin": True}):
                file.write(json.dumps(row) + "\n")
        return time.perf_counter() - begun
