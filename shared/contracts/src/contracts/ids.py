"""Identifiers: what they are made of, so that every service makes the same one for the same thing."""

import os
import time
from uuid import UUID, uuid5

_ASSIGNMENTS = UUID("6f1c2b1e-58a3-5d0f-9a8e-0a7c1f6f2d01")
_REVIEWS = UUID("6f1c2b1e-58a3-5d0f-9a8e-0a7c1f6f2d02")


def new_id() -> str:
    """Return a new UUIDv7 (RFC 9562): 48 bits of Unix milliseconds, then random bits; sorts by time of creation."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))


def assignment_id(task: str, record: str, slot: int = 0) -> str:
    """Return the id of the assignment of a record of a task (UUIDv5; slot 0 until annotators share records)."""
    return str(uuid5(_ASSIGNMENTS, f"{task}/{record}/{slot}"))


def review_id(task: str, record: str, slot: int = 0) -> str:
    """Return the id of the review of a record of a task (UUIDv5)."""
    return str(uuid5(_REVIEWS, f"{task}/{record}/{slot}"))


def record_key(task: str, record: str) -> str:
    """Return the aggregate id, and so the Kafka key, of a record of a task: ``<task>/<record>``."""
    return f"{task}/{record}"


def listing_key(task: str, batch: int) -> str:
    """Return the aggregate id of one batch of a task's listing: ``<task>/<batch>``."""
    return f"{task}/{batch}"
