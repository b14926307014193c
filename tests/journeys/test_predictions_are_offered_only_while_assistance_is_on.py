"""An outside model publishes predictions to Kafka, by the AsyncAPI document alone; annotators see them while
AI assistance is on, and what became of them travels with the submission."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest_asyncio
from aiokafka import AIOKafkaProducer

from local_stack.client import Json, eventually
from local_stack.testing import Stack
from local_stack.testing.team import Team

PARTS: Json = {"items": [{"name": "parts", "kind": "segments", "labels": ["speech"], "required": False}]}


@pytest_asyncio.fixture(loop_scope="session")
async def model(stack: Stack) -> AsyncIterator[AIOKafkaProducer]:
    """A producer that is no part of Earmark."""
    producer = AIOKafkaProducer(bootstrap_servers=stack.kafka_bootstrap)
    await producer.start()
    yield producer
    await producer.stop()


async def predict(model: AIOKafkaProducer, task: str, record: str, end: float, version: str = "1") -> None:
    part = {"id": "p1", "start": 0.0, "end": end, "label": "speech", "score": 0.9}
    body = {
        "task": task,
        "record": record,
        "model": "outside",
        "version": version,
        "annotation": {"parts": [part]},
    }
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(uuid4()),
        "ce_type": "earmark.RecordPredicted.v1",
        "ce_source": "/outside-model",
        "ce_subject": f"{task}/{record}",
        "content-type": "application/json",
    }
    await model.send_and_wait(
        "earmark.predictions",
        json.dumps(body).encode(),
        key=f"{task}/{record}".encode(),
        headers=[(name, value.encode()) for name, value in headers.items()],
    )


async def test_predictions_are_offered_only_while_assistance_is_on(
    team: Team, model: AIOKafkaProducer
) -> None:
    dataset = await team.import_clips(3)
    assistance = {"enabled": True, "predictor": "outside"}
    task = await team.create_task(dataset, schema=PARTS, ai_assistance=assistance)
    records = [item["record"]["id"] for item in await team.manager.all("/assignments", task=task)]
    for record in records:
        await predict(model, task, record, end=0.2)
    given = await team.assignment("ana", task)
    await predict(model, task, given["record"]["id"], end=0.3)

    async def offered(number: int) -> list[Json] | None:
        shown = await team["ana"].get(f"/assignments/{given['id']}")
        predictions: list[Json] = shown["predictions"]
        return predictions if len(predictions) == number else None

    async def newest() -> list[Json] | None:
        found = await offered(1)
        return found if found and found[0]["annotation"]["parts"][0]["end"] == 0.3 else None

    (prediction,) = await eventually(newest, "the newest prediction")
    assert (prediction["model"], prediction["version"]) == ("outside", "1")
    await predict(model, task, given["record"]["id"], end=0.1, version="2")
    await eventually(lambda: offered(2), "one prediction per version")

    part = {**prediction["annotation"]["parts"][0], "id": "mine", "origin": "p1", "end": 0.25}
    part.pop("score")
    outcome = {"model": "outside", "version": "1", "accepted": 0, "changed": 1, "rejected": 0}
    await team.submit("ana", given, {"parts": [part]}, suggestions=[outcome])

    await team.manager.patch(f"/tasks/{task}", {"ai_assistance": {"enabled": False}})
    given = await team.assignment("ana", task)

    async def withdrawn() -> bool:
        return not (await team["ana"].get(f"/assignments/{given['id']}"))["predictions"]

    await eventually(withdrawn, "the end of assistance")
    await team.label("ana", task, value=lambda _: {"parts": []})
    await team.until(task, "completed")
    made = await team.manager.post("/processed-datasets", {"task": task, "formats": ["jsonl"]})
    ready = await team.manager.until_state(f"/processed-datasets/{made['id']}", "ready", "failed")
    assert ready["lineage"]["models"] == [{"model": "outside 1", "records": 1}]
