"""The service as others meet it: events in, HTTP asked, events out, over a real Kafka and a real MongoDB."""

from typing import Any

from contracts.events import TaskDeleted, TaskResumed, TaskStopped
from contracts.ids import new_id


async def test_a_submission_is_reviewed_rejected_labeled_again_and_approved(told: Any) -> None:
    await told.begin(categories=["noise"])
    review = await told.submit(0)
    work = await told.left(1)
    found = work["review"]
    assert (found["id"], found["state"], found["round"], work["state"]) == (review, "pending", 1, "reviewing")
    assert found["annotation"] == {"caption": "round 1"}
    assert found["annotator"] == "ann"
    assert found["record"]["audio_url"].startswith(f"/api/v1/media/{0:064x}/audio?key=k1")
    body = {
        "round": 1,
        "reason": "  the caption is wrong ",
        "categories": ["noise"],
        "marks": [{"item": "caption", "start": 1.5, "end": 2, "comment": "here"}],
    }
    answer = await told.ask("POST", f"/reviews/{review}/rejection", json=body)
    assert (answer["judged"]["state"], answer["review"], answer["left"]) == ("rejected", None, 0)
    assert answer["state"] == "waiting_for_submissions"
    await told.submit(0)
    found = (await told.left(1))["review"]
    (earlier,) = found["history"]
    assert (earlier["round"], earlier["verdict"], earlier["reason"]) == (
        1,
        "rejected",
        "the caption is wrong",
    )
    assert earlier["annotation"] == {"caption": "round 1"}
    assert earlier["marks"][0]["comment"] == "here"
    await told.ask("POST", f"/reviews/{review}/approval", json={"round": 2})

    async def published() -> Any:
        said = await told.running.said(told.world.task)
        return said if len(said) == 2 else None

    said = await told.running.until(published, "two verdicts")
    assert [(kind, version) for kind, _, version, _ in said] == [
        ("earmark.RecordRejected.v1", "1"),
        ("earmark.RecordApproved.v1", "2"),
    ]
    assert said[0][3]["marks"][0]["end"] == 2.0
    assert {key for _, key, _, _ in said} == {f"{told.world.task}/r0"}


async def test_refusals_say_what_they_are(told: Any) -> None:
    await told.begin(categories=["noise"])
    review = await told.submit(0)
    await told.left(1)
    approval, rejection = f"/reviews/{review}/approval", f"/reviews/{review}/rejection"
    refusals = [
        ("POST", approval, "sol", {"round": 1}, 409, "not-yours"),
        ("POST", approval, "ann", {"round": 1}, 403, "forbidden"),
        ("POST", approval, "mia", {"round": 1}, 403, "forbidden"),
        ("POST", approval, "stranger", {"round": 1}, 404, "not-found"),
        ("POST", approval, "rae", {"round": 2}, 409, "wrong-round"),
        ("POST", approval, "rae", {"round": 0}, 422, "invalid-request"),
        ("POST", approval, "rae", {"round": 1, "more": 1}, 422, "invalid-request"),
        ("POST", rejection, "rae", {"round": 1, "reason": "   "}, 422, "invalid-request"),
        ("POST", rejection, "rae", {"round": 1, "reason": "x" * 2001}, 422, "invalid-request"),
        (
            "POST",
            rejection,
            "rae",
            {"round": 1, "reason": "no", "categories": ["typo"]},
            422,
            "invalid-request",
        ),
        ("POST", "/reviews/nothing/approval", "rae", {"round": 1}, 404, "not-found"),
        ("POST", "/reviews/next", "rae", {"task": "nothing"}, 404, "not-found"),
        ("POST", "/reviews/next", "stranger", {"task": told.world.task}, 404, "not-found"),
        ("POST", "/reviews/next", "mia", {"task": told.world.task}, 403, "forbidden"),
        ("GET", f"/reviews/{review}", "sol", None, 404, "not-found"),
        ("GET", f"/reviews/{review}", "ann", None, 404, "not-found"),
        ("GET", f"/reviews?task={told.world.task}", "ann", None, 403, "forbidden"),
        ("GET", f"/reviews?task={told.world.task}&reviewer=rae", "sol", None, 403, "forbidden"),
        ("GET", f"/reviews?task={told.world.task}&cursor=abc", "rae", None, 422, "invalid-request"),
        ("POST", "/rest-approvals", "rae", {"task": told.world.task}, 409, "full-review"),
        ("GET", "/rest-approvals/nothing", "rae", None, 404, "not-found"),
        ("GET", "/review-transfers/nothing", "rae", None, 404, "not-found"),
    ]
    for method, path, user, body, status, slug in refusals:
        answer = await told.running.ask(method, path, user, json=body)
        assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}"), (
            path,
            user,
            answer.text,
        )
        assert answer.headers["content-type"] == "application/problem+json"
    await told.ask("POST", approval, json={"round": 1})
    answer = await told.ask("POST", approval, status=409, json={"round": 1})
    assert (answer["type"], answer["state"]) == ("/problems/already-judged", "approved")


