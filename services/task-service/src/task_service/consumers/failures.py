"""How a refusal of a use case looks to the kit's consumer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from service_kit.messaging.events import Impossible
from task_service.use_cases.follow_task import UnknownTask


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Events of tasks that were never created here can never be applied: this service is the tasks' owner."""
    try:
        yield
    except UnknownTask as error:
        raise Impossible(str(error)) from error
