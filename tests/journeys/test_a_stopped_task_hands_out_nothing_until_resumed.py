"""Stop and resume: nothing is handed out, submitted or judged meanwhile; drafts are still saved."""

import pytest

from local_stack.client import Json, Refused, eventually
from local_stack.testing.team import Team


async def test_a_stopped_task_hands_out_nothing_until_resumed(team: Team) -> None:
    dataset = await team.import_clips(4)
    task = await team.create_task(dataset, review="full", reviewers=["eva"])
    await team.label("ana", task, 2)
    review = (await team.pending(task, 2))[0]
    held = await team.assignment("ana", task)

    stopped = await team.manager.post(f"/tasks/{task}/stop")
    assert (stopped["state"], stopped["phase"]) == ("stopped", "labeling")

    async def labelers_know() -> bool:
        work = await team.next("ana", task)
        return bool(work["state"] == "stopped" and work["assignment"] is None)

    async def reviewers_know() -> bool:
        work: Json = await team["eva"].post("/reviews/next", {"task": task})
        return bool(work["state"] == "stopped" and work["review"] is None)

    await eventually(labelers_know, "the annotators' stop")
    await eventually(reviewers_know, "the reviewers' stop")
    with pytest.raises(Refused) as refused:
        await team.submit("ana", held)
    assert (refused.value.status, refused.value.slug) == (409, "task-stopped")
    with pytest.raises(Refused) as refused:
        await team.approve("eva", review)
    assert (refused.value.status, refused.value.slug) == (409, "task-stopped")

    shown = await team["ana"].request("GET", f"/assignments/{held['id']}")
    draft = {"annotation": {"caption": "kept while stopped"}, "seconds_worked": 2}
    path = f"/assignments/{held['id']}/draft"
    await team["ana"].put(path, draft, headers={"If-Match": shown.headers["ETag"]})

    await team.manager.post(f"/tasks/{task}/resume")
    with pytest.raises(Refused) as refused:
        await team.manager.post(f"/tasks/{task}/resume")
    assert (refused.value.status, refused.value.slug) == (409, "task-not-stopped")
    again = await team.assignment("ana", task)
    assert again["id"] == held["id"]
    assert again["draft"]["annotation"] == {"caption": "kept while stopped"}
    await team.label("ana", task, 2)
    await team.review_all(task, "eva")
    await team.until(task, "completed")
    with pytest.raises(Refused) as refused:
        await team.manager.post(f"/tasks/{task}/stop")
    assert (refused.value.status, refused.value.slug) == (409, "task-completed")
