"""Transfers: what moves first, what comes back to whom, and that nothing is lost."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assignment_service.domain.assignment import Kind
from assignment_service.domain.errors import NotEnoughOpen, NotYours, TaskIsPreparing
from assignment_service.domain.tally import Tally
from assignment_service.domain.transfers import Moved, Redirect, follow, plan
from contracts.events import RecordsTransferred


async def busy_queue(office: Any, size: int = 8) -> Any:
    """Ana's queue with one of everything: rework, a draft, one put off, one in hand."""
    await office.built({"ana": size, "bo": 2})
    queue = [a.id for a in office.queue("ana")]
    await office.submit("ana", queue[0])  # queue[1] is in hand from now on
    await office.reject(queue[0], 1)
    await office.draft("ana", queue[2], "kept")
    await office.put_off("ana", queue[4])
    return queue


async def test_fresh_ones_go_first_from_the_end_then_drafts_then_rework_the_one_in_hand_last(
    office: Any,
) -> None:
    queue = await busy_queue(office)
    order = []
    for _ in range(8):
        before = {a.id for a in office.queue("ana")}
        await office.transfer("ana", "bo", 1)
        (moved,) = before - {a.id for a in office.queue("ana")}
        order.append(moved)
    assert order == [queue[4], queue[7], queue[6], queue[5], queue[3], queue[2], queue[0], queue[1]]


@pytest.mark.parametrize("quantity", [1, 2, 3, 5, 6, 7, 8, "everything"])
async def test_the_preview_says_what_moves(office: Any, quantity: Any) -> None:
    await busy_queue(office)
    planned = await office.preview("ana", "bo", quantity)
    transfer = await office.transfer("ana", "bo", quantity)
    assert transfer.moved == planned == transfer.planned
    (event,) = office.said(RecordsTransferred)
    assert (event.fresh, event.draft, event.rework) == (planned.fresh, planned.draft, planned.rework)
    assert event.everything == (quantity == "everything")


async def test_more_than_is_open_is_refused_with_the_number_that_is_open(office: Any) -> None:
    await office.built({"ana": 3, "bo": 1})
    await office.submit("ana", office.queue("ana")[0].id)
    with pytest.raises(NotEnoughOpen) as refused:
        await office.transfer("ana", "bo", 3)
    assert refused.value.facts() == {"open": 2}


async def test_drafts_move_with_their_records_and_put_off_ones_are_no_longer_put_off(office: Any) -> None:
    queue = await busy_queue(office)
    await office.transfer("ana", "bo", "everything")
    bos = {a.id: a for a in office.queue("bo")}
    assert bos[queue[2]].kind is Kind.DRAFT
    assert (await office.store.unit().draft(queue[2])).annotation == {"caption": "kept"}
    assert bos[queue[4]].put_off_at is None
    assert (await office.tally("ana")).open == 0
    assert (await office.tally("bo")).open == 10


async def test_after_a_transfer_the_former_owner_cannot_submit(office: Any) -> None:
    await office.built({"ana": 2, "bo": 1})
    given = (await office.next("ana")).given.assignment.id
    await office.transfer("ana", "bo", "everything")
    with pytest.raises(NotYours):
        await office.submit("ana", given)
    work = await office.next("ana")
    assert (work.given, work.left, work.state) == (None, 0, "all_done")
    await office.submit("bo", given)


async def test_everything_includes_what_comes_back_later(office: Any) -> None:
    await office.built({"ana": 2, "bo": 1})
    first, second = [a.id for a in office.queue("ana")]
    await office.submit("ana", first)
    await office.transfer("ana", "bo", "everything")
    await office.reject(first, 1)
    assert office.assignment(first).owner == "bo"
    assert office.assignment(first).kind is Kind.REWORK
    given = (await office.next("bo")).given
    assert given.assignment.id == first
    assert given.rounds[0].annotator == "ana"
    assert office.assignment(second).owner == "bo"
    assert (await office.tally("ana")).total == 0


async def test_a_number_of_records_does_not_include_what_comes_back_later(office: Any) -> None:
    await office.built({"ana": 3, "bo": 1})
    first = office.queue("ana")[0].id
    await office.submit("ana", first)
    await office.transfer("ana", "bo", 2)
    await office.reject(first, 1)
    assert office.assignment(first).owner == "ana"


async def test_what_was_handed_on_twice_comes_back_to_the_last_receiver(office: Any) -> None:
    await office.built({"ana": 1, "bo": 1, "cy": 1})
    (first,) = [a.id for a in office.queue("ana")]
    await office.submit("ana", first)
    await office.transfer("ana", "bo", "everything")
    await office.transfer("bo", "cy", "everything")
    await office.reject(first, 1)
    assert office.assignment(first).owner == "cy"


async def test_two_who_hand_over_to_each_other_make_no_circle(office: Any) -> None:
    await office.built({"ana": 1, "bo": 1})
    first = office.queue("ana")[0].id
    await office.submit("ana", first)
    await office.transfer("ana", "bo", "everything")
    await office.transfer("bo", "ana", "everything")
    await office.reject(first, 1)
    assert office.assignment(first).owner == "ana"


