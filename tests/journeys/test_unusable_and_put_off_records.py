"""A record may be put off to the end of the queue, or be declared unusable with a reason."""

import json

import pytest

from local_stack.client import Refused, eventually
from local_stack.testing.team import Team


async def test_a_record_put_off_comes_last(team: Team) -> None:
    dataset = await team.import_clips(4)
    task = await team.create_task(dataset)
    first = await team.assignment("ana", task)
    work = await team["ana"].post(f"/assignments/{first['id']}/deferral")
    assert work["assignment"]["id"] != first["id"]
    labeled = await team.label("ana", task)
    assert [given["id"] for given in labeled][-1] == first["id"]
    with pytest.raises(Refused) as refused:
        await team["ana"].post(f"/assignments/{first['id']}/deferral")
    assert (refused.value.status, refused.value.slug) == (409, "record-done")
    await team.until(task, "completed")


async def test_unusable_records_are_reviewed_and_left_out_unless_asked_for(team: Team) -> None:
    dataset = await team.import_clips(3)
    task = await team.create_task(dataset, review="full", reviewers=["eva"])
    broken = await team.assignment("ana", task)
    with pytest.raises(Refused) as refused:
        await team.submit("ana", broken, unusable={"reason": "  "})
    assert refused.value.status == 422
    await team.submit("ana", broken, unusable={"reason": "only silence"})
    await team.label("ana", task)
    await team.pending(task, 3)
    reviews = await team.judge("eva", task, 3)
    seen = {review["assignment"]: review["unusable"] for review in reviews}
    assert seen[broken["id"]] == {"reason": "only silence"}
    await team.until(task, "completed")

    async def rows(**options: bool) -> list[str]:
        body = {"task": task, "formats": ["jsonl"], "options": options}
        made = await team.manager.post("/processed-datasets", body)
        path = f"/processed-datasets/{made['id']}"
        await team.manager.until_state(path, "ready", "failed")
        text = (await team.manager.request("GET", f"{path}/files/data.jsonl")).text
        return [json.loads(line)["unusable"] for line in text.splitlines()]

    assert await rows() == [None, None]
    assert sorted(map(str, await rows(unusable=True))) == ["None", "None", "only silence"]


async def test_an_annotation_that_breaks_the_schema_is_refused_with_the_place(team: Team) -> None:
    dataset = await team.import_clips(1)
    item = {"name": "parts", "kind": "segments", "labels": ["speech"], "overlap": False}
    task = await team.create_task(dataset, schema={"items": [item]})
    given = await team.assignment("ana", task)
    part = {"id": "a", "start": 0.1, "end": 9.0, "label": "speech"}
    with pytest.raises(Refused) as refused:
        await team.submit("ana", given, {"parts": [part]})
    assert (refused.value.status, refused.value.slug) == (422, "invalid-annotation")
    (error,) = refused.value.problem["errors"]
    assert error["item"] == "parts"
    assert set(error) == {"item", "pointer", "rule", "message"}
    await team.submit("ana", given, {"parts": [{**part, "end": 0.3}]})

    async def done() -> bool:
        return bool((await team.task(task))["state"] == "completed")

    await eventually(done, "the task's completion")
