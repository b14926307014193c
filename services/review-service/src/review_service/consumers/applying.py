"""How an event becomes a unit of work, and what a use case's errors mean for the event."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from pydantic import BaseModel

from review_service.domain.errors import Contradiction, Unheard
from review_service.ports import UnitOfWork
from service_kit.messaging.events import Impossible, Missing, Received
from service_kit.mongo.session import Session

E = TypeVar("E", bound=BaseModel)
UnitFor = Callable[[Session, int], UnitOfWork]
"""Makes the unit of work of an event of a partition."""


def applying(
    unit_for: UnitFor, use: Callable[[UnitOfWork, E], Awaitable[None]]
) -> Callable[[Session, Received[E]], Awaitable[None]]:
    """Return a handler that applies a use case to an event; what it has not heard of yet, the event waits
    for."""

    async def handle(session: Session, event: Received[E]) -> None:
        try:
            await use(unit_for(session, event.partition), event.data)
        except Unheard as unheard:
            raise Missing(unheard.need) from unheard
        except Contradiction as contradiction:
            raise Impossible(str(contradiction)) from contradiction

    return handle