async def test_what_somebody_receives_after_giving_everything_away_stays_theirs(office: Any) -> None:
    await office.built({"ana": 1, "bo": 2})
    await office.transfer("ana", "bo", "everything")
    await office.transfer("bo", "ana", 1)
    (mine,) = office.queue("ana")
    work = await office.submit("ana", mine.id)
    assert work.state == "all_labeled"
    await office.reject(mine.id, 1)
    assert office.assignment(mine.id).owner == "ana"


async def test_a_returned_record_follows_the_redirect_too(office: Any) -> None:
    await office.built({"ana": 1, "bo": 1}, review="none")
    first = office.queue("ana")[0].id
    await office.submit("ana", first)
    await office.transfer("ana", "bo", "everything")
    await office.send_back(first)
    assert office.assignment(first).owner == "bo"


async def test_a_late_rejection_of_a_returned_round_moves_the_record_no_second_time(office: Any) -> None:
    await office.built({"ana": 1, "bo": 1})
    first = office.queue("ana")[0].id
    await office.submit("ana", first)
    await office.approve(first, 1)
    await office.send_back(first)
    await office.put_off("ana", first)
    await office.transfer("ana", "bo", "everything")
    back = office.assignment(first)
    await office.reject(first, 1)
    after = office.assignment(first)
    assert (after.owner, after.came_back_at) == (back.owner, back.came_back_at) == ("bo", back.came_back_at)


async def test_a_large_transfer_goes_in_chunks_that_add_up(office: Any) -> None:
    await office.built({"ana": 1300, "bo": 1})
    transfer = await office.transfer("ana", "bo", 1201)
    assert transfer.in_chunks
    assert office.store.jobs[transfer.id][0] == "transfer"
    chunks = []
    finished = False
    while not finished:
        moved, finished = await office.continue_transfer(transfer.id)
        chunks.append(moved)
    assert chunks == [500, 500, 201]
    assert (await office.tally("ana")).open == 99
    assert (await office.tally("bo")).open == 1202
    assert office.store.state.transfers[transfer.id].moved == Moved(fresh=1201)
    assert [event.fresh for event in office.said(RecordsTransferred)] == chunks
    versions = [version for aggregate, version, _ in office.store.said if aggregate == office.task]
    assert versions == [1, 2, 3, 4]


async def test_a_large_transfer_ends_early_where_the_giver_has_worked_meanwhile(office: Any) -> None:
    await office.built({"ana": 600, "bo": 1})
    transfer = await office.transfer("ana", "bo", "everything")
    assert await office.continue_transfer(transfer.id) == (500, False)
    for assignment in office.queue("ana")[:50]:
        await office.submit("ana", assignment.id)
    assert await office.continue_transfer(transfer.id) == (50, True)


async def test_a_task_that_is_being_built_cannot_be_transferred(office: Any) -> None:
    await office.create({"ana": 3, "bo": 1})
    with pytest.raises(TaskIsPreparing):
        await office.transfer("ana", "bo", "everything")


async def test_transfers_go_on_while_the_task_is_stopped(office: Any) -> None:
    await office.built({"ana": 3, "bo": 1})
    await office.hear(office.events.stopped())
    assert (await office.transfer("ana", "bo", 2)).moved.total == 2


counts = st.integers(0, 6)


@settings(deadline=None)
@given(
    fresh=counts, draft=counts, rework=counts, wanted=st.integers(1, 20), hand=st.sampled_from([None, *Kind])
)
def test_a_plan_moves_as_many_as_wanted_and_never_more_than_there_are(
    fresh: Any, draft: Any, rework: Any, wanted: Any, hand: Any
) -> None:
    tally = Tally(fresh=fresh, draft=draft, rework=rework)
    if hand is not None and {"fresh": fresh, "draft": draft, "rework": rework}[hand.value] == 0:
        hand = None
    if wanted > tally.open:
        with pytest.raises(NotEnoughOpen):
            plan(tally, hand, wanted)
        return
    moved = plan(tally, hand, wanted)
    assert moved.total == wanted
    assert moved.fresh <= fresh
    assert moved.draft <= draft
    assert moved.rework <= rework
    if hand is not None and wanted < tally.open:
        kept = {"fresh": fresh - moved.fresh, "draft": draft - moved.draft, "rework": rework - moved.rework}
        assert kept[hand.value] >= 1


users = st.sampled_from("abcd")


@settings(deadline=None)
@given(st.dictionaries(users, st.tuples(users, st.integers(0, 20)), max_size=4), users, st.integers(0, 20))
def test_following_redirects_always_ends_and_time_only_moves_forward(
    steps: Any, owner: Any, since: Any
) -> None:
    redirects = {giver: Redirect("t", giver, to, at) for giver, (to, at) in steps.items() if to != giver}
    after, when = follow(redirects, owner, since)
    assert when >= since
    if after == owner and when == since:
        return
    assert when in {redirect.at for redirect in redirects.values()}
