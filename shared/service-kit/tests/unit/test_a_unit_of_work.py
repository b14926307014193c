"""A unit of work inside another sees its documents; what it does is kept only when it is absorbed."""

from typing import Any

import pytest
from pydantic import BaseModel
from pymongo import AsyncMongoClient

from service_kit.messaging.events import Cause, EventTooLarge
from service_kit.mongo.session import EVENT_LIMIT, Session


class Said(BaseModel):
    text: str


async def session() -> Session:
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient("mongodb://127.0.0.1:9", connect=False)
    return Session(client["none"], None, Cause("c"))


async def test_a_dropped_unit_leaves_no_trace() -> None:
    outer = await session()
    outer.put("things", {"_id": "a", "list": [1]})
    inner = outer.nested()
    doc = await inner.get("things", "a")
    assert doc is not None
    doc["list"].append(2)
    inner.put("things", doc)
    inner.emit(Said(text="x"), aggregate="a", version=1)
    inner.increment("counts", "n", {"n": 1})
    assert await outer.get("things", "a") == {"_id": "a", "list": [1]}
    assert not outer.emitted


async def test_an_absorbed_unit_is_part_of_the_outer_one() -> None:
    outer = await session()
    outer.put("things", {"_id": "a", "list": [1]})
    for number in (2, 3):
        inner = outer.nested(Cause(f"cause {number}"))
        doc = await inner.get("things", "a")
        assert doc is not None
        doc["list"].append(number)
        inner.put("things", doc)
        inner.emit(Said(text="x"), aggregate="a", version=number)
        inner.arrived("need")
        inner.nudge("decider", "id")
        outer.absorb(inner)
    assert await outer.get("things", "a") == {"_id": "a", "list": [1, 2, 3]}
    assert [(e.version, e.cause.correlation_id) for e in outer.emitted] == [(2, "cause 2"), (3, "cause 3")]
    assert list(outer.needs_met) == ["need"]
    assert list(outer.nudges) == [("decider", "id")]


async def test_an_event_over_the_limit_is_refused_with_the_limit() -> None:
    unit = await session()
    with pytest.raises(EventTooLarge) as caught:
        unit.emit(Said(text="x" * EVENT_LIMIT), aggregate="a", version=1)
    assert caught.value.facts() == {"limit": EVENT_LIMIT}
    assert not unit.emitted
