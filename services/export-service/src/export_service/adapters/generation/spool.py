"""The finals of a task as rows in a file: read once, from one snapshot, in the order of their ordinals."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import orjson
from pymongo.asynchronous.database import AsyncDatabase

from export_service.adapters.mongo_unit import FINALS_INDEX, RECORDS
from export_service.domain.generation import Plan
from export_service.domain.rows import Columns
from export_service.domain.summary import Summary
from service_kit.mongo.session import Doc

_BATCH = 2000


@dataclass(slots=True)
class Spooled:
    """``finals``: how many finals the snapshot held; ``rounds``: the sum of their rounds; ``path``: the rows that
    the options keep."""

    path: Path
    finals: int
    rounds: int
    summary: Summary


async def spool_finals(
    database: AsyncDatabase[Doc], plan: Plan, path: Path, progress: Callable[[int], Awaitable[None]]
) -> Spooled:
    """Write one JSON line per final that the options keep."""
    row_of = Columns(plan.schema).row
    summary = Summary(plan.schema)
    finals = rounds = 0
    keep_unusable = plan.options.unusable
    dumps, newline = orjson.dumps, orjson.OPT_APPEND_NEWLINE
    with path.open("wb", buffering=1 << 20) as spool:
        async with database.client.start_session(snapshot=True) as snapshot:
            cursor = (
                database[RECORDS]
                .find({"t": plan.task, "fin": True}, {"_id": 0, "c": 1, "v": 1}, session=snapshot)
                .sort([("t", 1), ("o", 1)])
                .hint(FINALS_INDEX)
                .batch_size(_BATCH)
            )
            while batch := await cursor.to_list(_BATCH):
                lines: list[bytes] = []
                for doc in batch:
                    content = doc["c"]
                    verdict = doc.get("v")
                    if verdict is not None and verdict["round"] != content["round"]:
                        verdict = None
                    rounds += content["round"]
                    if content["unusable"] is not None and not keep_unusable:
                        continue
                    summary.add(content, verdict)
                    lines.append(dumps(row_of(content, verdict), option=newline))
                spool.writelines(lines)
                finals += len(batch)
                await progress(finals)
    return Spooled(path, finals, rounds, summary)
