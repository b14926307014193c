"""Counters in rows that nobody fights over: one per task, reviewer and writer."""

from collections.abc import Iterable, Mapping, Sequence

from pymongo import IndexModel, UpdateOne

from review_service.domain.tally import NOBODY, Counts, Tally
from review_service.domain.task import Seen
from service_kit.mongo.session import Doc, Session

COUNTERS = "counters"
VERDICTS = "v"
ORDERS = "o"
JOBS = "j"
"""Beside the handlers: rows of verdicts (a reviewer's own), of other commands, and of jobs."""
SHARDS = 16
"""Rows that event handlers write, by partition."""
INDEXES: Mapping[str, Sequence[IndexModel]] = {
    COUNTERS: (
        IndexModel([("task", 1), ("reviewer", 1)], name="rows"),
        IndexModel(
            [("task", 1), ("cell", 1)], name="cells", partialFilterExpression={"cell": {"$exists": True}}
        ),
    ),
}


def partition_shard(partition: int) -> str:
    """Return whose rows the handlers of a topic partition write: partitions run in parallel, and never meet
    there."""
    return f"p{partition % SHARDS}"


class MongoCounters:
    """Two kinds of rows in one collection, so that a chunk of events writes them with one call.

    Counts: ``{task, reviewer, n: {what: number}, a: {annotator: {what: number}}}``; a sum over rows is a count.
    The row that verdicts write holds as ``hand`` which review the reviewer has in hand, too. Cells of what was
    seen: ``{task, cell, w: {word: bits}}``.
    """

    def __init__(self, session: Session, shard: str) -> None:
        self._session = session
        self._shard = shard
        self._hands: dict[tuple[str, str], str | None] = {}

    def add(self, task: str, changes: Tally) -> None:
        """Add a difference of tallies."""
        rows: dict[str, Doc] = {}
        for (reviewer, annotator, what), change in changes.items():
            name = f"n.{what}" if annotator is None else f"a.{_encoded(annotator)}.{what}"
            rows.setdefault(reviewer, {})[name] = change
        for reviewer, amounts in rows.items():
            self._increment(task, self._shard, reviewer, amounts)

    def rely(self, task: str) -> None:
        """Write the row that `fence` writes, too."""
        self._increment(task, self._shard, NOBODY, {"relied": 1})

    def fence(self, task: str) -> None:
        """Write the rows that every handler relies on: of two units of work at the same time one is run
        again."""
        for partition in range(SHARDS):
            self._increment(task, partition_shard(partition), NOBODY, {"fence": 1})

    async def totals(self, task: str, reviewers: Sequence[str] | None = None) -> Mapping[str, Counts]:
        query: Doc = {
            "task": task,
            "reviewer": {"$gte": ""} if reviewers is None else {"$in": list(reviewers)},
        }
        found = await self._session.find(COUNTERS, query, projection={"reviewer": 1, "n": 1, "hand": 1})
        sums: dict[str, dict[tuple[str | None, str], int]] = {}
        self._hands.update({(task, reviewer): None for reviewer in reviewers or ()})
        for row in found:
            _add(sums.setdefault(row["reviewer"], {}), None, row.get("n"))
            if "hand" in row:
                self._hands[task, row["reviewer"]] = row["hand"]
        return {reviewer: Counts(numbers) for reviewer, numbers in sums.items()}

    async def of_reviewer(self, tasks: Sequence[str], reviewer: str) -> Mapping[str, Counts]:
        query = {"task": {"$in": list(tasks)}, "reviewer": reviewer}
        sums: dict[str, dict[tuple[str | None, str], int]] = {}
        for row in await self._session.find(COUNTERS, query, projection={"task": 1, "n": 1}):
            _add(sums.setdefault(row["task"], {}), None, row.get("n"))
        return {task: Counts(numbers) for task, numbers in sums.items()}

    async def detailed(self, task: str, reviewer: str) -> Counts:
        sums: dict[tuple[str | None, str], int] = {}
        for row in await self._session.find(COUNTERS, {"task": task, "reviewer": reviewer}):
            _add(sums, None, row.get("n"))
            for annotator, numbers in row.get("a", {}).items():
                _add(sums, _decoded(annotator), numbers)
        return Counts(sums)

    def see(self, task: str, place: int) -> None:
        # Bits are added: a record is new here once, as its review says, which is kept in the same
        # transaction.
        cell, word, bit = Seen.address(place)
        id = f"{task}/{self._shard}/cell/{cell}"
        self._session.increment(COUNTERS, id, {f"w.{word}": bit}, preset={"task": task, "cell": cell})

    async def seen(self, task: str, spans: Sequence[range] | None) -> Seen:
        query: Doc = {"task": task, "cell": {"$gte": 0} if spans is None else {"$in": Seen.cells_of(spans)}}
        cells: dict[int, dict[int, int]] = {}
        for row in await self._session.find(COUNTERS, query):
            words = cells.setdefault(row["cell"], {})
            for word, bits in row["w"].items():
                words[int(word)] = words.get(int(word), 0) | bits
        return Seen(cells)

    async def in_hand(self, task: str, reviewer: str) -> str | None:
        """Return the review a reviewer has in hand; free where `totals` just read the reviewer's rows."""
        if (task, reviewer) not in self._hands:
            row = await self._session.get(COUNTERS, _row(task, VERDICTS, reviewer))
            self._hands[task, reviewer] = row.get("hand") if row is not None else None
        return self._hands[task, reviewer]

    def put_in_hand(self, task: str, reviewer: str, review: str) -> None:
        """Keep which review a reviewer has in hand."""
        self._hands[task, reviewer] = review
        change = {"$set": {"hand": review}, "$setOnInsert": {"task": task, "reviewer": reviewer}}
        self._session.write(COUNTERS, UpdateOne({"_id": _row(task, VERDICTS, reviewer)}, change, upsert=True))

    def _increment(self, task: str, shard: str, reviewer: str, amounts: Doc) -> None:
        preset = {"task": task, "reviewer": reviewer}
        self._session.increment(COUNTERS, _row(task, shard, reviewer), amounts, preset=preset)


def _row(task: str, shard: str, reviewer: str) -> str:
    return f"{task}/{shard}/rows/{reviewer}"


def _add(
    sums: dict[tuple[str | None, str], int], annotator: str | None, numbers: Mapping[str, int] | None
) -> None:
    for what, number in (numbers or {}).items():
        sums[annotator, what] = sums.get((annotator, what), 0) + number


_ESCAPES = (("%", "%25"), (".", "%2E"), ("$", "%24"), ("\x00", "%00"))


def _encoded(user: str) -> str:
    """A user's id as a field name."""
    return _replaced(user, _ESCAPES)


def _decoded(name: str) -> str:
    return _replaced(name, ((escape, plain) for plain, escape in reversed(_ESCAPES)))


def _replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = text.replace(old, new)
    return text
