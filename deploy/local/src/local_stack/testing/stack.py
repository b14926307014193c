"""A whole Earmark for a test: in a folder of its own, on ports of its own, to be hurt and looked into."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import ClassVar

import httpx

from local_stack.child import tail
from local_stack.console import Console
from local_stack.devlogin import DevLogin
from local_stack.errors import StackError
from local_stack.jars import ensure_kafka_jars
from local_stack.layout import Layout
from local_stack.routes import FRONT, SERVICES
from local_stack.server import Server
from local_stack.settings import StackSettings, inherited_environment
from local_stack.stack import AUDIENCE, LocalStack


class Stack:
    """An async context manager: mongod, Kafka, the services named, front and gateway, all real.

    Use `base_url` and `token` to talk to it, `process` to stop, kill and restart its parts.
    """

    live: ClassVar[list[Stack]] = []
    """Every stack that runs in this process, for the logs of a failing test."""

    def __init__(
        self,
        *,
        services: Sequence[str] = tuple(SERVICES),
        env: Mapping[str, str] | None = None,
        folder: Path | None = None,
        settings: StackSettings | None = None,
        shared: bool = False,
        console: bool = False,
    ) -> None:
        """Args: `env` is added to every part's environment; `folder` keeps the data (else a temporary one);
        `shared` says that it outlives a test; `console` builds the console, where needed, and serves it.
        """
        self._services = tuple(services)
        self._env = dict(env or {})
        self._given = folder
        self._settings = settings or StackSettings.from_environment({**inherited_environment(), **self._env})
        self._with_console = console
        self._stack: LocalStack | None = None
        self._folder: Path | None = None
        self.shared = shared

    async def __aenter__(self) -> Stack:
        """Starts everything; raises PartFailed with the end of the log of the part that did not start."""
        jars = None if self._settings.kafka_bootstrap else ensure_kafka_jars(self._settings)
        self._folder = self._given or Path(tempfile.mkdtemp(prefix="earmark-stack-"))
        console: Path | None = None
        if self._with_console:
            # A copy: a build by somebody else meanwhile takes no file away from this stack's pages.
            copied = Console(self._settings, print).copy_to
            console = await asyncio.to_thread(copied, self._folder.resolve() / "console")
            if console is None:
                raise StackError("there is no console to serve: EARMARK_CONSOLE says so, or web/ is missing")
        self._stack = LocalStack(
            self._settings,
            Layout(self._folder.resolve()),
            services=self._services,
            jars=jars,
            oplog_mib=64,
            extra_env=self._env,
            console=console,
        )
        try:
            await self._stack.start()
        except BaseException:
            await self._close()
            raise
        Stack.live.append(self)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stops everything and removes a temporary folder."""
        Stack.live.remove(self)
        await self._close()

    async def _close(self) -> None:
        if self._stack is not None:
            await self._stack.stop()
        if self._given is None and self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _running(self) -> LocalStack:
        if self._stack is None:
            raise StackError("the stack was not entered")
        return self._stack

    @property
    def base_url(self) -> str:
        """The gateway's address, without a slash at the end."""
        return self._running.base_url

    @property
    def mongo_url(self) -> str:
        """MongoDB's connection string; a service's database is `earmark_<service>`."""
        return self._running.mongo_url

    @property
    def kafka_bootstrap(self) -> str:
        """Kafka's bootstrap address."""
        return self._running.kafka_bootstrap

    @property
    def storage_dir(self) -> Path:
        """The folder behind the services' object store."""
        return self._running.layout.storage

    @property
    def import_root(self) -> Path:
        """A folder from which datasets may be imported (`source: {kind: "folder", path}`)."""
        return self._running.layout.imports

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of all parts."""
        return tuple(self._running.parts)

    def process(self, part: str) -> Server:
        """A part, for example `task-service`, `kafka`, `mongod`: `kill9()`, `stop()`, `restart()`, `pid`."""
        return self._running.parts[part]

    def logs(self, part: str, lines: int = 200) -> str:
        """The last lines of a part's log."""
        return tail(self._running.layout.log_of(part), lines)

    async def token(self, user: str, name: str | None = None) -> str:
        """A bearer token of the development login for `user`."""
        body = {"user": user} if name is None else {"user": user, "name": name}
        async with httpx.AsyncClient(base_url=self.base_url, trust_env=False) as client:
            answer = await client.post("/dev/token", json=body)
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    def expired_token(self, user: str) -> str:
        """A token of the development login that was good until an hour ago."""
        folder = self._running.layout.data_of(FRONT)
        return DevLogin(folder, self.base_url, AUDIENCE).token(user, seconds=-3600)
