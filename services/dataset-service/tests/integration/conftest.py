"""A real dataset-service behind a real gateway; the other services' events are published by hand."""

import io
import json
import shutil
import tarfile
import uuid
import zipfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import pytest_asyncio
import soundfile
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from contracts.events import MemberChanged, TaskCreated, TaskDeleted, WorkspaceCreated
from contracts.events.base import EventData
from contracts.events.tasks import TaskSettings
from contracts.ids import new_id
from contracts.roles import Role
from dataset_service.bootstrap import CATALOGUE
from local_stack.client import Person, eventually
from local_stack.testing import Stack
from service_kit.testing.owners import Owners

PEOPLE = {
    "chen": Role.ANNOTATION_ADMINISTRATOR,
    "dina": Role.ANNOTATION_OPERATOR,
    "emil": Role.ANNOTATION_OPERATOR,
    "farah": Role.ANNOTATION_AUDITOR,
}


def sound(seed: int, seconds: float = 1.0, rate: int = 16_000, format: str = "WAV") -> bytes:
    """A recording of noise, another one for every seed."""
    samples = np.random.default_rng(seed).integers(-8000, 8000, int(seconds * rate), np.int16)
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, rate, format=format)
    return buffer.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(files: Mapping[str, bytes]) -> bytes:
    """A tar.gz of files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def jsonl(lines: Sequence[Mapping[str, Any]]) -> bytes:
    """A manifest."""
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


@dataclass
class Lab:
    """A workspace in a running dataset-service, and what the other services say."""

    stack: Stack
    http: httpx.AsyncClient
    producer: AIOKafkaProducer
    workspace: str
    owners: Owners
    folder: Path
    """A folder of its own inside the import root."""

    sound = staticmethod(sound)
    zipped = staticmethod(zipped)
    tarred = staticmethod(tarred)
    jsonl = staticmethod(jsonl)

    async def person(self, user: str) -> Person:
        """Sign in."""
        return Person(self.http, user, await self.stack.token(user))

    async def say(self, aggregate: str, *events: EventData) -> None:
        """Publish events of one aggregate, in order."""
        for event in events:
            await self.producer.send_and_wait(**self.owners.message(event, aggregate))

    async def upload(self, files: Mapping[str, bytes]) -> str:
        """Upload files, each in one part. Returns the upload's id."""
        chen = await self.person("chen")
        upload = str((await chen.post("/uploads", {"workspace": self.workspace}))["id"])
        for path, content in files.items():
            await chen.request("PUT", f"/uploads/{upload}/files/{path}", content=content)
        return upload

    async def begin(self, source: Mapping[str, Any], manifest: str | None = None) -> str:
        """Begin an import. Returns the dataset's id."""
        chen = await self.person("chen")
        body = {"workspace": self.workspace, "name": "Clips", "source": dict(source), "manifest": manifest}
        return str((await chen.post("/datasets", body))["id"])

    async def ended(self, dataset: str) -> dict[str, Any]:
        """Wait until an import has ended."""
        chen = await self.person("chen")
        return await chen.until_state(f"/datasets/{dataset}", "ready", "failed", "canceled", seconds=120)

    async def imported(self, files: Mapping[str, bytes], manifest: str | None = None) -> dict[str, Any]:
        """Import uploaded files."""
        upload = await self.upload(files)
        return await self.ended(await self.begin({"kind": "upload", "upload": upload}, manifest))

    async def records(self, dataset: str, **query: Any) -> list[dict[str, Any]]:
        """Every record of a dataset."""
        chen = await self.person("chen")
        return await chen.all(f"/datasets/{dataset}/records", **query)

    async def failures(self, dataset: str) -> dict[str, str]:
        """Reasons by path."""
        chen = await self.person("chen")
        return {one["path"]: one["reason"] for one in await chen.all(f"/datasets/{dataset}/failures")}

    async def task(self, dataset: str, records: int, people: Sequence[str] = ("dina",), **item: Any) -> str:
        """task-service creates a task over a dataset."""
        id = new_id()
        settings = TaskSettings.model_validate(
            {
                "name": "Caption the clips",
                "schema": {"items": [{"name": "caption", "kind": "text", **item}]},
                "annotators": [{"user": user, "quantity": 0} for user in people],
            }
        )
        created = TaskCreated(
            workspace=self.workspace,
            task=id,
            dataset=dataset,
            record_count=records,
            settings=settings,
            created_by="chen",
        )
        await self.say(id, created)
        return id

    async def delete_task(self, task: str) -> None:
        """task-service deletes a task."""
        await self.say(task, TaskDeleted(workspace=self.workspace, task=task, deleted_by="chen"))

    async def heard(self, topic: str, aggregates: str, count: int) -> list[tuple[str, dict[str, Any]]]:
        """Wait for ``count`` events (type, data) on a topic whose aggregate begins with ``aggregates``."""
        consumer = AIOKafkaConsumer(
            topic,
            bootstrap_servers=self.stack.kafka_bootstrap,
            auto_offset_reset="earliest",
            group_id=None,
        )
        await consumer.start()
        found: list[tuple[str, dict[str, Any]]] = []
        try:

            async def look() -> bool:
                for messages in (await consumer.getmany(timeout_ms=200)).values():
                    for message in messages:
                        if message.key.decode().startswith(aggregates):
                            kind = dict(message.headers)["ce_type"].decode().split(".")[1]
                            found.append((kind, json.loads(message.value)))
                return len(found) >= count

            await eventually(look, f"{count} events of {aggregates} on {topic}")
        finally:
            await consumer.stop()
        return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def dataset_stack() -> AsyncIterator[Stack]:
    """A stack of dataset-service alone, that forgets what is deleted at once."""
    env = {
        "EARMARK_REMOVAL_SECONDS": "0",
        "EARMARK_SWEEP_SECONDS": "0.5",
        "EARMARK_LOOK_AGAIN_SECONDS": "1",
        "EARMARK_LONGEST_AUDIO_SECONDS": "600",
    }
    async with Stack(services=("dataset-service",), env=env, shared=True) as running:
        yield running


