"""One child process: in a process group of its own, with a log file, dying when its launcher dies."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_TETHER = Path(__file__).with_name("tether.py")
_LOG_LIMIT = 20 * 1024 * 1024
_POLL_SECONDS = 0.02


class Child:
    """A started process. Signals go to its whole group, so nothing it started itself is left behind."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], log: Path, cwd: Path | None = None
    ) -> None:
        """Starts `argv` now. Output of both kinds is appended to `log`, which is rotated above 20 MB."""
        log.parent.mkdir(parents=True, exist_ok=True)
        _rotate(log)
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_TETHER), str(os.getpid()), *argv],
                env=dict(env),
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Process id, which is also the id of its process group."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Exit code, negative for a signal; None while it runs."""
        return self._process.poll()

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    async def wait(self, timeout: float | None = None) -> int:
        """Waits for the end and returns the exit code. Raises TimeoutError after `timeout` seconds."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (code := self._process.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise TimeoutError
            await asyncio.sleep(_POLL_SECONDS)
        return code

    def signal(self, number: int) -> None:
        """Sends a signal to the whole group; no error when it has ended."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    async def stop(self, grace: float) -> int:
        """Asks it to end (SIGTERM), ends it (SIGKILL) after `grace` seconds. Returns the exit code."""
        if self.running:
            # The first word goes to the process alone: it knows in which order its own children should end.
            self._process.terminate()
            with contextlib.suppress(TimeoutError):
                await self.wait(grace)
        self.signal(signal.SIGKILL)
        return await self.wait()

    async def kill(self) -> None:
        """SIGKILL to the whole group, and waits for the end."""
        self.signal(signal.SIGKILL)
        await self.wait()


def tail(log: Path, lines: int = 40, limit: int = 64 * 1024) -> str:
    """The last lines of a log file, at most `limit` bytes of it; empty when there is none."""
    try:
        with log.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - limit))
            text = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def _rotate(log: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        if log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_name(log.name + ".1"))
