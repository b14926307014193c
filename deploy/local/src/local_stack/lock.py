"""One launcher per checkout: a lock that is let go by the kernel when the launcher ends, however it ends."""

from __future__ import annotations

import fcntl
import json
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from local_stack.errors import AlreadyRunning

Note = dict[str, Any]

_TRIES = 5
_PAUSE_SECONDS = 0.05


class LauncherLock:
    """Held by the running launcher; its file says who that is. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        """Args: the folder of the lock file, made where it is missing."""
        self._path = folder / "launcher.lock"
        self._file: int | None = None

    def __enter__(self) -> LauncherLock:
        """Raises AlreadyRunning when another launcher holds it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        for _ in range(_TRIES):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:  # perhaps somebody is only looking (`is_held`)
                time.sleep(_PAUSE_SECONDS)
        else:
            os.close(file)
            note = read_note(self._path.parent) or {}
            raise AlreadyRunning(note.get("pid"), note.get("url"))
        self._file = file
        self.write({"pid": os.getpid()})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Lets go."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None

    def write(self, note: Note) -> None:
        """Says who holds it; other terminals read it with `read_note`."""
        assert self._file is not None
        text = json.dumps(note).encode()
        os.pwrite(self._file, text, 0)
        os.ftruncate(self._file, len(text))


def is_held(folder: Path) -> bool:
    """Whether a launcher runs that uses this folder."""
    try:
        file = os.open(folder / "launcher.lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def read_note(folder: Path) -> Note | None:
    """What the launcher that holds the lock says of itself (`pid`, `url`, `parts`); None when none runs."""
    if not is_held(folder):
        return None
    try:
        note = json.loads((folder / "launcher.lock").read_text())
    except (FileNotFoundError, ValueError):
        return None
    return note if isinstance(note, dict) else None
