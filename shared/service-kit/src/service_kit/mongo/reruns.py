"""Running a transaction again, as long as that can help."""

import asyncio
import random
import time

from service_kit.mongo.errors import is_duplicate, is_passing

_DUPLICATES = 4
_FIRST_PAUSE_SECONDS = 0.008
_LONGEST_PAUSE_SECONDS = 0.5


class Reruns:
    """What was tried so far of one transaction."""

    def __init__(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds
        self._pause = _FIRST_PAUSE_SECONDS
        self._duplicates = 0

    def helps(self, error: BaseException) -> bool:
        """Take note of a failure and say whether to run again."""
        if time.monotonic() > self._deadline:
            return False
        if is_duplicate(error):
            # Where many make the same document at once all but one meet it, with conflicts before and after; what is
            # really taken is met every time.
            self._duplicates += 1
            return self._duplicates <= _DUPLICATES
        return is_passing(error)

    async def pause(self) -> None:
        """Wait a random time before the next run, longer with each."""
        await asyncio.sleep(random.uniform(0, self._pause))
        self._pause = min(_LONGEST_PAUSE_SECONDS, self._pause * 2)
