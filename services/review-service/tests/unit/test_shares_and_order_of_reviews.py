"""Who reviews what, and in which order: proportional shares, a fair sample under partial review."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.roles import Role
from review_service.domain.task import Seen


@settings(max_examples=40, deadline=None)
@given(
    total=st.integers(1, 60),
    shares=st.lists(st.integers(0, 20), min_size=1, max_size=5),
    order=st.randoms(use_true_random=False),
)
async def test_shares_are_proportional_in_whatever_order_records_come(
    total: int, shares: list[int], order: Any, make_world: Callable[..., Any]
) -> None:
    world = make_world(total)
    await world.create("full", reviewers={f"rev-{i}": share for i, share in enumerate(shares)})
    ordinals = list(range(total))
    order.shuffle(ordinals)
    for ordinal in ordinals:
        await world.submit(ordinal)
    holders = Counter([(await world.review(ordinal)).holder for ordinal in ordinals])
    weights = shares if sum(shares) else [1] * len(shares)
    for index, weight in enumerate(weights):
        assert abs(holders[f"rev-{index}"] - total * weight / sum(weights)) < 1


async def test_partial_review_shows_all_annotators_early(make_world: Callable[..., Any]) -> None:
    annotators = {f"ann-{i}": 50 for i in range(4)}
    world = make_world(200)
    await world.create("partial", annotators=annotators, reviewers={"rae": 1, "sol": 1})
    for ordinal in range(200):
        await world.submit(ordinal, by=f"ann-{ordinal // 50}")
    seen: Counter[str] = Counter()
    for _ in range(24):
        work = await world.next("sol")
        seen[work.review.review.annotator] += 1
        await world.approve(int(work.review.review.record[1:]), "sol")
    assert len(seen) == 4
    assert min(seen.values()) >= 2


async def test_full_review_goes_in_the_order_submitted_with_rework_first(
    make_world: Callable[..., Any],
) -> None:
    world = make_world(6)
    await world.create("full")
    for ordinal in (4, 2, 5):
        await world.submit(ordinal)
    work = await world.next()
    assert [work.review.review.record, *(r.record for r in work.upcoming)] == ["r4", "r2", "r5"]
    work = await world.reject(4)
    assert work.review.review.record == "r2"
    await world.submit(4)
    work = await world.next()
    assert [work.review.review.record, work.upcoming[0].record] == ["r2", "r4"], "the one in hand stays"
    work = await world.approve(2)
    assert work.review.review.record == "r4"


async def test_next_gives_the_same_review_until_it_is_judged(make_world: Callable[..., Any]) -> None:
    world = make_world(30)
    await world.create("partial")
    await world.submit(0)
    first = (await world.next()).review.review.id
    for ordinal in range(1, 30):
        await world.submit(ordinal)
        assert (await world.next()).review.review.id == first
    assert (await world.next()).left == 30


async def test_a_verdict_on_another_review_keeps_the_one_in_hand(make_world: Callable[..., Any]) -> None:
    world = make_world(5)
    await world.create("full")
    for ordinal in range(4):
        await world.submit(ordinal)
    await world.next()
    work = await world.approve(2)
    assert (work.review.review.record, work.left) == ("r0", 3)


async def test_the_queue_says_how_it_stands(make_world: Callable[..., Any]) -> None:
    world = make_world(2)
    await world.create("full")
    work = await world.next()
    assert (work.state, work.task_state, work.left) == ("waiting_for_submissions", "preparing", 0)
    await world.submit(0)
    work = await world.next()
    assert (work.state, work.task_state, work.left) == ("reviewing", "labeling", 1)
    assert (await world.approve(0)).state == "waiting_for_submissions"
    await world.submit(1)
    assert (await world.next()).task_state == "reviewing"
    work = await world.reject(1)
    assert (work.state, work.left) == ("waiting_for_submissions", 0)
    assert (await world.next()).state == "waiting_for_submissions", "the rejected one comes back"
    await world.submit(1)
    assert (await world.approve(1)).state == "all_judged"


async def test_ones_own_annotation_is_held_and_not_handed_out(make_world: Callable[..., Any]) -> None:
    world = make_world(3)
    await world.create("full", annotators={"rae": 1, "ann": 2})
    await world.submit(0, by="rae")
    await world.submit(1)
    work = await world.next()
    assert (work.review.review.record, work.left, work.upcoming) == ("r1", 1, [])
    await world.role("sol", Role.ANNOTATION_AUDITOR)
    assert await world.transfer("rae", "sol", 1) == {"fresh": 1, "rework": 0}
    assert (await world.next("sol")).review.review.record == "r0"


async def test_a_changed_mode_changes_the_order_from_then_on(make_world: Callable[..., Any]) -> None:
    world = make_world(50)
    await world.create("full")
    for ordinal in range(50):
        await world.submit(ordinal)
    await world.edit("partial", annotators=None)
    records = [(await world.next()).review.review.record]
    places = []
    for _ in range(10):
        work = await world.approve(int(records[-1][1:]))
        records.append(work.review.review.record)
        places.append(work.review.review.place)
    assert places == sorted(places)
    assert records[1:] != [f"r{i}" for i in range(1, 11)]


@given(places=st.sets(st.integers(0, 20_000)), start=st.integers(0, 20_000), length=st.integers(0, 20_000))
def test_what_was_seen_is_a_set_of_places(places: set[int], start: int, length: int) -> None:
    cells: dict[int, dict[int, int]] = {}
    for place in places:
        cell, word, bit = Seen.address(place)
        words = cells.setdefault(cell, {})
        words[word] = words.get(word, 0) + bit
    seen, span = Seen(cells), range(start, start + length)
    assert seen.within(span) == len(places.intersection(span))
    assert all(place in seen for place in places)
    assert {cell for place in span for cell in (place // 4096,)} == set(Seen.cells_of([span]))
