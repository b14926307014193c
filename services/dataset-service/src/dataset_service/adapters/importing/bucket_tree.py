"""A bucket prefix as a source."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import obstore
from obstore.exceptions import NotFoundError

from dataset_service.adapters.importing.found import Chunk, Found, Refusal
from dataset_service.domain.archives import safe_name
from dataset_service.domain.audio_facts import Unreadable
from dataset_service.domain.sources import is_litter, order_of
from service_kit.storage import open_store

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class _Object:
    path: str
    size: int
    stamp: str | None


class BucketTree:
    """Objects below an address; listed once, when the first is asked for."""

    def __init__(self, url: str, options: Mapping[str, str] | None = None) -> None:
        self._url = url
        self._store = open_store(url, options)
        self._listed: dict[str, _Object] | None = None
        self._refused: list[Refusal] = []

    async def _objects(self) -> dict[str, _Object]:
        if self._listed is None:
            listed: dict[str, _Object] = {}
            async for batch in obstore.list(self._store, chunk_size=1000):
                for meta in batch:
                    path = str(meta["path"])
                    tag = meta.get("e_tag")
                    stamp = f"{meta['size']}/{tag}" if tag else None
                    if any(map(is_litter, path.split("/"))) or path.endswith("/"):
                        continue
                    try:
                        listed[safe_name(path)] = _Object(path, int(meta["size"]), stamp)
                    except ValueError as error:
                        reason, _, detail = str(error).partition(": ")
                        self._refused.append(Refusal(path[:1024], reason, detail))
            self._listed = listed
        return self._listed

    async def lookup(self, names: Sequence[str]) -> list[Found | Refusal | None]:
        objects = await self._objects()
        return [self._found(name, objects[name]) if name in objects else None for name in names]

    async def walk(self, after: str | None) -> AsyncIterator[Chunk]:
        objects = await self._objects()
        if after is None and self._refused:
            yield list(self._refused)
        names = sorted(objects, key=order_of)
        if after is not None:
            names = [name for name in names if order_of(name) > order_of(after)]
        for start in range(0, len(names), _CHUNK):
            yield [self._found(name, objects[name]) for name in names[start : start + _CHUNK]]

    async def local(self, found: Found, folder: Path) -> Path:
        target = folder / blake2b(found.name.encode(), digest_size=16).hexdigest()
        try:
            answer = await obstore.get_async(self._store, found.handle)
            with target.open("wb") as file:
                async for block in answer.stream(min_chunk_size=1 << 20):
                    file.write(block)
        except (NotFoundError, FileNotFoundError) as error:
            target.unlink(missing_ok=True)
            raise Unreadable("missing", "the object is gone") from error
        return target

    def _found(self, name: str, object: _Object) -> Found:
        key = f"{self._url}/{object.path}" if object.stamp else None
        return Found(name, object.size, None, key, object.stamp, kept=False, handle=object.path)
