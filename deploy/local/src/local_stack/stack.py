"""The whole embedded stack: which parts there are, how they find each other, in which order they start."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from local_stack.console_site import ConsoleSite
from local_stack.errors import StackError
from local_stack.gateway import Caddy
from local_stack.kafka import KafkaBroker
from local_stack.layout import Layout
from local_stack.mongo import Mongod
from local_stack.ports import LOCALHOST
from local_stack.python_part import PythonPart
from local_stack.routes import FRONT, SERVICES, database_of, module_of
from local_stack.server import Server
from local_stack.settings import StackSettings
from local_stack.signin import Issuer, Oidc, issuer_of

AUDIENCE = "earmark"
STORES = ("mongod", "kafka")
MARKER = "EARMARK_STACK"
"""Variable in every child's environment that names the stack it belongs to, by its data folder."""

Say = Callable[[str, str], None]
"""Called with a part's name and what it is doing: "starting", "ready", or a longer word."""


class LocalStack:
    """Every part of Earmark on one machine. `start` and `stop` do all; parts can be handled one by one."""

    def __init__(
        self,
        settings: StackSettings,
        layout: Layout,
        *,
        services: Sequence[str] = tuple(SERVICES),
        jars: Path | None = None,
        gateway_port: int | None = None,
        oplog_mib: int = 256,
        extra_env: Mapping[str, str] | None = None,
        console: Path | None = None,
    ) -> None:
        """Args: `jars` is the folder of Kafka's jars, needed unless the settings name a broker;
        `gateway_port` pins the gateway's port; `extra_env` is added to every part's environment;
        `console` is the folder of the built console, which the gateway then serves.
        """
        self.settings = settings
        self.layout = layout
        self._services = tuple(services)
        self._jars = jars
        self._gateway_port = gateway_port
        self._oplog_mib = oplog_mib
        self._console = console
        self._env = {**settings.environment, **(extra_env or {}), MARKER: str(layout.root)}
        self.parts: dict[str, Server] = {}
        """Started parts by name, in the order of their start."""

    # Addresses

    @property
    def base_url(self) -> str:
        """Where clients go: the gateway."""
        gateway = self.parts["gateway"]
        return f"http://{LOCALHOST}:{gateway.port}"

    @property
    def mongo_url(self) -> str:
        """MongoDB's connection string."""
        mongod = self.parts.get("mongod")
        return mongod.url if isinstance(mongod, Mongod) else self.settings.mongo_url or ""

    @property
    def kafka_bootstrap(self) -> str:
        """Kafka's bootstrap address."""
        kafka = self.parts.get("kafka")
        return kafka.bootstrap if isinstance(kafka, KafkaBroker) else self.settings.kafka_bootstrap or ""

    @property
    def planned(self) -> list[str]:
        """Names of all parts, known before they are started."""
        mongod = [] if self.settings.mongo_url else ["mongod"]
        kafka = [] if self.settings.kafka_bootstrap else ["kafka"]
        return [*mongod, *kafka, FRONT, *self._services, "gateway"]

    # Start and stop

    async def start(self, say: Say = lambda _part, _what: None, timeout: float = 120.0) -> None:
        """Starts every part. Raises PartFailed or DownloadFailed; the caller then calls `stop`."""
        self.layout.make()
        issuer = None
        if self.settings.oidc is not None:
            issuer = await issuer_of(self.settings.oidc, self._env, AUDIENCE)
        self._make_stores()
        self._make_front_and_gateway(issuer)
        edge = [self.parts[FRONT], self.parts["gateway"]]
        services = [self.parts[name] for name in self._services]
        try:
            async with asyncio.TaskGroup() as group:
                for part in edge:
                    group.create_task(_start(part, say, timeout))
                stores = [group.create_task(_start(part, say, timeout)) for part in self._stores]
                for part in services:
                    group.create_task(_start_after(stores, part, say, timeout))
        except BaseExceptionGroup as failures:
            # The first failure of a part is the one to report: the others are mostly its consequences.
            if (first := _first(failures)) is None:
                raise
            raise first from None

    @property
    def _stores(self) -> list[Server]:
        return [part for name, part in self.parts.items() if name in STORES]

    async def stop(self, say: Say = lambda _part, _what: None) -> None:
        """Stops every part: what uses the stores first, then the stores. Within about 10 s in any case."""
        stores = self._stores
        others = [part for part in self.parts.values() if part not in stores]
        await asyncio.gather(*(_stop(part, say) for part in others))
        await asyncio.gather(*(_stop(part, say) for part in stores))

    # The parts

    def _make_stores(self) -> None:
        if self.settings.mongo_url is None:
            self.parts["mongod"] = Mongod(
                self.layout.data_of("mongod"),
                self.layout.log_of("mongod"),
                oplog_mib=self._oplog_mib,
                env=self._env,
            )
        if self.settings.kafka_bootstrap is None:
            if self._jars is None:
                raise StackError("Kafka's jars are needed: ensure_kafka_jars fetches them")
            self.parts["kafka"] = KafkaBroker(
                self.layout.data_of("kafka"), self.layout.log_of("kafka"), self._jars, env=self._env
            )

    def _make_front_and_gateway(self, issuer: Issuer | None) -> None:
        """Chooses every port, then tells everybody of everybody else's. Args: None is the development login."""
        behind = [FRONT, *self._services]
        for name in behind:
            self.parts[name] = PythonPart(
                name,
                "local_stack.front" if name == FRONT else module_of(name),
                self.layout.data_of(name),
                self.layout.log_of(name),
                {},
                arguments=() if name == FRONT else ("all",),
            )
        upstreams: dict[str, str] = {}
        taken: set[int] = set()
        for server in self._stores + [self.parts[name] for name in behind]:
            server.choose_ports(avoid=taken)
            server.pin_ports()
            taken.update(server.ports.values())
        for name in behind:
            part = self.parts[name]
            assert isinstance(part, PythonPart)
            upstreams[name] = part.address
        self.parts["gateway"] = Caddy(
            self.layout.data_of("gateway"),
            self.layout.log_of("gateway"),
            upstreams,
            port=self._gateway_port,
            env=self._env,
            console=self._site(issuer),
        )
        self.parts["gateway"].choose_ports(avoid=taken)
        self.parts["gateway"].pin_ports()
        if issuer is None:
            keys = f"http://{LOCALHOST}:{self.parts[FRONT].port}/.well-known/jwks.json"
            issuer = Issuer(self.base_url, AUDIENCE, keys)
        for name in behind:
            part = self.parts[name]
            assert isinstance(part, PythonPart)
            part.env = self._front_env(issuer) if name == FRONT else self._service_env(name, issuer)

    def _site(self, issuer: Issuer | None) -> ConsoleSite | None:
        if self._console is None:
            return None
        return ConsoleSite(self._console, issuer.origins if issuer else (), self.settings.media_origins)

    def _shared_env(self, issuer: Issuer) -> dict[str, str]:
        return {
            **self._env,
            "EARMARK_JWT_ISSUER": issuer.issuer,
            "EARMARK_JWT_AUDIENCE": issuer.audience,
        }

    def _front_env(self, issuer: Issuer) -> dict[str, str]:
        services = {name: f"http://{LOCALHOST}:{self.parts[name].port}" for name in self._services}
        servers = {name: f"{LOCALHOST}:{part.port}" for name, part in self.parts.items() if name in STORES}
        return {
            **self._shared_env(issuer),
            **_oidc_env(self.settings.oidc),
            "EARMARK_FRONT_FOLDER": str(self.layout.data_of(FRONT)),
            "EARMARK_FRONT_DOCUMENTS": str(self.settings.checkout / "services"),
            "EARMARK_FRONT_SERVICES": json.dumps(services),
            "EARMARK_FRONT_SERVERS": json.dumps(servers),
        }

    def _service_env(self, service: str, issuer: Issuer) -> dict[str, str]:
        roots = [self.layout.imports, *self.settings.import_roots]
        defaults = {
            # A small broker and few partitions: they are memory on a laptop.
            "EARMARK_KAFKA_PARTITIONS": str(self.settings.kafka_partitions),
            "EARMARK_KAFKA_REPLICATION": "1",
            # A service killed by force is replaced in its group this soon.
            "EARMARK_KAFKA_SESSION_SECONDS": "10",
            # The launcher stops everything within 10 s; these are the shares of it.
            "EARMARK_STOP_BATCH_SECONDS": "5",
            "EARMARK_STOP_PRODUCER_SECONDS": "2",
            "EARMARK_STOP_HTTP_SECONDS": "1",
        }
        return {
            **defaults,
            **self._shared_env(issuer),
            "EARMARK_MONGO_URL": self.mongo_url,
            "EARMARK_MONGO_DATABASE": database_of(service),
            "EARMARK_KAFKA_BOOTSTRAP": self.kafka_bootstrap,
            "EARMARK_JWKS_URL": issuer.jwks_url,
            "EARMARK_MEDIA_KEYS": _media_keys(self.layout.data / "media-keys"),
            "EARMARK_STORAGE_URL": self.layout.storage.as_uri(),
            "EARMARK_IMPORT_ROOTS": ":".join(str(root) for root in roots),
        }


