"""Keeps a library that repeats itself from filling the log."""

import logging
import time


class RateLimited(logging.Filter):
    """Lets a few records of the same place in the code pass per minute, and counts the rest into the next
    one."""

    def __init__(self, prefix: str, per_minute: int = 5) -> None:
        super().__init__()
        self._prefix = prefix
        self._per_minute = per_minute
        self._seen: dict[tuple[str, int], tuple[float, int, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Say whether a record is shown."""
        if not record.name.startswith(self._prefix):
            return True
        place = (record.pathname, record.lineno)
        now = time.monotonic()
        began, shown, hidden = self._seen.get(place, (now, 0, 0))
        if now - began >= 60:
            began, shown = now, 0
        if shown >= self._per_minute:
            self._seen[place] = (began, shown, hidden + 1)
            return False
        if hidden:
            record.msg = f"{record.getMessage()} (and {hidden} more like it)"
            record.args = None
        self._seen[place] = (began, shown + 1, 0)
        return True


def quieten(library: str, per_minute: int = 5) -> None:
    """Limit what the root's handlers show of a library."""
    limit = RateLimited(library, per_minute)
    for handler in logging.getLogger().handlers:
        handler.addFilter(limit)
    logging.getLogger(library).setLevel(logging.WARNING)
