"""Logs are JSON lines with the ids of what is going on; settings come from EARMARK_...; patience ends."""

import io
import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from service_kit.http.patience import look_again
from service_kit.settings import ServiceSettings, parse_media_keys
from service_kit.telemetry import context
from service_kit.telemetry.logs import EventLogger, configure_logs
from service_kit.telemetry.metrics import Metrics

NEEDED = {
    "EARMARK_MONGO_URL": "mongodb://user:hidden@db/?replicaSet=rs0",
    "EARMARK_KAFKA_BOOTSTRAP": "kafka:9092",
    "EARMARK_JWKS_URL": "https://issuer.test/jwks",
    "EARMARK_JWT_ISSUER": "https://issuer.test",
    "EARMARK_MEDIA_KEYS": "k2:a-newer-secret-key,k1:an-older-secret-key",
}


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs("task-service", "INFO", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_an_event_is_one_line_with_its_fields_and_ids(lines: io.StringIO) -> None:
    with context.active(context.begin("order-7", None)) as activity:
        EventLogger("kit").info("chunk_applied", topic="earmark.tasks", events=3, path=Path("/x"))
    EventLogger("kit").debug("not_shown")
    line = json.loads(lines.getvalue())
    assert line["event"] == "chunk_applied"
    assert line["service"] == "task-service"
    assert line["level"] == "info"
    assert (line["topic"], line["events"], line["path"]) == ("earmark.tasks", 3, "/x")
    assert line["correlation_id"] == "order-7"
    assert line["trace_id"] == activity.trace_id


def test_a_library_s_message_is_a_line_too(lines: io.StringIO) -> None:
    logging.getLogger("aiokafka").warning("broker %s is away\nreally", 7)
    assert json.loads(lines.getvalue())["message"] == "broker 7 is away\nreally"


def test_an_error_brings_its_traceback(lines: io.StringIO) -> None:
    try:
        raise ValueError("no good")
    except ValueError as error:
        EventLogger("kit").error("failed", error, odd="\ud800")
    line = json.loads(lines.getvalue())
    assert "no good" in line["error"]
    assert "Traceback" in line["traceback"]


def test_settings_come_from_the_environment_and_hide_secrets(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("EARMARK_LOOK_AGAIN_SECONDS", "0.5")
    settings = ServiceSettings()
    assert settings.kafka_bootstrap == "kafka:9092"
    assert settings.look_again_seconds == 0.5
    assert settings.database_name("task-service") == "earmark_task_service"
    assert list(settings.media_key_table()) == ["k2", "k1"]
    assert "hidden" not in repr(settings)
    assert "secret-key" not in repr(settings)
    with pytest.raises(ValidationError):
        settings.http_port = 1  # type: ignore[misc]


@pytest.mark.parametrize("missing", sorted(NEEDED))
def test_a_missing_setting_is_named(environment: pytest.MonkeyPatch, missing: str) -> None:
    environment.delenv(missing)
    with pytest.raises(ValidationError, match=missing.removeprefix("EARMARK_").lower()):
        ServiceSettings()


@pytest.mark.parametrize(
    "keys", ["", "nokey", "k:short", "k1:a-secret-of-16-chars,k1:a-secret-of-16-chars", "k!:" + "x" * 20]
)
def test_unusable_media_keys_are_refused_without_showing_them(
    environment: pytest.MonkeyPatch, keys: str
) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_media_keys(keys)
    assert "a-secret" not in str(refusal.value)
    environment.setenv("EARMARK_MEDIA_KEYS", keys)
    with pytest.raises(ValidationError) as invalid:
        ServiceSettings()
    assert "a-secret" not in str(invalid.value)


def test_kafka_is_reached_as_the_platform_asks(environment: pytest.MonkeyPatch) -> None:
    assert ServiceSettings().kafka_options() == {
        "bootstrap_servers": "kafka:9092",
        "security_protocol": "PLAINTEXT",
    }
    environment.setenv("EARMARK_KAFKA_SECURITY", "SASL_SSL")
    with pytest.raises(ValidationError, match="kafka_username"):
        ServiceSettings()
    environment.setenv("EARMARK_KAFKA_USERNAME", "task")
    environment.setenv("EARMARK_KAFKA_PASSWORD", "pass")
    options = ServiceSettings().kafka_options()
    assert options["sasl_mechanism"] == "SCRAM-SHA-512"
    assert options["sasl_plain_password"] == "pass"
    assert options["ssl_context"].check_hostname is True
    environment.setenv("EARMARK_KAFKA_SECURITY", "SSL")
    assert "sasl_mechanism" not in ServiceSettings().kafka_options()


def test_a_service_can_be_described_without_any_setting() -> None:
    assert ServiceSettings.describing().jwt_audience == "earmark"


async def test_looking_again_finds_what_comes_late() -> None:
    looks = 0

    async def read() -> str | None:
        nonlocal looks
        looks += 1
        return "here" if looks == 3 else None

    assert await look_again(read, 5.0) == "here"
    assert looks == 3


async def test_looking_again_ends_in_time() -> None:
    async def read() -> str | None:
        return None

    began = time.monotonic()
    assert await look_again(read, 0.1) is None
    assert await look_again(read, 0.0) is None
    assert time.monotonic() - began < 5


def test_every_metric_has_a_meaning_and_our_prefix() -> None:
    text = Metrics().render().decode()
    for line in text.splitlines():
        if line.startswith("# HELP "):
            name, meaning = line.removeprefix("# HELP ").split(" ", 1)
            assert name.startswith(("earmark_", "process_", "python_")), name
            assert len(meaning) > 10
