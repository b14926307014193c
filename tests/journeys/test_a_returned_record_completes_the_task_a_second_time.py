"""Corrections by the annotator, returns by the manager, and completion as often as it happens."""

import pytest

from local_stack.client import Refused, eventually
from local_stack.testing.team import Team


async def test_a_correction_replaces_what_waits_for_its_review(team: Team) -> None:
    dataset = await team.import_clips(3)
    task = await team.create_task(dataset, review="full", reviewers=["eva"])
    first, *_ = await team.label("ana", task)
    (review,) = [r for r in await team.pending(task, 3) if r["assignment"] == first["id"]]
    with pytest.raises(Refused) as refused:
        await team.submit("ana", first)
    assert (refused.value.status, refused.value.slug) == (409, "already-submitted")
    with pytest.raises(Refused) as refused:
        await team.submit("ana", {**first, "round": 4})
    assert (refused.value.status, refused.value.slug) == (409, "wrong-round")
    await team.submit("ana", {**first, "round": 2}, {"caption": "corrected"})

    async def renewed() -> bool:
        return bool((await team["eva"].get(f"/reviews/{review['id']}"))["round"] == 2)

    await eventually(renewed, "the correction with the reviewer")
    with pytest.raises(Refused) as refused:
        await team.approve("eva", review)
    assert (refused.value.status, refused.value.slug) == (409, "wrong-round"), "nobody approves unseen work"
    shown = await team["eva"].get(f"/reviews/{review['id']}")
    assert shown["annotation"] == {"caption": "corrected"}
    await team.review_all(task, "eva")
    await team.until(task, "completed")
    with pytest.raises(Refused) as refused:
        await team.submit("ana", {**first, "round": 3})
    assert (refused.value.status, refused.value.slug) == (409, "record-done")


async def test_a_returned_record_completes_the_task_a_second_time(team: Team) -> None:
    dataset = await team.import_clips(3)
    task = await team.create_task(dataset, review="full", reviewers=["eva"])
    first, second, _ = await team.label("ana", task)
    with pytest.raises(Refused) as refused:
        await team.manager.post(f"/assignments/{second['id']}/return", {"reason": "too early"})
    assert (refused.value.status, refused.value.slug) == (409, "not-done")
    await team.judge("eva", task, 3)
    assert (await team.until(task, "completed"))["completion"] == 1

    returned = await team.return_record(first["id"], "the client changed their mind")
    assert (returned["state"], returned["kind"], returned["round"]) == ("open", "rework", 2)
    reopened = await team.until(task, "labeling")
    assert reopened["counts"] == {"total": 3, "open": 1, "submitted": 0, "done": 2}
    again = await team.assignment("ana", task)
    assert again["id"] == first["id"]
    last = again["history"][-1]
    assert (last["verdict"], last["returned"]["by"]) == ("approved", team.user("cora"))
    assert last["returned"]["reason"] == "the client changed their mind"
    await team.submit("ana", again, {"caption": "as the client wants it"})
    review = await team.review("eva", task)
    assert (review["round"], review["reviewer"]) == (2, team.user("eva"))
    await team.approve("eva", review)
    await team.manager.until(
        f"/tasks/{task}", lambda shown: shown["state"] == "completed" and shown["completion"] == 2
    )
