"""What the launcher shows: one line per part while it starts, then a table; plain lines into a file."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from typing import TextIO

_MARKS = {"ready": "\x1b[32m●\x1b[0m", "starting": "\x1b[33m◌\x1b[0m", "stopped": "\x1b[2m○\x1b[0m"}


class Progress:
    """Says what each part is doing. On a terminal its line is rewritten, elsewhere a line is added."""

    def __init__(self, out: TextIO | None = None) -> None:
        """Args: where to write, the standard output by default."""
        self._out = out or sys.stdout
        self._live = self._out.isatty()
        self._states: dict[str, str] = {}
        self._drawn = 0
        self._begun = time.monotonic()
        self._since: dict[str, float] = {}

    def begin(self, parts: Iterable[str]) -> None:
        """Starts a block of lines, one per part."""
        self._states = dict.fromkeys(parts, "")
        self._drawn = 0
        self._since = {}
        self._draw()

    def say(self, part: str, what: str) -> None:
        """A part is now `what`: starting, ready, stopping, ..."""
        now = time.monotonic()
        if what == "starting" or part not in self._since:
            self._since[part] = now
        if what == "ready":
            what = f"ready after {now - self._since[part]:.1f} s"
        if self._live and part in self._states:
            self._states[part] = what
            self._draw()
        else:
            self.line(f"{part:<20} {what}")

    def line(self, text: str = "") -> None:
        """A line of its own, below what was drawn so far."""
        print(text, file=self._out, flush=True)
        self._states = {}
        self._drawn = 0

    def _draw(self) -> None:
        if not self._live or not self._states:
            return
        up = f"\x1b[{self._drawn}A" if self._drawn else ""
        lines = []
        for part, what in self._states.items():
            mark = _MARKS.get(what.split()[0] if what else "", "\x1b[2m·\x1b[0m")
            lines.append(f"\x1b[2K {mark} {part:<20} {what}\n")
        self._out.write(up + "".join(lines))
        self._out.flush()
        self._drawn = len(lines)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as they need to be, as text."""
    widths = [max(len(row[i]) for row in [headings, *rows]) for i in range(len(headings))]
    return "\n".join(
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [headings, ["-" * width for width in widths], *rows]
    )
