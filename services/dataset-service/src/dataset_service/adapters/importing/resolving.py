"""From entries to what their files contain: by memory where possible, by hashing, by analysis at last."""

import asyncio
import contextlib
import hashlib
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pymongo import UpdateOne
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.write_concern import WriteConcern

from dataset_service.adapters.importing.contents import Contents
from dataset_service.adapters.importing.entries import Entry
from dataset_service.adapters.importing.found import Check, Found, Refusal, Tree
from dataset_service.adapters.names import KNOWN_FILES
from dataset_service.domain.audio_facts import Unreadable
from service_kit.mongo.session import Doc

_HASH_FILES = 256
_HASH_BYTES = 64 * 1024 * 1024
"""Files are hashed, remembered and looked up in batches: many small ones, or few large ones."""
_FETCHES = 8


class Resolver:
    """Finds, for a dataset's entries, the `media` documents of their content."""

    def __init__(
        self,
        database: AsyncDatabase[Doc],
        contents: Contents,
        tree: Tree,
        folder: Path,
        dataset: str,
        check: Check,
        learned: Callable[[float], Awaitable[None]],
    ) -> None:
        # A memory only: what a crash takes from it is hashed again.
        self._known = database[KNOWN_FILES].with_options(write_concern=WriteConcern(1))
        self._contents = contents
        self._tree = tree
        self._folder = folder
        self._dataset = dataset
        self._check = check
        self._learned = learned
        self._fetching = asyncio.Semaphore(_FETCHES)
        self._hashing = asyncio.Semaphore(os.cpu_count() or 1)

    async def resolve(self, entries: Sequence[Entry]) -> dict[str, tuple[str, Doc]]:
        """Return (SHA-256, media) by file name; files that cannot be records get a refusal in their entries."""
        files = {entry.found.name: entry.found for entry in entries if entry.found is not None}
        digests = {name: found.sha256 for name, found in files.items() if found.sha256 is not None}
        digests |= await self._remembered([found for name, found in files.items() if name not in digests])
        media = await self._contents.known(digests.values())
        refused: dict[str, Unreadable] = {}
        unknown = [found for name, found in files.items() if digests.get(name) not in media]
        if unknown:
            await self._work_off(unknown, digests, media, refused)
        for entry in entries:
            if entry.found is not None and (error := refused.get(entry.found.name)) is not None:
                line = entry.at if isinstance(entry.at, int) else None
                entry.refusal = Refusal(entry.name, error.reason, error.detail, line)
        return {name: (digests[name], media[digests[name]]) for name in files if name not in refused}

    async def _remembered(self, files: Sequence[Found]) -> dict[str, str]:
        by_key = {found.key: found for found in files if found.key is not None}
        if not by_key:
            return {}
        rows = self._known.find({"_id": {"$in": list(by_key)}}, {"stamp": 1, "sha256": 1})
        found: dict[str, str] = {}
        async for row in rows:
            file = by_key[row["_id"]]
            if file.stamp == row["stamp"]:
                found[file.name] = row["sha256"]
        return found

    async def _work_off(
        self,
        files: Sequence[Found],
        digests: dict[str, str],
        media: dict[str, Doc],
        refused: dict[str, Unreadable],
    ) -> None:
        """Fetch and hash what must be, then have new content analysed, all at once: the pool has an order of its
        own."""
        async with asyncio.TaskGroup() as group:
            for batch in _batches(files):
                group.create_task(self._work_off_batch(batch, digests, media, refused))

    async def _work_off_batch(
        self,
        files: Sequence[Found],
        digests: dict[str, str],
        media: dict[str, Doc],
        refused: dict[str, Unreadable],
    ) -> None:
        async with self._fetching:
            await self._check()
            paths: dict[str, Path] = {}
            for found in files:
                try:
                    paths[found.name] = await self._tree.local(found, self._folder)
                except Unreadable as error:
                    refused[found.name] = error
            to_hash = [found for found in files if found.name in paths and found.name not in digests]
            hashed = await self._hash(to_hash, paths)
            for found in to_hash:
                result = hashed[found.name]
                if isinstance(result, Unreadable):
                    refused[found.name] = result
                else:
                    digests[found.name] = result
            await self._remember([found for found in to_hash if found.name not in refused], digests)
            media |= await self._contents.known(
                digests[found.name]
                for found in files
                if found.name not in refused and digests[found.name] not in media
            )
        fresh = [f for f in files if f.name not in refused and digests[f.name] not in media]
        async with asyncio.TaskGroup() as group:
            for found in fresh:
                path = paths[found.name]
                group.create_task(self._learn(found, path, digests[found.name], media, refused))
        for found in files:
            if found.name in paths and str(paths[found.name]) != found.path:
                with contextlib.suppress(FileNotFoundError):
                    paths[found.name].unlink()

    async def _learn(
        self, found: Found, path: Path, sha256: str, media: dict[str, Doc], refused: dict[str, Unreadable]
    ) -> None:
        await self._check()
        try:
            media[sha256] = await self._contents.learn(sha256, path, kept=found.kept, dataset=self._dataset)
        except Unreadable as error:
            refused[found.name] = error
        except FileNotFoundError:
            refused[found.name] = Unreadable("missing", "the file went away while it was imported")
        else:
            await self._learned(media[sha256]["seconds"])

    async def _hash(self, files: Sequence[Found], paths: dict[str, Path]) -> dict[str, str | Unreadable]:
        if not files:
            return {}
        async with self._hashing:
            return await asyncio.to_thread(
                lambda: {found.name: _fingerprint(paths[found.name]) for found in files}
            )

    async def _remember(self, files: Sequence[Found], digests: dict[str, str]) -> None:
        now = datetime.now(UTC)
        writes = [
            UpdateOne(
                {"_id": found.key},
                {"$set": {"stamp": found.stamp, "sha256": digests[found.name], "seen_at": now}},
                upsert=True,
            )
            for found in files
            if found.key is not None
        ]
        if writes:
            await self._known.bulk_write(writes, ordered=False)


def _batches(files: Sequence[Found]) -> Iterator[Sequence[Found]]:
    start = size = 0
    for end, found in enumerate(files):
        if end > start and (end - start == _HASH_FILES or size + found.size > _HASH_BYTES):
            yield files[start:end]
            start, size = end, 0
        size += found.size
    if files[start:]:
        yield files[start:]


def _fingerprint(path: Path) -> str | Unreadable:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return Unreadable("missing", f"cannot be opened: {error.strerror}")
