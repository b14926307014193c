"""Apache Kafka's files come from a lock, and nothing that is not the pinned file is ever used."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from local_stack.errors import DownloadFailed
from local_stack.jars import LOCK, Jar, ensure_kafka_jars, fetch, kafka_version, read_lock
from local_stack.settings import StackSettings

GOOD = Jar("org.example:good:1.0", hashlib.sha256(b"good").hexdigest())
OTHER = Jar("org.example:other:2.1", hashlib.sha256(b"other").hexdigest())


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A Maven repository of two files on this machine: its address and folder."""
    root = tmp_path / "repository"
    for jar, content in ((GOOD, b"good"), (OTHER, b"other")):
        _, artifact, version = jar.coordinate.split(":")
        file = root / "org" / "example" / artifact / version / jar.filename
        file.parent.mkdir(parents=True)
        file.write_bytes(content)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", root
    server.shutdown()
    thread.join()
    server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


def test_the_committed_lock_names_the_broker_and_a_voice_for_its_log() -> None:
    jars = read_lock(LOCK.read_text())
    assert kafka_version(jars) == "4.4.0"
    assert any(jar.coordinate.startswith("org.apache.logging.log4j:log4j-slf4j-impl:") for jar in jars)
    assert len(jars) == 45


@pytest.mark.parametrize(
    "line",
    [
        "org.example:good",
        "org.example:good:1.0",
        "org.example:good:1.0 abc",
        f"org.example:good:1.0 {'A' * 64}",
        f"../../etc:good:1.0/../x {'a' * 64}",
        f"org.example:good:1.0 {'a' * 64} more",
    ],
)
def test_a_line_that_is_no_pin_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        read_lock(f"# a comment\n{line}\n")


def test_a_file_named_twice_is_refused() -> None:
    line = f"{GOOD.coordinate} {GOOD.sha256}\n"
    with pytest.raises(ValueError, match="twice"):
        read_lock(line * 2)


def test_missing_files_are_fetched_once(repository: tuple[str, Path], tmp_path: Path) -> None:
    address, root = repository
    folder = tmp_path / "jars"
    said: list[str] = []
    fetch([GOOD, OTHER], folder, said.append, address)
    assert sorted(file.name for file in folder.glob("*.jar")) == ["good-1.0.jar", "other-2.1.jar"]
    assert said == ["fetching 2 of 2 files of Apache Kafka", "fetched 2 of 2"]
    for file in root.rglob("*.jar"):
        file.unlink()
    fetch([GOOD, OTHER], folder, said.append, address)
    assert len(said) == 2


def test_a_file_that_is_not_the_pinned_one_is_never_used(
    repository: tuple[str, Path], tmp_path: Path
) -> None:
    address, root = repository
    next(root.rglob("other-2.1.jar")).write_bytes(b"something else")
    folder = tmp_path / "jars"
    with pytest.raises(DownloadFailed, match=r"org\.example:other:2\.1 is not the pinned file"):
        fetch([GOOD, OTHER], folder, repository=address)
    assert not (folder / OTHER.filename).exists()


def test_an_interrupted_fetch_goes_on_where_it_was(repository: tuple[str, Path], tmp_path: Path) -> None:
    address, _ = repository
    folder = tmp_path / "jars"
    fetch([GOOD], folder, repository=address)
    (folder / OTHER.filename).write_bytes(b"oth")  # torn
    said: list[str] = []
    fetch([GOOD, OTHER], folder, said.append, address)
    assert said[0] == "fetching 1 of 2 files of Apache Kafka"
    assert (folder / OTHER.filename).read_bytes() == b"other"


def test_a_file_nobody_has_is_reported_by_name(repository: tuple[str, Path], tmp_path: Path) -> None:
    address, root = repository
    next(root.rglob("other-2.1.jar")).unlink()
    with pytest.raises(DownloadFailed, match=r"org\.example:other:2\.1 could not be fetched"):
        fetch([GOOD, OTHER], tmp_path / "jars", repository=address)


def test_a_ready_folder_of_jars_can_be_named(tmp_path: Path) -> None:
    settings = StackSettings.from_environment({"EARMARK_KAFKA_JARS": str(tmp_path)})
    with pytest.raises(DownloadFailed, match="EARMARK_KAFKA_JARS"):
        ensure_kafka_jars(settings)
    (tmp_path / "kafka.jar").touch()
    assert ensure_kafka_jars(settings) == tmp_path
