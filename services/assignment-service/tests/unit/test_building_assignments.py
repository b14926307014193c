"""Building a task's assignments out of listing batches."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assignment_service.domain.errors import Senseless, Unheard
from assignment_service.domain.queue import stamp, stamped_at
from contracts.allocation import ANNOTATORS, allocation_key, annotator_ranges, permutation
from contracts.events import AssignmentsBuilt


async def test_a_listing_before_its_task_waits_for_it(office: Any) -> None:
    with pytest.raises(Unheard) as unheard:
        await office.list_records(office.events.listed(0, 1, 2, range(2)))
    assert unheard.value.need == "task:task-1"
    await office.create({"ana": 2})
    assert office.store.needs_met == ["task:task-1"]


async def test_built_is_said_once_when_every_batch_is_in(office: Any) -> None:
    await office.create({"ana": 5, "bo": 2})
    await office.list_records(office.events.listed(1, 2, 7, range(4, 7)))
    assert not await office.announce()
    await office.list_records(office.events.listed(0, 2, 7, range(4)))
    assert office.store.nudged == {office.task}
    assert await office.announce()
    assert not await office.announce()
    ((aggregate, version, event),) = office.store.said
    assert (aggregate, version) == (office.task, 1)
    assert event == AssignmentsBuilt(workspace="ws-1", task=office.task, total=7, seconds=14.0)
    assert "built:task-1" in office.store.needs_met


async def test_each_annotator_gets_exactly_their_quota(office: Any) -> None:
    await office.built({"ana": 5, "bo": 2, "cy": 9})
    assert {user: len(office.queue(user)) for user in ("ana", "bo", "cy")} == {"ana": 5, "bo": 2, "cy": 9}
    assert [(await office.tally(user)).fresh for user in ("ana", "bo", "cy")] == [5, 2, 9]


@settings(deadline=None)
@given(
    quotas=st.lists(st.integers(1, 12), min_size=1, max_size=5),
    cuts=st.integers(1, 6),
    seed=st.integers(0, 2**16),
)
async def test_who_gets_what_depends_on_ordinals_and_quotas_alone(
    new_office: Any, quotas: Any, cuts: Any, seed: int
) -> None:
    annotators = {f"user-{index}": quota for index, quota in enumerate(quotas)}
    total = sum(quotas)
    batches = [range(start, min(start + cuts, total)) for start in range(0, total, cuts)]
    office = new_office()
    await office.create(annotators)
    order = [*enumerate(batches), *enumerate(batches)]  # each comes twice
    random.Random(seed).shuffle(order)
    for number, ordinals in order:
        await office.list_records(office.events.listed(number, len(batches), total, ordinals))
    assert await office.announce()
    laid_out = permutation(allocation_key(office.task, ANNOTATORS), total)
    ranges = annotator_ranges(list(annotators.items()))
    for ordinal in range(total):
        assignment = office.assignment(office.id(ordinal))
        assert assignment.position == laid_out.position_of(ordinal)
        assert assignment.owner == ranges.owner_of(assignment.position)
    assert len(office.store.state.assignments) == total


async def test_the_golden_allocation_of_a_small_task(office: Any) -> None:
    await office.built({"ana": 3, "bo": 4, "cy": 3})
    owners = "".join(office.assignment(office.id(ordinal)).owner[0] for ordinal in range(10))
    laid_out = permutation("earmark.allocation.v1/annotators/task-1", 10)
    assert owners == "".join("aaabbbbccc"[laid_out.position_of(ordinal)] for ordinal in range(10))
    assert owners == "abacbbabcc"


async def test_later_changes_of_the_annotators_do_not_move_records(office: Any) -> None:
    await office.create({"ana": 2, "bo": 2})
    await office.edit(2, {"ana": 2, "bo": 2, "cy": 0})
    await office.list_records(office.events.listed(0, 1, 4, range(4)))
    assert await office.announce()
    assert len(office.queue("ana")) == 2
    assert len(office.queue("bo")) == 2
    assert (await office.tally("cy")).total == 0


async def test_an_ordinal_beyond_the_dataset_is_a_dead_letter(office: Any) -> None:
    await office.create({"ana": 2})
    with pytest.raises(Senseless):
        await office.list_records(office.events.listed(0, 1, 2, range(1, 3)))


async def test_a_batch_that_comes_again_after_all_is_built_changes_nothing(office: Any) -> None:
    await office.built({"ana": 3})
    await office.submit("ana", office.id(0))
    before = dict(office.store.state.assignments)
    await office.list_records(office.events.listed(0, 1, 3, range(3)))
    await office.list_records(office.events.listed(7, 8, 3, range(3)))
    assert office.store.state.assignments == before


@settings(deadline=None)
@given(st.integers(0, 2**43 - 1), st.integers(0, 2**32), st.integers(0, 2**43 - 1), st.integers(0, 2**32))
def test_places_by_time_sort_by_time_and_tell_it(at: Any, position: int, later: Any, other: Any) -> None:
    assert stamped_at(stamp(at, position)) == at
    if at < later:
        assert stamp(at, position) < stamp(later, other)
    assert stamp(at, position) < 2**63
