"""Live documents: server-sent events that carry the whole current state of one document."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import Request
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError
from starlette.responses import StreamingResponse

from service_kit.http.auth import Caller
from service_kit.http.change_feed import ChangeFeed, Watch
from service_kit.http.etags import etag_of
from service_kit.http.responses import dump_json
from service_kit.mongo.session import Doc
from service_kit.telemetry.logs import EventLogger
from service_kit.telemetry.metrics import Metrics

log = EventLogger(__name__)
Render = Callable[[Doc | None], Awaitable[Any]]
_HEADERS: Final = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True)
class Last:
    """A state after which there is nothing more to follow."""

    state: Any


class LiveDocuments:
    """Follows documents for clients: the state at once, then again after changes, at most each ``interval``
    seconds.

    All clients of a process share one change stream per collection, and one read per document and change.
    """

    def __init__(
        self,
        database: AsyncDatabase[Doc],
        *,
        metrics: Metrics | None = None,
        interval: float = 0.2,
        heartbeat: float = 15.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._metrics = metrics
        self._interval = interval
        self._heartbeat = heartbeat
        self._clock = clock
        self._feeds: dict[str, ChangeFeed] = {}
        self._reads: dict[tuple[str, str], asyncio.Task[Doc | None]] = {}
        self._closing = asyncio.Event()

    async def stream(
        self, request: Request, collection: str, id: str, render: Render, caller: Caller
    ) -> StreamingResponse:
        """Return the stream of a document's states.

        ``render`` makes a client's view (JSON-able) of the document, or of its absence (None); when it
        raises, or after a `Last` view, the stream ends, so it may check rights anew. Each message's id is
        a digest of its data: a client that comes back with Last-Event-ID hears nothing until the state is
        another one. The stream ends with the caller's token, and when the process stops.
        """
        last = request.headers.get("last-event-id")
        states = self._states(collection, id, render, caller.expires_at, last)
        return StreamingResponse(states, headers=_HEADERS, media_type="text/event-stream")

    async def stop(self) -> None:
        """End all streams and the change streams behind them; to be called before the server waits for its
        clients."""
        self._closing.set()
        feeds, self._feeds = list(self._feeds.values()), {}
        for feed in feeds:
            await feed.stop()

    async def _states(
        self, collection: str, id: str, render: Render, ends_at: datetime, last: str | None
    ) -> AsyncIterator[bytes]:
        feed = self._feeds.setdefault(collection, ChangeFeed(self._database, collection))
        if self._metrics is not None:
            self._metrics.live_streams.labels(collection).inc()
        watch: Watch | None = None
        try:
            yield b": connected\nretry: 2000\n\n"
            watch = await feed.watch(id)
            watch.changed.set()
            ends = ends_at.timestamp()
            while await self._wait(watch, ends):
                if not watch.changed.is_set():
                    yield b": still here\n\n"
                    continue
                watch.changed.clear()
                try:
                    view = await render(await self._read(collection, id))
                    ended = isinstance(view, Last)
                    data = dump_json(view.state if isinstance(view, Last) else view)
                except PyMongoError as error:  # away for the moment: the stream outlives it
                    log.warning("live_read_failed", collection=collection, reason=str(error)[:300])
                    await asyncio.sleep(1.0)
                    watch.changed.set()
                    continue
                except Exception as error:
                    log.info("live_ended", collection=collection, id=id, reason=type(error).__name__)
                    return
                state = etag_of(data.decode()).strip('"')
                if state != last:
                    last = state
                    yield b"id: " + state.encode() + b"\ndata: " + data + b"\n\n"
                if ended:
                    return
                if await self._closed_within(min(self._interval, ends - self._clock())):
                    return
        finally:
            if watch is not None:
                feed.leave(watch)
            if self._metrics is not None:
                self._metrics.live_streams.labels(collection).dec()

    async def _wait(self, watch: Watch, ends: float) -> bool:
        """Wait for a change or the next heartbeat; False where the stream is over."""
        left = ends - self._clock()
        if left <= 0 or self._closing.is_set():
            return False
        changed = asyncio.ensure_future(watch.changed.wait())
        closing = asyncio.ensure_future(self._closing.wait())
        try:
            await asyncio.wait(
                (changed, closing), timeout=min(left, self._heartbeat), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            changed.cancel()
            closing.cancel()
        return not self._closing.is_set() and self._clock() < ends

    async def _closed_within(self, seconds: float) -> bool:
        try:
            await asyncio.wait_for(self._closing.wait(), max(0.0, seconds))
        except TimeoutError:
            return False
        return True

    async def _read(self, collection: str, id: str) -> Doc | None:
        """Read a document once for all clients that were told of the same change."""
        key = (collection, id)
        task = self._reads.get(key)
        if task is None:
            task = self._reads[key] = asyncio.create_task(self._read_after_gathering(collection, id))
        return await asyncio.shield(task)

    async def _read_after_gathering(self, collection: str, id: str) -> Doc | None:
        await asyncio.sleep(0)  # all watchers wake in the same turn of the loop: let them join
        self._reads.pop((collection, id), None)  # who is told from here on needs a newer read
        return await self._database[collection].find_one({"_id": id})
