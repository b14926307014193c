"""The service as a process beside a real Kafka and MongoDB: events in, HTTP and events out."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
from aiokafka import AIOKafkaConsumer

from contracts.events import (
    AssignmentsBuilt,
    DatasetGenerated,
    DatasetImported,
    RecordApproved,
    RecordRejected,
    RecordReturned,
    RecordsTransferred,
    RecordSubmitted,
)
from contracts.events.base import EventData
from contracts.events.listings import ListedRecord
from contracts.ids import assignment_id, new_id, record_key, review_id
from local_stack.client import Person, eventually
from local_stack.testing.stack import Stack
from service_kit.mongo.client import connect


async def ask(person: Person, method: str, path: str, body: Any = None) -> Any:
    answer = await person.request(method, path, **({} if body is None else {"json": body}))
    return answer.json() if answer.content else None


async def a_workspace(ana: Person) -> str:
    id = str((await ask(ana, "POST", "/workspaces", {"name": "Birds"}))["id"])
    for user, role in (("bo", "annotation_operator"), ("rea", "annotation_auditor")):
        await ask(ana, "PUT", f"/workspaces/{id}/members/{user}", {"role": role})
    return id


def imported(workspace: str, dataset: str, records: int) -> DatasetImported:
    return DatasetImported(
        workspace=workspace,
        dataset=dataset,
        name="Dawn",
        record_count=records,
        seconds=2.0 * records,
        failed_count=0,
        source="folder",
        imported_by="ana",
    )


async def a_task(ana: Person, others: Any, workspace: str, records: int, mode: str = "full") -> str:
    dataset = new_id()
    await others.say(dataset, imported(workspace, dataset, records))
    review = {"mode": mode, "reviewers": [{"user": "rea"}]}
    body = {
        "workspace": workspace,
        "name": "Dawn chorus",
        "dataset": dataset,
        "schema": {"items": [{"name": "caption", "kind": "text"}]},
        "annotators": [{"user": "bo"}],
        "review": review if mode != "none" else {"mode": "none"},
    }
    task = str((await ask(ana, "POST", "/tasks", body))["id"])
    built = AssignmentsBuilt(workspace=workspace, task=task, total=records, seconds=2.0 * records)
    await others.say(task, built)
    return task


def submission(workspace: str, task: str, record: str, round: int = 1, review: bool = True) -> EventData:
    return RecordSubmitted(
        workspace=workspace,
        task=task,
        record=record,
        assignment=assignment_id(task, record),
        round=round,
        annotator="bo",
        annotation={"caption": "a blackbird"},
        seconds_worked=3.0,
        review_required=review,
        task_version=1,
        listing=ListedRecord(
            ordinal=0,
            record=record,
            audio_name=f"{record}.wav",
            seconds=2.0,
            sample_rate=16000,
            channels=1,
            media="0" * 64,
        ),
        submitted_at=datetime.now(UTC),
    )


def verdict(workspace: str, task: str, record: str, round: int = 1, good: bool = True) -> EventData:
    said: dict[str, Any] = {
        "workspace": workspace,
        "task": task,
        "record": record,
        "review": review_id(task, record),
        "round": round,
        "annotator": "bo",
        "reviewer": "rea",
        "by": "person",
        "judged_at": datetime.now(UTC),
    }
    if good:
        return RecordApproved(**said)
    return RecordRejected(**said, reason="too quiet", categories=("noise",))


async def told_of(stack: Stack, task: str, last: str) -> list[dict[str, Any]]:
    """Return what the tasks topic says of a task, up to an event type, in order."""
    consumer = AIOKafkaConsumer(
        "earmark.tasks", bootstrap_servers=stack.kafka_bootstrap, auto_offset_reset="earliest", group_id=None
    )
    await consumer.start()
    told: list[dict[str, Any]] = []
    try:
        async with asyncio.timeout(60):
            while not told or told[-1]["type"] != last:
                message = await consumer.getone()
                if message.key == task.encode():
                    headers = {name: value.decode() for name, value in message.headers}
                    name = headers["ce_type"].split(".")[1]
                    version = int(headers["ce_aggversion"])
                    told.append({**json.loads(message.value), "type": name, "version": version})
    finally:
        await consumer.stop()
    return told


async def test_a_task_may_be_made_while_the_news_of_its_dataset_is_still_on_its_way(
    ana: Person, others: Any
) -> None:
    workspace, dataset = await a_workspace(ana), new_id()
    body = {
        "workspace": workspace,
        "name": "n",
        "dataset": dataset,
        "schema": {"items": [{"name": "caption", "kind": "text"}]},
        "annotators": [{"user": "bo"}],
    }
    asked = asyncio.create_task(ask(ana, "POST", "/tasks", body))
    await others.say(dataset, imported(workspace, dataset, 3))
    assert (await asked)["record_count"] == 3


async def test_a_task_lives_from_preparing_to_a_second_completion(
    stack: Stack, ana: Person, others: Any, until: Any
) -> None:
    workspace = await a_workspace(ana)
    task = await a_task(ana, others, workspace, 2)
    await until(ana, task, phase="labeling")
    one, two = "r-one", "r-two"
    await others.say(record_key(task, one), submission(workspace, task, one))
    await others.say(record_key(task, two), submission(workspace, task, two))
    await until(ana, task, phase="reviewing")
    await others.say(record_key(task, one), verdict(workspace, task, one, good=False))
    await until(ana, task, phase="labeling")
    await others.say(record_key(task, one), submission(workspace, task, one, 2))
    # the two last approvals, most likely in two partitions
    await asyncio.gather(
        others.say(record_key(task, one), verdict(workspace, task, one, 2)),
        others.say(record_key(task, two), verdict(workspace, task, two)),
    )
    done = await until(ana, task, phase="completed")
    assert done["counts"] == {"total": 2, "open": 0, "submitted": 0, "done": 2}
    back = RecordReturned(
        workspace=workspace,
        task=task,
        record=two,
        assignment=assignment_id(task, two),
        round=1,
        annotator="bo",
        returned_by="ana",
        reason="listen again",
    )
    await others.say(record_key(task, two), back)
    await until(ana, task, phase="labeling")
    await others.say(record_key(task, two), submission(workspace, task, two, 2, review=False))
    await until(ana, task, phase="completed")
    generated = DatasetGenerated(
        workspace=workspace,
        task=task,
        processed_dataset="p",
        version="V001",
        scope="all",
        partial=False,
        record_count=2,
        seconds=4.0,
        formats=("jsonl",),
        files=(),
        generated_by="ana",
    )
    await others.say("p", generated)
    transfer = RecordsTransferred(
        workspace=workspace,
        task=task,
        transfer="t",
        from_user="bo",
        to_user="chen",
        fresh=1,
        transferred_by="ana",
    )
    await others.say(task, transfer)
    told = await told_of(stack, task, "TaskEdited")
    assert [event["type"] for event in told] == [
        "TaskCreated",
        "TaskCompleted",
        "TaskReopened",
        "TaskCompleted",
        "TaskEdited",
    ]
    assert [event["version"] for event in told] == [1, 2, 3, 4, 5]
    assert [event["completion"] for event in told[1:4]] == [1, 1, 2]
    assert [(told[1]["total"], told[1]["rounds"]), told[3]["rounds"]] == [(2, 3), 4]
    assert [a["user"] for a in told[4]["settings"]["annotators"]] == ["bo", "chen"]

    async def shown() -> Any:
        return (await ask(ana, "GET", f"/tasks/{task}"))["processed_dataset"]

    assert (await eventually(shown, "the processed dataset is shown"))["version"] == "V001"
    progress = await ask(ana, "GET", f"/tasks/{task}/progress")
    bo, _ = progress["annotators"]
    numbers = ("submitted", "records", "approved", "rejected", "returned", "corrected", "done", "in_review")
    assert [bo[name] for name in numbers] == [4, 2, 2, 1, 1, 0, 2, 0]
    assert (bo["seconds_worked"], bo["audio_seconds"]) == (12.0, 4.0)
    (rea,) = progress["reviewers"]
    assert (rea["approved"], rea["rejected"]) == (2, 1)
    assert progress["categories"] == {"noise": 1}


async def test_events_that_come_again_change_nothing(
    stack: Stack, ana: Person, others: Any, until: Any
) -> None:
    workspace = await a_workspace(ana)
    task = await a_task(ana, others, workspace, 3)
    for record in ("a", "b"):
        await others.say(record_key(task, record), submission(workspace, task, record))
        await others.say(record_key(task, record), verdict(workspace, task, record))
    await until(ana, task, done=2, open=1)
    before = await ask(ana, "GET", f"/tasks/{task}/progress")
    await others.say_again()
    await others.say(record_key(task, "c"), submission(workspace, task, "c"))
    await until(ana, task, done=2, submitted=1, open=0)
    after = await ask(ana, "GET", f"/tasks/{task}/progress")
    assert after["annotators"][0]["submitted"] == before["annotators"][0]["submitted"] + 1
    assert after["reviewers"] == before["reviewers"]


async def test_a_deleted_task_forgets_its_records_and_ignores_late_events(
    stack: Stack, ana: Person, others: Any, until: Any
) -> None:
    workspace = await a_workspace(ana)
    task = await a_task(ana, others, workspace, 3)
    await others.say(record_key(task, "a"), submission(workspace, task, "a"))
    await until(ana, task, submitted=1)
    await ask(ana, "DELETE", f"/tasks/{task}")
    other = await a_task(ana, others, workspace, 1)
    await others.say(record_key(task, "b"), submission(workspace, task, "b"))
    await others.say(record_key(other, "a"), submission(workspace, other, "a"))
    await until(ana, other, submitted=1)
    async with connect(stack.mongo_url) as client:
        records = client["earmark_task"]["records"]

        async def gone() -> bool:
            return await records.count_documents({"_id": {"$regex": f"^{task}/"}}) == 0

        await eventually(gone, "the records are forgotten")
    tombstone = await ask(ana, "GET", f"/tasks/{task}")
    assert (tombstone["state"], tombstone["counts"]["submitted"]) == ("deleted", 1)


async def test_a_kill_in_the_middle_loses_and_doubles_nothing(
    stack: Stack, ana: Person, others: Any, until: Any
) -> None:
    workspace = await a_workspace(ana)
    records = [f"r{number}" for number in range(300)]
    task = await a_task(ana, others, workspace, len(records))
    await until(ana, task, phase="labeling")
    for index, record in enumerate(records):
        await others.say(
            record_key(task, record),
            submission(workspace, task, record),
            verdict(workspace, task, record),
        )
        if index == 120:
            await stack.process("task-service").kill9()
            await stack.process("task-service").restart()
    done = await until(ana, task, phase="completed")
    assert done["counts"] == {"total": 300, "open": 0, "submitted": 0, "done": 300}
    told = await told_of(stack, task, "TaskCompleted")
    assert (told[-1]["completion"], told[-1]["rounds"]) == (1, 300)
    (bo,) = (await ask(ana, "GET", f"/tasks/{task}/progress"))["annotators"]
    assert (bo["submitted"], bo["approved"], bo["done"]) == (300, 300, 300)


async def test_a_task_is_followed_live(stack: Stack, ana: Person, others: Any, until: Any) -> None:
    workspace = await a_workspace(ana)
    task = await a_task(ana, others, workspace, 1, mode="none")
    await until(ana, task, phase="labeling")
    async with listening(stack, await stack.token("bo"), f"/api/v1/tasks/{task}/live") as states:
        assert (await anext(states))["counts"]["open"] == 1
        await others.say(record_key(task, "r"), submission(workspace, task, "r", review=False))
        last = await anext(states)
        while last["phase"] != "completed":
            last = await anext(states)
        assert last["counts"]["done"] == 1
        await ask(ana, "DELETE", f"/workspaces/{workspace}/members/bo")
        await ask(ana, "PATCH", f"/tasks/{task}", {"name": "Hidden from bo"})
        assert [state async for state in states] == [], "who is removed hears nothing more"


@asynccontextmanager
async def listening(stack: Stack, token: str, path: str) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
    """Open a stream of server-sent events, and give what their data says."""
    headers = {"Authorization": f"Bearer {token}"}

    async with (
        httpx.AsyncClient(base_url=stack.base_url, trust_env=False, timeout=60) as http,
        http.stream("GET", path, headers=headers) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")

        async def states() -> AsyncIterator[dict[str, Any]]:
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

        yield states()
