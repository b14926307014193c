"""`up`: starts the stack, keeps it running, and stops all of it when it is told to."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable

import psutil

from local_stack.console import Console
from local_stack.errors import AlreadyRunning, PartFailed, StackError
from local_stack.jars import ensure_kafka_jars
from local_stack.layout import Layout
from local_stack.lock import LauncherLock
from local_stack.ports import LOCALHOST, first_free_from
from local_stack.routes import SERVICES
from local_stack.server import Server
from local_stack.settings import StackSettings
from local_stack.stack import MARKER, LocalStack
from local_stack.terminal import Progress, table

_LONGEST_PAUSE = 30.0
_STEADY_SECONDS = 60.0

Demo = Callable[[str], Awaitable[None]]


def up(settings: StackSettings, demo: Demo, services: tuple[str, ...] = tuple(SERVICES)) -> int:
    """Runs the stack until Ctrl-C, SIGTERM or `down`. Returns the exit code.

    Args: `demo` fills an empty store, given the gateway's address; `services` are those to start.
    """
    layout = Layout(settings.data)
    progress = Progress()
    try:
        with LauncherLock(layout.run) as lock:
            jars = None if settings.kafka_bootstrap else ensure_kafka_jars(settings, progress.line)
            console = Console(settings, progress.line).ensure()
            sweep(layout)
            stack = LocalStack(
                settings,
                layout,
                services=services,
                jars=jars,
                gateway_port=first_free_from(settings.port),
                console=console,
            )
            return asyncio.run(Launcher(settings, stack, lock, progress, demo).run())
    except AlreadyRunning as running:
        print(f"{running}\n`make status` shows its parts, `make down` stops it.", file=sys.stderr)
        return 1
    except StackError as error:
        print(f"Earmark could not be started. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped before it was up.", file=sys.stderr)
        return 130


class Launcher:
    """Supervises a stack: starts it, restarts parts that die, stops it."""

    def __init__(
        self, settings: StackSettings, stack: LocalStack, lock: LauncherLock, progress: Progress, demo: Demo
    ) -> None:
        """Args: all that `up` has prepared."""
        self._settings = settings
        self._stack = stack
        self._lock = lock
        self._progress = progress
        self._demo = demo
        self._told_to_stop = asyncio.Event()

    async def run(self) -> int:
        """Up, watch, down. Returns the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._told_to_stop.set)
        begun = time.monotonic()
        try:
            if not await self._unless_told_to_stop(self._start()):
                return 130
            self._welcome(time.monotonic() - begun)
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._keep(part)) for part in self._stack.parts.values()]
                tasks.append(group.create_task(self._fill_when_empty()))
                await self._told_to_stop.wait()
                for task in tasks:
                    task.cancel()
            return 0
        except StackError as error:
            self._progress.line()
            print(f"Earmark could not be started. {error}", file=sys.stderr)
            return 1
        finally:
            self._progress.line()
            self._progress.line("Stopping.")
            self._progress.begin(self._stack.parts)
            await self._stack.stop(self._progress.say)

    async def _unless_told_to_stop(self, work: Awaitable[None]) -> bool:
        """Whether the work was done; it is given up when a signal comes first."""
        working = asyncio.ensure_future(work)
        told = asyncio.ensure_future(self._told_to_stop.wait())
        await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if not working.done():
            working.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await working
            return False
        await working
        return True

    async def _start(self) -> None:
        self._progress.begin(self._stack.planned)
        await self._stack.start(self._progress.say)
        self._lock.write(
            {
                "pid": os.getpid(),
                "url": self._stack.base_url,
                "parts": {name: f"{LOCALHOST}:{part.port}" for name, part in self._stack.parts.items()},
            }
        )

    def _welcome(self, seconds: float) -> None:
        stack = self._stack
        rows = [(name, f"{LOCALHOST}:{part.port}", "ready") for name, part in stack.parts.items()]
        if "mongod" not in stack.parts:
            rows.append(("mongod", "EARMARK_MONGO_URL", "not ours"))
        if "kafka" not in stack.parts:
            rows.append(("kafka", stack.kafka_bootstrap, "not ours"))
        say = self._progress.line
        say()
        say(table(("part", "address", "health"), rows))
        say()
        say(f"Earmark is up after {seconds:.0f} s: {stack.base_url}")
        port = stack.parts["gateway"].port
        if port != self._settings.port:
            say(f"(Port {self._settings.port} is taken by another program; EARMARK_PORT chooses another.)")
        say()
        say(f"  the API, to try out     {stack.base_url}/api/v1/docs")
        if self._settings.oidc is None:
            say(f'  a token for anybody     curl -s {stack.base_url}/dev/token -d \'{{"user": "ana"}}\'')
        else:
            say(f"  people sign in at       {self._settings.oidc.authority}")
        say("  in another terminal     make demo, make status, make logs, make down")
        say("  here                    Ctrl-C stops everything; data stays in " + str(stack.layout.root))
        say()

    async def _keep(self, part: Server) -> None:
        """Starts a part again whenever it ends, sooner or later by how often it did."""
        pause = 0.5
        while True:
            begun = time.monotonic()
            code = await part.wait()
            if time.monotonic() - begun > _STEADY_SECONDS:
                pause = 0.5
            how = f"signal {-code}" if code < 0 else f"exit {code}"
            while True:
                self._progress.line(f"{part.name} ended ({how}); starting it again in {pause:.1f} s")
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
                try:
                    await part.start()
                except PartFailed as failure:
                    how = failure.why
                    continue
                self._progress.line(f"{part.name} runs again")
                break

    async def _fill_when_empty(self) -> None:
        """The demo, once in the life of a store."""
        filled = self._stack.layout.data / "filled"
        if filled.exists():
            return
        if self._settings.oidc is not None:
            return  # its people are not ours to invent
        if self._settings.demo:
            self._progress.line("Filling the empty store with the demo (DEMO=0 leaves it empty).")
            try:
                await self._demo(self._stack.base_url)
            except Exception as error:
                self._progress.line(f"The demo could not be made: {error}. `make demo` tries again.")
                return
        filled.touch()


def sweep(layout: Layout) -> None:
    """Ends what an earlier launcher of this data folder left behind.

    Its children die with it; this is for what those had started in turn. Called while the lock is held.
    """
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get(MARKER) == str(layout.root):
                process.kill()
        except psutil.Error:
            continue
