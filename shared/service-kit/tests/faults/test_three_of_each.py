"""Three mongods and three brokers: no accepted command is lost, and no event is seen that was rolled back."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from pymongo.errors import PyMongoError

from local_stack.kafka_cluster import KafkaCluster
from local_stack.ports import free_port
from local_stack.replica_set import ReplicaSet
from service_kit.testing.toys.checker import check
from service_kit.testing.toys.pair import Pair, inherited

pytestmark = pytest.mark.faults


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def mongods(session_folder: Path) -> AsyncIterator[ReplicaSet]:
    members = ReplicaSet(session_folder / "three-mongods")
    await members.start()
    yield members
    await members.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def brokers(session_folder: Path, kafka_jars: Path) -> AsyncIterator[KafkaCluster]:
    cluster = KafkaCluster(session_folder / "three-brokers", kafka_jars)
    await cluster.start()
    yield cluster
    await cluster.stop()


async def test_primaries_and_brokers_come_and_go(
    mongods: ReplicaSet, brokers: KafkaCluster, topic_prefix: str, tmp_path: Path
) -> None:
    pair = Pair(mongods.url, brokers.bootstrap, topic_prefix, tmp_path, free_port, inherited())
    async with pair:
        await pair.start(kafka_replication="3")
        parent = await pair.make_parent(items=16, steps=40)
        working = asyncio.create_task(pair.work(parent, items=16, steps=40, at_once=4, refuse_every=9))

        await asyncio.sleep(0.5)
        killed = await mongods.primary()
        await killed.kill9()
        await mongods.primary()
        await killed.start()
        await mongods.until_whole()

        (broker := brokers.brokers[0]).signal(signal.SIGKILL)
        await asyncio.sleep(1)
        await broker.kill9()
        await broker.start()

        frozen = await mongods.primary()
        frozen.signal(signal.SIGSTOP)
        try:
            await asyncio.sleep(5)
        finally:
            frozen.signal(signal.SIGCONT)
        await mongods.until_whole()

        async with (await mongods.primary()).client() as client:
            with contextlib.suppress(PyMongoError):  # it closes the connection on which it was asked
                await client.admin.command("replSetStepDown", 5)
        await mongods.primary()

        second = brokers.brokers[1]
        await second.kill9()
        await working
        await second.start()
        await check(pair, rest=120)
