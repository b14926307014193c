"""What was found so far counts first verdicts by hand; the rest is what was pending when it was ordered."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.allocation import ANNOTATORS, allocation_key, annotator_ranges, permutation
from contracts.events import RecordApproved, RecordRejected
from contracts.roles import Role
from review_service.domain.errors import BlindReview, FullReview
from review_service.domain.findings import Findings
from review_service.use_cases.judge_rest import PreviewRest, RestOrder

QUOTAS = {"ann": 7, "bo": 5, "cy": 8}
TOTAL = sum(QUOTAS.values())
APPROVE_REST = RestOrder("approved")


def given_to(task: str, ordinal: int) -> str:
    position = permutation(allocation_key(task, ANNOTATORS), TOTAL).position_of(ordinal)
    return annotator_ranges(tuple(QUOTAS.items())).owner_of(position)


async def preview(world: Any, caller: str = "rae", annotator: str | None = None) -> Findings:
    async def read(unit: Any) -> Findings:
        return await PreviewRest()(unit, await world.known(), caller, annotator)

    found: Findings = await world.within(read)
    return found


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["submit", "submit", "submit", "approve", "reject", "return", "rest"]),
        st.integers(0, TOTAL - 1),
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(actions=ACTIONS)
async def test_the_numbers_are_what_a_count_over_everything_said_gives(
    actions: list[tuple[str, int]], make_world: Callable[..., Any]
) -> None:
    world = make_world(TOTAL)
    await world.create("partial", annotators=QUOTAS, reviewers={"rae": 2, "sol": 1})
    for what, ordinal in actions:
        by = given_to(world.task, ordinal)
        state = (await world.review(ordinal)).fold.state if ordinal in world.rounds else "open"
        if what == "submit" and state != "done":
            await world.submit(ordinal, by=by)
        elif what in ("approve", "reject") and state == "submitted":
            holder = (await world.review(ordinal)).holder
            await (world.approve if what == "approve" else world.reject)(ordinal, holder)
        elif what == "return" and state == "done":
            await world.send_back(ordinal)
        elif what == "rest" and ordinal % 5 == 0:
            await world.order_rest(RestOrder("approved", "bo"), "sol")
    for caller in ("rae", "sol"):
        for annotator in (None, *QUOTAS):
            assert facts(await preview(world, caller, annotator)) == await counted(world, caller, annotator)


def facts(found: Findings) -> tuple[int, ...]:
    return found.approved, found.rejected, found.remaining, found.not_submitted, found.in_rework


async def counted(world: Any, caller: str, annotator: str | None) -> tuple[int, ...]:
    first: dict[str, Any] = {}
    for event, _, _ in world.store.memory_store.memory.said:
        if isinstance(event, RecordApproved | RecordRejected) and event.reviewer == caller:
            first.setdefault(event.record, event)
    mine = [e for e in first.values() if e.by == "person" and annotator in (None, e.annotator)]
    approved = sum(isinstance(event, RecordApproved) for event in mine)
    task = await world.known()
    remaining = rework = unseen = 0
    for ordinal in range(TOTAL):
        if annotator not in (None, given_to(world.task, ordinal)):
            continue
        if ordinal not in world.rounds:
            unseen += task.first_holder(task.place_of(ordinal)) == caller
            continue
        review = await world.review(ordinal)
        if review.holder == caller:
            remaining += review.pending
            rework += review.fold.state == "open"
    return approved, len(mine) - approved, remaining, unseen, rework


async def test_there_is_no_error_rate_before_any_verdict(world: Any) -> None:
    await world.create("partial")
    found = await preview(world)
    assert (found.error_rate, found.interval, found.not_submitted) == (None, None, 12)


async def test_the_error_rate_has_its_interval(world: Any) -> None:
    await world.create("partial")
    for ordinal in range(10):
        await world.submit(ordinal)
    for ordinal in range(4):
        await world.approve(ordinal)
    await world.reject(4)
    found = await preview(world)
    assert found.error_rate == pytest.approx(0.2)
    assert found.interval == pytest.approx((0.0362, 0.6245), abs=1e-3)


async def test_approving_the_rest_judges_what_was_pending_and_nothing_that_came_later(world: Any) -> None:
    await world.create("partial")
    for ordinal in range(4):
        await world.submit(ordinal)
    assert await world.order_rest(APPROVE_REST, run_jobs=False) == 4
    await world.submit(4)
    await world.run_jobs()
    states = [(await world.review(ordinal)).state for ordinal in range(5)]
    assert states == ["approved"] * 4 + ["pending"]
    said = [event for event, _, _ in world.store.memory_store.memory.said]
    assert {(event.by, event.reviewer) for event in said} == {("rest", "rae")}
    assert await world.order_rest(RestOrder("approved")) == 1


async def test_including_the_future_ends_the_callers_review(make_world: Callable[..., Any]) -> None:
    world = make_world(6)
    await world.create("partial")
    await world.submit(0)
    await world.reject(0)
    await world.submit(1)
    await world.order_rest(RestOrder("approved", include_future=True))
    await world.submit(0)
    await world.submit(2)
    assert [(await world.review(o)).by for o in (0, 1, 2)] == ["rest", "rest", "rest"]
    assert (await world.next()).state == "all_judged"
    await world.edit("full", run_jobs=False)
    await world.submit(3)
    assert (await world.review(3)).pending, "another mode reopens ended reviews"


async def test_an_ended_review_approves_nothing_for_somebody_who_may_not_review_any_more(world: Any) -> None:
    await world.create("partial")
    await world.order_rest(RestOrder("approved", include_future=True))
    await world.role("rae", Role.ANNOTATION_OPERATOR)
    await world.submit(0)
    assert (await world.review(0)).pending


async def test_the_rest_of_one_annotator_is_sent_back_with_the_reason(make_world: Callable[..., Any]) -> None:
    world = make_world(TOTAL)
    await world.create("partial", annotators=QUOTAS)
    for ordinal in range(6):
        await world.submit(ordinal, by="ann" if ordinal % 2 else "bo")
    await world.order_rest(RestOrder("rejected", "bo", "all captions are in capitals"))
    assert [(await world.review(o)).state for o in range(6)] == ["rejected", "pending"] * 3
    (event, *_), _, _ = zip(*world.store.memory_store.memory.said, strict=True)
    assert (event.reason, event.by, event.annotator) == ("all captions are in capitals", "rest", "bo")


async def test_the_rest_cannot_be_approved_under_full_review_but_rejected(world: Any) -> None:
    await world.create("full")
    await world.submit(0)
    with pytest.raises(FullReview):
        await world.order_rest(APPROVE_REST)
    await world.order_rest(RestOrder("rejected", None, "start again"))
    assert (await world.review(0)).state == "rejected"


async def test_held_reviews_are_never_part_of_the_rest(world: Any) -> None:
    await world.create("partial")
    await world.submit(0, by="rae")
    assert await world.order_rest(APPROVE_REST) == 0
    assert (await world.review(0)).pending


async def test_under_blind_review_no_annotator_can_be_chosen(world: Any) -> None:
    await world.create("partial", blind=True)
    with pytest.raises(BlindReview):
        await preview(world, annotator="ann")
    with pytest.raises(BlindReview):
        await world.order_rest(RestOrder("approved", "ann"))


async def test_new_reviewers_keep_the_count_of_what_was_not_submitted_right(
    make_world: Callable[..., Any],
) -> None:
    world = make_world(40)
    await world.create("partial", reviewers={"rae": 1})
    for ordinal in range(15):
        await world.submit(ordinal, review=ordinal % 3 > 0)
    await world.edit("partial", reviewers={"rae": 1, "sol": 3})
    task = await world.known()
    for caller in ("rae", "sol"):
        open_ones = [o for o in range(15, 40) if task.first_holder(task.place_of(o)) == caller]
        assert (await preview(world, caller)).not_submitted == len(open_ones)
