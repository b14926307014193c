"""Starts and stops a service: ``python -m <service> all|api|worker``, and the operator's commands."""

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any, Literal

import orjson
import typer
import uvicorn
import uvloop
from fastapi import FastAPI
from pymongo.errors import PyMongoError

from service_kit.deciding import Deciding
from service_kit.messaging.events import Catalogue
from service_kit.mongo.clock import REFRESH_SECONDS, ServerClock
from service_kit.operator.cli import Operator, operator_commands
from service_kit.parts import Bootstrap, Plumbing, ServiceParts
from service_kit.settings import ServiceSettings
from service_kit.telemetry.logs import EventLogger, configure_logs
from service_kit.telemetry.quiet import quieten
from service_kit.wiring import Wiring, application, make_collections, parts_of, wire
from service_kit.worker import Worker

__all__ = ["Bootstrap", "Plumbing", "ServiceParts", "describe", "main", "serve"]

log = EventLogger("service_kit.runtime")
Role = Literal["all", "api", "worker"]
_MONGO_AGAIN_SECONDS = 1.0
_KEEP_ALIVE_SECONDS = 75
_FIRST_JOIN_SECONDS = 12.0


def main(name: str, settings_type: type[ServiceSettings], catalogue: Catalogue, bootstrap: Bootstrap) -> None:
    """Be the service's command line."""
    cli = typer.Typer(
        name=name, no_args_is_help=True, add_completion=False, help=f"{name}: run it, or look after it."
    )

    def run(role: Role) -> None:
        settings = settings_type()
        configure_logs(name, settings.log_level)
        quieten("aiokafka")
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            code = runner.run(serve(name, settings, catalogue, bootstrap, role))
        raise typer.Exit(code)

    @cli.command("all")
    def run_all() -> None:
        """Answer HTTP, consume events, publish, work off jobs: everything in one process."""
        run("all")

    @cli.command("api")
    def run_api() -> None:
        """Answer HTTP only."""
        run("api")

    @cli.command("worker")
    def run_worker() -> None:
        """Consume events, publish the outbox, work off jobs; HTTP tells health and metrics only."""
        run("worker")

    @cli.command("openapi")
    def show_openapi() -> None:
        """Print the OpenAPI document; needs no server and no settings."""
        document = asyncio.run(describe(name, settings_type, catalogue, bootstrap))
        sys.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n")

    operator_commands(cli, lambda: Operator(name, settings_type(), catalogue))
    cli()


async def describe(
    name: str, settings_type: type[ServiceSettings], catalogue: Catalogue, bootstrap: Bootstrap
) -> dict[str, Any]:
    """Return the service's OpenAPI document."""
    wiring = wire(name, settings_type.describing(), catalogue)
    try:
        return application(wiring, await parts_of(bootstrap, wiring.plumbing)).openapi()
    finally:
        await wiring.client.close()


async def serve(
    name: str, settings: ServiceSettings, catalogue: Catalogue, bootstrap: Bootstrap, role: Role
) -> int:
    """Run one process until SIGTERM or SIGINT; return its exit code."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    wiring = wire(name, settings, catalogue)
    code = 0
    try:
        if not await _until_database(wiring.clock, stop):
            return 0
        parts = await parts_of(bootstrap, wiring.plumbing)
        await make_collections(wiring.database, parts)
        code = await _Process(wiring, parts, role).run(stop)
        for call in parts.on_stop:
            await _quietly("on_stop", call())
    finally:
        await wiring.keys.close()
        await wiring.client.close()
    log.info("stopped", code=code)
    return code


async def _until_database(clock: ServerClock, stop: asyncio.Event) -> bool:
    while not stop.is_set():
        try:
            await clock.refresh()
            return True
        except PyMongoError as error:
            log.warning("waiting_for_database", error=repr(error)[:300])
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_MONGO_AGAIN_SECONDS):
                await stop.wait()
    return False


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers: the process stops in an order of its own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Process:
    def __init__(self, wiring: Wiring, parts: ServiceParts, role: Role) -> None:
        self._wiring = wiring
        self._role = role
        app = application(wiring, parts, with_routes=role != "worker")
        self._server = _Server(_http(app, wiring.settings))
        self._worker = Worker(wiring, parts) if role != "api" else None
        self._deciding = (
            Deciding(parts.deciders, wiring.signals, wiring.metrics, sweeps=False) if role == "api" else None
        )
        wiring.health.register("mongodb", self._database_answers)
        if role == "worker":
            wiring.health.register("consumer", self._consumer_lives)
        elif role == "all":
            wiring.health.register("consumer", self._consumer_joined)
        self._born = time.monotonic()
        self._joined = False

    async def run(self, stop: asyncio.Event) -> int:
        wiring = self._wiring
        serving = asyncio.create_task(self._server.serve())
        loops = [asyncio.create_task(self._keep_time())]
        if self._deciding is not None:
            loops.append(asyncio.create_task(self._deciding.run()))
        stopping = asyncio.create_task(stop.wait())
        ends: set[asyncio.Future[Any]] = {serving, stopping}
        if self._worker is not None:
            self._worker.start()
            ends.add(self._worker.fatal)
        wiring.health.started()
        log.info("started", role=self._role, host=wiring.settings.http_host, port=wiring.settings.http_port)
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        code = 0 if stopping.done() else 1
        log.info("stopping", code=code)
        wiring.health.stopping()
        stopping.cancel()
        await self._stop(serving)
        for loop in loops:
            loop.cancel()
        await asyncio.wait(loops)
        return code

    async def _stop(self, serving: "asyncio.Task[None]") -> None:
        """Take nothing new, finish what is in hand, publish it."""
        self._server.should_exit = True
        taking = [asyncio.create_task(_quietly("live", self._wiring.plumbing.live.stop()))]
        if self._worker is not None:
            taking.append(asyncio.create_task(_quietly("worker", self._worker.stop_taking())))
        await asyncio.wait({serving, *taking})
        if not serving.cancelled() and (error := serving.exception()) is not None:
            log.error("http_failed", error)
        if self._worker is not None:
            await _quietly("relay", self._worker.stop_publishing())

    async def _keep_time(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            try:
                await self._wiring.clock.refresh()
            except PyMongoError as error:
                log.info("clock_not_refreshed", error=repr(error)[:200])

    async def _database_answers(self) -> str | None:
        await self._wiring.client.admin.command("ping")
        return None

    async def _consumer_lives(self) -> str | None:
        assert self._worker is not None
        return None if self._worker.consumer.assigned else "not a member of its group now"

    async def _consumer_joined(self) -> str | None:
        """Not ready before it hears the others for the first time; ready without that when Kafka is away, because
        requests are answered all the same."""
        assert self._worker is not None
        self._joined = (
            self._joined
            or self._worker.consumer.assigned
            or time.monotonic() - self._born > _FIRST_JOIN_SECONDS
        )
        return None if self._joined else "has not joined its group yet"


def _http(app: FastAPI, settings: ServiceSettings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.http_host,
        port=settings.http_port,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=max(1, round(settings.stop_http_seconds)),
    )


async def _quietly(what: str, doing: Any) -> None:
    """Await a step of stopping; a failure is logged and stops no other step."""
    try:
        await doing
    except Exception as error:
        log.error("stop_failed", error, step=what)
