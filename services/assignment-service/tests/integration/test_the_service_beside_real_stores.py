"""The service as a process: events by Kafka in, HTTP and events out."""

import asyncio
from typing import Any
from uuid import uuid4

from contracts.ids import assignment_id


async def test_a_record_goes_its_whole_way(job: Any) -> None:
    await job.begin({"ana": 3, "bo": 2}, repeat=2, facts={"caption": "a dog"})
    work = await job.next("ana")
    given = work["assignment"]
    assert (work["state"], work["task_state"], work["left"]) == ("labeling", "labeling", 3)
    assert len(work["upcoming"]) == 2
    assert given["kind"] == "fresh"
    assert given["prefill"] == {"caption": "a dog"}
    assert given["record"]["audio_url"].startswith(f"/api/v1/media/{'ab' * 32}/audio?")
    assert given["record"]["peaks_url"].startswith(f"/api/v1/media/{'ab' * 32}/peaks?")
    assert given["record"]["spectrogram_url"].startswith(f"/api/v1/media/{'ab' * 32}/spectrogram?")
    assert (await job.next("ana"))["assignment"]["id"] == given["id"]

    answer = await job.submit("ana", given)
    assert answer["submitted"]["id"] == given["id"]
    assert (answer["submitted"]["state"], answer["submitted"]["round"]) == ("submitted", 1)
    assert answer["assignment"]["id"] == work["upcoming"][0]["id"]
    assert answer["left"] == 2

    await job.judge("reject", answer["submitted"])
    shown = await job.until_state("ana", given["id"], "open", "rework")
    assert shown["round"] == 2
    assert shown["draft"]["annotation"] == {"caption": "by ana"}
    assert shown["history"][0]["verdict"] == "rejected"
    assert shown["history"][0]["reason"] == "not yet"
    work = await job.submit("ana", answer["assignment"])
    assert work["assignment"]["id"] == given["id"]
    answer = await job.submit("ana", work["assignment"], annotation={"caption": "better"})
    await job.judge("approve", answer["submitted"])
    shown = await job.until_state("ana", given["id"], "done")
    assert [round["verdict"] for round in shown["history"]] == ["rejected", "approved"]
    assert shown["annotation"] == {"caption": "better"}

    said = await job.outside.outbox(f"{job.task}/{given['record']['id']}")
    assert [(row["version"], row["data"]["round"]) for row in said] == [(1, 1), (2, 2)]

    returned = await job.outside.post("boss", f"/assignments/{given['id']}/return", {"reason": "again"})
    assert (returned["state"], returned["kind"], returned["round"]) == ("open", "rework", 3)
    shown = await job.show("ana", given["id"])
    assert shown["history"][1]["returned"]["by"] == "boss"
    summary = await job.summary()
    assert summary["totals"]["total"] == 5
    rows = {row["annotator"]: row for row in summary["items"]}
    assert rows["ana"]["open"] == {"fresh": 1, "draft": 0, "rework": 1}
    assert rows["ana"]["submitted"] == 1
    assert rows["ana"]["name"] == "Ana"


