"""A subset: rows that name records of another dataset; no audio, no content is copied."""

import heapq
from collections.abc import AsyncIterator, Sequence
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from dataset_service.adapters.importing.contents import ROW_FACTS
from dataset_service.adapters.importing.writing import Writer
from dataset_service.adapters.names import RECORDS
from dataset_service.domain.audio_facts import FactValue
from dataset_service.domain.dataset import Dataset
from dataset_service.domain.subsets import choose, lot, parse_filter
from service_kit.mongo.session import Doc

_CHUNK = 1000


class SubsetRun:
    """Filter, leave out, sample: in the parent's order (see `domain.subsets`)."""

    def __init__(self, database: AsyncDatabase[Doc], writer: Writer, dataset: Dataset) -> None:
        self._records = database[RECORDS]
        self._writer = writer
        self._dataset = dataset
        source = dataset.source
        self._conditions = parse_filter(source.get("filter") or {})
        self._without: list[str] = list(source.get("without") or ())
        self._sample: int | None = source.get("sample")
        self._seed: int | str = source.get("seed") or 0

    async def run(self) -> None:
        """Write the rows that an interrupted run has not written yet."""
        at = self._dataset.cursor.at
        after = at if isinstance(at, int) else -1
        ordinal = self._dataset.cursor.records
        drawn = await self._draw() if self._sample is not None else None
        if drawn is not None:
            self._writer.total = len(drawn)
        async for chunk in self._chunks(after, {}):
            rows = [row for row in await self._chosen(chunk) if drawn is None or row["ordinal"] in drawn]
            made = [self._row(row, ordinal + place) for place, row in enumerate(rows)]
            ordinal += len(made)
            await self._writer.add_rows(made, chunk[-1]["ordinal"])

    async def _draw(self) -> set[int]:
        """Return the ordinals that are drawn; keeps as many as the sample."""
        assert self._sample is not None
        held: list[tuple[int, int]] = []  # the largest lot on top, as its negative
        async for chunk in self._chunks(-1, {}):
            for row in await self._chosen(chunk):
                ticket = (-int.from_bytes(lot(self._seed, record_of(row))), -row["ordinal"])
                if len(held) < self._sample:
                    heapq.heappush(held, ticket)
                elif ticket > held[0]:
                    heapq.heapreplace(held, ticket)
        return {-ordinal for _, ordinal in held}

    async def _chunks(self, after: int, projection: dict[str, Any]) -> AsyncIterator[list[Doc]]:
        query = {"dataset": self._dataset.subset_of, "ordinal": {"$gt": after}}
        chunk: list[Doc] = []
        async for row in self._records.find(query, projection or None, sort=[("ordinal", 1)]):
            chunk.append(row)
            if len(chunk) >= _CHUNK:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    async def _chosen(self, chunk: Sequence[Doc]) -> list[Doc]:
        without = await self._left_out(chunk)
        return list(
            choose(chunk, record_id=record_of, facts=_facts, conditions=self._conditions, without=without)
        )

    async def _left_out(self, chunk: Sequence[Doc]) -> set[str]:
        """Return which records of a chunk other datasets hold."""
        if not self._without:
            return set()
        records = [record_of(row) for row in chunk]
        ids = [*records, *(f"{record}/{dataset}" for record in records for dataset in self._without)]
        query = {"_id": {"$in": ids}, "dataset": {"$in": self._without}}
        return {record_of(row) async for row in self._records.find(query, {"record": 1})}

    def _row(self, row: Doc, ordinal: int) -> Doc:
        record = record_of(row)
        made = {**row, "_id": f"{record}/{self._dataset.id}", "record": record}
        made |= {"dataset": self._dataset.id, "ordinal": ordinal}
        made.pop("duplicate_of", None)
        return made


def record_of(row: Doc) -> str:
    """Return the id of the record that a row stands for: its own, or in a subset the one it names."""
    return str(row.get("record") or row["_id"])


def _facts(row: Doc) -> dict[str, FactValue]:
    return {**row["facts"], **{name: row[name] for name in ROW_FACTS}, "audio_name": row["name"]}
