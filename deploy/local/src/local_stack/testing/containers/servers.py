"""Kafka and MongoDB in containers, by testcontainers: each an address when it is ready to serve."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError
from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError
from testcontainers.core.container import DockerContainer

from local_stack.errors import PartFailed
from local_stack.kafka import new_cluster_id
from local_stack.mongo import REPLICA_SET, form_set
from local_stack.ports import LOCALHOST, free_port
from local_stack.testing.containers.engine import Engine

_START_SECONDS = 120.0


@asynccontextmanager
async def kafka_container(engine: Engine, image: str) -> AsyncIterator[str]:
    """A broker of one node in a container; gives its bootstrap address, host:port."""
    port = free_port()
    container = _container(engine, image, port)
    host = _host(container)
    internal = {
        "NODE_ID": "1",
        "PROCESS_ROLES": "broker,controller",
        "CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
        # Inside it listens on the very port that is published, so it can be told before the start.
        "LISTENERS": f"PLAINTEXT://0.0.0.0:{port},CONTROLLER://localhost:9093",
        "ADVERTISED_LISTENERS": f"PLAINTEXT://{host}:{port}",
        "CONTROLLER_LISTENER_NAMES": "CONTROLLER",
        "LISTENER_SECURITY_PROTOCOL_MAP": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "AUTO_CREATE_TOPICS_ENABLE": "false",
        "NUM_PARTITIONS": "4",
        "OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
        "OFFSETS_TOPIC_NUM_PARTITIONS": "4",
        "TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
        "TRANSACTION_STATE_LOG_MIN_ISR": "1",
        "TRANSACTION_STATE_LOG_NUM_PARTITIONS": "2",
        "SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR": "1",
        "SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR": "1",
        "GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
        # The default of 128 MiB does not fit into a heap of this size.
        "LOG_CLEANER_DEDUPE_BUFFER_SIZE": "4194304",
        "LOG_CLEANER_THREADS": "1",
        "HEAP_OPTS": "-Xms64m -Xmx256m",
    }
    for name, value in internal.items():
        container.with_env(f"KAFKA_{name}", value)
    container.with_env("CLUSTER_ID", new_cluster_id())
    bootstrap = f"{host}:{port}"

    async def ready() -> bool:
        client = AIOKafkaClient(bootstrap_servers=bootstrap, request_timeout_ms=2000)
        try:
            await client.bootstrap()
            return any(broker.port == port for broker in client.cluster.brokers())
        except (KafkaError, OSError):
            return False
        finally:
            with contextlib.suppress(KafkaError, OSError):
                await client.close()

    async with _served("kafka", container, ready):
        yield bootstrap


@asynccontextmanager
async def mongodb_container(engine: Engine, image: str) -> AsyncIterator[str]:
    """A replica set of one member in a container; gives its connection string."""
    port = free_port()
    container = _container(engine, image, port)
    address = f"{_host(container)}:{port}"
    # The member's own address is stored in its data and must be right inside and outside alike.
    command = f"mongod --replSet {REPLICA_SET} --bind_ip_all --port {port} --oplogSize 128 --nounixsocket"
    container.with_command(f"{command} --wiredTigerCacheSizeGB 0.25 --networkMessageCompressors snappy,zstd")

    async def ready() -> bool:
        try:
            async with AsyncMongoClient[dict[str, object]](
                address, directConnection=True, serverSelectionTimeoutMS=2000
            ) as client:
                hello = await client.admin.command("hello")
                if "setName" not in hello:
                    await form_set(client, {0: address})
                return bool(hello.get("isWritablePrimary"))
        except PyMongoError:
            return False

    async with _served("mongod", container, ready):
        yield f"mongodb://{address}/?replicaSet={REPLICA_SET}"


def _container(engine: Engine, image: str, port: int) -> DockerContainer:
    container = DockerContainer(image, docker_client_kw={"environment": dict(engine.environment)})
    here = _host(container) == LOCALHOST
    # Published for this machine alone; testcontainers hands on what the engine's client takes.
    container.ports[f"{port}/tcp"] = (LOCALHOST, port) if here else port  # type: ignore[assignment]
    return container


def _host(container: DockerContainer) -> str:
    host = container.get_docker_client().host()
    return LOCALHOST if host == "localhost" else str(host)


@asynccontextmanager
async def _served(
    part: str, container: DockerContainer, ready: Callable[[], Awaitable[bool]]
) -> AsyncIterator[None]:
    try:
        container.start()
        try:
            async with asyncio.timeout(_START_SECONDS):
                while not await ready():
                    wrapped = container.get_wrapped_container()
                    wrapped.reload()
                    if wrapped.status in ("exited", "dead"):
                        raise PartFailed(part, "its container ended", _end_of_log(container))
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise PartFailed(part, "its container does not serve", _end_of_log(container)) from None
        yield
    finally:
        container.stop()


def _end_of_log(container: DockerContainer) -> str:
    out, err = container.get_logs()
    return "\n".join((out + err).decode(errors="replace").splitlines()[-40:])
