"""Apache Kafka's jars: named and hashed in a lock file, fetched once into the user's cache folder."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from maven_artifact.artifact import Artifact
from maven_artifact.downloader import Downloader

from local_stack.errors import DownloadFailed
from local_stack.settings import StackSettings

LOCK = Path(__file__).parents[2] / "kafka-jars.lock"

_LINE = re.compile(r"(?P<coordinate>[\w.\-]+:[\w.\-]+:[\w.\-]+) (?P<sha256>[0-9a-f]{64})")
_AT_ONCE = 6
_TRIES = 3
_SAY_EVERY = 10

Say = Callable[[str], None]


@dataclass(frozen=True)
class Jar:
    """One pinned file: its Maven coordinate (group:artifact:version) and SHA-256 in hex."""

    coordinate: str
    sha256: str

    @property
    def version(self) -> str:
        """The last part of the coordinate."""
        return self.coordinate.rsplit(":", 1)[1]

    @property
    def filename(self) -> str:
        """Artifact and version, as Maven names the file."""
        _, artifact, version = self.coordinate.split(":")
        return f"{artifact}-{version}.jar"


def read_lock(text: str) -> list[Jar]:
    """Parses a lock file: `coordinate sha256` per line, `#` starts a comment. Raises ValueError."""
    jars: list[Jar] = []
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.partition("#")[0].strip()
        if not line:
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"line {number} of the lock is not `group:artifact:version sha256`: {line!r}")
        jars.append(Jar(match["coordinate"], match["sha256"]))
    names = [jar.filename for jar in jars]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"the lock names {', '.join(sorted(twice))} twice")
    return jars


def kafka_version(jars: Sequence[Jar]) -> str:
    """The broker's version according to the lock."""
    for jar in jars:
        if jar.coordinate.startswith("org.apache.kafka:kafka_"):
            return jar.version
    raise ValueError("the lock names no Kafka broker")


def ensure_kafka_jars(settings: StackSettings, say: Say = lambda _: None) -> Path:
    """The folder with every jar of the lock, fetching what is missing. Raises DownloadFailed.

    Can be interrupted at any point and called by several processes at once: a file appears under its
    name only when it is whole and its hash is right.
    """
    if settings.kafka_jars is not None:
        if not any(settings.kafka_jars.glob("*.jar")):
            raise DownloadFailed(f"EARMARK_KAFKA_JARS names {settings.kafka_jars}, where no jars are")
        return settings.kafka_jars
    jars = read_lock(LOCK.read_text())
    folder = settings.cache / f"kafka-{kafka_version(jars)}"
    fetch(jars, folder, say, settings.maven_repository)
    return folder


def fetch(
    jars: Sequence[Jar], folder: Path, say: Say = lambda _: None, repository: str | None = None
) -> None:
    """Brings the missing ones of `jars` into `folder`, a few at once. Raises DownloadFailed.

    `repository` is the address of a Maven repository, the client's default one where it is None.

    Files that are there were verified when they came; a marker with the lock's hash makes the usual case
    one look.
    """
    folder.mkdir(parents=True, exist_ok=True)
    marker = folder / ".complete"
    digest = hashlib.sha256("".join(f"{j.coordinate} {j.sha256}\n" for j in jars).encode()).hexdigest()
    if marker.exists() and marker.read_text() == digest and all((folder / j.filename).exists() for j in jars):
        return
    missing = [jar for jar in jars if not _is_whole(folder / jar.filename, jar.sha256)]
    if missing:
        say(f"fetching {len(missing)} of {len(jars)} files of Apache Kafka")
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        running = [pool.submit(_fetch_one, jar, folder, repository) for jar in missing]
        try:
            for done, future in enumerate(as_completed(running), start=1):
                future.result()
                if done % _SAY_EVERY == 0 or done == len(missing):
                    say(f"fetched {done} of {len(missing)}")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    # Jars of another lock in the same folder would be on the class path too.
    wanted = {jar.filename for jar in jars}
    for stray in folder.glob("*.jar"):
        if stray.name not in wanted:
            stray.unlink(missing_ok=True)
    temporary = folder / f".complete.{os.getpid()}"
    temporary.write_text(digest)
    temporary.replace(marker)


def _fetch_one(jar: Jar, folder: Path, repository: str | None) -> Jar:
    why = ""
    for _ in range(_TRIES):
        with tempfile.TemporaryDirectory(dir=folder, prefix=".part-") as part:
            path = Path(part) / jar.filename
            try:
                _download(jar.coordinate, path, repository)
            except Exception as error:
                why = str(getattr(error, "msg", error))
                continue
            if not _is_whole(path, jar.sha256):
                # Not tried again: another file than the pinned one is no accident of the network.
                raise DownloadFailed(
                    f"{jar.coordinate} is not the pinned file: its SHA-256 differs. Not used."
                )
            path.replace(folder / jar.filename)
            return jar
    raise DownloadFailed(f"{jar.coordinate} could not be fetched: {why}")


def _download(coordinate: str, path: Path, repository: str | None) -> None:
    client = Downloader() if repository is None else Downloader(repository)
    artifact = Artifact.parse(coordinate)
    url = client.resolver.uri_for_artifact(artifact)
    # The client's own download prints and knows no time limit; its requestor does the same work.
    with (
        client.requestor.request(url, None, stream=True, timeout=(10, 60)) as response,
        path.open("wb") as file,
    ):
        for chunk in response.iter_content(chunk_size=1 << 16):
            file.write(chunk)


def _is_whole(path: Path, sha256: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False
