"""Each guarantee is broken once by hand, in a service's own database, and mended again: the check names it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from local_stack.testing.invariants import Invariants
from local_stack.testing.rest import Rest
from local_stack.testing.team import Team

Doc = dict[str, Any]


@asynccontextmanager
async def broken(
    rest: Rest, service: str, collection: str, query: Doc, change: Doc | None
) -> AsyncIterator[None]:
    """One document changed (None: removed) for a while."""
    documents = rest.database(service)[collection]
    kept = await documents.find_one(query)
    assert kept is not None, f"{service} has no such document in {collection}"
    if change is None:
        await documents.delete_one({"_id": kept["_id"]})
    else:
        await documents.update_one({"_id": kept["_id"]}, change)
    try:
        yield
    finally:
        await documents.replace_one({"_id": kept["_id"]}, kept, upsert=True)


async def test_the_check_of_what_must_hold_catches_what_is_broken(team: Team) -> None:
    dataset = await team.import_clips(3)
    task = await team.create_task(dataset, review="full", reviewers=["eva"])
    labeled = await team.label("ana", task, 2)
    await team.judge("eva", task, 1)
    await team.rest()
    first = labeled[0]["id"]
    of_task = {"$gte": f"{task}/", "$lt": f"{task}0"}
    agg = {"$gte": f"earmark.assignments|{task}/", "$lt": f"earmark.assignments|{task}0"}
    stream = {"$gte": f"earmark.assignments|/assignment-service|{task}/"}
    for service, collection, query, change, named in (
        ("assignment-service", "rounds", {"_id": f"{first}/1"}, None, "assignment-service: round"),
        ("assignment-service", "rounds", {"_id": f"{first}/1"}, {"$set": {"annotation": "{}"}}, "round"),
        ("assignment-service", "assignments", {"_id": first}, {"$set": {"owner": ""}}, "without an owner"),
        ("assignment-service", "assignments", {"_id": first}, None, "ordinals"),
        ("assignment-service", "assignments", {"_id": first}, {"$set": {"d": True}}, "drafts"),
        ("assignment-service", "queues", {"task": task}, {"$inc": {"fresh": 1}}, "in assignment-service"),
        ("assignment-service", "outbox", {"agg": agg}, None, "submissions said"),
        (
            "review-service",
            "reviews",
            {"task": task, "state": "pending"},
            {"$set": {"holder": None}},
            "nobody",
        ),
        ("review-service", "reviews", {"task": task}, {"$set": {"f": [7, 1]}}, "in review-service"),
        (
            "review-service",
            "counters",
            {"task": task, "n.done": 1},
            {"$inc": {"n.done": 1}},
            "in review-service",
        ),
        ("review-service", "positions", {"_id": stream}, {"$inc": {"v": -1}}, "review-service in earmark"),
        ("export-service", "positions", {"_id": stream}, None, "export-service in earmark"),
        (
            "export-service",
            "records",
            {"_id": of_task, "fin": True},
            {"$set": {"c.annotation": {}}},
            "export",
        ),
        ("export-service", "counters", {"task": task}, {"$inc": {"done": 1}}, "in export-service"),
        ("task-service", "records", {"_id": of_task}, None, "in task-service"),
        ("task-service", "counters", {"_id": {"$gte": f"{task}/d/", "$lt": f"{task}/d0"}}, None, "progress"),
    ):
        async with Invariants(team) as invariants, Rest(team.stack) as rest:
            async with broken(rest, service, collection, query, change):
                with pytest.raises(AssertionError, match=named):
                    await invariants.check()
            await invariants.check()
    async with Rest(team.stack) as rest:
        dead = rest.database("review-service")["dead"]
        await dead.insert_one(
            {"_id": "by hand", "type": "T", "aggregate": "a", "reason": "by hand", "raw": {}}
        )
        try:
            async with Invariants(team) as invariants:
                with pytest.raises(AssertionError, match="dead letter T a: by hand"):
                    await invariants.check()
        finally:
            await dead.delete_one({"_id": "by hand"})
