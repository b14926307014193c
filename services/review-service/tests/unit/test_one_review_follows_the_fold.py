"""Whatever happens to a record, in whatever order its events are repeated, its review agrees with the fold."""

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.folding import Fact, Fold
from review_service.domain.errors import Refused
from review_service.use_cases.judge_review import Rejection

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("submit"), st.booleans()),
        st.tuples(st.just("approve"), st.integers(0, 1)),
        st.tuples(st.just("reject"), st.integers(0, 1)),
        st.tuples(st.just("return"), st.just(0)),
        st.tuples(st.just("repeat"), st.integers(0, 30)),
    ),
    max_size=14,
)


@settings(max_examples=150, deadline=None)
@given(steps=STEPS)
async def test_a_review_is_pending_exactly_while_its_record_is_submitted(
    steps: list[Any], make_world: Any
) -> None:
    world = make_world()
    await world.create("full")
    model, heard = Fold(), []
    judged: list[int] = []
    for what, detail in steps:
        if what == "submit":
            said = await world.submit(3, review=detail)
            heard.append(said)
            model = model.add(said.round, Fact.SUBMITTED if detail else Fact.SUBMITTED_WITHOUT_REVIEW)
        elif what in ("approve", "reject") and model.round:
            round = max(1, model.round - detail)
            rejection = Rejection("no") if what == "reject" else None
            possible = model.state == "submitted" and round == model.round
            try:
                await world.judge(3, round=round, rejection=rejection)
            except Refused:
                assert not possible
            else:
                assert possible
                judged.append(round)
                model = model.add(round, Fact.APPROVED if rejection is None else Fact.REJECTED)
        elif what == "return" and model.state == "done":
            heard.append(await world.send_back(3))
            model = model.add(model.round, Fact.RETURNED)
        elif what == "repeat" and heard:
            await world.hear(heard[detail % len(heard)])
        await agrees(world, model)
    assert len(judged) == len(set(judged))
    said = world.store.memory_store.memory.said
    assert [version for _, _, version in said] == list(range(1, len(judged) + 1))


async def agrees(world: Any, model: Fold) -> None:
    if not model.round:
        return
    review = await world.review(3)
    assert review.fold == model
    assert review.pending == (model.state == "submitted")
    assert review.round == model.round
    totals = await world.within(lambda unit: unit.counters.totals(world.task))
    assert sum(counts.of("submitted") for counts in totals.values()) == (model.state == "submitted")
    assert sum(counts.of("done") for counts in totals.values()) == (model.state == "done")


async def test_a_late_round_changes_nothing(make_world: Callable[..., Any]) -> None:
    world = make_world()
    await world.create("full")
    first = await world.submit(0)
    await world.submit(0)
    await world.approve(0)
    before = await world.review(0)
    await world.hear(first)
    assert await world.review(0) == before


async def test_a_correction_keeps_the_place_in_the_queue(world: Any) -> None:
    await world.create("full")
    for ordinal in (0, 1):
        await world.submit(ordinal)
    await world.submit(0)
    work = await world.next()
    assert work.review.review.record == "r0"
    assert work.review.review.round == 2
    assert work.left == 2


async def test_the_round_after_a_rejection_goes_to_the_same_reviewer(make_world: Callable[..., Any]) -> None:
    world = make_world(40)
    await world.create("full", reviewers={"rae": 1, "sol": 1})
    for ordinal in range(40):
        await world.submit(ordinal)
    for ordinal in range(40):
        holder = (await world.review(ordinal)).holder
        await world.reject(ordinal, holder)
        await world.submit(ordinal)
        assert (await world.review(ordinal)).holder == holder


async def test_a_submission_without_review_closes_a_pending_review(world: Any) -> None:
    await world.create("full")
    await world.submit(0)
    await world.submit(0, review=False)
    review = await world.review(0)
    assert (review.state, review.by, review.fold.state) == ("approved", "rule", "done")
    assert (await world.next()).state == "waiting_for_submissions"


async def test_a_return_leaves_the_verdict_and_the_next_round_is_reviewed(world: Any) -> None:
    await world.create("full")
    await world.submit(0)
    await world.approve(0)
    await world.send_back(0)
    review = await world.review(0)
    assert (review.state, review.fold.state) == ("approved", "open")
    await world.submit(0)
    review = await world.review(0)
    assert (review.state, review.round, review.rework) == ("pending", 2, True)
