"""What was acknowledged is there after a crash, a move to another port, and the loss of a member."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import WriteConcern

from local_stack.errors import PartFailed
from local_stack.kafka import KafkaBroker
from local_stack.kafka_cluster import KafkaCluster
from local_stack.mongo import Mongod, bundled_libraries, mongod_program
from local_stack.ports import free_port, listens
from local_stack.replica_set import ReplicaSet
from local_stack.settings import inherited_environment


async def _insert(server: Mongod, number: int) -> None:
    async with server.client() as client:
        things = client["test"].get_collection("things", write_concern=WriteConcern("majority", j=True))
        await things.insert_one({"_id": number})


async def _count(server: Mongod) -> int:
    async with server.client() as client:
        return await client["test"]["things"].count_documents({})


async def test_mongod_keeps_its_data_on_another_port(servers_folder: Path) -> None:
    first = Mongod(servers_folder / "db", servers_folder / "mongod.log", oplog_mib=64)
    await first.start()
    try:
        await _insert(first, 1)
        assert first.pid is not None
        assert listens(first.pid, first.port)
    finally:
        await first.stop()
    moved = Mongod(servers_folder / "db", servers_folder / "mongod.log", port=free_port(), oplog_mib=64)
    await moved.start()
    try:
        assert moved.port != first.port
        assert await _count(moved) == 1
        await _insert(moved, 2)
    finally:
        await moved.stop()


async def test_mongod_takes_its_last_port_again_and_loses_nothing_by_kill_9(servers_folder: Path) -> None:
    server = Mongod(servers_folder / "db", servers_folder / "mongod.log", oplog_mib=64)
    await server.start()
    try:
        port = server.port
        await _insert(server, 1)
        await server.kill9()
        assert not server.running
        again = Mongod(servers_folder / "db", servers_folder / "mongod.log", oplog_mib=64)
        await again.start()
        try:
            assert again.port == port
            assert await _count(again) == 1
        finally:
            await again.stop()
    finally:
        await server.stop()


async def test_a_part_that_cannot_start_says_why_with_the_end_of_its_log(servers_folder: Path) -> None:
    # A folder where mongod's lock file belongs.
    (servers_folder / "db" / "db" / "mongod.lock").mkdir(parents=True)
    server = Mongod(servers_folder / "db", servers_folder / "mongod.log")
    with pytest.raises(PartFailed, match="ended at start") as caught:
        await server.start()
    assert "mongod.lock" in caught.value.log_tail
    assert not server.running


def test_mongod_runs_on_the_libraries_a_wheel_carries(servers_folder: Path) -> None:
    libraries = bundled_libraries(servers_folder / "libraries")
    for wanted in ("libcurl.so.4", "libssl.so.3", "libcrypto.so.3"):
        assert (libraries / wanted).exists()
    outcome = subprocess.run(
        [str(mongod_program()), "--version"],
        env={**inherited_environment(), "LD_LIBRARY_PATH": str(libraries), "LD_DEBUG": "libs"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"calling init: {libraries}/libcurl.so.4" in outcome.stderr
    assert "db version" in outcome.stdout


async def _topic(bootstrap: str, name: str, replicas: int = 1) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(name, 1, replicas)])
    finally:
        await admin.close()


async def _send(bootstrap: str, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True) as producer:
        await producer.send_and_wait(topic, value)


async def _first_values(bootstrap: str, topic: str, count: int) -> list[bytes | None]:
    async with AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        return [(await consumer.getone()).value for _ in range(count)]


async def test_kafka_is_back_after_kill_9_with_what_it_acknowledged(
    servers_folder: Path, kafka_jars: Path
) -> None:
    server = KafkaBroker(servers_folder / "kafka", servers_folder / "kafka.log", kafka_jars)
    await server.start()
    try:
        bootstrap, cluster = server.bootstrap, server.cluster_id
        await _topic(bootstrap, "things")
        await _send(bootstrap, "things", b"1")
        await server.kill9()
        await server.start()
        assert (server.bootstrap, server.cluster_id) == (bootstrap, cluster)
        await _send(bootstrap, "things", b"2")
        assert await _first_values(bootstrap, "things", 2) == [b"1", b"2"]
    finally:
        await server.stop()


async def test_kafka_keeps_its_data_on_another_port(servers_folder: Path, kafka_jars: Path) -> None:
    server = KafkaBroker(servers_folder / "kafka", servers_folder / "kafka.log", kafka_jars)
    await server.start()
    try:
        await _topic(server.bootstrap, "things")
        await _send(server.bootstrap, "things", b"1")
    finally:
        await server.stop()
    (servers_folder / "kafka" / "ports.json").unlink()
    moved = KafkaBroker(servers_folder / "kafka", servers_folder / "kafka.log", kafka_jars)
    await moved.start()
    try:
        assert moved.bootstrap != server.bootstrap
        assert await _first_values(moved.bootstrap, "things", 1) == [b"1"]
    finally:
        await moved.stop()


async def test_a_cluster_of_three_brokers_goes_on_without_one(servers_folder: Path, kafka_jars: Path) -> None:
    cluster = KafkaCluster(servers_folder, kafka_jars)
    await cluster.start()
    try:
        await _topic(cluster.bootstrap, "things", replicas=3)
        await _send(cluster.bootstrap, "things", b"1")
        await cluster.brokers[0].kill9()
        rest = ",".join(broker.bootstrap for broker in cluster.brokers[1:])
        await _send(rest, "things", b"2")
        assert await _first_values(rest, "things", 2) == [b"1", b"2"]
        await cluster.brokers[0].start()
    finally:
        await cluster.stop()


async def test_a_replica_set_elects_another_primary_and_takes_the_old_one_back(servers_folder: Path) -> None:
    replica_set = ReplicaSet(servers_folder)
    await replica_set.start()
    try:
        first = await replica_set.primary()
        await _insert(first, 1)
        await first.kill9()
        second = await replica_set.primary()
        assert second is not first
        assert await _count(second) == 1
        await first.start()
        await replica_set.until_whole()
    finally:
        await replica_set.stop()
