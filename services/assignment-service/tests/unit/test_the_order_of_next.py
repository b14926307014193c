"""Next: what is given, in which order, and that it stays the same until it is left."""

from typing import Any

import pytest

from assignment_service.domain.errors import AlreadySubmitted, NotYours, TaskIsStopped


async def test_next_gives_fresh_records_in_the_order_of_positions(office: Any) -> None:
    await office.built({"ana": 4, "bo": 3}, review="none")
    expected = [a.id for a in office.queue("ana")]
    given = []
    work = await office.next("ana")
    while work.given:
        given.append(work.given.assignment.id)
        work = await office.submit("ana", given[-1])
    assert given == expected


async def test_asking_again_gives_the_same_record_and_the_two_after_it(office: Any) -> None:
    await office.built({"ana": 5})
    queue = [a.id for a in office.queue("ana")]
    for _ in range(3):
        work = await office.next("ana")
        assert work.given.assignment.id == queue[0]
        assert [a.id for a in work.upcoming] == queue[1:3]
        assert (work.state, work.task_state, work.left) == ("labeling", "labeling", 5)


async def test_a_rejection_does_not_pull_the_record_in_hand_away_and_comes_next(office: Any) -> None:
    await office.built({"ana": 5})
    first, second, third = [a.id for a in office.queue("ana")][:3]
    await office.submit("ana", first)
    assert (await office.next("ana")).given.assignment.id == second
    await office.reject(first, 1)
    work = await office.next("ana")
    assert work.given.assignment.id == second
    assert work.upcoming[0].id == first
    work = await office.submit("ana", second)
    assert work.given.assignment.id == first
    assert work.given.assignment.kind == "rework"
    assert work.given.draft.annotation == {"caption": "by ana"}
    assert work.given.rounds[0].verdict.reason == "not yet"
    assert work.upcoming[0].id == third


async def test_what_came_back_meanwhile_is_given_after_the_submission_although_nobody_asked_again(
    office: Any,
) -> None:
    await office.built({"ana": 12})
    queue = [a.id for a in office.queue("ana")]
    await office.submit("ana", queue[0])
    await office.reject(queue[0], 1)
    work = await office.submit("ana", queue[1])
    assert work.given.assignment.id == queue[0]
    assert [a.id for a in work.upcoming] == queue[2:4]


async def test_a_draft_saved_elsewhere_does_not_pull_the_record_in_hand_away(office: Any) -> None:
    await office.built({"ana": 5})
    queue = [a.id for a in office.queue("ana")]
    assert (await office.next("ana")).given.assignment.id == queue[0]
    await office.draft("ana", queue[3])
    work = await office.next("ana")
    assert work.given.assignment.id == queue[0]
    assert work.upcoming[0].id == queue[3]
    work = await office.submit("ana", queue[0])
    assert work.given.assignment.id == queue[3]
    assert work.given.draft.annotation == {"caption": "draft"}


async def test_saving_a_draft_takes_it_in_hand_where_nothing_is(office: Any) -> None:
    await office.built({"ana": 5})
    queue = [a.id for a in office.queue("ana")]
    await office.draft("ana", queue[3])
    await office.draft("ana", queue[1])
    assert (await office.next("ana")).given.assignment.id == queue[3]


async def test_rework_comes_first_in_the_order_it_came_back_then_drafts_then_fresh(office: Any) -> None:
    await office.built({"ana": 6})
    queue = [a.id for a in office.queue("ana")]
    for id in (queue[0], queue[1]):
        await office.submit("ana", id)
    await office.submit("ana", queue[2])  # in hand is now queue[3]
    await office.reject(queue[1], 1)
    await office.reject(queue[0], 1)
    await office.draft("ana", queue[5])
    order = []
    work = await office.next("ana")
    while work.given:
        order.append(work.given.assignment.id)
        work = await office.submit("ana", order[-1])
    assert order == [queue[3], queue[1], queue[0], queue[5], queue[4]]


async def test_a_record_put_off_goes_to_the_end_and_put_off_ones_keep_their_order(office: Any) -> None:
    await office.built({"ana": 4}, review="none")
    queue = [a.id for a in office.queue("ana")]
    await office.next("ana")
    work = await office.put_off("ana", queue[0])
    assert work.given.assignment.id == queue[1]
    assert work.left == 4
    work = await office.put_off("ana", queue[1])
    order = []
    while work.given:
        order.append(work.given.assignment.id)
        work = await office.submit("ana", order[-1])
    assert order == [queue[2], queue[3], queue[0], queue[1]]


