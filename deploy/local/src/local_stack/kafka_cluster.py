"""A Kafka cluster of several brokers on one machine, for tests that take brokers away."""

from __future__ import annotations

import asyncio
from pathlib import Path

from local_stack.kafka import KafkaBroker, new_cluster_id


class KafkaCluster:
    """Brokers are ordinary `KafkaBroker`s: kill, stop and restart them one by one."""

    def __init__(self, folder: Path, jars: Path, *, size: int = 3) -> None:
        """Args: a folder for the data and logs of all brokers, the folder of jars; `size` an odd number."""
        self.brokers = [
            KafkaBroker(
                folder / f"kafka-{node}",
                folder / f"kafka-{node}.log",
                jars,
                name=f"kafka-{node}",
                node=node,
            )
            for node in range(1, size + 1)
        ]
        for broker in self.brokers:
            broker.peers = self.brokers

    @property
    def bootstrap(self) -> str:
        """host:port of every broker, for clients."""
        return ",".join(broker.bootstrap for broker in self.brokers)

    async def start(self) -> None:
        """Starts every broker; ready when each has joined."""
        cluster_id = new_cluster_id()
        for broker in self.brokers:
            broker.folder.mkdir(parents=True, exist_ok=True)
            # One id for all of them, also when some of the folders are new.
            if (known := broker.folder / "cluster-id").exists():
                cluster_id = known.read_text().strip()
        taken: set[int] = set()
        for broker in self.brokers:
            (broker.folder / "cluster-id").write_text(cluster_id)
            broker.choose_ports(avoid=taken)
            taken.update(broker.ports.values())
        await asyncio.gather(*(broker.start() for broker in self.brokers))

    async def stop(self) -> None:
        """Stops every broker, by force where it cannot leave in order because the others left first."""
        await asyncio.gather(*(broker.stop() for broker in self.brokers))
