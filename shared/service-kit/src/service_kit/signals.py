"""What the parts of one process tell each other after a commit: wake-ups that carry no promise, only
speed."""

import asyncio
from collections.abc import Callable

from service_kit.mongo.session import Session

Listener = Callable[[Session], None]


class Signals:
    """Tells listeners of every committed unit of work. A wake-up that is lost (a crash) is made good by a
    sweep."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Have ``listener`` called, in the event loop, after each commit of this process; it must not block
        or raise."""
        self._listeners.append(listener)

    def committed(self, session: Session) -> None:
        """Tell everybody."""
        for listener in self._listeners:
            listener(session)


class Wake:
    """A wake-up for one loop: set from anywhere in the event loop, waited for with a timeout."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        """Wake the loop now, or as soon as it waits."""
        self._event.set()

    async def wait(self, seconds: float) -> bool:
        """Wait until woken or until the time is over; True when woken."""
        if not self._event.is_set():
            try:
                async with asyncio.timeout(seconds):
                    await self._event.wait()
            except TimeoutError:
                return False
        self._event.clear()
        return True


async def happens(event: asyncio.Event, seconds: float) -> bool:
    """Wait until an event is set or the time is over; whether it is set."""
    if not event.is_set():
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return False
    return True
