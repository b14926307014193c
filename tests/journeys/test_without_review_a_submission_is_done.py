"""No review: what is submitted is done, and the last one completes the task."""

import pytest

from local_stack.client import Refused
from local_stack.testing.team import Team


async def test_without_review_a_submission_is_done(team: Team) -> None:
    dataset = await team.import_clips(5)
    task = await team.create_task(dataset, ["ana", "bo"])
    labeled = await team.label("ana", task)
    assert len(labeled) in (2, 3), "those without a number share evenly"
    work = await team.next("ana", task)
    assert (work["assignment"], work["state"], work["left"]) == (None, "all_done", 0)
    first = labeled[0]
    shown = await team["ana"].get(f"/assignments/{first['id']}")
    assert (shown["state"], shown["round"]) == ("done", 1)
    with pytest.raises(Refused) as refused:
        await team.submit("ana", {**first, "round": 2})
    assert (refused.value.status, refused.value.slug) == (409, "record-done")

    await team.label_all(task, "bo")
    done = await team.until(task, "completed")
    assert done["completion"] == 1
    assert (await team.manager.all("/reviews", task=task)) == []
    progress = await team.manager.get(f"/tasks/{task}/progress")
    assert sum(row["done"] for row in progress["annotators"]) == 5


async def test_nobody_is_handed_the_same_record_twice(team: Team) -> None:
    dataset = await team.import_clips(9)
    task = await team.create_task(dataset, {"ana": 3, "bo": 3, "cy": 3})
    handed = {who: await team.label(who, task) for who in ("ana", "bo", "cy")}
    assert {who: len(given) for who, given in handed.items()} == {"ana": 3, "bo": 3, "cy": 3}
    assert len({given["record"]["id"] for those in handed.values() for given in those}) == 9
    await team.until(task, "completed")


async def test_quantities_that_do_not_add_up_are_refused_with_both_numbers(team: Team) -> None:
    dataset = await team.import_clips(4)
    with pytest.raises(Refused) as refused:
        await team.create_task(dataset, {"ana": 3, "bo": 2})
    assert (refused.value.status, refused.value.slug) == (409, "quantities-do-not-add-up")
    assert (refused.value.problem["given"], refused.value.problem["needed"]) == (5, 4)
    with pytest.raises(Refused) as refused:
        await team.create_task(dataset, ["eva"])
    assert (refused.value.slug, refused.value.problem["user"]) == ("not-a-labeler", team.user("eva"))
    with pytest.raises(Refused) as refused:
        await team.create_task(dataset, ["ana"], review="full", reviewers=["bo"])
    assert (refused.value.slug, refused.value.problem["user"]) == ("not-an-auditor", team.user("bo"))
