"""A random schedule of faults under load. The seed is printed; the same seed makes the same schedule.

make test-faults MINUTES=30 SEED=7
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest

from local_stack.kafka import KafkaBroker
from local_stack.mongo import Mongod
from service_kit.testing.toys.checker import Raw, check, publish_all, read_topic
from service_kit.testing.toys.pair import Pair, inherited

pytestmark = pytest.mark.faults


SHORT_MINUTES = 0.5


class Servers(Protocol):
    """As the fixture gives them."""

    @property
    def mongod(self) -> Mongod: ...
    @property
    def kafka(self) -> KafkaBroker: ...


class Schedule:
    """Draws faults and does them, one after the other."""

    def __init__(self, pair: Pair, servers: Servers, random: random.Random) -> None:
        self._pair = pair
        self._servers = servers
        self._random = random
        self._extra = 0
        self.log: list[str] = []
        self._faults: list[tuple[int, Callable[[], Awaitable[str]]]] = [
            (4, self._kill_a_process),
            (3, self._stop_a_process),
            (2, self._kill_kafka),
            (2, self._kill_mongod),
            (2, self._another_member),
            (2, self._copies),
            (1, self._dead_fetcher),
        ]

    async def one(self) -> None:
        """Do the next fault."""
        weights = [weight for weight, _ in self._faults]
        (_, fault) = self._random.choices(self._faults, weights)[0]
        began = time.monotonic()
        done = await fault()
        self.log.append(f"{done} ({time.monotonic() - began:.1f} s)")

    def _toy(self) -> str:
        return self._random.choice(("desk", "shelf"))

    async def _kill_a_process(self) -> str:
        process = self._pair.processes[self._toy()]
        await process.kill9()
        await (await process.start()).ready()
        return f"{process.name} killed"

    async def _stop_a_process(self) -> str:
        process = self._pair.processes[self._toy()]
        code, _ = await process.stop()
        assert code == 0, process.tail()
        await (await process.start()).ready()
        return f"{process.name} stopped and started"

    async def _kill_kafka(self) -> str:
        await self._servers.kafka.kill9()
        await asyncio.sleep(self._random.uniform(0, 3))
        await self._servers.kafka.start()
        return "kafka killed"

    async def _kill_mongod(self) -> str:
        await self._servers.mongod.kill9()
        await asyncio.sleep(self._random.uniform(0, 2))
        await self._servers.mongod.start()
        return "mongod killed"

    async def _another_member(self) -> str:
        self._extra += 1
        member = self._pair.process("shelf", f"shelf-{self._extra}")
        await (await member.start()).ready()
        await asyncio.sleep(self._random.uniform(0.2, 2))
        if self._random.random() < 0.5:
            await member.kill9()
            return "a member came and was killed"
        assert (await member.stop())[0] == 0, member.tail()
        return "a member came and went"

    async def _copies(self) -> str:
        messages = await read_topic(self._pair.kafka, self._pair.world.items.name)
        some = [m for m in messages if self._random.random() < 0.2][:500]
        again: list[Raw] = [(m.topic, m.value, list(m.headers), m.key, m.partition) for m in some]
        await publish_all(self._pair.kafka, again)
        return f"{len(again)} copies"

    async def _dead_fetcher(self) -> str:
        await self._pair.processes["shelf"].post("/api/v1/hurt/fetcher")
        return "the shelf's fetch task killed"


async def test_a_random_schedule_of_faults_leaves_everything_right(
    pair: Pair, servers: Servers, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = inherited()
    minutes = float(environment.get("EARMARK_FAULTS_MINUTES") or SHORT_MINUTES)
    seed = int(environment.get("EARMARK_FAULTS_SEED") or random.randrange(10**6))
    with capsys.disabled():
        print(f"\nfault schedule: make test-faults MINUTES={minutes:g} SEED={seed}")  # noqa: T201
    schedule = Schedule(pair, servers, random.Random(seed))
    await pair.start(stuck_seconds="3", watchdog_seconds="1")
    ends = time.monotonic() + minutes * 60
    try:
        while time.monotonic() < ends:
            parent = await pair.make_parent(items=12, steps=5)
            working = asyncio.create_task(pair.work(parent, items=12, steps=5, at_once=4, refuse_every=7))
            for _ in range(3):
                await asyncio.sleep(0.3)
                await schedule.one()
            await working
            await check(pair, rest=120)
    except BaseException as error:
        raise AssertionError(f"SEED={seed}: after {schedule.log}") from error
