"""Parts of uploads as objects of the store, and what is left of uploads that fell silent."""

import hashlib
from collections.abc import AsyncIterable, Sequence
from datetime import UTC, datetime, timedelta

from pymongo.asynchronous.database import AsyncDatabase

from dataset_service.adapters.documents import files_of
from dataset_service.adapters.names import DATASETS, UPLOAD_FILES, UPLOADS
from dataset_service.adapters.store import Store
from dataset_service.domain.upload import SILENCE, UploadFile
from service_kit.mongo.session import Doc


class UploadParts:
    """See `ports.Parts`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def write(self, name: str, content: AsyncIterable[bytes]) -> None:
        await self._store.write(name, content)

    async def sha256(self, file: UploadFile) -> str:
        digest = hashlib.sha256()
        for name, start, end in file.pieces():
            async for block in self._store.read(name, start, end):
                digest.update(block)
        return digest.hexdigest()

    async def remove(self, names: Sequence[str]) -> None:
        await self._store.remove(names)


class SilentUploads:
    """Removes uploads that nothing was sent to for a day and no import reads."""

    def __init__(self, database: AsyncDatabase[Doc], store: Store, silence: timedelta = SILENCE) -> None:
        self._database = database
        self._store = store
        self._silence = silence

    async def remove(self) -> int:
        """Return how many were removed."""
        before = datetime.now(UTC) - self._silence
        removed = 0
        async for upload in self._database[UPLOADS].find({"touched_at": {"$lt": before}}):
            if upload["dataset"] is not None:
                made = await self._database[DATASETS].find_one({"_id": upload["dataset"]}, {"state": 1})
                if made is not None and made["state"] == "importing":
                    continue
            await self._store.remove_below(f"uploads/{upload['_id']}")
            await self._database[UPLOAD_FILES].delete_many(files_of(upload["_id"]))
            await self._database[UPLOADS].delete_one(
                {"_id": upload["_id"], "touched_at": upload["touched_at"]}
            )
            removed += 1
        return removed