async def test_a_key_gives_the_first_answer_again(told: Any) -> None:
    await told.begin()
    first, second = await told.submit(0), await told.submit(1)
    await told.left(2)
    keyed = {"Idempotency-Key": new_id()}
    answers = [
        await told.running.ask("POST", f"/reviews/{first}/approval", json={"round": 1}, headers=keyed)
        for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["review"]["id"] == second
    assert [answer.headers.get("idempotency-replayed") for answer in answers] == [None, "true"]
    other = await told.running.ask("POST", f"/reviews/{second}/approval", json={"round": 1}, headers=keyed)
    assert other.json()["type"] == "/problems/idempotency-key-reused"


async def test_under_blind_review_only_managers_see_who_labeled(told: Any) -> None:
    await told.begin(blind=True)
    review = await told.submit(0)
    work = await told.left(1)
    assert "annotator" not in work["review"]
    assert "annotator" not in await told.ask("GET", f"/reviews/{review}")
    assert (await told.ask("GET", f"/reviews/{review}", "mia"))["annotator"] == "ann"
    answer = await told.ask(
        "GET", f"/rest-approvals/preview?task={told.world.task}&annotator=ann", status=409
    )
    assert answer["type"] == "/problems/blind-review"


async def test_lists_and_summary_are_ones_own_or_all_for_a_manager(told: Any) -> None:
    await told.begin(reviewers={"rae": 1, "sol": 1})
    for ordinal in range(40):
        await told.submit(ordinal)
    await told.is_known()

    async def all_there() -> Any:
        summary = await told.ask("GET", f"/reviews/summary?task={told.world.task}", "mia")
        return summary if summary["counts"]["submitted"] == 40 else None

    summary = await told.running.until(all_there, "forty reviews")
    assert {row["reviewer"]: row["pending"] for row in summary["reviewers"]} == {"rae": 20, "sol": 20}
    assert summary["counts"] == {"total": 40, "open": 0, "submitted": 40, "done": 0}
    ids: list[str] = []
    cursor = ""
    while True:
        page = await told.ask("GET", f"/reviews?task={told.world.task}&state=pending&limit=7{cursor}", "mia")
        ids += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(ids) == len(set(ids)) == 40
    own = await told.ask("GET", f"/reviews?task={told.world.task}&limit=100")
    assert {item["reviewer"] for item in own["items"]} == {"rae"}
    assert "audio_url" not in own["items"][0]["record"]
    assert len((await told.ask("GET", f"/reviews/summary?task={told.world.task}"))["reviewers"]) == 1


async def test_the_summary_of_a_workspace_is_ones_own_row_of_every_task(told: Any) -> None:
    await told.begin(reviewers={"rae": 1, "sol": 1})
    for ordinal in range(6):
        await told.submit(ordinal)
    first = told.world.task
    told.world.task = new_id()  # another task, of sol alone
    await told.begin(reviewers={"sol": 1})
    await told.is_known()
    path = f"/reviews/summary?workspace={told.workspace}"

    async def all_there() -> Any:
        rows = [row for user in ("rae", "sol") for row in (await told.ask("GET", path, user))["items"]]
        return rows if sum(row["pending"] for row in rows) == 6 and len(rows) == 3 else None

    rows = await told.running.until(all_there, "six reviews")
    assert {(row["task"], row["reviewer"]) for row in rows} == {
        (first, "rae"),
        (first, "sol"),
        (told.world.task, "sol"),
    }
    for row in rows[:2]:
        whole = await told.ask("GET", f"/reviews/summary?task={row['task']}", row["reviewer"])
        assert whole["reviewers"] == [{name: row[name] for name in row if name != "task"}]
    assert (await told.ask("GET", path, "ann"))["items"] == []
    assert (await told.ask("GET", path, "stranger", 404))["type"] == "/problems/not-found"
    for query in (
        "",
        f"?task={first}&workspace={told.workspace}",
        f"?workspace={told.workspace}&reviewer=sol",
    ):
        assert (await told.ask("GET", f"/reviews/summary{query}", "rae", 422))["errors"]
    deleted = TaskDeleted(workspace=told.workspace, task=told.world.task, deleted_by="mia")
    await told.running.say(deleted, told.world.task)

    async def gone() -> Any:
        return [row["task"] for row in (await told.ask("GET", path, "sol"))["items"]] == [first]

    await told.running.until(gone, "the deleted task's row is gone")


async def test_review_turned_off_stop_resume_and_delete(told: Any) -> None:
    await told.begin()
    review = await told.submit(0)
    await told.left(1)
    await told.running.say(
        TaskStopped(workspace=told.workspace, task=told.world.task, stopped_by="mia"), told.world.task
    )

    async def stopped() -> Any:
        return (await told.next())["state"] == "stopped"

    await told.running.until(stopped, "the stop")
    refused = await told.ask("POST", f"/reviews/{review}/approval", status=409, json={"round": 1})
    assert refused["type"] == "/problems/task-stopped"
    await told.running.say(
        TaskResumed(workspace=told.workspace, task=told.world.task, resumed_by="mia"), told.world.task
    )
    await told.edit("none", reviewers={})
    await told.submit(1)

    async def approved() -> Any:
        answers = [await told.running.ask("GET", f"/reviews/{told.world.id(o)}", "mia") for o in (0, 1)]
        return all(a.status_code == 200 and a.json()["by"] == "rule" for a in answers)

    await told.running.until(approved, "approval by rule")
    await told.running.say(
        TaskDeleted(workspace=told.workspace, task=told.world.task, deleted_by="mia"), told.world.task
    )

    async def gone() -> Any:
        return (await told.running.ask("GET", f"/reviews/{review}", "mia")).status_code == 404

    await told.running.until(gone, "the deletion")
    await told.submit(2)
    await told.ask("GET", f"/reviews?task={told.world.task}", "mia", 404)


async def test_a_record_that_comes_before_its_task_waits_for_it(told: Any) -> None:
    await told.submit(0)
    await told.begin()
    await told.left(1)
