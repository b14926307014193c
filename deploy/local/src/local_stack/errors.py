"""What can go wrong while the embedded stack is prepared, started and stopped."""

from __future__ import annotations


class StackError(Exception):
    """Any failure of the embedded stack; its text is meant for a person at a terminal."""


class DownloadFailed(StackError):
    """A file that the stack needs could not be fetched, or was not the pinned one."""


class PartFailed(StackError):
    """A part did not start, or ended when it should not have. Carries the end of its log."""

    def __init__(self, part: str, why: str, log_tail: str = "") -> None:
        """Args: the part's name, the reason in a few words, the last lines of its log (may be empty)."""
        self.part = part
        self.why = why
        self.log_tail = log_tail
        text = f"{part}: {why}"
        super().__init__(f"{text}\n{log_tail}" if log_tail else text)


class AlreadyRunning(StackError):
    """Another launcher holds this checkout's stack."""

    def __init__(self, pid: int | None, url: str | None) -> None:
        """Args: process id of the launcher that runs and its address, where they are known."""
        self.pid = pid
        self.url = url
        super().__init__("Earmark is already running from this checkout" + (f": {url}" if url else "."))
