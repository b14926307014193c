"""Open work moves from one member to another, drafts included; reviews likewise."""

import pytest

from local_stack.client import Json, Refused, eventually
from local_stack.testing.team import Team


async def begin(team: Team, name: str, task: str, text: str) -> Json:
    """Save a draft of a member's next record."""
    assignment = await team.assignment(name, task)
    path = f"/assignments/{assignment['id']}"
    shown = await team[name].request("GET", path)
    body = {"annotation": {"caption": text}, "seconds_worked": 4.5}
    saved = await team[name].put(f"{path}/draft", body, headers={"If-Match": shown.headers["ETag"]})
    assert saved.status_code == 204
    return assignment


async def test_annotation_work_moves_mid_way_and_drafts_are_kept(team: Team) -> None:
    dataset = await team.import_clips(8)
    task = await team.create_task(dataset, {"ana": 8}, review="full", reviewers=["eva"])
    await team.label("ana", task, 2)
    drafted = await begin(team, "ana", task, "half a sen")

    order = {"task": task, "from": team.user("ana"), "to": team.user("bo"), "quantity": 3}
    preview = await team.manager.post("/assignment-transfers/preview", order)
    assert preview["moved"] == {"fresh": 3, "draft": 0, "rework": 0}
    moved = await team.manager.post("/assignment-transfers", order)
    assert moved["moved"] == preview["moved"]
    assert (await team.next("ana", task))["assignment"]["id"] == drafted["id"], "the one in hand stays"

    with pytest.raises(Refused) as refused:
        await team.manager.post("/assignment-transfers", {**order, "quantity": 4})
    assert (refused.value.slug, refused.value.problem["open"]) == ("not-enough-open", 3)

    rejected = await team.review("eva", task)
    await team.reject("eva", rejected)
    everything = {**order, "quantity": "everything"}

    async def rework_is_back() -> bool:
        shown = await team.manager.post("/assignment-transfers/preview", everything)
        return bool(shown["moved"]["rework"])

    await eventually(rework_is_back, "the rejected record in the queue")
    moved = await team.manager.post("/assignment-transfers", everything)
    assert moved["moved"] == {"fresh": 2, "draft": 1, "rework": 1}
    assert (await team.next("ana", task))["left"] == 0
    shown = await team["bo"].get(f"/assignments/{drafted['id']}")
    assert (shown["annotator"], shown["kind"]) == (team.user("bo"), "draft")
    assert shown["draft"]["annotation"] == {"caption": "half a sen"}
    with pytest.raises(Refused) as refused:
        await team.submit("ana", drafted)
    assert (refused.value.status, refused.value.slug) == (409, "not-yours")

    first = await team.assignment("bo", task)
    assert first["kind"] == "rework", "what was rejected comes first, whoever has it now"

    async def takes_part() -> bool:
        people = (await team.task(task))["annotators"]
        return team.user("bo") in {person["user"] for person in people}

    await eventually(takes_part, "the receiver among the annotators")

    still = await team.review("eva", task)
    await team.reject("eva", still, "what comes back goes to who took over")
    await team.label("bo", task, 8)
    summary = await team.manager.get("/assignments/summary", task=task)
    left = {item["annotator"]: item["total"] for item in summary["items"] if item["total"]}
    assert left == {team.user("bo"): 8}
    await team.review_all(task, "eva")
    await team.until(task, "completed")


async def test_a_member_gives_away_their_own_and_nobody_elses(team: Team) -> None:
    dataset = await team.import_clips(4)
    task = await team.create_task(dataset, {"ana": 2, "bo": 2})
    order = {"task": task, "to": team.user("bo"), "quantity": 1}
    assert (await team["ana"].post("/assignment-transfers", order))["moved"]["fresh"] == 1
    theirs = {"task": task, "from": team.user("bo"), "to": team.user("ana"), "quantity": 1}
    with pytest.raises(Refused) as refused:
        await team["ana"].post("/assignment-transfers", theirs)
    assert refused.value.status == 403
    with pytest.raises(Refused) as refused:
        await team.manager.post("/assignment-transfers", {**theirs, "to": team.user("eva")})
    assert (refused.value.status, refused.value.slug) == (409, "not-a-labeler")
    assert (len(await team.label("ana", task)), len(await team.label("bo", task))) == (1, 3)
    await team.until(task, "completed")


async def test_review_work_moves_mid_way(team: Team) -> None:
    dataset = await team.import_clips(6)
    task = await team.create_task(dataset, {"ana": 6}, review="full", reviewers=["eva"])
    await team.label("ana", task, 4)
    await team.pending(task, 4)
    first = await team.review("eva", task)
    await team.reject("eva", first)
    order = {"task": task, "from": team.user("eva"), "to": team.user("finn"), "quantity": 1}
    preview = await team.manager.post("/review-transfers/preview", order)
    assert preview["moved"] == {"fresh": 1, "rework": 0}
    assert (await team.manager.post("/review-transfers", order))["moved"] == {"fresh": 1, "rework": 0}
    moved = await team.review("finn", task)
    assert moved["reviewer"] == team.user("finn")
    everything = {**order, "quantity": "everything"}
    assert (await team["eva"].post("/review-transfers", everything))["moved"] == {"fresh": 2, "rework": 0}
    await team.label("ana", task, 3)
    reviews = await team.pending(task, 6)
    assert {review["reviewer"] for review in reviews} == {team.user("finn")}, "later work and rework follow"
    assert (await team["eva"].post("/reviews/next", {"task": task}))["review"] is None
    await team.review_all(task, "finn")
    await team.until(task, "completed")
