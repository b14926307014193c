"""Review turned on and off, stop, delete, and events that come before what they need."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts.events import TaskResumed, TaskStopped
from review_service.domain.errors import (
    AlreadyJudged,
    Contradiction,
    Malformed,
    NotFound,
    NotYours,
    OwnAnnotation,
    TaskIsStopped,
    Unheard,
    WrongRound,
)
from review_service.domain.marks import Mark
from review_service.use_cases.follow_task import FollowTask
from review_service.use_cases.judge_review import Rejection
from review_service.use_cases.read_reviews import ShowReview, SummarizeReviews


async def test_a_submission_waits_for_the_settings_it_was_decided_by(world: Any) -> None:
    with pytest.raises(Unheard) as unheard:
        await world.submit(0)
    assert unheard.value.need == "task:task-1@1"
    await world.create("full")
    world.version = 2
    with pytest.raises(Unheard) as unheard:
        await world.submit(0)
    assert unheard.value.need == "task:task-1@2"
    assert world.store.memory_store.memory.needs == ["task:task-1", "task:task-1@1"]


async def test_a_record_that_the_task_cannot_have_is_a_contradiction(world: Any) -> None:
    await world.create("full")
    with pytest.raises(Contradiction):
        await world.submit(12)


async def test_work_carries_the_newest_rounds_and_the_review_all(world: Any) -> None:
    await world.create("full")
    for _ in range(10):
        await world.submit(0)
        work = await world.next()
        if world.rounds[0] < 10:
            await world.reject(0)
    assert [round.number for round in work.review.rounds] == list(range(3, 11))
    _, sight = await world.within(lambda unit: ShowReview()(unit, world.id(0)))
    assert [round.number for round in sight.rounds] == list(range(1, 11))


async def test_review_turned_off_approves_what_is_pending_and_what_still_arrives_by_rule(world: Any) -> None:
    await world.create("full")
    await world.submit(0)
    await world.submit(1, by="rae")
    late = world.submission(2)
    await world.edit("none", reviewers={})
    await world.hear(late)
    assert [((await world.review(o)).state, (await world.review(o)).by) for o in range(3)] == [
        ("approved", "rule")
    ] * 3
    assert {(event.by, event.reviewer) for event, _, _ in world.store.memory_store.memory.said} == {
        ("rule", None)
    }


async def test_review_turned_on_again_holds_for_what_is_submitted_from_then_on(world: Any) -> None:
    await world.create("full")
    await world.submit(0)
    await world.edit("none", run_jobs=False)
    await world.edit("full", run_jobs=False)
    await world.submit(1)
    await world.run_jobs()
    assert [(await world.review(o)).state for o in range(2)] == ["approved", "pending"]


async def test_a_deleted_task_is_forgotten_and_stays_so(world: Any) -> None:
    await world.create("full")
    for ordinal in range(3):
        await world.submit(ordinal)
    late = world.submission(4)
    await world.next()
    await world.delete()
    await world.hear(late)
    memory = world.store.memory_store.memory
    assert (memory.reviews, memory.rounds, memory.desks, memory.seen) == ({}, {}, {}, {})
    assert (await world.known()).deleted
    with pytest.raises(NotFound):
        await world.within(lambda unit: ShowReview()(unit, world.id(0)))


async def test_a_stopped_task_hands_out_and_judges_nothing(world: Any) -> None:
    await world.create("full")
    await world.submit(0)
    stopped = TaskStopped(workspace="w", task=world.task, stopped_by="mia")
    await world.within(lambda unit: FollowTask().stopped(unit, stopped))
    work = await world.next()
    assert (work.review, work.state, work.task_state, work.left) == (None, "stopped", "stopped", 1)
    with pytest.raises(TaskIsStopped):
        await world.approve(0)
    resumed = TaskResumed(workspace="w", task=world.task, resumed_by="mia")
    await world.within(lambda unit: FollowTask().resumed(unit, resumed))
    await world.approve(0)


async def test_a_verdict_is_refused_for_what_is_wrong_with_it(world: Any) -> None:
    await world.create("full", annotators={"ann": 11, "rae": 1})
    await world.submit(0)
    await world.submit(1, by="rae")
    with pytest.raises(NotFound):
        await world.judge(7, round=1)
    with pytest.raises(NotYours):
        await world.approve(0, "sol")
    with pytest.raises(OwnAnnotation):
        await world.approve(1)
    with pytest.raises(WrongRound) as wrong:
        await world.judge(0, round=2)
    assert wrong.value.facts() == {"given": 2, "expected": 1}
    await world.approve(0)
    with pytest.raises(AlreadyJudged):
        await world.reject(0)


SEGMENTS = {"caption": "a", "events": [{"id": "s1", "start": 0, "end": 2, "label": "speech"}]}


@pytest.mark.parametrize(
    ("rejection", "places"),
    [
        (Rejection("no", ("noise",), (Mark("caption", "typo"),)), []),
        (Rejection("no", (), (Mark("events", "late", segment="s1"),)), []),
        (Rejection("no", (), (Mark("events", "here", start=1.0, end=10.5),)), []),
        (Rejection("no", ("noise", "noise")), ["/categories/1"]),
        (Rejection("no", ("noise", "typo")), ["/categories/1"]),
        (Rejection("no", (), (Mark("colour", "what"),)), ["/marks/0/item"]),
        (
            Rejection("no", (), (Mark("caption", "a"), Mark("events", "b", segment="s2"))),
            ["/marks/1/segment"],
        ),
        (Rejection("no", (), (Mark("caption", "b", segment="s1"),)), ["/marks/0/segment"]),
        (Rejection("no", (), (Mark("caption", "b", start=3.0, end=2.0),)), ["/marks/0/end"]),
        (Rejection("no", (), (Mark("caption", "b", start=1.0, end=11.0),)), ["/marks/0/end"]),
        (Rejection("no", (), (Mark("caption", "b", end=1.0),)), ["/marks/0/start"]),
    ],
)
async def test_categories_and_marks_are_on_what_is_there(
    rejection: Rejection, places: list[str], world: Any
) -> None:
    await world.create("full", categories=["noise"])
    await world.submit(0, annotation=SEGMENTS)
    if not places:
        await world.judge(0, rejection=rejection)
        _, sight = await world.within(lambda unit: ShowReview()(unit, world.id(0)))
        assert sight.rounds[0].ruling.marks == rejection.marks
        return
    with pytest.raises(Malformed) as malformed:
        await world.judge(0, rejection=rejection)
    assert [error["pointer"] for error in malformed.value.facts()["errors"]] == places


async def test_a_summary_counts_every_record_once(make_world: Callable[..., Any]) -> None:
    world = make_world(10)
    await world.create("full", reviewers={"rae": 1, "sol": 1})
    for ordinal in range(6):
        await world.submit(ordinal, review=ordinal > 1)
    for ordinal in (2, 3):
        await world.approve(ordinal, (await world.review(ordinal)).holder)
    await world.reject(4, (await world.review(4)).holder)
    await world.role("rae", None)
    await world.role("sol", None)
    summary = await world.within(lambda unit: _summary(world, unit))
    assert (summary.total, summary.open, summary.submitted, summary.done) == (10, 5, 1, 4)
    assert sum(row.pending for row in summary.rows) == sum(row.held for row in summary.rows) == 1
    assert sum(row.approved for row in summary.rows) == 2
    assert sum(row.in_rework for row in summary.rows) == 1


async def _summary(world: Any, unit: Any) -> Any:
    return await SummarizeReviews()(unit, await world.known())
