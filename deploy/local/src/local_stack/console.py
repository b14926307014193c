"""The console: its packages, and its build, made once and used until a source changes."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from local_stack.errors import StackError
from local_stack.layout import Layout
from local_stack.node import node_environment, run
from local_stack.ports import LOCALHOST, free_port
from local_stack.settings import StackSettings

_STAMP = ".built-from"
_TEXTS = (".js", ".css", ".html", ".svg", ".json", ".webmanifest")
_WORTH_COMPRESSING = 1024
_NOT_SOURCES = ("node_modules", "dist", "coverage")

Say = Callable[[str], None]


class Console:
    """web/ of one checkout. Everything that writes there is done by one process at a time."""

    def __init__(self, settings: StackSettings, say: Say = lambda _: None) -> None:
        """Args: `say` is told what takes a while."""
        self._environment = settings.environment
        self._given = settings.console
        self._wanted = settings.with_console
        self._web = settings.checkout / "web"
        self._own = settings.checkout / ".earmark"
        self._log = Layout(settings.data).log_of("console")
        self._say = say

    @property
    def dist(self) -> Path:
        """The folder of the built console."""
        return self._given or self._web / "dist"

    def ensure(self) -> Path | None:
        """The folder of a console built from today's sources; None where settings want none, or this checkout has
        no web/. Raises StackError with the end of the log.
        """
        if not self._wanted:
            return None
        if self._given is not None:
            if not (self._given / "index.html").is_file():
                raise StackError(f"EARMARK_CONSOLE names {self._given}, where no built console is")
            return self._given
        if not (self._web / "package.json").is_file():
            return None
        with self._locked():
            self._build_if_stale()
        return self.dist

    def copy_to(self, folder: Path) -> Path | None:
        """A copy of the built console, which no later build changes; None as for `ensure`."""
        if self.ensure() is None:
            return None
        with self._locked():
            shutil.copytree(self.dist, folder, dirs_exist_ok=True)
        return folder

    def npm(self, arguments: list[str]) -> int:
        """Runs npm in web/, its packages installed. Returns its exit code."""
        with self._locked():
            environment = self._packages()
        return subprocess.run(["npm", *arguments], cwd=self._web, env=environment, check=False).returncode

    def develop(self, gateway: str) -> NoReturn:
        """Becomes Vite's development server on a free port, before the Earmark at `gateway`."""
        with self._locked():
            environment = self._packages()
        port = str(free_port())
        self._say(f"The console at work on your sources: http://{LOCALHOST}:{port} (before {gateway})")
        os.chdir(self._web)
        # Not by npm, which would leave it behind when it is told to end.
        vite = ["node", "node_modules/vite/bin/vite.js", "--host", LOCALHOST, "--port", port, "--strictPort"]
        os.execvpe("node", vite, {**environment, "EARMARK_GATEWAY": gateway})

    def _build_if_stale(self) -> None:
        sources = hash_of(self._web)
        stamp = self.dist / _STAMP
        if stamp.is_file() and stamp.read_text() == sources:
            return
        environment = self._packages()
        self._say("building the console (web/)")
        fresh, old = self._own / "console-new", self._own / "console-old"
        build = ["npm", "run", "build", "--", "--outDir", str(fresh), "--emptyOutDir"]
        run(build, self._web, environment, self._log, "The console could not be built")
        compress(fresh)
        (fresh / _STAMP).write_text(sources)
        # Whole or not at all: a gateway may be serving the folder.
        shutil.rmtree(old, ignore_errors=True)
        if self.dist.exists():
            self.dist.rename(old)
        fresh.rename(self.dist)
        shutil.rmtree(old, ignore_errors=True)
        self._say("the console is built")

    def _packages(self) -> dict[str, str]:
        """The environment for npm, with the packages of the lock installed."""
        environment = node_environment(self._environment, self._own / "tools", self._say)
        if not are_installed(self._web):
            self._say("installing the console's packages (npm ci)")
            command = ["npm", "ci", "--no-audit", "--no-fund"]
            run(command, self._web, environment, self._log, "The console's packages could not be installed")
        return environment

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._own.mkdir(parents=True, exist_ok=True)
        with (self._own / "console.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._say("waiting for another build of the console")
                fcntl.flock(file, fcntl.LOCK_EX)
            yield


def hash_of(web: Path) -> str:
    """A hash of everything a build is made from: names and contents of all files but packages, builds and tests."""
    digest = hashlib.sha256()
    for folder, folders, names in os.walk(web):
        # What starts with a dot is an editor's or a tool's, and a test is no part of what is built.
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NOT_SOURCES)
        for name in sorted(names):
            if name.startswith(".") or ".test." in name or name.endswith(".tsbuildinfo"):
                continue
            file = Path(folder, name)
            content = file.read_bytes()
            place = file.relative_to(web).as_posix()
            digest.update(f"{place}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def compress(folder: Path) -> None:
    """Puts a gzip of each text file beside it, smaller than a gateway has the time for, and made once."""
    for file in sorted(folder.rglob("*")):
        if file.suffix in _TEXTS and file.stat().st_size >= _WORTH_COMPRESSING:
            packed = gzip.compress(file.read_bytes(), compresslevel=9, mtime=0)
            file.with_name(f"{file.name}.gz").write_bytes(packed)


def are_installed(web: Path) -> bool:
    """Whether node_modules holds the packages of package-lock.json, each in the version and with the hash it names."""
    try:
        wanted = _packages_of(web / "package-lock.json")
        there = _packages_of(web / "node_modules" / ".package-lock.json")
    except (FileNotFoundError, ValueError):
        return False
    optional = ("optional", "devOptional", "peer")
    for place, package in wanted.items():
        if place not in there:
            # One of another system is left out.
            if not any(package.get(word) for word in optional):
                return False
        elif there[place].get("integrity") != package.get("integrity"):
            return False
    return there.keys() <= wanted.keys()


def _packages_of(lock: Path) -> dict[str, dict[str, object]]:
    packages: dict[str, dict[str, object]] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return {place: package for place, package in packages.items() if place}