async def _start(part: Server, say: Say, timeout: float) -> None:
    say(part.name, "starting")
    await part.start(timeout)
    say(part.name, "ready")


async def _start_after(others: Sequence[asyncio.Task[None]], part: Server, say: Say, timeout: float) -> None:
    say(part.name, "waiting")
    # One that fails ends the whole group, so only success is waited for.
    if others:  # none where settings name other people's stores
        await asyncio.wait(others)
    await _start(part, say, timeout)


def _first(failures: BaseExceptionGroup[BaseException]) -> StackError | None:
    for failure in failures.exceptions:
        found = _first(failure) if isinstance(failure, BaseExceptionGroup) else failure
        if isinstance(found, StackError):
            return found
    return None


async def _stop(part: Server, say: Say) -> None:
    if part.running:
        say(part.name, "stopping")
    await part.stop()
    say(part.name, "stopped")


def _oidc_env(oidc: Oidc | None) -> dict[str, str]:
    """The settings that the front reads with `Oidc.from_environment`; empty ones where there is none."""
    found = oidc or Oidc("", "", "")
    return {
        "EARMARK_CONSOLE_OIDC_AUTHORITY": found.authority,
        "EARMARK_CONSOLE_OIDC_CLIENT_ID": found.client_id,
        "EARMARK_CONSOLE_OIDC_SCOPE": found.scope,
    }


def _media_keys(file: Path) -> str:
    """The key that signs media addresses, as `kid:base64`, made once."""
    if not file.exists():
        file.touch(mode=0o600)
        key = "-"
        while not key.isalnum():  # so that every spelling of base64 reads it alike
            key = base64.b64encode(secrets.token_bytes(33)).decode()
        file.write_text(f"local-{secrets.token_hex(4)}:{key}")
    return file.read_text().strip()
