"""Runs the toys as real processes, drives them, and writes down what was answered."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self

import httpx
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from service_kit.mongo.client import connect
from service_kit.mongo.session import Doc
from service_kit.testing.toys.world import World

Toy = Literal["desk", "shelf"]


@dataclass(frozen=True)
class Answered:
    """One command and what came of it; status 0: no answer."""

    key: str
    item: str
    status: int
    step: int | None
    version: int | None
    refused: bool


class ToyProcess:
    """One process of a toy."""

    def __init__(
        self, pair: "Pair", toy: Toy, name: str, port: int, env: Mapping[str, str], role: str
    ) -> None:
        self.toy = toy
        self.name = name
        self.port = port
        self.log = pair.folder / f"{name}.log"
        self.env = dict(env)
        self._role = role
        self._process: asyncio.subprocess.Process | None = None
        self._client = pair.http

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it lives."""
        return self._process is not None and self._process.returncode is None

    async def start(self, **changes: str) -> Self:
        """Start it (again), with changes to its environment (without the prefix EARMARK_)."""
        env = {**self.env, **{f"EARMARK_{name.upper()}": value for name, value in changes.items()}}
        module = f"service_kit.testing.toys.{self.toy}"
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", module, self._role, env=env, stdout=log, stderr=log
            )
        return self

    async def ready(self, seconds: float = 60) -> Self:
        """Wait until it is ready."""

        async def answers() -> bool:
            if not self.running:
                raise AssertionError(f"{self.name} ended at its start\n{self.tail()}")
            try:
                return (await self._client.get(f"{self.url}/health/ready")).status_code == 200
            except httpx.HTTPError:
                return False

        await until(answers, seconds, f"{self.name} is ready")
        return self

    async def kill9(self) -> None:
        """End it as a crash would."""
        if self.running:
            assert self._process is not None
            self._process.kill()
            await self._process.wait()

    async def ended(self, seconds: float = 60) -> int:
        """Wait until it ends by itself; its exit code."""
        assert self._process is not None
        async with asyncio.timeout(seconds):
            return await self._process.wait()

    async def stop(self, seconds: float = 60) -> tuple[int, float]:
        """Ask it to stop; exit code, and how long that took."""
        assert self._process is not None
        began = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        return await self.ended(seconds), time.monotonic() - began

    async def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples that carry these labels."""
        text = (await self._client.get(f"{self.url}/metrics")).text
        total = 0.0
        for line in text.splitlines():
            wanted = all(f'{label}="{value}"' in line for label, value in labels.items())
            if wanted and line.startswith(name) and line[len(name)] in " {":
                total += float(line.rsplit(" ", 1)[1])
        return total

    async def post(self, path: str) -> httpx.Response:
        """Ask for something."""
        return await self._client.post(f"{self.url}{path}")

    def tail(self, lines: int = 30) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


@dataclass
class Pair:
    """Two toys, their stores, and everything that was asked and answered."""

    mongo_url: str
    kafka: str
    prefix: str
    folder: Path
    free_port: Callable[[], int]
    environment: Mapping[str, str] = field(default_factory=dict)
    answers: list[Answered] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    processes: dict[str, ToyProcess] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.world = World(self.prefix)
        self.http = httpx.AsyncClient(timeout=40, limits=httpx.Limits(max_connections=64))
        self.mongo: AsyncMongoClient[Doc] = connect(self.mongo_url, wait_seconds=30)
        self._number = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for process in self.processes.values():
            await process.kill9()
        await self.mongo.close()
        await self.http.aclose()

    @property
    def desk_db(self) -> AsyncDatabase[Doc]:
        """The database of the toy that takes commands."""
        return self.mongo[self._database("desk")]

    @property
    def shelf_db(self) -> AsyncDatabase[Doc]:
        """The database of the toy that follows."""
        return self.mongo[self._database("shelf")]

    def _database(self, toy: str) -> str:
        return self.prefix.replace(".", "_") + toy

    def process(self, toy: Toy, name: str | None = None, role: str = "all", **changes: str) -> ToyProcess:
        """Make a process of a toy; ``changes`` are settings without the prefix EARMARK_."""
        name = name or toy
        port = self.free_port()
        env = {
            **{key: value for key, value in self.environment.items() if not key.startswith("EARMARK_")},
            "EARMARK_HTTP_PORT": str(port),
            "EARMARK_MONGO_URL": self.mongo_url,
            "EARMARK_MONGO_DATABASE": self._database(toy),
            "EARMARK_KAFKA_BOOTSTRAP": self.kafka,
            "EARMARK_JWKS_URL": "http://127.0.0.1:9/jwks",
            "EARMARK_JWT_ISSUER": "http://127.0.0.1:9",
            "EARMARK_MEDIA_KEYS": "toys:not-a-secret-at-all",
            "EARMARK_STOP_BATCH_SECONDS": "5",
            "EARMARK_STOP_PRODUCER_SECONDS": "3",
            "EARMARK_KAFKA_SESSION_SECONDS": "6",
            "EARMARK_TOY_PREFIX": self.prefix,
            **{f"EARMARK_{key.upper()}": value for key, value in changes.items()},
        }
        self.processes[name] = ToyProcess(self, toy, name, port, env, role)
        return self.processes[name]

    async def start(self, **changes: str) -> tuple[ToyProcess, ToyProcess]:
        """Start both, and wait until they are ready."""
        desk, shelf = self.process("desk", **changes), self.process("shelf", **changes)
        await asyncio.gather(desk.start(), shelf.start())
        await asyncio.gather(desk.ready(), shelf.ready())
        return desk, shelf

    async def operate(self, toy: Toy, *arguments: str) -> str:
        """Use the operator's command line of a toy; what it said. AssertionError when it failed."""
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            f"service_kit.testing.toys.{toy}",
            *arguments,
            env=self.processes[toy].env,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await child.communicate()
        assert child.returncode == 0, out.decode()
        return out.decode()

    # --- driving

    def next_id(self, kind: str) -> str:
        """A new name."""
        self._number += 1
        return f"{kind}{self._number}"

    async def make_parent(self, items: int, steps: int, flood: int = 0, parent: str | None = None) -> str:
        """Make a parent; it must be accepted."""
        parent = parent or self.next_id("parent")
        body = {"parent": parent, "items": items, "steps": steps, "flood": flood}
        status, _ = await self._post("/api/v1/parents", body, f"make-{parent}")
        assert status == 201, f"parent {parent} was answered {status}"
        self.parents.append(parent)
        return parent

    async def step(
        self, parent: str, item: str, text: str = "", refuse: bool = False, ignored_before: int = 0
    ) -> Answered:
        """Have an item make a step, asking again with the same key until there is an answer; write it
        down."""
        key = self.next_id("key")
        body = {
            "parent": parent,
            "item": item,
            "text": text,
            "refuse": refuse,
            "ignored_before": ignored_before,
        }
        status, answer = await self._post("/api/v1/steps", body, key)
        answered = Answered(key, item, status, answer.get("step"), answer.get("version"), refuse)
        self.answers.append(answered)
        return answered

    async def _post(self, path: str, body: dict[str, Any], key: str) -> tuple[int, dict[str, Any]]:
        """Ask until there is an answer that says what happened; a client with an Idempotency-Key may."""
        give_up = time.monotonic() + 90
        while True:
            try:
                url = f"{self.processes['desk'].url}{path}"
                answer = await self.http.post(url, json=body, headers={"Idempotency-Key": key})
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code < 500:
                return answer.status_code, answer.json()
            if time.monotonic() > give_up:
                return 0, {}
            await asyncio.sleep(0.1)

    async def work(
        self, parent: str, items: int, steps: int, at_once: int = 8, text: str = "", refuse_every: int = 0
    ) -> list[str]:
        """Have ``items`` items make ``steps`` steps each, several items at a time; their names."""
        names = [f"{parent}.{number}" for number in range(items)]
        limit = asyncio.Semaphore(at_once)

        async def one(number: int, name: str) -> None:
            async with limit:
                for step in range(steps):
                    if refuse_every and (number + step) % refuse_every == 0:
                        await self.step(parent, name, refuse=True)
                    await self.step(parent, name, text)

        await asyncio.gather(*(one(number, name) for number, name in enumerate(names)))
        return names


async def until(
    condition: Callable[[], Awaitable[bool]], seconds: float, what: str, every: float = 0.1
) -> None:
    """Wait for something to become true; AssertionError says what did not."""
    give_up = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < give_up, f"not within {seconds:g} s: {what}"
        await asyncio.sleep(every)


def inherited() -> dict[str, str]:
    """The environment that toys inherit."""
    return dict(os.environ)  # noqa: TID251 - processes need a PATH
