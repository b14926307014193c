"""Which documents of a collection changed: one MongoDB change stream per process and collection, for many
watchers."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import OperationFailure, PyMongoError

from service_kit.mongo.session import Doc
from service_kit.telemetry.logs import EventLogger

log = EventLogger(__name__)
_ONLY_IDS: Final = [{"$project": {"documentKey": 1, "operationType": 1}}]
# the oplog no longer reaches back that far, or the token belongs to another history
_LOST_TOKEN: Final = frozenset({136, 222, 234, 237, 260, 280, 286})
_LINGER_SECONDS: Final = 30.0
_LONGEST_PAUSE: Final = 5.0


class Watch:
    """One watcher's interest in one document; `changed` is set by every change, or when changes may have been
    missed."""

    __slots__ = ("changed", "id")

    def __init__(self, id: str) -> None:
        self.id = id
        self.changed = asyncio.Event()


class ChangeFeed:
    """Follows one collection for as long as somebody watches a document of it (and a little longer).

    A broken stream is resumed by its token, or begun anew where the token is gone; either way every watcher
    is told that something may have changed, so nothing is missed: watchers read the document itself.
    """

    def __init__(self, database: AsyncDatabase[Doc], collection: str) -> None:
        self._database = database
        self._collection = collection
        self._watches: dict[str, set[Watch]] = {}
        self._task: asyncio.Task[None] | None = None
        self._open = asyncio.Event()
        self._idle_since: float | None = None

    async def watch(self, id: str, patience: float = 5.0) -> Watch:
        """Begin to watch a document; changes after this returns are told. Where the database does not answer
        in time the watch begins all the same: its watcher is told as soon as the stream is open."""
        watch = Watch(id)
        self._watches.setdefault(id, set()).add(watch)
        if self._task is None or self._task.done():
            self._open.clear()
            self._task = asyncio.create_task(self._follow(), name=f"change-feed-{self._collection}")
        with suppress(TimeoutError):
            await asyncio.wait_for(self._open.wait(), patience)
        return watch

    def leave(self, watch: Watch) -> None:
        """End a watch."""
        watches = self._watches.get(watch.id)
        if watches is not None:
            watches.discard(watch)
            if not watches:
                del self._watches[watch.id]

    async def stop(self) -> None:
        """End following."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def _tell_all(self) -> None:
        for watches in self._watches.values():
            for watch in watches:
                watch.changed.set()

    def _unwanted(self) -> bool:
        if self._watches:
            self._idle_since = None
            return False
        self._idle_since = self._idle_since or time.monotonic()
        return time.monotonic() - self._idle_since > _LINGER_SECONDS

    async def _follow(self) -> None:
        token: Mapping[str, Any] | None = None
        pause = 0.1
        while True:
            try:
                options: dict[str, Any] = {"start_after": token} if token else {}
                stream = await self._database[self._collection].watch(
                    _ONLY_IDS, max_await_time_ms=1000, **options
                )
                async with stream:
                    self._open.set()
                    self._tell_all()  # what happened while no stream was open
                    while stream.alive:
                        change = await stream.try_next()
                        pause = 0.1
                        token = stream.resume_token or token
                        if change is not None:
                            self._tell(change)
                        elif self._unwanted():
                            self._task = None  # the next watcher begins a new one
                            return
                token = None  # invalidated: the collection was dropped or renamed
            except PyMongoError as error:
                if isinstance(error, OperationFailure) and error.code in _LOST_TOKEN:
                    token = None
                log.warning("change_feed_broken", collection=self._collection, reason=str(error)[:300])
                if self._unwanted():
                    self._task = None
                    return
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _tell(self, change: Mapping[str, Any]) -> None:
        key = change.get("documentKey")
        if key is None:
            self._tell_all()
            return
        for watch in self._watches.get(key["_id"], ()):
            watch.changed.set()
