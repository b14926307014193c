"""Parts of recordings as WAV, exact to the sample, whatever was uploaded.

WAV and FLAC (and so every playback file that was made) are sought in. AAC and Opus give other samples where a decoder
begins in the middle: near the beginning they are decoded from there; further in, their FLAC is made once, kept beside
the upload as a playback file is, and sought in.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from contracts.storage import audio_object, playback_object
from dataset_service.adapters.audio.workers import WorkerPool
from dataset_service.adapters.store import Adoption, Store
from dataset_service.domain.audio_facts import DecodeLimits, Unreadable
from dataset_service.ports import Excerpt, MediaUnknown
from service_kit.mongo.session import Doc

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FROM_THE_BEGINNING_SECONDS: Final = 120.0
"""So far in, decoding what lies before costs less (0.4 s of Opus) than making a file."""
_SOUGHT: Final = ("wav", "flac")


class Excerpts:
    """Reads excerpts block by block in threads, ``at_once`` blocks at a time: a slow client keeps no place."""

    def __init__(
        self, store: Store, pool: WorkerPool, scratch: Path, limits: DecodeLimits, at_once: int
    ) -> None:
        self._store = store
        self._pool = pool
        self._folder = scratch / "excerpts"
        self._limits = limits
        self._places = asyncio.Semaphore(at_once)
        self._making: dict[str, asyncio.Task[None]] = {}

    async def read(self, excerpt: Excerpt, doc: Doc) -> AsyncIterator[bytes]:
        """Return the WAV's bytes; its first samples are decoded when this returns. Raises MediaUnknown."""
        from dataset_service.adapters.audio.excerpts import (
            wav_header,
        )  # numpy with the first that is asked for

        head = wav_header(excerpt.frames, doc["channels"], doc["sample_rate"])
        blocks: _Blocks | None = None
        try:
            blocks = await self._open(excerpt, doc)
            first = await self._next(blocks)
        except (Unreadable, FileNotFoundError) as error:
            self._close(blocks)
            raise MediaUnknown from error
        except BaseException:
            self._close(blocks)
            raise
        return self._content(head, first, blocks)

    async def _content(self, head: bytes, first: bytes | None, blocks: "_Blocks") -> AsyncIterator[bytes]:
        try:
            block = first
            yield head + (block or b"")
            while block is not None and (block := await self._next(blocks)) is not None:
                yield block
        finally:
            self._close(blocks)

    async def _next(self, blocks: "_Blocks") -> bytes | None:
        async with self._places:
            return await asyncio.to_thread(blocks.next)

    @staticmethod
    def _close(blocks: "_Blocks | None") -> None:
        """In a thread, because a block may still be at work in one; not awaited, because its client may be gone."""
        if blocks is not None:
            asyncio.get_running_loop().run_in_executor(None, blocks.close)

    async def _open(self, excerpt: Excerpt, doc: Doc) -> "_Blocks":
        from dataset_service.adapters.audio.excerpts import decoded, sought

        sha256: str = doc["_id"]
        start, end = excerpt.start, excerpt.end
        upload = audio_object(sha256)
        if doc["playback"] == "upload" and doc["container"] in _SOUGHT:
            return _Blocks(sought(await self._seekable(upload), start, end))
        if doc["playback"] == "upload" and end <= FROM_THE_BEGINNING_SECONDS * doc["sample_rate"]:
            path, copy = await self._on_this_machine(upload, doc["bytes"])
            return _Blocks(decoded(path, start, end, self._limits), copy)
        if doc["playback"] == "upload":
            await self._flac_is_made(sha256, doc["bytes"])
        return _Blocks(sought(await self._seekable(playback_object(sha256)), start, end))

    async def _seekable(self, name: str) -> Any:
        """Return an object as a path, or as a file that reads what is asked of a store elsewhere."""
        return self._store.local(name) or await self._store.seekable(name)

    async def _on_this_machine(self, name: str, size: int) -> tuple[Path, Path | None]:
        """Return where an object can be read, and the copy to remove afterwards of one in a store elsewhere."""
        if (path := self._store.local(name)) is not None:
            return path, None
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        copy = self._folder / uuid4().hex
        try:
            await self._store.fetch([(name, 0, size)], copy)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
        return copy, copy

    async def _flac_is_made(self, sha256: str, size: int) -> None:
        """Wait for the FLAC, made once however many ask for it at the same time, and whether or not they stay."""
        if await self._store.size(playback_object(sha256)) is not None:
            return
        task = self._making.get(sha256)
        if task is None:
            task = self._making[sha256] = asyncio.create_task(self._make_flac(sha256, size))
            task.add_done_callback(lambda _: self._making.pop(sha256, None))
        await asyncio.shield(task)

    async def _make_flac(self, sha256: str, size: int) -> None:
        path, copy = await self._on_this_machine(audio_object(sha256), size)
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        made = self._folder / f"{uuid4().hex}.flac"
        try:
            outcome = await self._pool.make_proxy(path, made, urgent=True)
            if isinstance(outcome, Unreadable):
                raise outcome
            await self._store.adopt([Adoption(str(made), playback_object(sha256), "audio/flac")])
        finally:
            made.unlink(missing_ok=True)
            if copy is not None:
                copy.unlink(missing_ok=True)


class _Blocks:
    """A decoder at work, for one thread after the other; ``copy`` is removed with it."""

    def __init__(self, blocks: "Iterator[NDArray[np.int16]]", copy: Path | None = None) -> None:
        self._blocks: Any = blocks
        self._copy = copy
        self._lock = threading.Lock()

    def next(self) -> bytes | None:
        """Return the next samples, None behind the last. Raises Unreadable."""
        with self._lock:
            block = next(self._blocks, None)
            return None if block is None else block.astype("<i2", copy=False).tobytes()

    def close(self) -> None:
        """End it."""
        with self._lock:
            self._blocks.close()
        if self._copy is not None:
            self._copy.unlink(missing_ok=True)
