"""One message on its way to a handler: the raw record, what it says it is, and what is to be done with it."""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bson import Binary
from pydantic import ValidationError

from service_kit.messaging.codec import Undecodable, decode
from service_kit.messaging.events import Catalogue, Received, TopicLike
from service_kit.messaging.subscriptions import Handler, Subscription
from service_kit.mongo.session import Doc


class Record(Protocol):
    """What is needed of a Kafka record."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def timestamp(self) -> int: ...
    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Iterable[tuple[str, bytes | None]]: ...


@dataclass(slots=True)
class Incoming:
    """A message as it lies in a topic, the waiting room or the dead letters."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    value: bytes | None
    id: str
    """By which this service knows it again: source and event id, or where it lay when it cannot be read."""
    stream: str | None = None
    """Topic, source and aggregate; None when the message does not say."""
    version: int | None = None
    """Its place in the stream, on topics with the gap rule."""
    event_id: str | None = None
    type: str | None = None
    aggregate: str | None = None
    correlation_id: str = ""
    handler: Handler[Any] | None = None
    """None for a known type that nobody here handles."""
    event: Received[Any] | None = None
    poison: str | None = None
    """Why it can never be handled."""

    @property
    def size(self) -> int:
        """Bytes of data."""
        return len(self.value or b"")

    def stored(self) -> Doc:
        """Return the raw message as documents keep it."""
        return {
            "topic": self.topic,
            "partition": self.partition,
            "offset": self.offset,
            "timestamp": self.timestamp,
            "key": self.key,
            "headers": [[name, value] for name, value in self.headers],
            "value": self.value,
        }


@dataclass(frozen=True, slots=True)
class Stored:
    """A raw message read back from a document."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]

    @classmethod
    def of(cls, raw: Doc) -> "Stored":
        """Read what `Incoming.stored` wrote."""
        return cls(
            topic=raw["topic"],
            partition=raw["partition"],
            offset=raw["offset"],
            timestamp=raw["timestamp"],
            key=_bytes(raw["key"]),
            value=_bytes(raw["value"]),
            headers=tuple((name, _bytes(value)) for name, value in raw["headers"]),
        )


def _bytes(value: bytes | Binary | None) -> bytes | None:
    return None if value is None else bytes(value)


class Decoder:
    """Turns records into what this service makes of them; never raises."""

    def __init__(self, catalogue: Catalogue, subscriptions: Iterable[Subscription]) -> None:
        self._catalogue = catalogue
        self.topics: dict[str, TopicLike] = {}
        self._handlers: dict[str, Mapping[str, Handler[Any] | None]] = {}
        for subscription in subscriptions:
            topic = subscription.topic
            handled = {catalogue.type_of[handler.event]: handler for handler in subscription.handlers}
            self.topics[topic.name] = topic
            self._handlers[topic.name] = {
                name: handled.get(name) for name in (catalogue.type_of[event] for event in topic.events)
            }

    def __call__(self, record: Record) -> Incoming:
        """Read one record."""
        incoming = Incoming(
            topic=record.topic,
            partition=record.partition,
            offset=record.offset,
            timestamp=record.timestamp,
            key=record.key,
            headers=tuple(record.headers),
            value=record.value,
            id="",
        )
        try:
            self._read(incoming)
        except Undecodable as error:
            incoming.poison = str(error)
        except Exception as error:  # a validator's own mistake: this message is its, not its neighbours'
            incoming.poison = f"it cannot be read: {type(error).__name__}: {error}"[:300]
        if not incoming.id:
            crc = zlib.crc32(incoming.value or b"")
            incoming.id = f"{incoming.topic}/{incoming.partition}/{incoming.offset}/{crc:08x}"
        return incoming

    def _read(self, incoming: Incoming) -> None:
        envelope = decode(incoming.key, incoming.headers, incoming.timestamp)
        incoming.id = f"{envelope.source}|{envelope.id}"
        incoming.event_id = envelope.id
        incoming.type = envelope.type
        incoming.aggregate = envelope.aggregate
        incoming.correlation_id = envelope.cause.correlation_id
        if self.topics[incoming.topic].gapless:
            if envelope.version is None:
                raise Undecodable("ce_aggversion is missing on a topic whose events are counted")
            incoming.version = envelope.version
        incoming.stream = f"{incoming.topic}|{envelope.source}|{envelope.aggregate}"
        handlers = self._handlers[incoming.topic]
        if envelope.type not in handlers:
            raise Undecodable(f"unknown type {envelope.type}")
        handler = handlers[envelope.type]
        if handler is None:
            return
        if incoming.value is None:
            raise Undecodable("it has no value")
        try:
            data = handler.event.__pydantic_validator__.validate_json(incoming.value)
        except ValidationError as error:
            raise Undecodable(_first_of(error)) from None
        incoming.handler = handler
        incoming.event = Received(
            id=envelope.id,
            type=envelope.type,
            source=envelope.source,
            aggregate=envelope.aggregate,
            version=envelope.version,
            time=envelope.time,
            cause=envelope.cause,
            topic=incoming.topic,
            partition=incoming.partition,
            offset=incoming.offset,
            data=data,
        )


def _first_of(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return f"its value is not JSON: {first['msg']}"[:300]
    place = "/".join(str(part) for part in first["loc"])
    return f"its value does not fit {error.title}: {place}: {first['msg']}"[:300]
