"""What a service hears, and the decisions it takes over sets of documents."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from service_kit.messaging.events import Received, TopicLike
from service_kit.mongo.session import Session

E = TypeVar("E", bound=BaseModel)


@dataclass(frozen=True)
class Handler(Generic[E]):
    """Applies one event type. It touches a bounded number of documents, and nothing outside its session.

    It may raise `Missing` (the event waits for what it refers to) or `Impossible` (a dead letter at once).
    ``reads`` names the documents (collection, id) it will get, so that those of a whole chunk are read at
    once.
    """

    event: type[E]
    handle: Callable[[Session, Received[E]], Awaitable[None]]
    reads: Callable[[Received[E]], Iterable[tuple[str, str]]] | None = None


@dataclass(frozen=True)
class Subscription:
    """A topic and what is done with its events. Types of the topic without a handler are passed over;
    unknown types are dead letters."""

    topic: TopicLike
    handlers: tuple[Handler[Any], ...]


@dataclass(frozen=True)
class Decider:
    """A decision over a set (all built, task completed) that no single event's transaction may take.

    After each commit that nudged it, ``decide`` gets the ids; every few seconds it gets what ``sweep``
    finds. It opens its own transactions and decides by compare-and-set, so being called too often, or twice
    at once, does no harm.
    """

    name: str
    decide: Callable[[set[str]], Awaitable[None]]
    sweep: Callable[[], Awaitable[set[str]]]
