"""What all subscriptions share: how an event reaches a use case, and which documents it will read."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from contracts.events.base import EventData
from service_kit.messaging.events import Received
from service_kit.messaging.subscriptions import Handler
from service_kit.mongo.session import Session
from task_service.consumers.failures import translated
from task_service.ports import Lane, UnitOfWork
from task_service.use_cases.follow_record import FollowRecord, Happening

E = TypeVar("E", bound=EventData)
Units = Callable[[Session], UnitOfWork]


@dataclass(frozen=True)
class Stores:
    """The unit of work, and where its documents are, so that a whole chunk's are read at once."""

    units: Units
    record_reads: Callable[[str, str], Iterable[tuple[str, str]]]


def simple(
    event: type[E], use_case: Callable[[UnitOfWork, E], Awaitable[None]], stores: Stores
) -> Handler[E]:
    """Return the handler of an event about a whole task or dataset."""

    async def handle(session: Session, received: Received[E]) -> None:
        async with translated():
            await use_case(stores.units(session), received.data)

    return Handler(event, handle)


def of_record(
    event: type[E],
    happening: Callable[[Received[E]], Happening],
    stores: Stores,
    key: Callable[[E], tuple[str, str]],
) -> Handler[E]:
    """Return the handler of an event about a record of a task; ``key`` gives task and record."""
    follow = FollowRecord()

    async def handle(session: Session, received: Received[E]) -> None:
        lane = Lane(received.topic, received.partition)
        async with translated():
            await follow(stores.units(session), happening(received), lane)

    return Handler(event, handle, lambda received: stores.record_reads(*key(received.data)))
