"""What the work of a long job gets from the kit: progress, checkpoints, and whether to go on."""

import asyncio
import time
from typing import Any, Protocol

from service_kit.jobs.model import JobCanceled, JobInterrupted
from service_kit.mongo.session import Doc
from service_kit.mongo.transactions import Transactions

_PROGRESS_SECONDS = 0.5


class Hold(Protocol):
    """This process's hold on a job, as the runner keeps it."""

    @property
    def lost(self) -> bool: ...
    @property
    def canceled(self) -> bool: ...
    async def write(self, fields: Doc) -> bool: ...


class JobContext:
    """For one run of one long job. Every call raises JobCanceled or JobInterrupted once the work should
    end."""

    def __init__(self, transactions: Transactions, hold: Hold) -> None:
        self.transactions = transactions
        self._hold = hold
        self._written = 0.0
        self._pending: Doc = {}
        self._lock = asyncio.Lock()

    @property
    def canceled(self) -> bool:
        """Whether the job was canceled (known within about a second)."""
        return self._hold.canceled

    async def check_canceled(self) -> None:
        """Raise JobCanceled or JobInterrupted when the work should end; cheap."""
        if self._hold.canceled:
            raise JobCanceled
        if self._hold.lost:
            raise JobInterrupted

    async def progress(self, done: int, total: int | None = None, **facts: Any) -> None:
        """Tell how far the work is; written at most twice a second, so it may be called for each piece."""
        await self.check_canceled()
        self._pending["done"] = done
        if total is not None:
            self._pending["total"] = total
        for name, value in facts.items():
            self._pending[f"facts.{name}"] = value
        if time.monotonic() - self._written >= _PROGRESS_SECONDS:
            await self.flush()

    async def checkpoint(self, cursor: Any) -> None:
        """Keep where to go on after an interruption, at once."""
        await self.check_canceled()
        self._pending["cursor"] = cursor
        await self.flush()

    async def flush(self) -> None:
        """Write the progress told so far."""
        async with self._lock:
            fields, self._pending = self._pending, {}
            self._written = time.monotonic()
            if fields and not await self._hold.write(fields):
                await self.check_canceled()
                raise JobInterrupted
