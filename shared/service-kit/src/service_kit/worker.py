"""The worker of a process: relay, consumer, waiting room, jobs, deciders and the service's own loops."""

import asyncio
from collections.abc import Awaitable, Callable

from service_kit.deciding import Deciding
from service_kit.jobs.runner import JobRunner
from service_kit.messaging.applier import Applier
from service_kit.messaging.beginnings import Beginnings
from service_kit.messaging.cluster import Cluster
from service_kit.messaging.consumer import Consumer, ConsumerExhausted
from service_kit.messaging.group_member import ConsumerParts, Watch
from service_kit.messaging.incoming import Decoder
from service_kit.messaging.publisher import Publisher
from service_kit.messaging.relay import Relay
from service_kit.messaging.waiting import Patience, WaitingRoom
from service_kit.mongo.leases import Lease, this_process
from service_kit.parts import ServiceParts
from service_kit.telemetry.logs import EventLogger
from service_kit.wiring import Wiring, kafka_config, topics_of

log = EventLogger("service_kit.runtime")
_AGAIN_SECONDS = 1.0


class Worker:
    """Runs the loops; restarts one that fails, and ends the process where only a fresh start helps."""

    def __init__(self, wiring: Wiring, parts: ServiceParts) -> None:
        settings, metrics, signals = wiring.settings, wiring.metrics, wiring.signals
        config = kafka_config(settings)
        owner = this_process()
        decoder = Decoder(wiring.plumbing.catalogue, parts.subscriptions)
        beginnings = Beginnings(wiring.database, decoder.topics, settings.gap_patience_seconds)
        applier = Applier(wiring.transactions, wiring.outbox, beginnings, metrics)
        self._settings = settings
        self._cluster = Cluster(config)
        self._publisher = Publisher(
            config,
            self._cluster,
            wiring.database,
            topics_of(wiring.name, wiring.plumbing.catalogue, parts),
            metrics,
            settings.stop_producer_seconds,
        )
        lease = Lease(wiring.database, "relay", owner)
        self._relay = Relay(wiring.database, self._publisher, lease, signals, metrics, wiring.clock)
        self._room = WaitingRoom(
            wiring.transactions,
            applier,
            decoder,
            beginnings,
            signals,
            metrics,
            self._caught_up,
            Patience(need=settings.wait_patience_seconds),
        )
        self.consumer = Consumer(
            ConsumerParts(
                config,
                self._cluster,
                f"earmark.{wiring.name}",
                decoder,
                applier,
                self._room,
                beginnings,
                metrics,
                Watch(
                    every=settings.watchdog_seconds,
                    stuck=settings.stuck_seconds,
                    session=settings.kafka_session_seconds,
                ),
                close_seconds=min(15.0, settings.stop_producer_seconds),
            )
        )
        self._jobs = JobRunner(wiring.transactions, parts.jobs, owner, signals, metrics)
        self._deciding = Deciding(parts.deciders, signals, metrics, sweeps=True)
        self._background = parts.background
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._fatal: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()

    async def _caught_up(self) -> bool:
        return await self.consumer.caught_up()

    @property
    def fatal(self) -> "asyncio.Future[BaseException]":
        """Done when the process has to end."""
        return self._fatal

    def start(self) -> None:
        """Begin to work."""
        loops: dict[str, Callable[[], Awaitable[None]]] = {
            "relay": self._relay.run,
            "consumer": self.consumer.run,
            "waiting room": self._room.run,
            "jobs": self._jobs.run,
            "deciders": self._deciding.run,
        }
        for number, loop in enumerate(self._background, 1):
            loops[f"background {number}"] = loop
        for name, run in loops.items():
            self._tasks[name] = asyncio.create_task(self._forever(name, run), name=name)

    async def _forever(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await run()
                return
            except asyncio.CancelledError:
                raise
            except ConsumerExhausted as error:
                log.error("worker_exhausted", error)
                if not self._fatal.done():
                    self._fatal.set_result(error)
                return
            except Exception as error:
                log.error("loop_failed", error, loop=name)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def stop_taking(self) -> None:
        """Finish the chunk in hand and commit it; leave jobs and sweeps to others."""
        self.consumer.stop()
        others = [task for name, task in self._tasks.items() if name not in ("relay", "consumer")]
        for task in others:
            task.cancel()
        waits = {*others, self._tasks["consumer"]} if self._tasks else set()
        if waits:
            _, late = await asyncio.wait(waits, timeout=self._settings.stop_batch_seconds)
            for task in late:
                log.warning("not_stopped_in_time", loop=task.get_name())
                task.cancel()

    async def stop_publishing(self) -> None:
        """Publish what is committed, and let go."""
        self._relay.stop()
        relay = self._tasks.get("relay")
        if relay is not None:
            _, late = await asyncio.wait({relay}, timeout=self._settings.stop_producer_seconds)
            if late:
                relay.cancel()
                await asyncio.wait({relay}, timeout=1)
        await self._publisher.stop()
        await self._cluster.close()
