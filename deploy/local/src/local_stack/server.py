"""What every server of the stack has in common: a data folder, a port that is its own, start and stop."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from abc import ABC, abstractmethod
from collections.abc import Collection
from pathlib import Path
from typing import ClassVar

from local_stack.child import Child, tail
from local_stack.errors import PartFailed
from local_stack.ports import accepts, claim, free_port, is_free, listens

_ATTEMPTS = 4
_POLL_SECONDS = 0.02


class Server(ABC):
    """A server process on 127.0.0.1. Subclasses say how it is started and how one sees that it is ready.

    The ports of the last run are kept in the data folder and taken again where they are free.
    """

    grace: ClassVar[float] = 3.0
    """Seconds a stop may take before the process is killed."""

    port_names: ClassVar[tuple[str, ...]] = ("main",)

    def __init__(self, name: str, folder: Path, log: Path, *, port: int | None = None) -> None:
        """Args: the part's name, its own data folder, its log file; `port` pins the main port."""
        self.name = name
        self.folder = folder
        self.log = log
        self.ports: dict[str, int] = {}
        self._pinned = {} if port is None else {"main": port}
        self._child: Child | None = None
        self._claims: list[socket.socket] = []

    # What a kind of server says about itself

    @abstractmethod
    def _command(self) -> tuple[list[str], dict[str, str]]:
        """Program and environment for the ports now chosen; writes its configuration files."""

    @abstractmethod
    async def _is_ready(self) -> bool:
        """Whether it answers; only asked once its own process listens on the main port."""

    async def _prepare(self) -> None:  # noqa: B027 - most servers need nothing here
        """What has to happen in the data folder before the first start."""

    async def _settle(self) -> None:  # noqa: B027 - most servers need nothing here
        """What has to happen once it answers, before anybody else may use it."""

    # What its users say

    @property
    def port(self) -> int:
        """The main port; an error before the first start."""
        if "main" not in self.ports:
            self.choose_ports()
        return self.ports["main"]

    @property
    def pid(self) -> int | None:
        """Process id while it runs."""
        return self._child.pid if self._child is not None and self._child.running else None

    @property
    def running(self) -> bool:
        """Whether its process is alive."""
        return self.pid is not None

    @property
    def returncode(self) -> int | None:
        """Exit code of the last process, where it has ended."""
        return None if self._child is None else self._child.returncode

    def choose_ports(self, avoid: Collection[int] = ()) -> None:
        """Settles the ports: the pinned ones, else those of the last run where free, else new ones."""
        last = self._last_ports()
        taken = {*self._pinned.values(), *avoid}
        chosen: dict[str, int] = {}
        for name in self.port_names:
            wish = self._pinned.get(name) or last.get(name)
            if name not in self._pinned and (wish is None or wish in taken or not is_free(wish)):
                wish = free_port(taken)
            assert wish is not None
            chosen[name] = wish
            taken.add(wish)
        self.ports = chosen
        self._let_go()
        self._claims = [held for port in chosen.values() if (held := claim(port)) is not None]

    def pin_ports(self) -> None:
        """From now on it is these ports or none, because others have been told of them."""
        self._pinned = dict(self.ports)

    async def start(self, timeout: float = 60.0) -> None:
        """Starts it and waits until it answers. Raises PartFailed with the end of its log."""
        if self.running:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        await self._prepare()
        if not self.ports:
            self.choose_ports()
        for attempt in range(_ATTEMPTS):
            if not all(is_free(port) for port in self.ports.values()):
                self._move(attempt)
            argv, env = self._command()
            self._child = Child(argv, env, self.log, cwd=self.folder)
            try:
                await self._until_ready(timeout)
            except BaseException as error:
                await self.kill9()
                port_was_taken = isinstance(error, PartFailed) and not all(
                    is_free(port) for port in self.ports.values()
                )
                if port_was_taken and attempt + 1 < _ATTEMPTS:
                    continue
                raise
            self._let_go()
            self._remember_ports()
            return
        raise PartFailed(self.name, "no port could be kept")

    async def stop(self, grace: float | None = None) -> None:
        """Stops it gracefully, with force after `grace` seconds."""
        self._let_go()
        if self._child is not None:
            await self._child.stop(self.grace if grace is None else grace)

    async def kill9(self) -> None:
        """Ends it without a warning (SIGKILL), as a crash would."""
        self._let_go()
        if self._child is not None:
            await self._child.kill()

    async def restart(self, timeout: float = 60.0) -> None:
        """Starts it again on the same ports and data, stopping it first if it runs."""
        await self.stop()
        await self.start(timeout)

    def signal(self, number: int) -> None:
        """Sends any signal to it, for example SIGSTOP."""
        if self._child is not None:
            self._child.signal(number)

    async def wait(self) -> int:
        """Waits for its process to end and returns the exit code."""
        if self._child is None:
            raise PartFailed(self.name, "was never started")
        return await self._child.wait()

    async def answers(self) -> bool:
        """Whether its process lives and answers now."""
        if not self.running:
            return False
        try:
            return await self._is_ready()
        except Exception:
            return False

    def log_tail(self, lines: int = 40) -> str:
        """The last lines of its log."""
        return tail(self.log, lines)

    # Inside

    def _let_go(self) -> None:
        for held in self._claims:
            held.close()
        self._claims = []

    async def _until_ready(self, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        child = self._child
        assert child is not None
        ours = False
        while True:
            if not child.running:
                raise PartFailed(self.name, f"ended at start (exit {child.returncode})", self.log_tail())
            # Asking the kernel who listens is dear while nobody does: a closed port is seen more cheaply.
            if not ours and accepts(self.port):
                ours = listens(child.pid, self.port)
            if ours and await self._is_ready():
                await self._settle()
                return
            if time.monotonic() > deadline:
                why = "does not answer" if ours else f"does not listen on port {self.port}"
                raise PartFailed(self.name, f"{why} after {timeout:.0f} s", self.log_tail())
            await asyncio.sleep(_POLL_SECONDS)

    def _move(self, attempt: int) -> None:
        """Chooses other ports because one of ours is taken; a pinned one cannot move."""
        taken = [port for port in self._pinned.values() if not is_free(port)]
        if taken:
            raise PartFailed(self.name, f"port {taken[0]} is taken by another program")
        if attempt + 1 == _ATTEMPTS:
            raise PartFailed(self.name, "its ports are taken by other programs")
        self.choose_ports()

    @property
    def _ports_file(self) -> Path:
        return self.folder / "ports.json"

    def _last_ports(self) -> dict[str, int]:
        try:
            found = json.loads(self._ports_file.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return {str(k): int(v) for k, v in found.items()} if isinstance(found, dict) else {}

    def _remember_ports(self) -> None:
        self._ports_file.write_text(json.dumps(self.ports))
