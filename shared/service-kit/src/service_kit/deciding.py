"""Runs deciders: after each commit that nudged one, and every few seconds over what its sweep finds."""

import asyncio
import random
import time
from collections.abc import Iterable

from service_kit.messaging.subscriptions import Decider
from service_kit.mongo.session import Session
from service_kit.signals import Signals, Wake
from service_kit.telemetry.logs import EventLogger
from service_kit.telemetry.metrics import Metrics

log = EventLogger("service_kit.deciding")
SWEEP_SECONDS = 5.0
_GATHER_SECONDS = 0.01


class Deciding:
    """All deciders of a process; only a worker sweeps."""

    def __init__(self, deciders: Iterable[Decider], signals: Signals, metrics: Metrics, sweeps: bool) -> None:
        self._one_each = {decider.name: _One(decider, metrics, sweeps) for decider in deciders}
        signals.listen(self._on_commit)

    def _on_commit(self, session: Session) -> None:
        for name, id in session.nudges:
            if (one := self._one_each.get(name)) is not None:
                one.nudge(id)

    async def run(self) -> None:
        """Decide until cancelled."""
        await asyncio.gather(*(one.run() for one in self._one_each.values()))


class _One:
    def __init__(self, decider: Decider, metrics: Metrics, sweeps: bool) -> None:
        self._decider = decider
        self._metrics = metrics
        self._sweeps = sweeps
        self._ids: set[str] = set()
        self._wake = Wake()

    def nudge(self, id: str) -> None:
        self._ids.add(id)
        self._wake.set()

    async def run(self) -> None:
        failures = 0
        sweep_at = time.monotonic()
        while True:
            if await self._wake.wait(SWEEP_SECONDS * random.uniform(0.9, 1.1)):
                await asyncio.sleep(
                    _GATHER_SECONDS
                )  # those of commits that follow at once are decided together
            ids, self._ids = self._ids, set()
            try:
                if self._sweeps and time.monotonic() >= sweep_at:
                    ids |= await self._decider.sweep()
                    sweep_at = time.monotonic() + SWEEP_SECONDS
                if ids:
                    self._metrics.decisions.labels(self._decider.name).inc(len(ids))
                    await self._decider.decide(ids)
                failures = 0
            except Exception as error:
                failures += 1
                self._ids |= ids
                log.warning("decision_failed", decider=self._decider.name, error=repr(error)[:500])
                await asyncio.sleep(random.uniform(0.1, min(10.0, 0.2 * 2**failures)))
                self._wake.set()
