"""What is generated and committed says what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("generator", ["contracts.generate", "service_kit.openapi"])
def test_making_the_generated_files_again_changes_nothing(root: Path, generator: str) -> None:
    command = [sys.executable, "-m", generator, "--check"]

    outcome = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=120)

    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
