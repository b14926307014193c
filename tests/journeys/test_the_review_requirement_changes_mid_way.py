"""Review is turned on, off and changed while people work; what was decided at submission stays decided."""

import asyncio

import pytest

from local_stack.client import Refused, eventually
from local_stack.testing.team import Team


async def test_review_turned_on_holds_for_what_is_submitted_from_then_on(team: Team) -> None:
    dataset = await team.import_clips(5)
    task = await team.create_task(dataset)
    await team.label("ana", task, 2)
    review = {"mode": "full", "reviewers": [{"user": team.user("eva")}]}
    edited = await team.manager.patch(f"/tasks/{task}", {"review": review})
    assert (edited["version"], edited["review"]["mode"]) == (2, "full")

    await team.rest()
    (third,) = await team.label("ana", task, 1)
    assert (await team["ana"].get(f"/assignments/{third['id']}"))["state"] == "submitted"
    await team.label("ana", task)
    assert (await team.until_counts(task, open=0, done=2, submitted=3))["state"] == "reviewing"
    await team.review_all(task, "eva")
    await team.until(task, "completed")
    with pytest.raises(Refused) as refused:
        await team.manager.patch(f"/tasks/{task}", {"review": {"mode": "none"}})
    assert (refused.value.status, refused.value.slug) == (409, "task-completed")


async def test_review_turned_off_approves_by_rule_what_is_open_or_still_arrives(team: Team) -> None:
    dataset = await team.import_clips(12)
    task = await team.create_task(
        dataset, {"ana": 6, "bo": 6}, review="full", reviewers=["eva"], review_settings={"blind": True}
    )
    await team.label("ana", task, 3)
    review = await team.review("eva", task)
    assert "annotator" not in review, "a blind task does not say who labeled"
    await team.reject("eva", review)
    # Submissions are in flight while the requirement goes away.
    await asyncio.gather(
        team.label("bo", task, 6),
        team.manager.patch(f"/tasks/{task}", {"review": {"mode": "none"}}),
    )
    await team.label("ana", task, 4)
    done = await team.until(task, "completed")
    assert done["counts"]["done"] == 12
    progress = await team.manager.get(f"/tasks/{task}/progress")
    assert progress["approved_by_rule"] >= 2
    assert await team.manager.all("/reviews", task=task, state="pending") == []


async def test_full_review_becomes_partial_and_gets_another_reviewer(team: Team) -> None:
    dataset = await team.import_clips(6)
    task = await team.create_task(dataset, review="full", reviewers=["eva"])
    await team.label("ana", task, 3)
    await team.pending(task, 3)
    people = [{"user": team.user("eva")}, {"user": team.user("finn")}]
    await team.manager.patch(f"/tasks/{task}", {"review": {"mode": "partial", "reviewers": people}})

    async def is_allowed() -> bool:
        try:
            await team["eva"].post("/rest-approvals", {"task": task})
        except Refused as refused:
            if refused.slug != "full-review":
                raise
            return False
        return True

    await eventually(is_allowed, "partial review")
    await team.until_counts(task, done=3)
    await team.label("ana", task, 3)
    await team.review_all(task, "eva", "finn")
    await team.until(task, "completed")
