"""Patience before a refusal: what another service has just said may still be on its way here."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def look_again(read: Callable[[], Awaitable[T | None]], seconds: float) -> T | None:
    """Read until there is something, at growing intervals, for up to ``seconds``; None where nothing came."""
    ends = time.monotonic() + seconds
    pause = 0.02
    while True:
        found = await read()
        left = ends - time.monotonic()
        if found is not None or left <= 0:
            return found
        await asyncio.sleep(min(pause, left))
        pause = min(pause * 1.6, 0.25)
