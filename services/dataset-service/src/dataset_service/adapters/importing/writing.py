"""What an import leaves behind, chunk by chunk: rows, failures, counts, and how far it is."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import orjson
from pymongo import InsertOne
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from contracts.ids import new_id
from dataset_service.adapters.importing.contents import record_facts
from dataset_service.adapters.importing.entries import Entry
from dataset_service.adapters.importing.found import Refusal
from dataset_service.adapters.names import DATASETS, FAILURES, RECORDS
from dataset_service.domain.dataset import Dataset
from dataset_service.ports import UnitOfWork
from dataset_service.use_cases.end_import import FinishImport
from service_kit.jobs import JobContext, JobInterrupted
from service_kit.mongo.session import Doc, Session
from service_kit.mongo.transactions import Transactions

MOST_FACTS_BYTES = 64 * 1024
_REPORT_SECONDS = 0.5
_FAILURES_AT_ONCE = 2000


async def begin(
    transactions: Transactions, units: Callable[[Session], UnitOfWork], id: str
) -> Dataset | None:
    """Begin a run: nobody who began an earlier one can write any more. None where the import has ended."""

    async def start(session: Session) -> Dataset | None:
        unit = units(session)
        dataset = await unit.datasets.get(id)
        if dataset is None or dataset.state != "importing":
            return None
        dataset.run += 1
        unit.datasets.put(dataset)
        return dataset

    return await transactions.run(start)


class Writer:
    """Writes for one run of one import. Raises JobInterrupted once another run has begun or the import has
    ended."""

    def __init__(
        self,
        database: AsyncDatabase[Doc],
        context: JobContext,
        units: Callable[[Session], UnitOfWork],
        dataset: Dataset,
    ) -> None:
        self._database = database
        self._context = context
        self._units = units
        self._dataset = dataset
        self._began = time.monotonic()
        self._before = dataset.cursor.records + dataset.cursor.failed
        self._learned_seconds = 0.0
        self._learned_files = 0
        self._first_of: dict[str, int] | None = None
        self.total: int | None = dataset.total

    async def learned(self, seconds: float) -> None:
        """Note that a file was analysed."""
        self._learned_files += 1
        self._learned_seconds += seconds

    async def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Keep what was refused before the first entry."""
        for start in range(0, len(refusals), _FAILURES_AT_ONCE):
            last = start + _FAILURES_AT_ONCE >= len(refusals)
            await self._commit([], refusals[start : start + _FAILURES_AT_ONCE], None, prepared=last)

    async def write(self, entries: Sequence[Entry], media: dict[str, tuple[str, Doc]]) -> None:
        """Make records and failures of entries, in their order."""
        rows: list[Doc] = []
        refusals: list[Refusal] = []
        first_of = await self._firsts()
        dataset = self._dataset
        ordinal = dataset.cursor.records
        for entry in entries:
            if entry.refusal is not None or entry.found is None:
                assert entry.refusal is not None
                refusals.append(entry.refusal)
                continue
            sizes = {name: len(orjson.dumps(value)) for name, value in entry.facts.items()}
            if entry.facts and sum(sizes.values()) > MOST_FACTS_BYTES:
                line = entry.at if isinstance(entry.at, int) else None
                detail = f"the facts of a record take at most {MOST_FACTS_BYTES} bytes"
                refusals.append(Refusal(entry.name, "facts-too-large", detail, line))
                continue
            sha256, content = media[entry.found.name]
            row: Doc = {
                "_id": new_id(),
                "dataset": dataset.id,
                "ordinal": ordinal,
                "name": entry.name,
                "sha256": sha256,
                **record_facts(content),
                "facts": entry.facts,
            }
            first = first_of.setdefault(sha256, ordinal)
            if first != ordinal:
                row["duplicate_of"] = first
            dataset.note_sizes(len(orjson.dumps(entry.name)), sizes)
            rows.append(row)
            ordinal += 1
        await self._commit(rows, refusals, entries[-1].at if entries else None)

    async def add_rows(self, rows: Sequence[Doc], at: int) -> None:
        """Keep the rows of a subset; ``at`` is the parent's ordinal to go on behind."""
        await self._commit(rows, [], at)

    async def finish(self) -> None:
        """End the import: the dataset is ready, or failed where it has no record."""

        async def end(session: Session) -> None:
            unit, dataset = await self._mine(session)
            FinishImport()(unit, dataset)

        await self._context.transactions.run(end)

    async def _mine(self, session: Session) -> tuple[UnitOfWork, Dataset]:
        unit = self._units(session)
        stored = await unit.datasets.get(self._dataset.id)
        if stored is None or stored.state != "importing" or stored.run != self._dataset.run:
            raise JobInterrupted
        return unit, stored

    async def _commit(
        self, rows: Sequence[Doc], refusals: Sequence[Refusal], at: str | int | None, prepared: bool = True
    ) -> None:
        await self._context.check_canceled()
        known = self._dataset

        async def commit(session: Session) -> Dataset:
            unit, stored = await self._mine(session)
            cursor = stored.cursor
            for row in rows:
                session.write(RECORDS, InsertOne(row))
            for number, refusal in enumerate(refusals, cursor.failed):
                session.write(FAILURES, InsertOne(_failure(stored.id, number, refusal)))
            cursor.at = at if at is not None else cursor.at
            cursor.prepared = prepared
            cursor.records += len(rows)
            cursor.failed += len(refusals)
            cursor.seconds += sum(row["seconds"] for row in rows)
            cursor.bytes += sum(row["bytes"] for row in rows)
            stored.total = self.total
            stored.fact_sizes, stored.name_size = known.fact_sizes, known.name_size
            unit.datasets.put(stored)
            return stored

        self._dataset = await self._context.transactions.run(commit)

    async def _firsts(self) -> dict[str, int]:
        """Return the first ordinal of each content; read once where a run goes on."""
        if self._first_of is None:
            self._first_of = {}
            if self._dataset.cursor.records:
                rows = self._database[RECORDS].find(
                    {"dataset": self._dataset.id},
                    {"sha256": 1, "ordinal": 1, "_id": 0},
                    sort=[("ordinal", 1)],
                )
                async for row in rows:
                    self._first_of.setdefault(row["sha256"], row["ordinal"])
        return self._first_of

    # --- how far it is

    @asynccontextmanager
    async def reporting(self) -> AsyncIterator[None]:
        """Tell twice a second how far the import is, in its dataset's document."""
        telling = asyncio.create_task(self._tell())
        try:
            yield
        finally:
            telling.cancel()
            await asyncio.wait({telling})

    async def _tell(self) -> None:
        told: dict[str, Any] | None = None
        while True:
            await asyncio.sleep(_REPORT_SECONDS)
            cursor = self._dataset.cursor
            done = cursor.records + cursor.failed
            # What is analysed but not yet written counts as done too: chunks are large.
            done = max(done, min(self._before + self._learned_files, self.total or 0))
            elapsed = max(0.001, time.monotonic() - self._began)
            per_second = (done - self._before) / elapsed
            seconds = max(cursor.seconds, self._learned_seconds)
            progress: dict[str, Any] = {
                "done": done,
                "total": self.total,
                "seconds": round(seconds, 3),
                "seconds_per_second": round(self._learned_seconds / elapsed, 1),
                "files_per_second": round(per_second, 1),
                "remaining_seconds": (
                    round((self.total - done) / per_second, 1) if self.total and per_second > 0 else None
                ),
            }
            if progress == told:
                continue
            told = progress
            try:
                await self._database[DATASETS].update_one(
                    {"_id": self._dataset.id, "run": self._dataset.run}, {"$set": {"told": progress}}
                )
            except PyMongoError:
                continue


def _failure(dataset: str, number: int, refusal: Refusal) -> Doc:
    doc: Doc = {
        "_id": f"{dataset}/{number:09d}",
        "dataset": dataset,
        "number": number,
        "path": refusal.name,
        "reason": refusal.reason,
        "detail": refusal.detail,
    }
    return doc | ({"line": refusal.line} if refusal.line is not None else {})
