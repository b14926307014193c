"""Everything that was said of a task, read from the services' outboxes, and what follows from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from contracts.folding import Fact, Fold
from local_stack.testing.rest import Rest

Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """One event as its service wrote it down."""

    service: str
    topic: str
    aggregate: str
    version: int | None
    type: str
    data: Doc


async def said_of(rest: Rest, topics: Iterable[str], ids: Sequence[str]) -> list[Said]:
    """Returns what all services said on some topics of some aggregates and what is below them, in order."""
    ranges = [{"agg": {"$gte": f"{topic}|{id}", "$lt": f"{topic}|{id}0"}} for topic in topics for id in ids]
    found: list[Said] = []
    for service in rest.services if ranges else ():
        rows = rest.database(service)["outbox"].find({"$or": ranges}).sort([("agg", 1), ("ver", 1)])
        async for row in rows:
            topic, _, aggregate = row["agg"].partition("|")
            type = row["hdr"]["ce_type"].removeprefix("earmark.").removesuffix(".v1")
            found.append(Said(service, topic, aggregate, row.get("ver"), type, orjson.loads(row["val"])))
    return found


@dataclass
class Story:
    """A task as its events tell it: the reference that every service's own state is compared with."""

    task: str
    events: list[Said]
    total: int
    records: dict[str, Fold] = field(default_factory=dict)
    """By record; those that were never submitted are left out."""
    submissions: dict[tuple[str, int], Doc] = field(default_factory=dict)
    """By record and round."""

    @classmethod
    def of(cls, task: str, events: Iterable[Said]) -> Story:
        """Folds what was said of a task."""
        mine = [said for said in events if said.data.get("task") == task]
        total = next(said.data["record_count"] for said in mine if said.type == "TaskCreated")
        story = cls(task, mine, total)
        facts: dict[str, Fold] = defaultdict(Fold)
        for said in mine:
            data = said.data
            if (fact := _fact(said)) is not None:
                facts[data["record"]] = facts[data["record"]].add(data["round"], fact)
            if said.type == "RecordSubmitted":
                story.submissions[data["record"], data["round"]] = data
        story.records = dict(facts)
        return story

    def types(self, *types: str) -> list[Said]:
        """The events of some types."""
        return [said for said in self.events if said.type in types]

    @property
    def deleted(self) -> bool:
        """Whether the task is gone."""
        return bool(self.types("TaskDeleted"))

    @property
    def failed(self) -> bool:
        """Whether its records could not be listed."""
        return bool(self.types("ListingFailed"))

    @property
    def counts(self) -> dict[str, int]:
        """total, open, submitted, done."""
        states = Counter(fold.state for fold in self.records.values())
        known = {"submitted": states["submitted"], "done": states["done"]}
        return {"total": self.total, "open": self.total - sum(known.values()), **known}

    @property
    def completed(self) -> bool:
        """Whether every record is done."""
        return self.counts["done"] == self.total


def _fact(said: Said) -> Fact | None:
    match said.type:
        case "RecordSubmitted":
            return Fact.SUBMITTED if said.data["review_required"] else Fact.SUBMITTED_WITHOUT_REVIEW
        case "RecordApproved":
            return Fact.APPROVED
        case "RecordRejected":
            return Fact.REJECTED
        case "RecordReturned":
            return Fact.RETURNED
        case _:
            return None
