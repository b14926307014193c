"""Somebody leaves with open work: it is held, visible to managers, until it is handed over."""

import pytest

from local_stack.client import Refused, eventually
from local_stack.testing.team import Team


async def test_a_removed_annotators_work_is_handed_over(team: Team) -> None:
    dataset = await team.import_clips(6)
    task = await team.create_task(dataset, {"ana": 4, "bo": 2}, review="full", reviewers=["eva"])
    given = (await team.label("ana", task, 1))[0]
    held = await team.assignment("ana", task)
    await team.remove("ana")

    async def is_out() -> bool:
        try:
            await team.submit("ana", held)
        except Refused as refused:
            return refused.status == 404
        return False

    # What she gets in until it is heard counts; nothing after it.
    while not await is_out():
        held = {**held, "round": held["round"] + 1}
    summary = await team.manager.get("/assignments/summary", task=task)
    ana = next(item for item in summary["items"] if item["annotator"] == team.user("ana"))
    assert ana["held"] == sum(ana["open"].values()) > 0

    order = {"task": task, "from": team.user("ana"), "to": team.user("cy"), "quantity": "everything"}
    moved = await team.manager.post("/assignment-transfers", order)
    assert sum(moved["moved"].values()) == ana["held"]
    (review,) = [r for r in await _reviews(team, task) if r["assignment"] == given["id"]]
    await team.label_all(task, "bo", "cy")
    await team.pending(task, 6)
    await team["eva"].post(f"/reviews/{review['id']}/rejection", {"round": 1, "reason": "who was this?"})
    again = await team.assignment("cy", task)
    assert again["id"] == given["id"], "what comes back to somebody gone goes to who took over"
    await team.submit("cy", again)
    await team.review_all(task, "eva")
    await team.until(task, "completed")


async def test_a_removed_reviewers_work_is_handed_over(team: Team) -> None:
    dataset = await team.import_clips(4)
    task = await team.create_task(dataset, review="full", reviewers=["eva"])
    await team.label("ana", task, 3)
    await team.pending(task, 3)
    await team.give_role("eva", "annotation_operator")

    async def all_held() -> bool:
        reviews = await team.manager.all("/reviews", task=task, state="pending")
        return len(reviews) == 3 and all(review["held"] for review in reviews)

    await eventually(all_held, "held reviews")
    with pytest.raises(Refused) as refused:
        await team["eva"].post("/reviews/next", {"task": task})
    assert refused.value.status == 403
    order = {"task": task, "from": team.user("eva"), "to": team.user("finn"), "quantity": "everything"}
    moved = await team.manager.post("/review-transfers", order)
    assert moved["moved"] == {"fresh": 3, "rework": 0}
    await team.label_all(task, "ana")
    await team.pending(task, 4)
    await team.review_all(task, "finn")
    await team.until(task, "completed")


async def test_nobody_judges_their_own_annotation(team: Team) -> None:
    dataset = await team.import_clips(2)
    task = await team.create_task(dataset, {"ana": 1, "bo": 1}, review="full", reviewers=["eva"])
    await team.label_all(task, "ana", "bo")
    await team.pending(task, 2)
    await team.give_role("ana", "annotation_auditor")
    order = {"task": task, "from": team.user("eva"), "to": team.user("ana"), "quantity": "everything"}
    moved = await team.manager.post("/review-transfers", order)
    assert sum(moved["moved"].values()) == 1, "her own stays where it is"
    reviews = await team.pending(task, 2)
    own = next(review for review in reviews if review["annotator"] == team.user("ana"))
    assert own["reviewer"] == team.user("eva")
    await team.review_all(task, "eva", "ana")
    await team.until(task, "completed")


async def _reviews(team: Team, task: str) -> list[dict[str, object]]:
    async def look() -> list[dict[str, object]] | None:
        return await team.manager.all("/reviews", task=task) or None

    return await eventually(look, "the first review")
