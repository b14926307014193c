"""Reviews move from the end of the queue, the one in hand last; none is lost, none is doubled."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events import ReviewsTransferred
from contracts.roles import Role
from review_service.domain.errors import NotAnAuditor, NotEnoughOpen


async def holders(world: Any, ordinals: range) -> list[str | None]:
    return [(await world.review(ordinal)).holder for ordinal in ordinals]


async def queued(make_world: Callable[..., Any], total: int = 8, mode: str = "full") -> Any:
    world = make_world(total)
    await world.create(mode)
    await world.role("sol", Role.ANNOTATION_AUDITOR)
    for ordinal in range(total):
        await world.submit(ordinal)
    return world


async def test_reviews_move_from_the_end_of_the_queue(make_world: Callable[..., Any]) -> None:
    world = await queued(make_world)
    assert await world.transfer("rae", "sol", 3) == {"fresh": 3, "rework": 0}
    assert await holders(world, range(8)) == ["rae"] * 5 + ["sol"] * 3


async def test_rework_goes_after_fresh_ones_and_the_one_in_hand_last(make_world: Callable[..., Any]) -> None:
    world = await queued(make_world, 5)
    assert (await world.reject(3)).review.review.record == "r0"
    await world.submit(3)
    assert await world.transfer("rae", "sol", 3) == {"fresh": 3, "rework": 0}
    assert await holders(world, range(5)) == ["rae", "sol", "sol", "rae", "sol"]
    assert await world.transfer("rae", "sol", 1) == {"fresh": 0, "rework": 1}
    assert (await world.next()).review.review.record == "r0"
    assert await world.transfer("rae", "sol", 1) == {"fresh": 1, "rework": 0}


async def test_more_than_is_open_is_refused_with_how_many_are(make_world: Callable[..., Any]) -> None:
    world = await queued(make_world)
    with pytest.raises(NotEnoughOpen) as refusal:
        await world.transfer("rae", "sol", 9)
    assert refusal.value.facts() == {"open": 8}


async def test_who_may_not_review_receives_nothing(make_world: Callable[..., Any]) -> None:
    world = await queued(make_world)
    await world.role("ann", Role.ANNOTATION_OPERATOR)
    for nobody in ("ann", "stranger"):
        with pytest.raises(NotAnAuditor):
            await world.transfer("rae", nobody, 1)


async def test_the_receivers_own_annotations_stay(make_world: Callable[..., Any]) -> None:
    world = make_world(4)
    await world.create("full")
    await world.role("sol", Role.ANNOTATION_AUDITOR)
    for ordinal in range(4):
        await world.submit(ordinal, by="sol" if ordinal == 2 else "ann")
    with pytest.raises(NotEnoughOpen):
        await world.transfer("rae", "sol", 4)
    await world.transfer("rae", "sol", None)
    assert await holders(world, range(4)) == ["sol", "sol", "rae", "sol"]


async def test_everything_includes_what_comes_later(make_world: Callable[..., Any]) -> None:
    world = make_world(6)
    await world.create("full")
    await world.role("sol", Role.ANNOTATION_AUDITOR)
    await world.submit(0)
    await world.reject(0)
    await world.submit(1)
    assert await world.transfer("rae", "sol", None) == {"fresh": 1, "rework": 0}
    await world.submit(0)
    await world.submit(2)
    assert await holders(world, range(3)) == ["sol"] * 3
    assert (await world.next("rae")).state == "all_judged"
    await world.submit(3, by="sol")
    assert (await world.review(3)).holder == "rae", "nobody is handed their own annotation"
    await world.role("tom", Role.ANNOTATION_AUDITOR)
    await world.transfer("sol", "tom", None)
    await world.submit(4)
    assert (await world.review(4)).holder == "tom"
    await world.transfer("tom", "rae", None)
    await world.submit(5)
    assert (await world.review(5)).holder == "rae", "who takes everything takes work again"


async def test_a_transfer_above_a_chunk_is_a_job_and_says_each_chunk(make_world: Callable[..., Any]) -> None:
    world = await queued(make_world, 1203)
    assert await world.transfer("rae", "sol", 1201) == {"fresh": 1201, "rework": 0}
    said = [e for e, _, _ in world.store.memory_store.memory.said if isinstance(e, ReviewsTransferred)]
    assert [event.moved for event in said] == [500, 500, 201]
    assert (await world.next("rae")).left == 2
    assert (await world.next("sol")).left == 1201


@settings(max_examples=50, deadline=None)
@given(
    moves=st.lists(
        st.tuples(st.permutations(["rae", "sol", "tom"]), st.one_of(st.none(), st.integers(1, 6))), max_size=8
    )
)
async def test_transfers_conserve_the_reviews(moves: list[Any], make_world: Callable[..., Any]) -> None:
    world = make_world(10)
    await world.create("partial", reviewers={"rae": 2, "sol": 1, "tom": 0})
    for ordinal in range(6):
        await world.submit(ordinal)
    for (giver, receiver, _), quantity in moves:
        totals = await world.within(lambda unit: unit.counters.totals(world.task))
        open_ones = totals[giver].of("pending") if giver in totals else 0
        if quantity is not None and quantity > open_ones:
            with pytest.raises(NotEnoughOpen):
                await world.transfer(giver, receiver, quantity)
        else:
            moved = await world.transfer(giver, receiver, quantity)
            assert sum(moved.values()) == (open_ones if quantity is None else quantity)
    totals = await world.within(lambda unit: unit.counters.totals(world.task))
    assert sum(counts.of("pending") for counts in totals.values()) == 6
    for ordinal in range(6, 10):
        await world.submit(ordinal)
        assert (await world.review(ordinal)).queued
    lefts = [(await world.next(user)).left for user in ("rae", "sol", "tom")]
    assert sum(lefts) == 10
