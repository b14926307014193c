"""A whole Earmark in a process tree of its own, as `make up` starts it, with its CPU time and memory."""

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from pymongo import AsyncMongoClient

from local_stack.client import eventually
from local_stack.layout import Layout
from local_stack.lock import read_note
from local_stack.settings import inherited_environment

SERVICES = ("task-service", "assignment-service", "review-service", "export-service", "dataset-service")


@dataclass
class Earmark:
    """``launcher`` is the root of everything that is counted; this process, the client, is not."""

    launcher: psutil.Process
    layout: Layout
    url: str
    mongo: AsyncMongoClient[dict[str, Any]]

    def processes(self) -> list[psutil.Process]:
        """Every process of the stack."""
        return [self.launcher, *self.launcher.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """CPU seconds used so far by every process, ended ones included."""
        total = 0.0
        for process in self.processes():
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system + times.children_user + times.children_system
        return total

    def memory_mib(self) -> float:
        """Memory of every process in MiB: proportional set size, so shared pages count once."""
        total = 0
        for process in self.processes():
            try:
                for line in Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1])
            except (OSError, psutil.NoSuchProcess):
                continue
        return total / 1024

    @asynccontextmanager
    async def peak(self) -> AsyncIterator[list[float]]:
        """Sample memory every half second; the list's one number is the peak in MiB."""
        found = [self.memory_mib()]

        async def sample() -> None:
            while True:
                await asyncio.sleep(0.5)
                found[0] = max(found[0], await asyncio.to_thread(self.memory_mib))

        task = asyncio.create_task(sample())
        try:
            yield found
        finally:
            task.cancel()

    def database(self, service: str) -> Any:
        """A service's own database."""
        return self.mongo[f"earmark_{service.removesuffix('-service')}"]

    async def quiet(self, seconds: float = 60) -> None:
        """Wait until no service has anything unpublished or waiting, and the processes have come to rest."""

        async def look() -> bool:
            for service in SERVICES:
                database = self.database(service)
                if await database.outbox.find_one({"st": 0}) or await database.jobs.find_one({"open": True}):
                    return False
            before = self.cpu_seconds()
            await asyncio.sleep(0.5)
            return self.cpu_seconds() - before < 0.25

        await eventually(look, "a quiet system", seconds)


@asynccontextmanager
async def running(*, console: bool = False) -> AsyncIterator[Earmark]:
    """Start an empty Earmark by its launcher, in a temporary folder; stop it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="earmark-bench-"))
    environment = {**inherited_environment(), "EARMARK_DATA": str(folder), "DEMO": "0"}
    if not console:
        environment["EARMARK_CONSOLE"] = "0"
    output = (folder / "launcher.out").open("wb")
    launcher = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "local_stack",
        "up",
        env=environment,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )
    layout = Layout(folder)
    try:

        async def up() -> dict[str, Any] | None:
            if launcher.returncode is not None:
                raise RuntimeError((folder / "launcher.out").read_text()[-4000:])
            note = read_note(layout.run)
            return note if note and "url" in note else None

        # The first time the console is installed and built before.
        note = await eventually(up, "a running Earmark", 600 if console else 120)
        mongo: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(
            f"mongodb://{note['parts']['mongod']}/?directConnection=true"
        )
        yield Earmark(psutil.Process(launcher.pid), layout, note["url"], mongo)
        await mongo.close()
    finally:
        if launcher.returncode is None:
            launcher.terminate()
            await launcher.wait()
        output.close()
        if "EARMARK_BENCH_KEEP" not in inherited_environment():
            shutil.rmtree(folder, ignore_errors=True)


def now_ms() -> float:
    """A clock for latencies, in ms."""
    return time.perf_counter() * 1000
