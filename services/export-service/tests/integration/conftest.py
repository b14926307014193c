"""A real export-service behind a real gateway; the other services' events are published by hand."""

import hashlib
import io
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest_asyncio
from aiokafka import AIOKafkaProducer

from contracts import events as e
from contracts.events.base import EventData
from contracts.events.listings import ListedRecord
from contracts.events.tasks import TaskSettings
from contracts.ids import assignment_id, new_id, record_key, review_id
from contracts.roles import Role
from contracts.storage import audio_object
from export_service.bootstrap import CATALOGUE
from local_stack.client import Api, Person, connect
from local_stack.testing import Stack
from service_kit.testing.owners import Owners

SCHEMA = {
    "items": [
        {"name": "caption", "kind": "text"},
        {"name": "sound", "kind": "choice", "options": ["dog", "cat"], "multiple": True, "required": False},
        {"name": "spans", "kind": "segments", "labels": ["bark"], "text": True, "required": False},
    ]
}


def clip(number: int) -> bytes:
    """A WAV of a tenth of a second, different for every number."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(
            b"".join((number * 7 + i % 50).to_bytes(2, "little", signed=True) for i in range(1600))
        )
    return buffer.getvalue()


@dataclass
class Others:
    """What the other services would say."""

    stack: Stack
    producer: AIOKafkaProducer
    owners: Owners = field(default_factory=lambda: Owners(CATALOGUE))

    async def say(self, event: EventData, aggregate: str) -> None:
        """Publish an event as the next of its aggregate."""
        await self.producer.send_and_wait(**self.owners.message(event, aggregate))

    async def workspace(self, manager: str = "root") -> str:
        """A workspace with one manager."""
        id = new_id()
        await self.say(e.WorkspaceCreated(workspace=id, name="Lab", created_by=manager), id)
        await self.say(
            e.MemberChanged(
                workspace=id, user=manager, name=manager, role=Role.SUPER_ADMIN, changed_by=manager
            ),
            id,
        )
        return id

    async def task(self, workspace: str, records: int) -> "ToldTask":
        """A task over ``records`` records whose audio is in the store."""
        id, dataset = new_id(), new_id()
        settings = TaskSettings.model_validate(
            {
                "name": "Dogs & cats",
                "schema": SCHEMA,
                "annotators": [{"user": "ana", "quantity": records}],
                "review": {"mode": "full", "reviewers": [{"user": "eva", "share": 1}]},
            }
        )
        created = e.TaskCreated(
            workspace=workspace,
            task=id,
            dataset=dataset,
            record_count=records,
            settings=settings,
            created_by="root",
        )
        await self.say(created, id)
        listed = []
        for ordinal in range(records):
            audio = clip(ordinal)
            sha256 = hashlib.sha256(audio).hexdigest()
            path = self.stack.storage_dir / audio_object(sha256)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(audio)
            listed.append(
                ListedRecord(
                    ordinal=ordinal,
                    record=new_id(),
                    audio_name=f"clips/{ordinal:03d}.wav",
                    seconds=0.1,
                    sample_rate=16000,
                    channels=1,
                    media=sha256,
                )
            )
        return ToldTask(self, workspace, id, listed)


@dataclass
class ToldTask:
    """A task that export-service hears of."""

    others: Others
    workspace: str
    id: str
    records: list[ListedRecord]

    async def submit(
        self, ordinal: int, round: int = 1, unusable: str | None = None, **annotation: Any
    ) -> None:
        """The annotator submits a record."""
        record = self.records[ordinal]
        values = {"caption": f"caption {ordinal}, =round {round}", "sound": ["dog"], **annotation}
        event = e.RecordSubmitted(
            workspace=self.workspace,
            task=self.id,
            record=record.record,
            assignment=assignment_id(self.id, record.record),
            round=round,
            annotator="ana",
            annotation=None if unusable else values,
            unusable={"reason": unusable} if unusable else None,
            seconds_worked=1.5,
            review_required=True,
            task_version=1,
            listing=record,
            submitted_at=datetime.now(UTC),
        )
        await self.others.say(event, record_key(self.id, record.record))

    async def approve(self, ordinal: int, round: int = 1) -> None:
        """The reviewer approves a record."""
        record = self.records[ordinal].record
        event = e.RecordApproved(
            workspace=self.workspace,
            task=self.id,
            record=record,
            review=review_id(self.id, record),
            round=round,
            annotator="ana",
            reviewer="eva",
            by="person",
            judged_at=datetime.now(UTC),
        )
        await self.others.say(event, record_key(self.id, record))

    async def complete(self, rounds: int, completion: int = 1) -> None:
        """task-service has counted everything."""
        total = len(self.records)
        event = e.TaskCompleted(
            workspace=self.workspace, task=self.id, completion=completion, total=total, rounds=rounds
        )
        await self.others.say(event, self.id)

    async def all_done(self) -> None:
        """Every record is submitted once and approved, and the task completed."""
        for ordinal in range(len(self.records)):
            await self.submit(ordinal)
            await self.approve(ordinal)
        await self.complete(len(self.records))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def exporting() -> AsyncIterator[Others]:
    """A stack of export-service alone."""
    async with Stack(
        services=("export-service",), env={"EARMARK_LOOK_AGAIN_SECONDS": "5"}, shared=True
    ) as stack:
        producer = AIOKafkaProducer(bootstrap_servers=stack.kafka_bootstrap)
        await producer.start()
        yield Others(stack, producer)
        await producer.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def api(exporting: Others) -> AsyncIterator[Api]:
    async with connect(exporting.stack.base_url) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def root(api: Api) -> Person:
    return await api.person("root")
