"""Partial review: a sample is judged by hand, the rest with one click, with what was found shown before."""

import pytest

from local_stack.client import Json, Refused
from local_stack.testing.team import Team


async def the_end_of(team: Team, name: str, path: str, order: Json) -> Json:
    made = await team[name].post(path, order)
    return await team[name].until_state(f"{path}/{made['id']}", "done", "failed", "canceled")


async def test_the_rest_is_approved_and_what_comes_later_too(team: Team) -> None:
    dataset = await team.import_clips(8)
    task = await team.create_task(dataset, {"ana": 5, "bo": 3}, review="partial", reviewers=["eva"])
    await team.label("ana", task, 5)
    await team.label("bo", task, 1)
    await team.pending(task, 6)
    first = await team.review("eva", task)
    await team.reject("eva", first, "hardly any of it")
    await team.judge("eva", task, 3)

    found = await team["eva"].get("/rest-approvals/preview", task=task)
    assert (found["approved"], found["rejected"], found["error_rate"]) == (3, 1, 0.25)
    low, high = found["interval"]
    assert (round(low, 3), round(high, 3)) == (0.046, 0.699), "the 95 % Wilson interval of 1 in 4"
    assert (found["remaining"], found["not_submitted"], found["in_rework"]) == (2, 2, 1)

    ended = await the_end_of(team, "eva", "/rest-approvals", {"task": task, "include_future": True})
    assert (ended["state"], ended["progress"]["done"]) == ("done", 2)
    await team.until_counts(task, done=5, open=3)

    await team.label("bo", task)
    await team.label("ana", task, None)
    back = next(who for who in ("ana", "bo") if team.user(who) == first["annotator"])
    if (await team.task(task))["counts"]["open"]:
        await team.label(back, task)
    await team.until(task, "completed")
    progress = await team.manager.get(f"/tasks/{task}/progress")
    eva = next(row for row in progress["reviewers"] if row["user"] == team.user("eva"))
    assert (eva["approved"], eva["rejected"], eva["approved_as_rest"]) == (8, 1, 5)
    assert (await team["eva"].post("/reviews/next", {"task": task}))["state"] == "all_judged"


async def test_the_rest_of_one_annotator_goes_back(team: Team) -> None:
    dataset = await team.import_clips(7)
    task = await team.create_task(dataset, {"ana": 3, "bo": 4}, review="partial", reviewers=["eva"])
    await team.label_all(task, "ana", "bo")
    await team.pending(task, 7)
    order = {"task": task, "annotator": team.user("bo"), "reason": "the wrong language"}
    ended = await the_end_of(team, "eva", "/rest-rejections", order)
    assert ended["progress"]["done"] == 4
    await team.until_counts(task, open=4, submitted=3)
    again = await team.label("bo", task, 4)
    assert {(given["kind"], given["round"]) for given in again} == {("rework", 2)}
    assert {given["history"][-1]["reason"] for given in again} == {"the wrong language"}

    await team.pending(task, 7)
    ended = await the_end_of(team, "eva", "/rest-approvals", {"task": task})
    assert ended["progress"]["done"] == 7
    await team.until(task, "completed")
    repeated = await the_end_of(team, "eva", "/rest-approvals", {"task": task})
    assert repeated["progress"]["done"] == 0, "nothing is left to approve"


async def test_under_full_review_there_is_no_rest_to_approve(team: Team) -> None:
    dataset = await team.import_clips(2)
    task = await team.create_task(dataset, review="full", reviewers=["eva"])
    await team.label_all(task, "ana")
    await team.pending(task, 2)
    with pytest.raises(Refused) as refused:
        await team["eva"].post("/rest-approvals", {"task": task})
    assert (refused.value.status, refused.value.slug) == (409, "full-review")
    await team.review_all(task, "eva")
    await team.until(task, "completed")
