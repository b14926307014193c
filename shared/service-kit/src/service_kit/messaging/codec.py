"""CloudEvents 1.0 in Kafka's binary mode: headers in and out. Anybody may write to a topic, so reading
trusts nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from service_kit.messaging.events import Cause

Headers = list[tuple[str, bytes]]
_LONGEST = 512
_MOST = 2**53


class Undecodable(Exception):
    """A message that is no event we can read; says why."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the headers of a message say."""

    id: str
    type: str
    source: str
    aggregate: str
    version: int | None
    time: datetime
    cause: Cause


def headers_of(
    *, id: str, type: str, source: str, aggregate: str, version: int | None, time: datetime, cause: Cause
) -> dict[str, str]:
    """Return an event's headers as text."""
    headers = {
        "ce_specversion": "1.0",
        "ce_id": id,
        "ce_type": type,
        "ce_source": source,
        "ce_subject": aggregate,
        "ce_time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "ce_correlationid": cause.correlation_id,
        "content-type": "application/json",
    }
    if version is not None:
        headers["ce_aggversion"] = str(version)
    if cause.causation_id is not None:
        headers["ce_causationid"] = cause.causation_id
    if cause.traceparent is not None:
        headers["traceparent"] = cause.traceparent
    return headers


def encode(headers: Mapping[str, str]) -> Headers:
    """Return headers as Kafka takes them."""
    return [(name, value.encode()) for name, value in headers.items()]


def decode(key: bytes | None, headers: Iterable[tuple[str, bytes | None]], timestamp: int) -> Envelope:
    """Read the headers of a message; ``timestamp`` (ms) stands in for a missing ``ce_time``. Raises only
    Undecodable."""
    found = {name: value for name, value in headers if name.startswith("ce_") or name in _OTHERS}
    version = _text(found, "ce_specversion")
    if version != "1.0":
        raise Undecodable(
            "it is no CloudEvent 1.0 in binary mode" if version is None else "ce_specversion is not 1.0"
        )
    id, type, source = (_required(found, name) for name in ("ce_id", "ce_type", "ce_source"))
    content = _text(found, "content-type")
    if content is not None and not content.lower().startswith("application/json"):
        raise Undecodable(f"content-type is {content[:100]}")
    aggregate = _text(found, "ce_subject") or _key(key)
    return Envelope(
        id=id,
        type=type,
        source=source,
        aggregate=aggregate,
        version=_version(found),
        time=_time(found, timestamp),
        cause=Cause(
            correlation_id=_text(found, "ce_correlationid") or id,
            causation_id=_text(found, "ce_causationid"),
            traceparent=_text(found, "traceparent"),
        ),
    )


_OTHERS = frozenset({"content-type", "traceparent"})


def _text(found: Mapping[str, bytes | None], name: str) -> str | None:
    value = found.get(name, b"")
    if value is None:
        raise Undecodable(f"header {name} is null")
    try:
        text = value.decode()
    except UnicodeDecodeError:
        raise Undecodable(f"header {name} is not UTF-8") from None
    if len(text) > _LONGEST:
        raise Undecodable(f"header {name} is too long")
    return text or None


def _required(found: Mapping[str, bytes | None], name: str) -> str:
    text = _text(found, name)
    if text is None:
        raise Undecodable(f"header {name} is missing")
    return text


def _key(key: bytes | None) -> str:
    if not key:
        raise Undecodable("neither ce_subject nor a key names the aggregate")
    try:
        text = key.decode()
    except UnicodeDecodeError:
        raise Undecodable("the key is not UTF-8") from None
    if len(text) > _LONGEST:
        raise Undecodable("the key is too long")
    return text


def _version(found: Mapping[str, bytes | None]) -> int | None:
    text = _text(found, "ce_aggversion")
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 16 or not 1 <= int(text) <= _MOST:
        raise Undecodable("ce_aggversion is no whole number from 1")
    return int(text)


def _time(found: Mapping[str, bytes | None], timestamp: int) -> datetime:
    text = _text(found, "ce_time")
    try:
        if text is not None:
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return datetime.fromtimestamp(max(timestamp, 0) / 1000, UTC)
    except (ValueError, OverflowError):
        raise Undecodable("ce_time is no RFC 3339 time") from None
