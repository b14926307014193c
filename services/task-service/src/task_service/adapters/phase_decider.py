"""When phases are decided: after commits that concern them, and by a sweep after a crash."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

from service_kit.messaging.subscriptions import Decider
from service_kit.mongo.session import Session
from service_kit.mongo.transactions import Transactions
from task_service.adapters.mongo_unit import PHASE_DECIDER, MongoUnit
from task_service.ports import Queries
from task_service.use_cases.decide_phase import DecidePhase

PAUSE_SECONDS = 0.2
"""Between two decisions: the counts that people watch move at most this often."""
ALL_TASKS_SECONDS = 3600.0
"""Between two sweeps over every task; the others look at tasks with activity since yesterday."""


class PhaseDecider:
    """Runs `DecidePhase` for nudged and for swept tasks."""

    def __init__(
        self,
        transactions: Transactions,
        units: Callable[[Session], MongoUnit],
        queries: Queries,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        self._transactions = transactions
        self._units = units
        self._queries = queries
        self._decide = DecidePhase()
        self._pause = pause_seconds
        self._last = 0.0
        self._swept_all = float("-inf")

    def decider(self) -> Decider:
        """Return it as the kit takes it."""
        return Decider(PHASE_DECIDER, self.decide, self.sweep)

    async def decide(self, ids: set[str]) -> None:
        """Decide the phases of tasks; what comes while this waits is decided together next time."""
        wait = self._last + self._pause - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        self._last = time.monotonic()
        for id in sorted(ids):
            await self._decide_one(id)

    async def sweep(self) -> set[str]:
        """Return the tasks whose counts are behind."""
        now = time.monotonic()
        if now - self._swept_all >= ALL_TASKS_SECONDS:
            found = await self._queries.undecided(None)
            self._swept_all = now
            return found
        yesterday = self._transactions.clock().date() - timedelta(days=1)
        return await self._queries.undecided(yesterday.isoformat())

    async def _decide_one(self, id: str) -> None:
        async def work(session: Session) -> bool:
            return await self._decide(self._units(session), id)

        await self._transactions.run(work)
