"""The object store: a local folder, used directly where that is quicker, or S3."""

import asyncio
import contextlib
import io
import os
import shutil
from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import ObjectStore

from service_kit.storage import local_root, open_store

_BLOCK = 1 << 20
_PART = 8 << 20
_SEEK_BLOCK = 256 << 10


@dataclass(frozen=True, slots=True)
class Adoption:
    """A local file that becomes an object. ``keep``: the file must not change by it, so a local store copies it;
    else it may be linked (``link``) or moved."""

    path: str
    name: str
    content_type: str
    keep: bool = False
    link: bool = False


class Store:
    """Objects by name. Raises FileNotFoundError for one that is not there."""

    def __init__(self, url: str, options: Mapping[str, str] | None = None) -> None:
        self.root = local_root(url)
        self._store: ObjectStore = open_store(url, options)

    def local(self, name: str) -> Path | None:
        """Return where an object lies, or would lie, in a local store; None for a store elsewhere."""
        return None if self.root is None else self.root / name

    async def adopt(self, files: Sequence[Adoption]) -> None:
        """Store local files; what is there already is replaced by the same."""
        if self.root is not None:
            await asyncio.to_thread(_adopt_locally, self.root, files)
            return
        for file in files:
            await self._put(file.name, Path(file.path), file.content_type)
            if not (file.keep or file.link):
                await asyncio.to_thread(os.unlink, file.path)

    async def _put(self, name: str, content: Any, content_type: str | None = None) -> None:
        attributes: Any = {"Content-Type": content_type} if content_type and self.root is None else None
        await obstore.put_async(
            self._store, name, content, attributes=attributes, chunk_size=_PART, max_concurrency=2
        )

    async def write(self, name: str, content: AsyncIterable[bytes]) -> None:
        """Store what arrives; nothing where it ends with an error."""
        if self.root is None:
            await self._put(name, content)
            return
        target = self.root / name
        partial = target.with_name(f"{target.name}.{uuid4().hex}.part")
        await asyncio.to_thread(target.parent.mkdir, parents=True, exist_ok=True)
        file = await asyncio.to_thread(open, partial, "wb")
        try:
            held: list[bytes] = []
            size = 0
            async for block in content:
                held.append(block)
                size += len(block)
                if size >= _BLOCK:
                    await asyncio.to_thread(file.writelines, held)
                    held, size = [], 0
            await asyncio.to_thread(_finish, file, held, partial, target)
        except BaseException:
            file.close()
            partial.unlink(missing_ok=True)
            raise

    async def read(self, name: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Yield the bytes start..end of an object."""
        if (path := self.local(name)) is not None:
            file = await asyncio.to_thread(open, path, "rb")
            try:
                left = -1 if end is None else end - start
                file.seek(start)
                while left:
                    block = await asyncio.to_thread(file.read, _BLOCK if left < 0 else min(_BLOCK, left))
                    if not block:
                        return
                    left = left if left < 0 else left - len(block)
                    yield block
            finally:
                file.close()
            return
        if end is not None and end <= start:
            return
        wanted: Any = {"offset": start} if end is None else (start, end)
        try:
            found = await obstore.get_async(self._store, name, options={"range": wanted})
        except NotFoundError as error:
            raise FileNotFoundError(name) from error
        async for block in found.stream(min_chunk_size=256 * 1024):
            yield bytes(block)

    async def read_range(self, name: str, start: int, end: int) -> bytes:
        """Return the bytes start..end of an object, all of them at once."""
        if (path := self.local(name)) is not None:
            return await asyncio.to_thread(_pread, path, start, end - start)
        if end <= start:
            return b""
        try:
            return bytes(await obstore.get_range_async(self._store, name, start=start, end=end))
        except NotFoundError as error:
            raise FileNotFoundError(name) from error

    async def size(self, name: str) -> int | None:
        """Return the bytes of an object; None where there is none."""
        if (path := self.local(name)) is not None:
            try:
                return (await asyncio.to_thread(os.stat, path)).st_size
            except FileNotFoundError:
                return None
        try:
            return int((await obstore.head_async(self._store, name))["size"])
        except (NotFoundError, FileNotFoundError):
            return None

    async def seekable(self, name: str) -> io.BufferedReader:
        """Return an object of a store elsewhere as a file for threads that read here and there in it."""
        size = await self.size(name)
        if size is None:
            raise FileNotFoundError(name)
        return io.BufferedReader(_Remote(self._store, name, size), _SEEK_BLOCK)

    async def fetch(self, pieces: Sequence[tuple[str, int, int]], target: Path) -> None:
        """Write parts of objects (name, start, end) one after the other into a local file."""
        file = await asyncio.to_thread(open, target, "wb")
        try:
            for name, start, end in pieces:
                async for block in self.read(name, start, end):
                    await asyncio.to_thread(file.write, block)
        finally:
            file.close()

    async def address(self, name: str, seconds: int) -> str:
        """Return a presigned address of an object; for stores that are not local."""
        store: Any = self._store
        return str(await obstore.sign_async(store, "GET", name, timedelta(seconds=seconds)))

    async def remove(self, names: Sequence[str]) -> None:
        """Remove objects; those that are not there do not matter."""
        for name in names:
            with contextlib.suppress(NotFoundError, FileNotFoundError):
                await obstore.delete_async(self._store, name)

    async def remove_below(self, prefix: str) -> None:
        """Remove every object whose name begins with ``prefix/``."""
        if self.root is not None:
            await asyncio.to_thread(shutil.rmtree, self.root / prefix, True)
            return
        async for batch in obstore.list(self._store, f"{prefix}/", chunk_size=500):
            await self.remove([str(found["path"]) for found in batch])


class _Remote(io.RawIOBase):
    """An object as a raw file: each read asks the store for a range."""

    def __init__(self, store: ObjectStore, name: str, size: int) -> None:
        super().__init__()
        self._store = store
        self._name = name
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        end = min(self._size, self._at + len(buffer))
        if end <= self._at:
            return 0
        content = bytes(obstore.get_range(self._store, self._name, start=self._at, end=end))
        buffer[: len(content)] = content
        self._at += len(content)
        return len(content)


def _adopt_locally(root: Path, files: Sequence[Adoption]) -> None:
    for file in files:
        target = root / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not file.keep and not file.link:
            os.replace(file.path, target)
            continue
        partial = target.with_name(f"{target.name}.{uuid4().hex}.part")
        try:
            if file.keep or not _linked(file.path, partial):
                shutil.copyfile(file.path, partial)
            os.replace(partial, target)
        finally:
            partial.unlink(missing_ok=True)  # a link onto itself leaves it behind


def _linked(path: str, target: Path) -> bool:
    try:
        os.link(path, target)
    except OSError:  # another file system, or one without links
        return False
    return True


def _finish(file: Any, held: list[bytes], partial: Path, target: Path) -> None:
    file.writelines(held)
    file.close()
    partial.replace(target)


def _pread(path: Path, start: int, length: int) -> bytes:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.pread(descriptor, length, start)
    finally:
        os.close(descriptor)
