"""The same Idempotency-Key and body give the first answer again, whatever happened since; each effect is once."""

import asyncio
from uuid import uuid4

import pytest

from local_stack.client import Json, Person, Refused
from local_stack.testing.team import Team, caption_of


async def twice(person: Person, path: str, body: Json | None) -> Json:
    """Sends a command twice under one key; returns the one answer."""
    key = {"Idempotency-Key": str(uuid4())}
    first = await person.request("POST", path, json=body, headers=key)
    second = await person.request("POST", path, json=body, headers=key)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    if body is not None:
        with pytest.raises(Refused) as refused:
            await person.request("POST", path, json={**body, "other": 1}, headers=key)
        assert refused.value.slug in ("idempotency-key-reused", "invalid-request")
    return dict(first.json())


async def test_a_repeated_command_answers_the_same(team: Team) -> None:
    dataset = await team.import_clips(4)
    body = {
        "workspace": team.workspace,
        "name": "Once",
        "dataset": dataset,
        "schema": {"items": [{"name": "caption", "kind": "text"}]},
        "annotators": team.numbers(["ana"]),
        "review": {"mode": "full", "reviewers": team.numbers(["eva"])},
    }
    made = await twice(team.manager, "/tasks", body)
    task = str(made["id"])
    team.tasks.append(task)
    assert [item["id"] for item in await team.manager.all("/tasks", workspace=team.workspace)] == [task]
    await team.until(task, "labeling")

    given = await team.assignment("ana", task)
    submission = {"annotation": caption_of(given), "round": 1, "seconds_worked": 1}
    work = await twice(team["ana"], f"/assignments/{given['id']}/submission", submission)
    assert work["submitted"]["id"] == given["id"]
    second = work["assignment"]
    await twice(team["ana"], f"/assignments/{second['id']}/deferral", None)
    await team.label("ana", task, 2)
    order = {"task": task, "from": team.user("ana"), "to": team.user("bo"), "quantity": 1}
    assert (await twice(team.manager, "/assignment-transfers", order))["moved"] != {}
    assert len(await team.label("bo", task, 1)) == 1

    review = await team.review("eva", task)
    verdict = {"round": 1, "reason": "once is enough"}
    judged = await twice(team["eva"], f"/reviews/{review['id']}/rejection", verdict)
    assert judged["judged"]["state"] == "rejected"
    annotator = "ana" if review["annotator"] == team.user("ana") else "bo"
    await team.label(annotator, task, 1)
    await team.review_all(task, "eva")
    await team.until(task, "completed")
    processed = await twice(team.manager, "/processed-datasets", {"task": task, "formats": ["jsonl"]})
    listed = await team.manager.all("/processed-datasets", task=task)
    assert [item["id"] for item in listed] == [processed["id"]]
    await team.manager.until_state(f"/processed-datasets/{processed['id']}", "ready", "failed")


async def test_the_same_command_sent_at_once_many_times_happens_once(team: Team) -> None:
    dataset = await team.import_clips(2)
    task = await team.create_task(dataset)
    given = await team.assignment("ana", task)
    path = f"/assignments/{given['id']}/submission"
    body = {"annotation": caption_of(given), "round": 1, "seconds_worked": 1}
    answers = await asyncio.gather(*(team["ana"].post(path, body, key="one-key") for _ in range(8)))
    assert all(answer == answers[0] for answer in answers)
    rivals = await asyncio.gather(
        *(team["ana"].post(path, {**body, "round": 2}) for _ in range(3)), return_exceptions=True
    )
    assert {type(rival) for rival in rivals} == {Refused}, "done is done"
    await team.label_all(task, "ana")
    await team.until(task, "completed")
