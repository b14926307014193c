"""An upload as a source."""

from collections.abc import AsyncIterator, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pymongo.asynchronous.database import AsyncDatabase

from dataset_service.adapters.documents import Doc, file_key, file_of, files_of
from dataset_service.adapters.importing.found import Chunk, Found, Refusal
from dataset_service.adapters.names import UPLOAD_FILES
from dataset_service.adapters.store import Store
from dataset_service.domain.audio_facts import Unreadable
from dataset_service.domain.sources import is_litter, order_of

_CHUNK = 1000


class UploadTree:
    """The files of an upload; their bytes are objects of the store."""

    def __init__(self, database: AsyncDatabase[Doc], store: Store, upload: str) -> None:
        self._files = database[UPLOAD_FILES]
        self._store = store
        self._upload = upload

    async def lookup(self, names: Sequence[str]) -> list[Found | Refusal | None]:
        keys = [file_key(self._upload, name) for name in names]
        docs = {doc["_id"]: doc async for doc in self._files.find({"_id": {"$in": list(set(keys))}})}
        return [self._found(docs[key]) if key in docs else None for key in keys]

    async def walk(self, after: str | None) -> AsyncIterator[Chunk]:
        # The database sorts "a b" before "a/c", folder by folder it is the other way round: so sorted here.
        names = [doc["path"] async for doc in self._files.find(files_of(self._upload), {"path": 1, "_id": 0})]
        names = [name for name in names if not any(map(is_litter, name.split("/")))]
        names.sort(key=order_of)
        if after is not None:
            names = [name for name in names if order_of(name) > order_of(after)]
        for start in range(0, len(names), _CHUNK):
            yield [found for found in await self.lookup(names[start : start + _CHUNK]) if found is not None]

    async def local(self, found: Found, folder: Path) -> Path:
        if found.path is not None:
            return Path(found.path)
        target = folder / blake2b(found.name.encode(), digest_size=16).hexdigest()
        try:
            await self._store.fetch(found.handle, target)
        except FileNotFoundError as error:
            target.unlink(missing_ok=True)
            raise Unreadable("missing", "the uploaded bytes are gone; upload the file again") from error
        return target

    def _found(self, doc: dict[str, Any]) -> Found:
        file = file_of(doc)
        pieces = file.pieces()
        path: str | None = None
        if len(pieces) == 1 and pieces[0][1:] == (0, file.total) and len(file.parts) == 1:
            local = self._store.local(pieces[0][0])
            path = str(local) if local is not None else None
        return Found(file.path, file.total, path, sha256=file.sha256, kept=False, handle=pieces)
