"""Ids of events: UUIDs of version 7, which grow with time, so that new rows land at the end of an index."""

import os
import time
from uuid import UUID

_last = 0
_counter = 0


def event_id() -> UUID:
    """Return a new id; within one process each is greater than the one before."""
    global _last, _counter
    now = time.time_ns() // 1_000_000
    if now > _last:
        _last, _counter = now, int.from_bytes(os.urandom(1))
    else:
        _counter += 1
        if _counter > 0xFFF:
            _last, _counter = _last + 1, 0
    random = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=(_last << 80) | (7 << 76) | (_counter << 64) | (2 << 62) | random)
