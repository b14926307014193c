"""Where containers cannot be run, `make test-containers` says why in one line and fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from local_stack.settings import inherited_environment

NOWHERE = "unix:///nonexistent/docker.sock"


def the_lane(**environment: str) -> subprocess.CompletedProcess[str]:
    env = {**inherited_environment(), "DOCKER_HOST": NOWHERE, **environment}
    command = [sys.executable, "-m", "local_stack.testing.containers"]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)


def test_without_an_engine_and_without_a_way_to_get_one_it_fails_with_one_line(tmp_path: Path) -> None:
    outcome = the_lane(PATH=str(tmp_path))

    assert outcome.returncode == 1
    assert len(outcome.stderr.splitlines()) == 1
    assert outcome.stderr.startswith("test-containers: no Docker engine answers, and ")
