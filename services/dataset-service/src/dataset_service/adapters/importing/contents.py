"""What is known of content: each different SHA-256 is decoded, analysed and stored once, whoever imports it."""

import asyncio
import contextlib
import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pymongo import ReplaceOne
from pymongo.asynchronous.database import AsyncDatabase

from contracts.storage import audio_object, peaks_object, playback_object
from dataset_service.adapters.audio.workers import WorkerPool
from dataset_service.adapters.names import MEDIA
from dataset_service.adapters.store import Adoption, Store
from dataset_service.domain.audio_facts import Unreadable
from dataset_service.domain.media_types import content_type
from service_kit.mongo.session import Doc

_USE_FRESH = timedelta(hours=1)
_REMOVAL_SECONDS = 60.0
_FLUSH = 200


class Contents:
    """The collection `media` and the objects behind it."""

    def __init__(
        self, database: AsyncDatabase[Doc], store: Store, pool: WorkerPool, out_folder: Path
    ) -> None:
        self._media = database[MEDIA]
        self._store = store
        self._pool = pool
        self._out = out_folder
        self._under_way: dict[str, asyncio.Task[Doc]] = {}
        self._waiting: list[tuple[Doc, asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def known(self, digests: Iterable[str]) -> dict[str, Doc]:
        """Return what is stored of these; from now on nobody removes it for a day, used or not."""
        wanted = list(set(digests))
        if not wanted:
            return {}
        now = datetime.now(UTC)
        ends = asyncio.get_running_loop().time() + _REMOVAL_SECONDS
        while True:
            found = {doc["_id"]: doc async for doc in self._media.find({"_id": {"$in": wanted}})}
            stale = [
                id
                for id, doc in found.items()
                if "removing" not in doc and doc["used_at"].replace(tzinfo=UTC) < now - _USE_FRESH
            ]
            if stale:
                await self._media.update_many(
                    {"_id": {"$in": stale}, "removing": {"$exists": False}}, {"$set": {"used_at": now}}
                )
                again = self._media.find({"_id": {"$in": stale}})
                found = {id: doc for id, doc in found.items() if id not in set(stale)}
                found |= {doc["_id"]: doc async for doc in again}
            if not any("removing" in doc for doc in found.values()):
                return found
            if asyncio.get_running_loop().time() > ends:
                raise TimeoutError("content is being removed for longer than it may take")
            await asyncio.sleep(0.2)  # being removed right now: then it is new content

    async def learn(self, sha256: str, path: Path, *, kept: bool, dataset: str) -> Doc:
        """Analyse and store new content; done once, however many ask at the same time. Raises Unreadable."""
        task = self._under_way.get(sha256)
        if task is None:
            task = asyncio.create_task(self._learn(sha256, path, kept, dataset))
            self._under_way[sha256] = task
            task.add_done_callback(lambda _: self._under_way.pop(sha256, None))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled() and (current := asyncio.current_task()) and not current.cancelling():
                raise Unreadable("failed", "its analysis was given up") from None
            raise

    async def _learn(self, sha256: str, path: Path, kept: bool, dataset: str) -> Doc:
        before = os.stat(path)
        os.makedirs(self._out, exist_ok=True)
        result = await self._pool.analyse(path, self._out, sha256=sha256)
        if isinstance(result, Unreadable):
            raise result
        facts = result.facts.to_dict()
        files = [Adoption(str(path), audio_object(sha256), content_type(facts["container"]), kept, not kept)]
        facts["proxy_bytes"] = None
        if result.proxy_path is not None:
            facts["proxy_bytes"] = os.stat(result.proxy_path).st_size
            files.append(Adoption(result.proxy_path, playback_object(sha256), "audio/flac"))
        files.append(Adoption(result.peaks_path, peaks_object(sha256), "application/octet-stream"))
        try:
            await self._store.adopt(files)
        except FileNotFoundError as error:
            raise Unreadable("missing", "the file went away while it was imported") from error
        after = os.stat(path)
        if kept and (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise Unreadable("changed", "the file was changed while it was imported")
        del facts["sha256"]
        doc: Doc = {"_id": sha256, **facts, "first": dataset, "used_at": datetime.now(UTC)}
        await self._write(doc)
        return doc

    async def _write(self, doc: Doc) -> None:
        """Insert with what others finish at about the same time."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((doc, written))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._flush())
        await written

    async def _flush(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_FLUSH], self._waiting[_FLUSH:]
            try:
                await self._media.bulk_write(
                    [ReplaceOne({"_id": doc["_id"]}, doc, upsert=True) for doc, _ in batch], ordered=False
                )
            except Exception as error:
                for _, written in batch:
                    written.set_exception(error)
                continue
            for _, written in batch:
                if not written.done():
                    written.set_result(None)

    async def close(self) -> None:
        """Give up what is under way."""
        for task in list(self._under_way.values()):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task


def record_facts(media: Mapping[str, Any]) -> Doc:
    """Return what a record's row repeats of its content, to be filtered and sorted by."""
    return {name: media[name] for name in ROW_FACTS}


ROW_FACTS = (
    "seconds",
    "sample_rate",
    "channels",
    "container",
    "codec",
    "bytes",
    "loudness_lufs",
    "peak_dbfs",
    "clipped_samples",
    "clipped_share",
    "silence_share",
    "bandwidth_hz",
    "dc_offset",
)
