"""The object store as generation and download use it."""

import hashlib
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import obstore
from obstore.store import ObjectStore

from contracts.storage import audio_object, processed_object
from export_service.adapters.generation.outputs import Made

_CHUNK = 1 << 20


class AudioMissing(Exception):
    """The store does not hold a record's audio."""


class ProcessedStore:
    """Processed datasets' files in the object store; every transfer is streamed."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def publish(self, processed: str, made: Made) -> None:
        """Upload a file that was written locally."""
        if made.path is None:
            return
        with made.path.open("rb") as file:
            async with obstore.open_writer_async(
                self._store, processed_object(processed, made.name)
            ) as writer:
                while data := file.read(_CHUNK):
                    await writer.write(data)

    async def copy_audio(self, processed: str, name: str, sha256: str) -> Made:
        """Copy a record's audio beside the data. Raises AudioMissing."""
        size, crc, digest = 0, 0, hashlib.sha256()
        try:
            source = await obstore.get_async(self._store, audio_object(sha256))
        except FileNotFoundError as error:
            raise AudioMissing(sha256) from error
        async with obstore.open_writer_async(self._store, processed_object(processed, name)) as writer:
            async for chunk in source.stream(min_chunk_size=_CHUNK):
                data = bytes(chunk)
                size += len(data)
                crc = zlib.crc32(data, crc)
                digest.update(data)
                await writer.write(data)
        return Made(name, size, digest.hexdigest(), crc, None)

    async def read(self, processed: str, name: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Stream the bytes ``start``..``end`` (exclusive) of a file."""
        if start >= end:
            return
        found = await obstore.get_async(
            self._store, processed_object(processed, name), options={"range": (start, end)}
        )
        async for chunk in found.stream(min_chunk_size=1 << 16):
            yield bytes(chunk)

    async def remove(self, processed: str) -> AsyncIterator[int]:
        """Remove everything of a processed dataset; yields how many files are gone so far."""
        gone = 0
        async for batch in obstore.list(self._store, prefix=processed_object(processed, "")):
            await obstore.delete_async(self._store, [entry["path"] for entry in batch])
            gone += len(batch)
            yield gone


def folder_of(work_folder: Path, processed: str) -> Path:
    """Return where a generation writes before it publishes."""
    return work_folder / f"earmark-generate-{processed}"