async def test_the_same_key_gives_the_same_answer_and_another_body_is_refused(job: Any) -> None:
    await job.begin({"ana": 2})
    given = (await job.next("ana"))["assignment"]
    path = f"/assignments/{given['id']}/submission"
    body = {"annotation": {"caption": "x"}, "round": 1, "seconds_worked": 1}
    first = await job.outside.request("ana", "POST", path, body, key="k1")
    again = await job.outside.request("ana", "POST", path, body, key="k1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    other = await job.outside.request("ana", "POST", path, {**body, "round": 2}, key="k1")
    assert other.status_code == 409
    assert other.json()["type"] == "/problems/idempotency-key-reused"
    status, slug, _ = await job.outside.refused("ana", "POST", path, body)
    assert (status, slug) == (409, "already-submitted")


async def test_drafts_need_the_revision_and_are_saved_while_stopped(job: Any) -> None:
    await job.begin({"ana": 2})
    id = (await job.next("ana"))["assignment"]["id"]
    path = f"/assignments/{id}/draft"
    body = {"annotation": {"caption": "half"}, "seconds_worked": 4}
    refused = job.outside.refused
    assert (await refused("ana", "PUT", path, body))[:2] == (428, "precondition-required")
    shown = await job.outside.request("ana", "GET", f"/assignments/{id}")
    saved = await job.outside.request("ana", "PUT", path, body, If_Match=shown.headers["ETag"])
    assert saved.status_code == 204
    status, slug, problem = await refused("ana", "PUT", path, body, If_Match=shown.headers["ETag"])
    assert (status, slug) == (412, "changed-meanwhile")
    assert problem["current"]["draft"]["annotation"] == {"caption": "half"}
    assert f'"{problem["current"]["revision"]}"' == saved.headers["ETag"]
    broken = {"annotation": {"caption": 5}}
    status, slug, problem = await refused("ana", "PUT", path, broken, If_Match=saved.headers["ETag"])
    assert (status, slug, problem["errors"][0]["item"]) == (422, "invalid-annotation", "caption")
    huge = {"annotation": {"caption": "x" * (2 * 1024 * 1024 + 10)}}
    assert (await refused("ana", "PUT", path, huge, If_Match="*"))[:2] == (413, "too-large")

    await job.outside.say(job.events.stopped())

    async def stopped() -> Any:
        work = await job.next("ana")
        return work if work["state"] == "stopped" else None

    work = await job.outside.until(stopped)
    assert (work["assignment"], work["upcoming"], work["left"]) == (None, [], 2)
    saved = await job.outside.request("ana", "PUT", path, body, If_Match="*")
    assert saved.status_code == 204
    submission = {"annotation": {"caption": "x"}, "round": 1}
    assert (await refused("ana", "POST", f"/assignments/{id}/submission", submission))[:2] == (
        409,
        "task-stopped",
    )
    await job.outside.say(job.events.resumed())

    async def resumed() -> Any:
        return (await job.next("ana"))["assignment"]

    assert (await job.outside.until(resumed))["draft"]["annotation"] == {"caption": "half"}


async def test_malformed_requests_and_strange_ids_are_refused_plainly(job: Any) -> None:
    await job.begin({"ana": 1})
    id = (await job.next("ana"))["assignment"]["id"]
    refused = job.outside.refused
    path = f"/assignments/{id}/submission"
    for body in (
        {"round": 1},
        {"annotation": {"caption": "x"}, "unusable": {"reason": "y"}, "round": 1},
        {"annotation": {"caption": "x"}, "round": 1, "rounds": 2},
        {"annotation": {"caption": "x"}, "round": "1"},
        {"annotation": {"caption": "x"}, "round": 0},
        {"annotation": [], "round": 1},
        {"unusable": {"reason": "   "}, "round": 1},
        {"unusable": {"reason": "x" * 2001}, "round": 1},
        {"annotation": {"caption": "x"}, "round": 1, "seconds_worked": -1},
    ):
        assert (await refused("ana", "POST", path, body))[:2] == (422, "invalid-request"), body
    status, slug, problem = await refused("ana", "POST", path, {"annotation": {}, "round": 1})
    assert (status, slug) == (422, "invalid-annotation")
    assert problem["errors"] == [
        {"item": "caption", "pointer": "/caption", "rule": "required", "message": "A value is required"}
    ]
    for strange in (str(uuid4()), "x", "%00", "a%2Fb", "$where", "{}", "%F0%9F%98%80"):
        assert (await refused("ana", "GET", f"/assignments/{strange}"))[0] in (404, 422)
        assert (await refused("ana", "GET", f"/assignment-transfers/{strange}"))[0] in (404, 422)
    assert (await refused("ana", "GET", "/assignments"))[:2] == (422, "invalid-request")
    assert (await refused("ana", "GET", f"/assignments?task={job.task}&cursor=x"))[0] == 422
    assert (await refused("ana", "GET", f"/assignments?task={job.task}&state=lost"))[0] == 422
    assert (await refused("ana", "GET", f"/assignments?task={uuid4()}"))[:2] == (404, "not-found")


async def test_who_may_do_what(job: Any) -> None:
    other = await job.outside.workspace(eve="annotation_operator")
    await job.outside.member(job.events.workspace, "cy", "annotation_operator")
    await job.begin({"ana": 2, "bo": 1})
    id = (await job.next("ana"))["assignment"]["id"]
    refused = job.outside.refused
    task, submission = job.task, {"annotation": {"caption": "x"}, "round": 1}
    next_body = {"task": task}
    assert (await refused("rev", "POST", "/assignments/next", next_body))[:2] == (403, "forbidden")
    assert (await refused("eve", "POST", "/assignments/next", next_body))[:2] == (404, "not-found")
    assert (await refused("cy", "POST", "/assignments/next", next_body))[:2] == (404, "not-found")
    work = await job.next("boss")
    assert (work["assignment"], work["state"], work["left"]) == (None, "all_done", 0)
    for path, body in (
        ("submission", submission),
        ("deferral", None),
    ):
        assert (await refused("bo", "POST", f"/assignments/{id}/{path}", body))[:2] == (409, "not-yours")
        assert (await refused("boss", "POST", f"/assignments/{id}/{path}", body))[:2] == (409, "not-yours")
        assert (await refused("rev", "POST", f"/assignments/{id}/{path}", body))[:2] == (403, "forbidden")
        assert (await refused("eve", "POST", f"/assignments/{id}/{path}", body))[:2] == (404, "not-found")
    draft: dict[str, Any] = {"annotation": {}}
    assert (await refused("bo", "PUT", f"/assignments/{id}/draft", draft, If_Match="*"))[:2] == (
        409,
        "not-yours",
    )
    assert (await refused("ana", "POST", f"/assignments/{id}/return", {"reason": "x"}))[:2] == (
        403,
        "forbidden",
    )
    assert (await refused("boss", "POST", f"/assignments/{id}/return", {"reason": "x"}))[:2] == (
        409,
        "not-done",
    )
    assert (await refused("bo", "GET", f"/assignments/{id}"))[:2] == (404, "not-found")
    assert (await refused("rev", "GET", f"/assignments/{id}"))[:2] == (404, "not-found")
    assert (await refused("eve", "GET", f"/assignments/{id}"))[:2] == (404, "not-found")
    assert (await job.show("boss", id))["id"] == id
    assert (await refused("ana", "GET", f"/assignments?task={task}&annotator=bo"))[:2] == (403, "forbidden")
    assert (await refused("eve", "GET", f"/assignments/summary?task={task}"))[:2] == (404, "not-found")
    own = await job.outside.get("ana", f"/assignments?task={task}")
    assert {item["annotator"] for item in own["items"]} == {"ana"}
    everybody = await job.outside.get("boss", f"/assignments?task={task}&limit=2")
    rest = await job.outside.get("boss", f"/assignments?task={task}&limit=2&cursor={everybody['next']}")
    assert len({item["id"] for item in everybody["items"] + rest["items"]}) == 3
    assert rest["next"] is None
    stolen = everybody["next"]
    page = await job.outside.get("bo", f"/assignments?task={task}&cursor={stolen}")
    assert {item["annotator"] for item in page["items"]} <= {"bo"}
    assert [row["annotator"] for row in (await job.summary("ana"))["items"]] == ["ana"]
    assert other != job.events.workspace


async def test_the_summary_of_a_workspace_is_ones_own_row_of_every_task(job: Any) -> None:
    await job.begin({"ana": 3, "bo": 1})
    first = job.task
    await job.submit("ana", (await job.next("ana"))["assignment"])
    job.events.task = str(uuid4())
    await job.begin({"bo": 2})
    path = f"/assignments/summary?workspace={job.events.workspace}"
    (row,) = (await job.outside.get("ana", path))["items"]
    assert row == {
        "task": first,
        "annotator": "ana",
        "name": "Ana",
        "open": {"fresh": 2, "draft": 0, "rework": 0},
        "held": 0,
        "submitted": 1,
        "done": 0,
        "total": 3,
    }
    (of_task,) = (await job.outside.get("ana", f"/assignments/summary?task={first}"))["items"]
    assert {"task": first, **of_task} == row
    rows = {row["task"]: row["total"] for row in (await job.outside.get("bo", path))["items"]}
    assert rows == {first: 1, job.task: 2}
    for user in ("boss", "rev"):
        assert (await job.outside.get(user, path))["items"] == []
    everything = {"task": job.task, "from": "bo", "to": "ana", "quantity": "everything"}
    await job.outside.post("boss", "/assignment-transfers", everything, status=201)
    assert [row["task"] for row in (await job.outside.get("bo", path))["items"]] == [first]
    assert {row["task"] for row in (await job.outside.get("ana", path))["items"]} == {first, job.task}
    refused = job.outside.refused
    for query in ("", f"?task={first}&workspace={job.events.workspace}", "?workspace="):
        assert (await refused("ana", "GET", f"/assignments/summary{query}"))[:2] == (422, "invalid-request")
    assert (await refused("stranger", "GET", path))[:2] == (404, "not-found")
    await job.outside.say(job.events.deleted())

    async def gone() -> Any:
        return [row["task"] for row in (await job.outside.get("ana", path))["items"]] == [first]

    await job.outside.until(gone)


async def test_predictions_from_anybody_are_offered_and_what_does_not_fit_is_a_dead_letter(job: Any) -> None:
    await job.outside.say(job.events.predicted("rec-0", caption="early"))  # nothing of it is known yet
    await job.begin({"ana": 1}, assistance=True)

    async def offered() -> Any:
        return (await job.next("ana"))["assignment"]["predictions"]

    (prediction,) = await job.outside.until(offered)
    assert prediction["annotation"] == {"caption": "early"}
    await job.outside.say(
        job.events.predicted("rec-0", mood="?"), job.events.predicted("rec-0", caption="late")
    )

    async def newer() -> Any:
        (shown,) = (await job.next("ana"))["assignment"]["predictions"]
        return shown["annotation"] == {"caption": "late"}

    await job.outside.until(newer)

    async def dead() -> Any:
        return await job.outside.mongo[job.outside.database]["dead"].find_one({"reason": {"$regex": "mood"}})

    assert await job.outside.until(dead)


async def test_what_became_of_suggestions_travels_with_the_submission(job: Any) -> None:
    await job.begin({"ana": 1}, review="none")
    given = (await job.next("ana"))["assignment"]
    outcome = {"model": "m", "version": "2", "accepted": 1, "changed": 0, "rejected": 3}
    answer = await job.submit("ana", given, suggestions=[outcome])
    assert (answer["submitted"]["state"], answer["state"], answer["task_state"]) == (
        "done",
        "all_done",
        "completed",
    )
    (said,) = await job.outside.outbox(f"{job.task}/{given['record']['id']}")
    assert said["data"]["suggestions"] == [outcome]
    assert said["data"]["review_required"] is False


async def test_an_annotation_too_large_for_an_event_is_refused(job: Any) -> None:
    schema = {"items": [{"name": f"t{number}", "kind": "text", "required": False} for number in range(8)]}
    await job.begin({"ana": 1}, schema=schema)
    given = (await job.next("ana"))["assignment"]
    large = {f"t{number}": "x" * 90_000 for number in range(8)}
    path = f"/assignments/{given['id']}/submission"
    refused = await job.outside.refused("ana", "POST", path, {"annotation": large, "round": 1})
    assert refused[:2] == (413, "too-large")
    assert (await job.show("ana", given["id"]))["state"] == "open"


async def test_many_submissions_at_once_are_each_done_once(job: Any) -> None:
    await job.begin({"ana": 40, "bo": 40}, review="none")

    async def label(user: str) -> Any:
        seen = []
        work = await job.next(user)
        while work["assignment"]:
            seen.append(work["assignment"]["id"])
            work = await job.submit(user, work["assignment"])
        return seen, work

    (anas, last), (bos, _), *_ = await asyncio.gather(label("ana"), label("bo"))
    assert len(set(anas)) == len(anas) == 40
    assert len(set(bos)) == len(bos) == 40
    assert not set(anas) & set(bos)
    assert last["state"] == "all_done"
    totals = (await job.summary())["totals"]
    assert (totals["done"], totals["open"]) == (80, {"fresh": 0, "draft": 0, "rework": 0})


async def test_one_annotator_in_many_windows_gets_no_record_twice(job: Any) -> None:
    await job.begin({"ana": 60}, review="none")
    ids = [assignment_id(job.task, f"rec-{ordinal}") for ordinal in range(60)]

    async def submit(id: str) -> Any:
        answer = await job.outside.request(
            "ana", "POST", f"/assignments/{id}/submission", {"annotation": {"caption": "x"}, "round": 1}
        )
        return answer.status_code

    statuses = await asyncio.gather(*(submit(id) for id in ids + ids))
    assert sorted(statuses) == [200] * 60 + [409] * 60
    work = await job.next("ana")
    assert (work["assignment"], work["left"], work["state"]) == (None, 0, "all_done")
    assert (await job.summary())["totals"]["done"] == 60


async def test_a_deleted_task_is_gone_and_late_events_change_nothing(job: Any) -> None:
    await job.begin({"ana": 3})
    given = (await job.next("ana"))["assignment"]
    await job.submit("ana", given)
    await job.outside.say(job.events.deleted())

    async def gone() -> Any:
        answer = await job.outside.request("ana", "POST", "/assignments/next", {"task": job.task})
        return answer.status_code == 404

    await job.outside.until(gone)
    for path in (f"/assignments/{given['id']}", f"/assignments?task={job.task}"):
        assert (await job.outside.refused("boss", "GET", path))[:2] == (404, "not-found")
    body = {"annotation": {"caption": "x"}, "round": 2}
    refused = await job.outside.refused("ana", "POST", f"/assignments/{given['id']}/submission", body)
    assert refused[:2] == (404, "not-found")
    await job.judge("approve", given)
    database = job.outside.mongo[job.outside.database]

    async def empty() -> Any:
        return not await database["assignments"].find_one({"task": job.task})

    await job.outside.until(empty)
    assert await database["rounds"].find_one({"assignment": given["id"]}) is None
    assert (await database["tasks"].find_one({"_id": job.task}))["deleted"]
