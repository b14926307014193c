"""A model outside Earmark, for the pictures: it suggests turns of the demo's conversations."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

from aiokafka import AIOKafkaProducer

from local_stack.client import Json, Person, eventually
from local_stack.demo.clips import clips
from local_stack.demo.dialogue import Dialogue, dialogues
from local_stack.settings import StackSettings


async def suggest_turns(kafka: str, person: Person, task: str, assignment: str) -> None:
    """Publishes what the model hears in an assignment's record and waits until the workbench would show it."""
    voices = await clips(StackSettings.from_environment())
    told = {each.audio_name: each for each in await asyncio.to_thread(dialogues, voices)}
    given = await person.get(f"/assignments/{assignment}")
    record = given["record"]
    key = f"{task}/{record['id']}"
    said = {
        "task": task,
        "record": record["id"],
        "model": "turn-finder",
        "version": "2",
        "annotation": {"turns": _heard(told[record["audio_name"]])},
    }
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(uuid4()),
        "ce_type": "earmark.RecordPredicted.v1",
        "ce_source": "/turn-finder",
        "ce_subject": key,
        "content-type": "application/json",
    }
    async with AIOKafkaProducer(bootstrap_servers=kafka) as producer:
        await producer.send_and_wait(
            "earmark.predictions",
            json.dumps(said).encode(),
            key=key.encode(),
            headers=[(name, value.encode()) for name, value in headers.items()],
        )

    async def shown() -> bool:
        return bool((await person.get(f"/assignments/{assignment}"))["predictions"])

    await eventually(shown, "the model's turns", 60)


def _heard(told: Dialogue) -> list[Json]:
    """The turns as a model would tell them: edges a little off, sure of some more than of others."""
    return [
        {
            "id": f"heard-{number}",
            "start": round(turn.start + 0.04 * (number % 3), 3),
            "end": round(turn.end - 0.03 * (number % 2), 3),
            "label": "speech",
            "speaker": turn.speaker,
            "text": turn.text,
            "score": round(0.97 - 0.11 * (number % 4), 2),
        }
        for number, turn in enumerate(told.turns)
    ]
