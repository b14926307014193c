"""`python -m local_stack`: the launcher as a person at a terminal meets it, on real parts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil
import pytest

from local_stack.ports import free_port
from local_stack.settings import inherited_environment
from local_stack.stack import MARKER

PATIENCE = 60.0


@dataclass
class Checkout:
    """A data folder and the commands one gives about it."""

    data: Path
    env: dict[str, str]
    ups: list[Up] = field(default_factory=list)

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "local_stack", *words]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), env=self.env, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def up(self) -> Up:
        self.ups.append(Up(self))
        return self.ups[-1]

    def processes(self) -> list[psutil.Process]:
        """Every living process that belongs to this folder's stack."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARKER) == str(self.data) and process.status() != "zombie":
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def process(self, name: str) -> psutil.Process:
        return next(p for p in self.processes() if name in p.name())


class Up:
    """A launcher that runs, its output in a file."""

    def __init__(self, checkout: Checkout) -> None:
        self._log = checkout.data.parent / "up.log"
        self._begun = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as out:
            self.process = subprocess.Popen(
                checkout.command("up", "--services", ""),
                env=checkout.env,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def output(self) -> str:
        with self._log.open() as file:
            file.seek(self._begun)
            return file.read()

    def until_said(self, words: str) -> None:
        until(lambda: words in self.output() or self.process.poll() is not None, words)
        assert words in self.output(), self.output()

    def end(self, number: int) -> tuple[int, float]:
        """Sends a signal; the exit code and the seconds it took."""
        begun = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(PATIENCE), time.monotonic() - begun


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {what}"
        time.sleep(0.05)


@pytest.fixture
def checkout(servers_folder: Path) -> Iterator[Checkout]:
    """An empty data folder of its own; whatever still runs there afterwards is ended."""
    data = servers_folder.resolve() / "earmark"
    env = {
        **inherited_environment(),
        "EARMARK_DATA": str(data),
        "EARMARK_PORT": str(free_port()),
        "DEMO": "0",
        "EARMARK_CONSOLE": "0",
    }
    found = Checkout(data, env)
    yield found
    found.run("down")
    for process in found.processes():
        process.kill()
    for up in found.ups:
        if up.process.poll() is None:
            up.process.kill()
        up.process.wait(PATIENCE)


def test_up_shows_each_part_and_the_one_address_and_ctrl_c_leaves_nothing_behind(checkout: Checkout) -> None:
    up = checkout.up()
    up.until_said("Earmark is up")
    url = f"http://127.0.0.1:{checkout.env['EARMARK_PORT']}"
    for part in ("mongod", "kafka", "front", "gateway"):
        assert f"\n  {part} " in up.output()
    assert url in up.output()
    health = httpx.get(f"{url}/healthz", trust_env=False)
    assert health.status_code == 200
    assert {part: state["state"] for part, state in health.json()["parts"].items()} == {
        "mongod": "ready",
        "kafka": "ready",
    }
    status = checkout.run("status")
    assert status.returncode == 0
    assert url in status.stdout
    code, seconds = up.end(signal.SIGINT)
    assert code == 0
    assert seconds < 10
    assert checkout.processes() == []
    assert checkout.run("status").returncode == 3


def test_a_second_up_in_the_same_checkout_says_that_one_is_running(checkout: Checkout) -> None:
    up = checkout.up()
    up.until_said("Earmark is up")
    second = checkout.run("up", "--services", "")
    assert second.returncode == 1
    assert "already running" in second.stderr
    assert checkout.env["EARMARK_PORT"] in second.stderr
    assert up.process.poll() is None
    down = checkout.run("down")
    assert down.returncode == 0
    assert up.process.wait(PATIENCE) == 0
    assert checkout.processes() == []


def test_parts_die_with_a_launcher_that_is_killed_and_data_survives(checkout: Checkout) -> None:
    up = checkout.up()
    up.until_said("Earmark is up")
    url = f"http://127.0.0.1:{checkout.env['EARMARK_PORT']}"
    keys = httpx.get(f"{url}/.well-known/jwks.json", trust_env=False).json()
    cluster = (checkout.data / "data" / "kafka" / "cluster-id").read_text()
    os.kill(up.process.pid, signal.SIGKILL)
    up.process.wait(PATIENCE)
    until(lambda: checkout.processes() == [], "every part is gone")
    again = checkout.up()
    again.until_said("Earmark is up")
    assert httpx.get(f"{url}/.well-known/jwks.json", trust_env=False).json() == keys
    assert (checkout.data / "data" / "kafka" / "cluster-id").read_text() == cluster
    again.end(signal.SIGTERM)


def test_a_part_that_dies_is_started_again_and_that_is_said(checkout: Checkout) -> None:
    up = checkout.up()
    up.until_said("Earmark is up")
    checkout.process("mongod").kill()
    up.until_said("mongod ended (signal 9); starting it again")
    up.until_said("mongod runs again")
    health = httpx.get(f"http://127.0.0.1:{checkout.env['EARMARK_PORT']}/healthz", trust_env=False)
    assert health.json()["parts"]["mongod"]["state"] == "ready"
    up.end(signal.SIGINT)


def test_up_moves_to_the_next_free_port_where_the_usual_one_is_taken(checkout: Checkout) -> None:

    with socket.create_server(("127.0.0.1", int(checkout.env["EARMARK_PORT"]))):
        up = checkout.up()
        up.until_said("Earmark is up")
        assert f"Port {checkout.env['EARMARK_PORT']} is taken" in up.output()
    up.end(signal.SIGINT)


def test_up_serves_the_console_that_is_built(checkout: Checkout, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<title>the console</title>")
    checkout.env["EARMARK_CONSOLE"] = str(tmp_path)
    up = checkout.up()
    up.until_said("Earmark is up")
    url = f"http://127.0.0.1:{checkout.env['EARMARK_PORT']}"
    assert "the console" in httpx.get(f"{url}/tasks/t", trust_env=False).text
    assert "Where things are" in httpx.get(f"{url}/welcome", trust_env=False).text
    up.end(signal.SIGINT)


def test_a_console_that_is_not_there_is_named_before_anything_starts(
    checkout: Checkout, tmp_path: Path
) -> None:
    checkout.env["EARMARK_CONSOLE"] = str(tmp_path / "nowhere")
    up = checkout.up()
    assert up.process.wait(PATIENCE) == 1
    assert "EARMARK_CONSOLE names" in up.output()


def test_a_part_that_cannot_start_stops_everything_and_shows_its_log(checkout: Checkout) -> None:
    # A folder where mongod's lock file belongs.
    (checkout.data / "data" / "mongod" / "db" / "mongod.lock").mkdir(parents=True)
    up = checkout.up()
    assert up.process.wait(PATIENCE) == 1
    assert "mongod: ended at start" in up.output()
    assert checkout.processes() == []


def test_clean_asks_before_it_removes_everything(checkout: Checkout) -> None:
    (checkout.data / "data").mkdir(parents=True)
    (checkout.data / "import").mkdir()
    refused = checkout.run("clean")
    assert refused.returncode == 1
    assert (checkout.data / "data").exists()
    assert checkout.run("clean", "--yes").returncode == 0
    assert not (checkout.data / "data").exists()
    assert (checkout.data / "import").exists()


def test_logs_of_one_part_are_shown_and_an_unknown_one_is_named(checkout: Checkout) -> None:
    logs = checkout.data / "logs"
    logs.mkdir(parents=True)
    (logs / "kafka.log").write_text("first\nsecond\n")
    assert checkout.run("logs", "kafka").stdout == "first\nsecond\n"
    missing = checkout.run("logs", "nobody")
    assert missing.returncode == 1
    assert "kafka" in missing.stderr
