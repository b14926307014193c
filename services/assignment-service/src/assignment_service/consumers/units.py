"""How a handler gets its unit of work."""

from collections.abc import Callable
from typing import Any

from assignment_service.ports import UnitOfWork
from service_kit.messaging.events import Received
from service_kit.mongo.session import Session

Units = Callable[[Session, Received[Any]], UnitOfWork]
Reads = list[tuple[str, str]]
