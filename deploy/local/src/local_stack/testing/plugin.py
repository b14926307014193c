"""Pytest fixtures: a mongod, a Kafka broker and names of one's own in them."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from local_stack.jars import ensure_kafka_jars
from local_stack.kafka import KafkaBroker
from local_stack.mongo import Mongod
from local_stack.settings import StackSettings
from local_stack.testing.stack import Stack


@pytest.fixture(scope="session")
def stack_settings() -> StackSettings:
    """The settings of the machine that runs the tests (caches, overrides)."""
    return StackSettings.from_environment()


@pytest.fixture(scope="session")
def kafka_jars(stack_settings: StackSettings) -> Path:
    """The folder of Kafka's jars, fetched where they are missing."""
    return ensure_kafka_jars(stack_settings)


@pytest.fixture
def servers_folder() -> Iterator[Path]:
    """A temporary folder for the data of servers that one test starts; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="earmark-test-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def session_folder() -> Iterator[Path]:
    """A temporary folder for the data of servers that live as long as the test session."""
    folder = Path(tempfile.mkdtemp(prefix="earmark-tests-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def mongod_server(session_folder: Path) -> AsyncIterator[Mongod]:
    """The session's mongod as an object, for a test that needs more than its address."""
    server = Mongod(session_folder / "mongod", session_folder / "mongod.log", oplog_mib=64)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="session")
def mongod(request: pytest.FixtureRequest, stack_settings: StackSettings) -> str:
    """Connection string (with replicaSet) of a real MongoDB; EARMARK_MONGO_URL names another one."""
    if stack_settings.mongo_url is not None:
        return stack_settings.mongo_url
    server: Mongod = request.getfixturevalue("mongod_server")
    return server.url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kafka_server(session_folder: Path, kafka_jars: Path) -> AsyncIterator[KafkaBroker]:
    """The session's Kafka broker as an object, for a test that needs more than its address."""
    server = KafkaBroker(session_folder / "kafka", session_folder / "kafka.log", kafka_jars)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="session")
def kafka(request: pytest.FixtureRequest, stack_settings: StackSettings) -> str:
    """Bootstrap address of a real Apache Kafka; EARMARK_KAFKA_BOOTSTRAP names another one."""
    if stack_settings.kafka_bootstrap is not None:
        return stack_settings.kafka_bootstrap
    server: KafkaBroker = request.getfixturevalue("kafka_server")
    return server.bootstrap


@pytest.fixture
def fresh_database_name() -> str:
    """A database name that no other test uses."""
    return f"test_{uuid.uuid4().hex}"


@pytest.fixture
def topic_prefix() -> str:
    """A prefix for topic and group names that no other test uses; ends with a dot."""
    return f"t{uuid.uuid4().hex[:12]}."


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stack(stack_settings: StackSettings) -> AsyncIterator[Stack]:
    """A whole Earmark shared by the session's journeys: make a workspace of your own in it."""
    # A killed service's partitions are its successor's once Kafka believes that it is dead: soon, here.
    env = {"EARMARK_KAFKA_SESSION_SECONDS": "10"}
    async with Stack(settings=stack_settings, env=env, shared=True) as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails beside a running stack shows the end of each part's log."""
    report = yield
    if report.failed:
        names = getattr(item, "fixturenames", ())
        for running in Stack.live:
            if running.shared and "stack" not in names:
                continue
            for part in running.parts:
                if text := running.logs(part, 30):
                    report.sections.append((f"end of the log of {part}", text))
    return report
