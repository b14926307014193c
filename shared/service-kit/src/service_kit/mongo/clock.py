"""The database's clock: the one that every process of a service shares, however wrong their own are."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pymongo.asynchronous.database import AsyncDatabase

from service_kit.mongo.session import Doc

REFRESH_SECONDS = 30.0


class ServerClock:
    """Tells MongoDB's time without asking it each time; calling it returns the time now, in UTC.

    Until the first `refresh` it shows the machine's own time.
    """

    def __init__(self, database: AsyncDatabase[Doc], local: Callable[[], float] = time.time) -> None:
        self._database = database
        self._ahead = local() - time.monotonic()

    async def refresh(self) -> None:
        """Ask the primary for its time."""
        before = time.monotonic()
        hello = await self._database.client.admin.command("hello")
        after = time.monotonic()
        self._ahead = hello["localTime"].timestamp() - (before + after) / 2

    def __call__(self) -> datetime:
        """Return the time now; whole milliseconds, as MongoDB keeps them."""
        now = datetime.fromtimestamp(time.monotonic() + self._ahead, UTC)
        return now - timedelta(microseconds=now.microsecond % 1000)
