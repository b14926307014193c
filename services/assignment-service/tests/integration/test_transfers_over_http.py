"""Transfers over HTTP: what is held, refused, and moved in chunks."""

from typing import Any


async def test_open_work_of_somebody_who_was_removed_is_held_until_it_is_transferred(job: Any) -> None:
    await job.begin({"ana": 3, "bo": 1})
    given = (await job.next("ana"))["assignment"]
    await job.submit("ana", given)
    await job.outside.member(job.events.workspace, "ana", None)

    async def held() -> Any:
        rows = {row["annotator"]: row for row in (await job.summary())["items"]}
        return rows["ana"] if rows["ana"]["held"] else None

    row = await job.outside.until(held)
    assert (row["held"], row["open"]["fresh"], row["submitted"]) == (2, 2, 1)
    refused = job.outside.refused
    assert (await refused("ana", "POST", "/assignments/next", {"task": job.task}))[0] == 404
    body = {"task": job.task, "from": "ana", "to": "bo", "quantity": "everything"}
    preview = await job.outside.post("boss", "/assignment-transfers/preview", body)
    assert preview == {"moved": {"fresh": 2, "draft": 0, "rework": 0}, "open": 2}
    done = await job.outside.post("boss", "/assignment-transfers", body, status=201)
    assert (done["state"], done["moved"]) == ("done", {"fresh": 2, "draft": 0, "rework": 0})
    await job.judge("reject", {**given, "annotator": "ana"})
    shown = await job.until_state("boss", given["id"], "open", "rework")
    assert shown["annotator"] == "bo"
    assert (await job.next("bo"))["left"] == 4
    said = await job.outside.outbox(job.task)
    assert [row["version"] for row in said] == [1, 2]
    assert said[1]["data"]["everything"]


async def test_the_refusals_of_a_transfer(job: Any) -> None:
    await job.begin({"ana": 3, "bo": 1})
    refused = job.outside.refused
    base = {"task": job.task, "from": "ana", "to": "bo", "quantity": 2}

    async def answer(user: str, **changes: Any) -> Any:
        return await refused(user, "POST", "/assignment-transfers", {**base, **changes})

    status, slug, problem = await answer("boss", quantity=4)
    assert (status, slug, problem["open"]) == (409, "not-enough-open", 3)
    status, slug, problem = await answer("boss", to="rev")
    assert (status, slug, problem["user"]) == (409, "not-a-labeler", "rev")
    assert (await answer("boss", to="nobody"))[:2] == (409, "not-a-labeler")
    assert (await answer("boss", to="ana"))[:2] == (422, "invalid-request")
    assert (await answer("boss", quantity=0))[:2] == (422, "invalid-request")
    assert (await answer("boss", quantity="all"))[:2] == (422, "invalid-request")
    assert (await answer("bo", to="boss"))[:2] == (403, "forbidden")
    assert (await answer("rev", **{"from": "rev"}))[:2] == (403, "forbidden")
    own = await job.outside.request(
        "ana", "POST", "/assignment-transfers", {"task": job.task, "to": "bo", "quantity": 1}
    )
    assert own.status_code == 201
    location = own.headers["Location"].removeprefix("/api/v1")
    for user in ("ana", "bo", "boss"):
        assert (await job.outside.get(user, location))["id"] == own.json()["id"]
    assert (await refused("rev", "GET", location))[:2] == (404, "not-found")


async def test_a_large_transfer_runs_in_chunks_with_progress(job: Any) -> None:
    await job.begin({"ana": 1200, "bo": 1}, batch=300)
    body = {"task": job.task, "from": "ana", "to": "bo", "quantity": 1100}
    answer = await job.outside.request("boss", "POST", "/assignment-transfers", body)
    assert answer.status_code == 202
    assert answer.json()["planned"] == {"fresh": 1100, "draft": 0, "rework": 0}
    location = answer.headers["Location"].removeprefix("/api/v1")

    async def done() -> Any:
        shown = await job.outside.get("boss", location)
        return shown if shown["state"] == "done" else None

    shown = await job.outside.until(done)
    assert shown["progress"] == {"done": 1100, "total": 1100, "unit": "records"}
    rows = {row["annotator"]: row["open"]["fresh"] for row in (await job.summary())["items"]}
    assert rows == {"ana": 100, "bo": 1101}
    said = (await job.outside.outbox(job.task))[1:]
    assert sum(row["data"]["fresh"] for row in said) == 1100
    assert [row["version"] for row in said] == list(range(2, 2 + len(said)))
