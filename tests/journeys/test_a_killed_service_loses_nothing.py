"""Each service is killed once (SIGKILL) while a team works; afterwards nothing is lost and nothing doubled."""

import asyncio
from uuid import uuid4

import httpx
import pytest

from local_stack.client import Json, Refused, eventually
from local_stack.testing import Stack
from local_stack.testing.clips import write_clips
from local_stack.testing.team import PATIENCE, Team, caption_of

SERVICES = ("task-service", "assignment-service", "review-service", "export-service", "dataset-service")
AWAY = (502, 503, 504)


async def persistently(team: Team, name: str, path: str, body: Json) -> Json:
    """Sends one command under one key until it is answered: what a careful client does."""
    key = str(uuid4())

    async def attempt() -> Json | None:
        try:
            return await team[name].post(path, body, key=key)
        except Refused as refused:
            if refused.status not in AWAY:
                raise
            return None
        except httpx.TransportError:
            return None

    return await eventually(attempt, f"an answer to {path}", PATIENCE)


async def labels(team: Team, name: str, task: str, submitted: list[str]) -> None:
    while True:
        work = await persistently(team, name, "/assignments/next", {"task": task})
        given = work["assignment"]
        if given is None:
            if work["state"] == "all_done" and work["task_state"] == "completed":
                return
            await asyncio.sleep(0.1)
            continue
        body = {"annotation": caption_of(given), "round": given["round"], "seconds_worked": 1}
        path = f"/assignments/{given['id']}/submission"
        try:
            await persistently(team, name, path, body)
        except Refused as refused:
            if refused.slug not in ("already-submitted", "wrong-round"):
                raise
        submitted.append(given["id"])


async def reviews(team: Team, name: str, task: str, stopping: asyncio.Event) -> None:
    number = 0
    while not stopping.is_set():
        work = await persistently(team, name, "/reviews/next", {"task": task})
        review = work["review"]
        if review is None:
            await asyncio.sleep(0.1)
            continue
        number += 1
        body: Json = {"round": review["round"]}
        verb = "approval"
        if number % 5 == 0 and review["round"] == 1:
            verb, body["reason"] = "rejection", "once more"
        try:
            await persistently(team, name, f"/reviews/{review['id']}/{verb}", body)
        except Refused as refused:
            if refused.slug not in ("already-judged", "wrong-round"):
                raise


@pytest.mark.faults
@pytest.mark.timeout(300)
async def test_each_service_is_killed_once_during_a_running_task(team: Team, stack: Stack) -> None:
    count = 40
    dataset = await team.import_clips(count)
    task = await team.create_task(dataset, {"ana": 20, "bo": 20}, review="full", reviewers=["eva", "finn"])
    submitted: list[str] = []
    stopping = asyncio.Event()
    async with asyncio.TaskGroup() as work:
        annotators = [work.create_task(labels(team, name, task, submitted)) for name in ("ana", "bo")]
        for name in ("eva", "finn"):
            work.create_task(reviews(team, name, task, stopping))
        for number, service in enumerate(SERVICES, 1):

            async def so_far(number: int = number) -> bool:
                return len(submitted) >= number * 5

            await eventually(so_far, f"{number * 5} submissions", PATIENCE)
            await stack.process(service).kill9()
            await stack.process(service).start()
        for annotator in annotators:
            await annotator
        stopping.set()
    done = await team.until(task, "completed")
    assert done["counts"]["done"] == count
    await team.rest()
    made = await team.manager.post("/processed-datasets", {"task": task, "formats": ["jsonl"]})
    ready = await team.manager.until_state(f"/processed-datasets/{made['id']}", "ready", "failed")
    assert ready["record_count"] == count


@pytest.mark.faults
@pytest.mark.timeout(300)
async def test_a_killed_import_and_a_killed_generation_go_on(team: Team, stack: Stack) -> None:
    folder = stack.import_root / uuid4().hex
    write_clips(folder, 60)
    body = {"workspace": team.workspace, "name": "Killed", "source": {"kind": "folder", "path": str(folder)}}
    dataset = str((await team.manager.post("/datasets", body))["id"])
    await stack.process("dataset-service").kill9()
    await stack.process("dataset-service").start()
    team.datasets.append(dataset)

    async def is_ready() -> Json | None:
        try:
            shown = await team.manager.get(f"/datasets/{dataset}")
        except (Refused, httpx.TransportError):
            return None
        return shown if shown["state"] != "importing" else None

    shown = await eventually(is_ready, "the import's end", PATIENCE)
    assert (shown["state"], shown["record_count"], shown["failed_count"]) == ("ready", 60, 0)
    task = await team.create_task(dataset)
    await team.label_all(task, "ana")
    await team.until(task, "completed")
    made = await team.manager.post("/processed-datasets", {"task": task, "formats": ["jsonl", "audiofolder"]})
    await stack.process("export-service").kill9()
    await stack.process("export-service").start()
    path = f"/processed-datasets/{made['id']}"
    ready = await team.manager.until_state(path, "ready", "failed")
    assert (ready["state"], ready["record_count"]) == ("ready", 60)