async def _open_lab(stack: Stack) -> AsyncIterator[Lab]:
    """A workspace of its own in a stack."""
    producer = AIOKafkaProducer(bootstrap_servers=stack.kafka_bootstrap, linger_ms=0)
    await producer.start()
    workspace = new_id()
    folder = stack.import_root / uuid.uuid4().hex
    folder.mkdir(parents=True)
    async with httpx.AsyncClient(base_url=stack.base_url, trust_env=False, timeout=60) as http:
        lab = Lab(stack, http, producer, workspace, Owners(CATALOGUE), folder)
        people = [
            MemberChanged(workspace=workspace, user=user, name=user.title(), role=role, changed_by="chen")
            for user, role in PEOPLE.items()
        ]
        await lab.say(
            workspace, WorkspaceCreated(workspace=workspace, name="Lab", created_by="chen"), *people
        )
        chen = await lab.person("chen")

        async def known() -> bool:
            headers = {"Authorization": f"Bearer {chen.token}"}
            answer = await http.get("/api/v1/datasets", params={"workspace": workspace}, headers=headers)
            return answer.status_code == 200

        try:
            await eventually(known, "the workspace is known")
            yield lab
        finally:
            await producer.stop()
            shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture
async def lab(dataset_stack: Stack) -> AsyncIterator[Lab]:
    """A workspace of one's own."""
    async for opened in _open_lab(dataset_stack):
        yield opened


@pytest.fixture
def open_lab() -> Callable[[Stack], AsyncIterator[Lab]]:
    """Opens a workspace in a stack of the test's own."""
    return _open_lab


@pytest.fixture
def any_sound() -> bytes:
    """A second of noise that no other test has."""
    return sound(uuid.uuid4().int % 2**32)
