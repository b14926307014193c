"""Server-sent events: the whole state with every change, for whoever may see it."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from local_stack.client import Api, Json, Person, Refused
from local_stack.testing.team import Team


async def states(
    api: Api, person: Person, path: str, last: str | None = None
) -> AsyncIterator[tuple[str, Json]]:
    """Each message's id and state."""
    headers = {"Authorization": f"Bearer {person.token}", "Accept": "text/event-stream"}
    if last is not None:
        headers["Last-Event-ID"] = last
    async with api.http.stream("GET", f"/api/v1{path}", headers=headers) as stream:
        assert stream.status_code == 200
        assert stream.headers["content-type"].startswith("text/event-stream")
        id = ""
        async for line in stream.aiter_lines():
            if line.startswith("id:"):
                id = line[3:].strip()
            elif line.startswith("data:"):
                yield id, json.loads(line[5:])


async def test_a_tasks_progress_is_told_live(team: Team, api: Api) -> None:
    dataset = await team.import_clips(3)
    task = await team.create_task(dataset)
    seen: list[Json] = []
    begun = asyncio.Event()

    async def follow() -> None:
        async for id, state in states(api, team.manager, f"/tasks/{task}/live"):
            assert id
            seen.append(state)
            begun.set()
            if state["state"] == "completed":
                return

    following = asyncio.create_task(follow())
    await asyncio.wait_for(begun.wait(), 30)
    assert seen[0]["counts"]["done"] == 0, "the first message is how it stands"
    await team.label_all(task, "ana")
    await asyncio.wait_for(following, 30)
    done = [state["counts"]["done"] for state in seen]
    assert done == sorted(done)
    assert done[-1] == 3
    with pytest.raises(Refused) as refused:
        await team["bo"].get(f"/tasks/{task}/live")
    assert refused.value.status in (403, 404), "who takes no part follows nothing"


async def test_an_import_and_a_generation_are_told_live(team: Team, api: Api) -> None:
    dataset = await team.import_clips(2)
    task = await team.create_task(dataset)
    await team.label_all(task, "ana")
    await team.until(task, "completed")
    made = await team.manager.post("/processed-datasets", {"task": task, "formats": ["jsonl"]})
    for path in (f"/datasets/{dataset}/live", f"/processed-datasets/{made['id']}/live"):

        async def until_ready(path: str = path) -> None:
            async for _, state in states(api, team.manager, path):
                if state["state"] == "ready":
                    return

        await asyncio.wait_for(until_ready(), 30)
