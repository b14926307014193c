"""Events as the kit sees them: what a service may say and hear, and one received event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

E_co = TypeVar("E_co", bound=BaseModel, covariant=True)


class TopicLike(Protocol):
    """What the kit needs to know of a topic."""

    @property
    def name(self) -> str: ...
    @property
    def owner(self) -> str | None: ...
    @property
    def partitions(self) -> int: ...
    @property
    def retention_days(self) -> int | None: ...
    @property
    def gapless(self) -> bool: ...
    @property
    def events(self) -> tuple[type[BaseModel], ...]: ...


@dataclass(frozen=True)
class Catalogue:
    """Every topic and event type of the system, and the CloudEvents type each class is published under."""

    topics: tuple[TopicLike, ...]
    types: Mapping[str, type[BaseModel]]
    topic_of: Mapping[type[BaseModel], TopicLike] = field(init=False)
    type_of: Mapping[type[BaseModel], str] = field(init=False)
    topic_named: Mapping[str, TopicLike] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "topic_of", {event: topic for topic in self.topics for event in topic.events}
        )
        object.__setattr__(self, "type_of", {event: name for name, event in self.types.items()})
        object.__setattr__(self, "topic_named", {topic.name: topic for topic in self.topics})


@dataclass(frozen=True, slots=True)
class Cause:
    """What ties an effect to what caused it; goes through HTTP and Kafka headers alike."""

    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class Received(Generic[E_co]):
    """One event as a handler gets it: decoded, validated, new, and next in its aggregate's order."""

    id: str
    type: str
    source: str
    aggregate: str
    version: int | None
    time: datetime
    cause: Cause
    topic: str
    partition: int
    offset: int
    data: E_co


class Missing(Exception):
    """Raised by a handler whose event cannot be applied yet because something it refers to has not been
    heard of.

    The event waits (and later events of its aggregate behind it) until a handler declares ``need`` as arrived
    (`Session.arrived`), or the sweep finds it there; nothing of the handler's writes is kept.
    """

    def __init__(self, need: str) -> None:
        super().__init__(need)
        self.need = need


class Impossible(Exception):
    """Raised by a handler for an event that can never be applied: it goes to the dead letters at once, with
    this reason."""


class EventTooLarge(Exception):
    """An event's data is larger than what may be published; a command is refused for it, an event goes to
    the dead letters."""

    def __init__(self, event: str, size: int, limit: int) -> None:
        super().__init__(f"{event} would be {size} bytes; at most {limit} can be published")
        self.size = size
        self.limit = limit

    def facts(self) -> dict[str, int]:
        """Return the limit, in bytes."""
        return {"limit": self.limit}


Reads = Iterable[tuple[str, str]]
