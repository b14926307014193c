"""The archive of a processed dataset as a stream of bytes, any range of it, without the archive being built."""

from collections.abc import AsyncIterator

from pymongo.asynchronous.database import AsyncDatabase

from export_service.adapters.generation.store import ProcessedStore
from export_service.adapters.mongo_unit import FILES
from export_service.domain.processed import ProcessedDataset
from export_service.domain.zips import Entry, central_header, end, local_header
from service_kit.mongo.session import Doc


class Archive:
    """The ZIP of one processed dataset; its layout follows from the rows in the collection `files`."""

    def __init__(
        self, database: AsyncDatabase[Doc], store: ProcessedStore, processed: ProcessedDataset
    ) -> None:
        self._files = database[FILES]
        self._store = store
        self._processed = processed

    async def read(self, start: int, stop: int) -> AsyncIterator[bytes]:
        """Stream the bytes ``start``..``stop`` (exclusive)."""
        directory = self._processed.directory_offset
        if start < directory:
            async for piece in self._entries(start, min(stop, directory)):
                yield piece
        if stop > directory:
            position = directory
            async for piece in self._directory():
                cut = piece[max(0, start - position) : max(0, stop - position)]
                position += len(piece)
                if cut:
                    yield cut
                if position >= stop:
                    return

    async def _entries(self, start: int, stop: int) -> AsyncIterator[bytes]:
        id = self._processed.id
        first = await self._files.find_one({"p": id, "offset": {"$lte": start}}, sort=[("offset", -1)])
        begin = first["offset"] if first else 0
        cursor = self._files.find({"p": id, "offset": {"$gte": begin, "$lt": stop}}).sort("offset", 1)
        async for row in cursor:
            entry, offset = _entry(row), row["offset"]
            header = local_header(entry)
            if piece := header[max(0, start - offset) : max(0, stop - offset)]:
                yield piece
            body = offset + len(header)
            inside = max(0, start - body), min(entry.bytes, stop - body)
            async for data in self._store.read(id, entry.name, *inside):
                yield data

    async def _directory(self) -> AsyncIterator[bytes]:
        count = size = 0
        pieces: list[bytes] = []
        cursor = self._files.find({"p": self._processed.id}).sort("offset", 1)
        async for row in cursor:
            header = central_header(_entry(row), row["offset"])
            count += 1
            size += len(header)
            pieces.append(header)
            if len(pieces) == 500:
                yield b"".join(pieces)
                pieces = []
        yield b"".join(pieces)
        yield end(count, size, self._processed.directory_offset)


def _entry(row: Doc) -> Entry:
    return Entry(row["name"], row["bytes"], row["crc32"])


class StoredFiles:
    """See `ports.Files`."""

    def __init__(self, database: AsyncDatabase[Doc], store: ProcessedStore) -> None:
        self._database = database
        self._store = store

    def read(self, processed: ProcessedDataset, name: str, start: int, stop: int) -> AsyncIterator[bytes]:
        return self._store.read(processed.id, name, start, stop)

    def read_archive(self, processed: ProcessedDataset, start: int, stop: int) -> AsyncIterator[bytes]:
        return Archive(self._database, self._store, processed).read(start, stop)
