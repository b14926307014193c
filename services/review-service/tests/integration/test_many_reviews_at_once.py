"""Many reviews at once: transfers, the rest of a task, everybody working beside each other."""

import asyncio
from typing import Any

import pytest

from contracts.roles import Role

GONE = ("/problems/not-yours", "/problems/already-judged")
"""What a reviewer meets whose review was transferred a moment ago."""


async def test_a_reviewer_who_loses_the_role_has_held_reviews_that_a_manager_transfers(told: Any) -> None:
    await told.begin()
    for ordinal in range(5):
        await told.submit(ordinal)
    await told.left(5)
    await told.member("rae", Role.ANNOTATION_OPERATOR)

    async def held() -> Any:
        summary = await told.ask("GET", f"/reviews/summary?task={told.world.task}", "mia")
        return summary["reviewers"][0]["held"] == 5

    await told.running.until(held, "five held reviews")
    listed = await told.ask("GET", f"/reviews?task={told.world.task}", "mia")
    assert all(item["held"] for item in listed["items"])
    body: dict[str, Any] = {"task": told.world.task, "from": "rae", "to": "sol", "quantity": 9}
    refused = await told.ask("POST", "/review-transfers", "mia", 409, json=body)
    assert (refused["type"], refused["open"]) == ("/problems/not-enough-open", 5)
    refused = await told.ask("POST", "/review-transfers", "mia", 409, json={**body, "to": "ann"})
    assert (refused["type"], refused["user"], refused["role"]) == (
        "/problems/not-an-auditor",
        "ann",
        "annotation_operator",
    )
    await told.ask("POST", "/review-transfers", "sol", 403, json=body)
    await told.ask("POST", "/review-transfers", "mia", 422, json={**body, "to": "rae"})
    body["quantity"] = "everything"
    preview = await told.ask("POST", "/review-transfers/preview", "mia", json=body)
    assert preview == {"moved": {"fresh": 5, "rework": 0}}
    done = await told.ask("POST", "/review-transfers", "mia", 201, json=body)
    assert (done["state"], done["moved"]) == ("done", {"fresh": 5, "rework": 0})
    assert (await told.ask("GET", f"/review-transfers/{done['id']}", "sol")) == done
    await told.submit(5)
    await told.left(6, "sol")


async def test_the_rest_is_approved_in_the_background_with_what_is_to_come(told: Any) -> None:
    await told.begin("partial")
    for ordinal in range(30):
        await told.submit(ordinal)
    work = await told.left(30)
    for index in range(10):
        path = f"/reviews/{work['review']['id']}/{'rejection' if index == 3 else 'approval'}"
        reason = {"reason": "no"} if index == 3 else {}
        work = await told.ask("POST", path, json={"round": 1, **reason})
    preview = await told.ask("GET", f"/rest-approvals/preview?task={told.world.task}")
    assert (preview["approved"], preview["rejected"], preview["error_rate"]) == (9, 1, pytest.approx(0.1))
    assert (preview["remaining"], preview["not_submitted"], preview["in_rework"]) == (20, 10, 1)
    assert preview["interval"][0] < 0.1 < preview["interval"][1]
    body = {"task": told.world.task, "include_future": True}
    ordered = await told.running.ask("POST", "/rest-approvals", json=body)
    assert ordered.status_code == 202
    assert ordered.headers["location"] == f"/api/v1/rest-approvals/{ordered.json()['id']}"
    done = await told.finished("/rest-approvals", ordered.json()["id"])
    assert (done["state"], done["progress"]) == ("done", {"done": 20, "total": 20, "unit": "reviews"})
    await told.submit(31)

    async def approved() -> Any:
        answer = await told.running.ask("GET", f"/reviews/{told.world.id(31)}")
        return answer.status_code == 200 and answer.json()["by"] == "rest"

    await told.running.until(approved, "what came later")
    assert (await told.next())["state"] == "all_judged"
    await told.ask("GET", f"/rest-approvals/{done['id']}", "sol", 404)
    await told.ask("GET", f"/rest-rejections/{done['id']}", "rae", 404)


async def test_more_than_a_chunk_moves_and_is_rejected_in_the_background(make_told: Any) -> None:
    told = await make_told(1210).begin()
    for ordinal in range(1210):
        await told.submit(ordinal)
    await told.left(1210)
    body = {"task": told.world.task, "to": "sol", "quantity": 1205}
    ordered = await told.ask("POST", "/review-transfers", "rae", 202, json=body)
    done = await told.finished("/review-transfers", ordered["id"])
    assert (done["state"], done["moved"]) == ("done", {"fresh": 1205, "rework": 0})
    assert (await told.next())["left"] == 5
    rest = await told.ask(
        "POST", "/rest-rejections", "sol", 202, json={"task": told.world.task, "reason": "all of it"}
    )
    done = await told.finished("/rest-rejections", rest["id"], "sol")
    assert done["progress"] == {"done": 1205, "total": 1205, "unit": "reviews"}
    summary = await told.ask("GET", f"/reviews/summary?task={told.world.task}", "mia")
    assert summary["counts"] == {"total": 1210, "open": 1205, "submitted": 5, "done": 0}


async def test_counts_are_right_after_everybody_worked_at_once(make_told: Any) -> None:
    told = await make_told(80).begin("partial", reviewers={"rae": 2, "sol": 1})
    running = told.running
    working = True

    async def judges(user: str) -> None:
        while working:
            work = await told.next(user)
            if work["review"] is None:
                await asyncio.sleep(0.05)
                continue
            review, round = work["review"]["id"], work["review"]["round"]
            verdict = "rejection" if int(review[0], 16) < 6 else "approval"
            body = {"round": round, **({"reason": "no"} if verdict == "rejection" else {})}
            answer = await running.ask("POST", f"/reviews/{review}/{verdict}", user, json=body)
            assert answer.status_code == 200 or answer.json()["type"] in GONE, answer.text

    async def moves() -> None:
        people = ["rae", "sol"]
        while working:
            giver, receiver = people
            body = {"task": told.world.task, "from": giver, "to": receiver, "quantity": 2}
            answer = await running.ask("POST", "/review-transfers", "mia", json=body)
            assert answer.status_code in (201, 404, 409), answer.text
            people.reverse()
            await asyncio.sleep(0.03)

    await told.is_known()
    running_ones = [asyncio.create_task(work) for work in (judges("rae"), judges("sol"), moves())]
    for ordinal in range(80):
        await told.submit(ordinal)
        await asyncio.sleep(0.003)

    async def all_judged() -> Any:
        summary = await told.ask("GET", f"/reviews/summary?task={told.world.task}", "mia")
        counts = summary["counts"]
        rejected = sum(row["rejected"] for row in summary["reviewers"])
        return summary if counts["submitted"] == 0 and counts["done"] + rejected == 80 else None

    summary = await running.until(all_judged, "every verdict")
    working = False
    await asyncio.gather(*running_ones)
    counted: dict[str, dict[str, int]] = {}
    cursor = ""
    while True:
        page = await told.ask("GET", f"/reviews?task={told.world.task}&limit=100{cursor}", "mia")
        for item in page["items"]:
            states = counted.setdefault(item["reviewer"], {"approved": 0, "rejected": 0})
            states[item["state"]] += 1
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    shown = {row["reviewer"]: row for row in summary["reviewers"]}
    for reviewer, states in counted.items():
        assert {state: shown[reviewer][state] for state in states} == states
        assert shown[reviewer]["in_rework"] == states["rejected"]
