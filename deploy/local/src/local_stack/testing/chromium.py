"""The browser of the browser tests: the distribution's Chromium. Run as a module it sees to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from local_stack.errors import StackError
from local_stack.settings import inherited_environment

PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-noto-cjk")
"""Debian's packages: the browser, and letters for every language of the console."""

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def find_chromium() -> Path:
    """The program; EARMARK_CHROMIUM names another one. Raises StackError saying what to install."""
    if named := inherited_environment().get("EARMARK_CHROMIUM"):
        if not Path(named).is_file():
            raise StackError(f"EARMARK_CHROMIUM names {named}, which is no program")
        return Path(named)
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    raise StackError(
        "The browser tests need Chromium. On Debian or Ubuntu: "
        f"sudo apt-get install {' '.join(PACKAGES)}. EARMARK_CHROMIUM names one that is elsewhere."
    )


def ensure_chromium() -> Path:
    """The program, installed from the distribution where it is missing and that can be done without asking: as root
    on Debian. Raises StackError.
    """
    try:
        return find_chromium()
    except StackError:
        if os.geteuid() != 0 or not Path("/etc/debian_version").exists() or shutil.which("apt-get") is None:
            raise
    print(f"Installing {' '.join(PACKAGES)} for the browser tests", flush=True)
    environment = {**inherited_environment(), "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *PACKAGES],
    ):
        ended = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
        if ended.returncode != 0:
            raise StackError(f"`{' '.join(command)}` ended with exit {ended.returncode}")
    return find_chromium()


def main() -> int:
    """Returns the exit code."""
    try:
        ensure_chromium()
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
