"""`make test-containers`: integration suites and a journey upon Kafka and MongoDB in containers.

Arguments are handed on to pytest.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from testcontainers.core.config import testcontainers_config

from local_stack.errors import StackError
from local_stack.settings import StackSettings
from local_stack.testing.containers.engine import Engine, answering, private_engine
from local_stack.testing.containers.images import ensure
from local_stack.testing.containers.servers import kafka_container, mongodb_container

SUITES = (
    ("shared/service-kit/tests/integration", "services/task-service/tests/integration"),
    ("tests/journeys/test_a_rejected_record_returns_to_its_annotator_and_reviewer.py",),
)
"""What is run; each group finds a Kafka and a MongoDB with nothing in them."""


def say(text: str) -> None:
    """One line for the person at the terminal."""
    print(f"test-containers: {text}", flush=True)


@asynccontextmanager
async def engine_of(settings: StackSettings) -> AsyncIterator[Engine]:
    """The machine's engine where one answers, else a private one."""
    if (engine := answering(settings.environment)) is not None:
        yield engine
        return
    async with private_engine(settings.cache / "containers", settings.environment, say) as engine:
        yield engine


async def run(settings: StackSettings, arguments: Sequence[str]) -> int:
    """Starts the containers, runs the suites on them and returns pytest's exit code."""
    async with engine_of(settings) as engine:
        images = await asyncio.to_thread(ensure, engine, settings, say)
        # What clears away after a crash is an image of its own, which is not there where nothing can be pulled.
        testcontainers_config.ryuk_disabled = engine.private or images.local
        for suite in SUITES:
            say(f"starting {images.kafka} and {images.mongodb}")
            async with (
                kafka_container(engine, images.kafka) as bootstrap,
                mongodb_container(engine, images.mongodb) as url,
            ):
                addresses = {"EARMARK_KAFKA_BOOTSTRAP": bootstrap, "EARMARK_MONGO_URL": url}
                code = await _pytest([*suite, *arguments], settings, addresses)
            if code != 0:
                return code
        return 0


async def _pytest(arguments: Sequence[str], settings: StackSettings, addresses: Mapping[str, str]) -> int:
    command = (sys.executable, "-m", "pytest", *arguments)
    env = {**settings.environment, **addresses}
    process = await asyncio.create_subprocess_exec(*command, env=env, cwd=settings.checkout)
    try:
        return await process.wait()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise


async def main(arguments: Sequence[str]) -> int:
    """Returns the exit code; what cannot be is said in one line."""
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await run(StackSettings.from_environment(), arguments)
    except StackError as error:
        print(f"test-containers: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    # Until the broker serves, its client has a complaint a second.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    try:
        sys.exit(asyncio.run(main(sys.argv[1:])))
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)
