"""The browser of the browser tests: found, or missed with words that help."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from local_stack.settings import inherited_environment


def _find(**env: str) -> subprocess.CompletedProcess[str]:
    script = "from local_stack.testing.chromium import find_chromium; print(find_chromium())"
    environment = {**inherited_environment(), **env}
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )


def test_a_chromium_that_settings_name_is_used(tmp_path: Path) -> None:
    program = tmp_path / "browser"
    program.touch(mode=0o755)
    assert _find(EARMARK_CHROMIUM=str(program), PATH=str(tmp_path)).stdout.strip() == str(program)
    assert "is no program" in _find(EARMARK_CHROMIUM=str(tmp_path / "gone")).stderr


def test_where_there_is_none_it_is_said_what_to_install(tmp_path: Path) -> None:
    missed = _find(PATH=str(tmp_path), EARMARK_CHROMIUM="")
    assert missed.returncode != 0
    assert "sudo apt-get install chromium fonts-dejavu-core fonts-noto-cjk" in missed.stderr
