"""Times as the order of a queue wants them."""

from datetime import datetime


def milliseconds(at: datetime) -> int:
    """Return milliseconds since the epoch."""
    return int(at.timestamp() * 1000)
