"""Servers of our own to hurt, and pairs of toys on them."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest_asyncio

from local_stack.kafka import KafkaBroker
from local_stack.mongo import Mongod
from local_stack.ports import free_port
from service_kit.testing.toys.pair import Pair, inherited


@dataclass
class Servers:
    """A mongod and a broker that a test may kill; whoever does starts them again."""

    mongod: Mongod
    kafka: KafkaBroker
    folder: Path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def servers(session_folder: Path, kafka_jars: Path) -> AsyncIterator[Servers]:
    folder = session_folder / "hurt"
    mongod = Mongod(folder / "mongod", session_folder / "hurt-mongod.log", oplog_mib=64)
    kafka = KafkaBroker(folder / "kafka", session_folder / "hurt-kafka.log", kafka_jars)
    await asyncio.gather(mongod.start(), kafka.start())
    yield Servers(mongod, kafka, folder)
    await asyncio.gather(mongod.stop(), kafka.stop())


@pytest_asyncio.fixture(loop_scope="session")
async def pair(servers: Servers, topic_prefix: str, tmp_path: Path) -> AsyncIterator[Pair]:
    """Two toys, not yet started, on servers that are up."""
    await asyncio.gather(servers.mongod.start(), servers.kafka.start())
    toys = Pair(servers.mongod.url, servers.kafka.bootstrap, topic_prefix, tmp_path, free_port, inherited())
    async with toys:
        yield toys


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running(servers: Servers, session_folder: Path) -> AsyncIterator[Pair]:
    """Two toys that run for all tests that hurt no process."""
    folder = session_folder / "running"
    folder.mkdir()
    await asyncio.gather(servers.mongod.start(), servers.kafka.start())
    prefix = f"r{uuid.uuid4().hex[:8]}."
    async with Pair(
        servers.mongod.url, servers.kafka.bootstrap, prefix, folder, free_port, inherited()
    ) as toys:
        await toys.start()
        yield toys
