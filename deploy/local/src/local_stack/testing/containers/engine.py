"""A Docker engine: the one that answers, or a private one out of the distribution's package."""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docker
from docker.errors import DockerException
from testcontainers.core.docker_client import get_docker_host

from local_stack.child import Child, tail
from local_stack.errors import StackError

PACKAGES = {"dockerd": "docker.io", "iptables": "iptables", "mmdebstrap": "mmdebstrap"}
"""The programs a private engine and its images are made with, and the Debian packages that carry them."""

_START_SECONDS = 60.0

Say = Callable[[str], None]


class NoContainers(StackError):
    """Containers cannot be run here; the text says why in one line."""


@dataclass(frozen=True)
class Engine:
    """A Docker engine that answers. `environment` tells clients where; `private` when we started it ourselves."""

    client: Any
    private: bool
    environment: Mapping[str, str] = field(repr=False)


def answering(environment: Mapping[str, str]) -> Engine | None:
    """The engine that a client of this machine would talk to (DOCKER_HOST, the context, the usual socket)."""
    host = get_docker_host()
    env = {**environment, **({"DOCKER_HOST": host} if host else {})}
    return _engine(env, private=False)


@asynccontextmanager
async def private_engine(folder: Path, environment: Mapping[str, str], say: Say) -> AsyncIterator[Engine]:
    """Starts an engine of our own, with its images kept in `folder`, and stops it. Raises NoContainers.

    Needs root on Debian, where the programs it is made of are installed when they are missing.
    """
    install_programs(environment, say)
    folder.mkdir(parents=True, exist_ok=True)
    # The socket's name has to be short, and a folder of images serves one engine at a time.
    place = Path(tempfile.mkdtemp(prefix="earmark-engine-"))
    try:
        with (folder / "lock").open("w") as lock:
            await _lock(lock.fileno(), say)
            async with _running(folder, place, environment, say) as engine:
                yield engine
    finally:
        shutil.rmtree(place, ignore_errors=True)


@asynccontextmanager
async def _running(
    folder: Path, place: Path, environment: Mapping[str, str], say: Say
) -> AsyncIterator[Engine]:
    say("starting a Docker engine of our own")
    address = f"unix://{place / 'docker.sock'}"
    log = folder / "engine.log"
    log.unlink(missing_ok=True)
    arguments = ("--data-root", folder / "root", "--exec-root", place / "exec", "--host", address)
    argv = ["dockerd", *map(str, arguments), "--pidfile", str(place / "docker.pid"), "--ip", "127.0.0.1"]
    child = Child(argv, environment, log)
    try:
        engine = await _until_it_answers(child, {**environment, "DOCKER_HOST": address}, log)
        try:
            yield engine
        finally:
            engine.client.close()
    finally:
        await child.stop(20)


async def _until_it_answers(child: Child, environment: Mapping[str, str], log: Path) -> Engine:
    with suppress(TimeoutError):
        async with asyncio.timeout(_START_SECONDS):
            while child.running:
                if (engine := _engine(environment, private=True)) is not None:
                    return engine
                await asyncio.sleep(0.1)
    last = tail(log, 1).strip() or "it said nothing"
    raise NoContainers(f"a Docker engine of our own does not start here: {last}")


def install_programs(environment: Mapping[str, str], say: Say) -> None:
    """Installs Debian's packages for what is missing. Raises NoContainers where that cannot be."""
    path = environment.get("PATH")
    missing = [package for program, package in PACKAGES.items() if shutil.which(program, path=path) is None]
    if os.geteuid() != 0:
        raise NoContainers(
            "no Docker engine answers, and only root can start one: start Docker, or run this as root"
        )
    if not missing:
        return
    if shutil.which("apt-get", path=path) is None:
        raise NoContainers(
            f"no Docker engine answers, and this is no Debian to install {', '.join(missing)} on"
        )
    say(f"installing {', '.join(missing)}")
    env = {**environment, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (("update",), ("install", "--yes", "--no-install-recommends", *missing)):
        outcome = subprocess.run(
            ["apt-get", "-qq", *command], env=env, capture_output=True, text=True, check=False
        )
        if outcome.returncode != 0:
            words = (outcome.stderr.strip() or outcome.stdout.strip() or "no reason given").splitlines()[-1]
            raise NoContainers(
                f"no Docker engine answers, and {', '.join(missing)} cannot be installed: {words}"
            )


def _engine(environment: Mapping[str, str], *, private: bool) -> Engine | None:
    try:
        client = docker.from_env(environment=dict(environment), timeout=600)
    except DockerException:
        return None
    try:
        client.ping()
    except (DockerException, OSError):
        client.close()
        return None
    return Engine(client, private, environment)


async def _lock(descriptor: int, say: Say) -> None:
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not told:
                say("waiting for another run to end")
            told = True
            await asyncio.sleep(0.5)
        else:
            return
