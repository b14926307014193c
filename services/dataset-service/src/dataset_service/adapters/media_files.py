"""What browsers get of audio: the playback file, peaks in slices, spectrogram tiles made when first asked for."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from contracts.storage import audio_object, peaks_object, playback_object, tile_object
from dataset_service.adapters.audio.workers import WorkerPool
from dataset_service.adapters.excerpts import Excerpts
from dataset_service.adapters.names import MEDIA
from dataset_service.adapters.store import Adoption, Store
from dataset_service.domain.audio_facts import Unreadable
from dataset_service.domain.media_types import content_type
from dataset_service.ports import BadSlice, Excerpt, MediaFile, MediaUnknown
from service_kit.mongo.session import Doc

PRESETS = ("mel",)
TILES_VERSION = 1
"""Raised when a tile of the same audio would look different."""
LONGEST_EXCERPT_SECONDS = 300
_REMEMBERED = 20_000
_FIELDS = ("playback", "container", "bytes", "proxy_bytes", "frames", "sample_rate", "channels", "seconds")


class MediaFiles:
    """See `ports.Media`. What is known of content never changes, so it is remembered."""

    def __init__(
        self,
        database: AsyncDatabase[Doc],
        store: Store,
        pool: WorkerPool,
        scratch: Path,
        excerpts: Excerpts,
    ) -> None:
        self._media = database[MEDIA]
        self._store = store
        self._pool = pool
        self._scratch = scratch
        self._excerpts = excerpts
        self._known: OrderedDict[str, Doc] = OrderedDict()
        self._drawing: dict[str, asyncio.Task[int]] = {}

    async def audio(self, sha256: str) -> MediaFile:
        doc = await self._doc(sha256)
        if doc["playback"] == "proxy":
            return self._file(playback_object(sha256), doc["proxy_bytes"], "audio/flac", f'"{sha256}-flac"')
        return self._file(audio_object(sha256), doc["bytes"], content_type(doc["container"]), f'"{sha256}"')

    async def excerpt(self, sha256: str, start: float, end: float) -> Excerpt:
        from dataset_service.adapters.audio.excerpts import wav_size

        doc = await self._doc(sha256)
        rate = doc["sample_rate"]
        if end - start > LONGEST_EXCERPT_SECONDS + 1e-6:  # differences of such times are that exact
            raise BadSlice("to", f"is more than {LONGEST_EXCERPT_SECONDS} s behind from")
        first = round(start * rate)
        last = min(round(end * rate), doc["frames"])
        if first >= doc["frames"]:
            raise BadSlice("from", f"the recording ends at {doc['seconds']:g} s")
        if last <= first:
            raise BadSlice("to", "there is no sample between from and to")
        return Excerpt(sha256, first, last, wav_size(last - first, doc["channels"]))

    async def read_excerpt(self, excerpt: Excerpt) -> AsyncIterator[bytes]:
        return await self._excerpts.read(excerpt, await self._doc(excerpt.sha256))

    async def peaks(self, sha256: str, level: int, start: int, end: int | None, bits: int) -> bytes:
        layout = await self._layout(sha256)
        if not 0 <= level < layout.levels:
            raise BadSlice("level", f"there are levels 0 to {layout.levels - 1}")
        end = layout.points(level) if end is None else end
        if not 0 <= start <= end:
            raise BadSlice("from", "a slice needs 0 <= from <= to")
        first, last = layout.byte_range(level, start, end)
        try:
            body = await self._store.read_range(peaks_object(sha256), first, last)
        except FileNotFoundError as error:
            raise MediaUnknown from error
        return bytes(layout.dat(level, body, bits))

    async def peaks_info(self, sha256: str) -> Mapping[str, Any]:
        from dataset_service.adapters.audio.peaks import SAMPLES_PER_PIXEL

        doc, layout = await self._doc(sha256), await self._layout(sha256)
        levels = [
            {"level": level, "samples_per_pixel": samples, "points": layout.points(level)}
            for level, samples in enumerate(SAMPLES_PER_PIXEL)
        ]
        return _about(doc) | {"levels": levels}

    async def tile(self, sha256: str, preset: str, zoom: int, tile: int) -> MediaFile:
        from dataset_service.adapters.audio.tiles import ZOOM_SECONDS, tile_count

        doc = await self._doc(sha256)
        if preset not in PRESETS:
            raise BadSlice("preset", f"there is {', '.join(PRESETS)}")
        if not 0 <= zoom < len(ZOOM_SECONDS):
            raise BadSlice("zoom", f"there are zooms 0 to {len(ZOOM_SECONDS) - 1}")
        count = tile_count(doc["frames"], doc["sample_rate"], zoom)
        if not 0 <= tile < count:
            raise BadSlice("tile", f"there are tiles 0 to {count - 1}")
        name = f"{tile_object(sha256, preset, zoom, tile)}.v{TILES_VERSION}.png"
        size = await self._store.size(name)
        if size is None:
            size = await self._draw(sha256, doc, name, zoom, tile)
        return self._file(name, size, "image/png", f'"{sha256[:32]}-{preset}-{zoom}-{tile}-{TILES_VERSION}"')

    async def tile_info(self, sha256: str) -> Mapping[str, Any]:
        from dataset_service.adapters.audio.tiles import (
            FLOOR_DB,
            FRAMES,
            MELS,
            RATE,
            ZOOM_SECONDS,
            columns,
            tile_count,
        )

        doc = await self._doc(sha256)
        zooms = [
            {
                "zoom": zoom,
                "seconds_per_column": seconds,
                "columns": columns(doc["frames"], doc["sample_rate"], zoom),
                "tiles": tile_count(doc["frames"], doc["sample_rate"], zoom),
            }
            for zoom, seconds in enumerate(ZOOM_SECONDS)
        ]
        return _about(doc) | {
            "presets": list(PRESETS),
            "columns_per_tile": FRAMES,
            "bands": MELS,
            "highest_hz": RATE / 2,
            "floor_db": FLOOR_DB,
            "zooms": zooms,
        }

    async def address(self, file: MediaFile, seconds: int) -> str:
        return await self._store.address(file.name, seconds)

    async def read_range(self, file: MediaFile, start: int, end: int) -> bytes:
        try:
            return await self._store.read_range(file.name, start, end)
        except FileNotFoundError as error:
            raise MediaUnknown from error

    def read(self, file: MediaFile, start: int, end: int) -> AsyncIterator[bytes]:
        return self._store.read(file.name, start, end)

    async def _doc(self, sha256: str) -> Doc:
        doc = self._known.get(sha256)
        if doc is None:
            doc = await self._media.find_one(
                {"_id": sha256, "removing": {"$exists": False}}, dict.fromkeys(_FIELDS, 1)
            )
            if doc is None:
                raise MediaUnknown
            self._known[sha256] = doc
            if len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return doc

    async def _layout(self, sha256: str) -> Any:
        """Numpy is loaded with the first peaks that are asked for, not when the service starts."""
        from dataset_service.adapters.audio.peaks import PeaksLayout

        doc = await self._doc(sha256)
        return PeaksLayout(doc["sample_rate"], doc["channels"], doc["frames"])

    def _file(self, name: str, size: int, kind: str, etag: str) -> MediaFile:
        path = self._store.local(name)
        return MediaFile(name, size, kind, etag, None if path is None else str(path))

    async def _draw(self, sha256: str, doc: Doc, name: str, zoom: int, tile: int) -> int:
        """Draw a tile once, however many ask for it at the same time."""
        task = self._drawing.get(name)
        if task is None:
            task = self._drawing[name] = asyncio.create_task(self._draw_once(sha256, doc, name, zoom, tile))
            task.add_done_callback(lambda _: self._drawing.pop(name, None))
        return await asyncio.shield(task)

    async def _draw_once(self, sha256: str, doc: Doc, name: str, zoom: int, tile: int) -> int:
        source = await self.audio(sha256)
        folder = self._scratch / "tiles"
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        target = folder / f"{sha256}-{zoom}-{tile}.png"
        async with self._on_this_machine(source) as path:
            size = await self._pool.draw_tile(
                path, target, frames=doc["frames"], sample_rate=doc["sample_rate"], zoom=zoom, index=tile
            )
        if isinstance(size, Unreadable):
            raise MediaUnknown from size
        await self._store.adopt([Adoption(str(target), name, "image/png")])
        return size

    @contextlib.asynccontextmanager
    async def _on_this_machine(self, file: MediaFile) -> AsyncIterator[Path]:
        """Give where the file can be read; fetched for as long as it is needed, from a store elsewhere."""
        if file.path is not None:
            yield Path(file.path)
            return
        copy = self._scratch / "tiles" / f"{file.name.replace('/', '-')}.{id(file):x}"
        try:
            await self._store.fetch([(file.name, 0, file.size)], copy)
            yield copy
        except FileNotFoundError as error:
            raise MediaUnknown from error
        finally:
            copy.unlink(missing_ok=True)


def _about(doc: Doc) -> Doc:
    return {name: doc[name] for name in ("sample_rate", "channels", "frames", "seconds")}