async def test_the_only_open_record_is_given_again_when_it_is_put_off(office: Any) -> None:
    await office.built({"ana": 1})
    (only,) = office.queue("ana")
    work = await office.put_off("ana", only.id)
    assert work.given.assignment.id == only.id
    assert work.given.assignment.put_off_at is not None
    assert work.upcoming == ()
    assert (await office.next("ana")).given.assignment.id == only.id


async def test_the_record_put_off_shows_as_upcoming_where_little_else_is_open(office: Any) -> None:
    await office.built({"ana": 2})
    first, second = [a.id for a in office.queue("ana")]
    work = await office.put_off("ana", first)
    assert work.given.assignment.id == second
    assert [a.id for a in work.upcoming] == [first]


async def test_a_draft_that_was_put_off_keeps_what_was_saved(office: Any) -> None:
    await office.built({"ana": 2})
    first, second = [a.id for a in office.queue("ana")]
    await office.draft("ana", first, "half")
    await office.put_off("ana", first)
    work = await office.submit("ana", second)
    assert work.given.assignment.id == first
    assert work.given.draft.annotation == {"caption": "half"}


async def test_only_ones_own_open_records_can_be_put_off(office: Any) -> None:
    await office.built({"ana": 2, "bo": 1})
    mine = office.queue("ana")[0].id
    with pytest.raises(NotYours):
        await office.put_off("bo", mine)
    await office.submit("ana", mine)
    with pytest.raises(AlreadySubmitted):
        await office.put_off("ana", mine)
    await office.hear(office.events.stopped())
    with pytest.raises(TaskIsStopped):
        await office.put_off("ana", office.queue("ana")[1].id)


async def test_a_stopped_task_gives_nothing_and_tells_what_is_left(office: Any) -> None:
    await office.built({"ana": 3})
    await office.next("ana")
    await office.hear(office.events.stopped())
    work = await office.next("ana")
    assert work.given is None
    assert work.upcoming == ()
    assert (work.state, work.task_state, work.left) == ("stopped", "stopped", 3)
    await office.hear(office.events.resumed())
    assert (await office.next("ana")).given is not None


async def test_a_task_that_is_not_built_is_preparing(office: Any) -> None:
    await office.create({"ana": 3})
    await office.list_records(office.events.listed(0, 2, 3, range(2)))
    work = await office.next("ana")
    assert (work.given, work.state, work.task_state, work.left) == (None, "preparing", "preparing", 0)


async def test_the_last_submission_says_that_all_is_labeled(office: Any) -> None:
    await office.built({"ana": 1, "bo": 1})
    work = await office.submit("ana", office.queue("ana")[0].id)
    assert (work.given, work.state, work.task_state, work.left) == (None, "all_labeled", "labeling", 0)
    work = await office.submit("bo", office.queue("bo")[0].id)
    assert (work.state, work.task_state) == ("all_labeled", "reviewing")
    await office.approve(office.queue("ana")[0].id, 1)
    work = await office.next("ana")
    assert (work.state, work.task_state) == ("all_done", "reviewing")
    await office.approve(office.queue("bo")[0].id, 1)
    work = await office.next("ana")
    assert (work.state, work.task_state) == ("all_done", "completed")


async def test_without_review_the_last_submission_completes_everything(office: Any) -> None:
    await office.built({"ana": 1}, review="none")
    work = await office.submit("ana", office.queue("ana")[0].id)
    assert (work.state, work.task_state, work.left) == ("all_done", "completed", 0)


async def test_a_correction_keeps_what_is_in_hand(office: Any) -> None:
    await office.built({"ana": 4})
    queue = [a.id for a in office.queue("ana")]
    await office.submit("ana", queue[0])
    work = await office.submit("ana", queue[0], round=2)
    assert work.given.assignment.id == queue[1]
    assert work.left == 3


async def test_a_fresh_record_offers_its_prefill_until_a_draft_is_saved(office: Any) -> None:
    await office.built({"ana": 1}, facts={"caption": "a dog"})
    work = await office.next("ana")
    assert work.given.prefill == {"caption": "a dog"}
    assert work.given.draft is None
    assert work.given.assignment.kind == "fresh"
    await office.draft("ana", work.given.assignment.id)
    work = await office.next("ana")
    assert work.given.prefill == {}
    assert work.given.draft.annotation == {"caption": "draft"}
