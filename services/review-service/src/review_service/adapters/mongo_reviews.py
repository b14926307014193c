"""Reviews in MongoDB; each save keeps the counters in step."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from review_service.adapters.mongo_counters import MongoCounters
from review_service.adapters.mongo_documents import Doc, review_doc, review_of
from review_service.domain.review import Review, State
from review_service.domain.tally import NOBODY, Counts, Tally, difference, tally
from review_service.domain.task import Mode
from review_service.ports import Place
from service_kit.mongo.session import Session

REVIEWS = "reviews"
_STATES = ["approved", "pending", "rejected"]
_QUEUED = {"queued": True}
INDEXES: Mapping[str, Sequence[IndexModel]] = {
    REVIEWS: (
        IndexModel([("task", 1), ("holder", 1), ("state", 1), ("_id", 1)], name="lists"),
        IndexModel(
            [("task", 1), ("holder", 1), ("band", 1), ("since", 1), ("_id", 1)],
            name="queue_as_submitted",
            partialFilterExpression=_QUEUED,
        ),
        IndexModel(
            [("task", 1), ("holder", 1), ("band", 1), ("place", 1), ("_id", 1)],
            name="queue_by_place",
            partialFilterExpression=_QUEUED,
        ),
    ),
}


class MongoReviews:
    """One unit of work's reviews; what it read once it keeps at hand."""

    def __init__(self, session: Session, counters: MongoCounters) -> None:
        self._session = session
        self._counters = counters
        self._known: dict[str, tuple[Review, Tally]] = {}

    async def get(self, review: str) -> Review | None:
        if review in self._known:
            return self._known[review][0]
        doc = await self._session.get(REVIEWS, review)
        return self._keep(doc) if doc is not None else None

    async def load(self, reviews: Sequence[str]) -> None:
        await self._session.load(REVIEWS, reviews)

    def save(self, review: Review) -> None:
        before = self._known[review.id][1] if review.id in self._known else {}
        after = tally(review)
        self._counters.add(review.task, difference(before, after))
        self._known[review.id] = (review, after)
        self._session.put(REVIEWS, review_doc(review))

    def delete(self, review: Review) -> None:
        self._known.pop(review.id, None)
        self._session.delete(REVIEWS, review.id)

    async def queue(self, task: str, holder: str, mode: Mode, limit: int) -> list[Review]:
        return await self._find(
            {"task": task, "holder": holder, "queued": True}, _sort(mode, ASCENDING), limit
        )

    async def queue_end(
        self, task: str, holder: str, mode: Mode, limit: int, *, without: Sequence[str] = (), not_of: str = ""
    ) -> list[Review]:
        found: list[Review] = []
        base: Doc = {"task": task, "holder": holder, "_id": {"$nin": list(without)}}
        counts = (await self._counters.totals(task, (holder,))).get(holder, Counts())
        if counts.of("own") and holder != not_of:
            own = {**base, "state": "pending", "annotator": holder}
            found = await self._find(own, [("_id", ASCENDING)], limit)
        if len(found) < limit:
            others = {**base, "queued": True, "annotator": {"$ne": not_of}}
            found += await self._find(others, _sort(mode, DESCENDING), limit - len(found))
        return found

    async def pending(
        self,
        task: str,
        limit: int,
        *,
        holder: str | None = None,
        annotator: str | None = None,
        epoch: int,
        after: str = "",
    ) -> list[Review]:
        query: Doc = {"task": task, "state": "pending", "epoch": {"$lte": epoch}}
        if after:
            query["_id"] = {"$gt": after}
        if annotator is not None:
            query["annotator"] = annotator
        if holder is not None:
            query["holder"] = holder
            return await self._find(query, [("_id", ASCENDING)], limit)
        totals = await self._counters.totals(task)
        query["holder"] = {
            "$in": [name if name != NOBODY else None for name in totals if totals[name].of("pending")]
        }
        return await self._find(query, None, limit)

    async def of_task(self, task: str, limit: int) -> list[Review]:
        return await self._find({"task": task}, None, limit)

    async def listed(
        self, task: str, limit: int, *, holder: str | None, state: State | None, after: Place | None
    ) -> list[Review]:
        query: Doc = {"task": task, "state": state if state is not None else {"$in": _STATES}}
        if holder is not None:
            query["holder"] = holder
        if after is not None:
            whose: Any = after.holder if after.holder != NOBODY else None
            behind: list[Doc] = [
                {"holder": whose, "state": after.state, "_id": {"$gt": after.id}},
                {"holder": whose, "state": {"$gt": after.state}},
                {"holder": {"$gt": after.holder}},
            ]
            query = {"$and": [query, {"$or": behind}]}
        return await self._find(query, [("holder", 1), ("state", 1), ("_id", 1)], limit)

    async def _find(self, query: Doc, sort: Sequence[tuple[str, int]] | None, limit: int) -> list[Review]:
        docs = await self._session.find(REVIEWS, query, sort=sort, limit=limit)
        return [self._known[doc["_id"]][0] if doc["_id"] in self._known else self._keep(doc) for doc in docs]

    def _keep(self, doc: Doc) -> Review:
        review = review_of(doc)
        self._known[review.id] = (review, tally(review))
        return review


def _sort(mode: Mode, direction: int) -> list[tuple[str, int]]:
    by = "place" if mode == "partial" else "since"
    return [("band", direction), (by, direction), ("_id", direction)]
