"""Archives that a source holds: unpacked once, then a part of the source like any other folder."""

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Sequence
from hashlib import blake2b
from pathlib import Path

from dataset_service.adapters.importing.folder_tree import FolderTree
from dataset_service.adapters.importing.found import Check, Chunk, Found, Refusal, Tree
from dataset_service.domain.archives import ArchiveLimits, ArchiveRefused, Refused, is_archive, unpack
from dataset_service.domain.audio_facts import Unreadable
from dataset_service.domain.sources import order_of

_CHUNK = 1000
_WHOLE = ("bomb", "too-large", "too-many-members", "not-an-archive")
_NAMES_PER_LOOK = 1000


class SourceTree:
    """A tree with its archives unpacked.

    What an archive holds appears beside it, as if it lay there itself; where a name is taken there already, all of
    that archive appears in a folder of its name without ending.
    """

    def __init__(self, base: Tree, folder: Path, limits: ArchiveLimits) -> None:
        self._base = base
        self._folder = folder
        self._limits = limits
        self._trees: list[FolderTree] = []
        self.count: int = 0
        """Files that are no archives, once prepared; those in archives included."""

    async def prepare(self, check: Check) -> list[Refusal]:
        """Unpack every archive. Returns the members that were refused, and whole archives."""
        refusals: list[Refusal] = []
        async for chunk in self._base.walk(None):
            await check()
            for found in chunk:
                if isinstance(found, Found) and is_archive(found.name):
                    refusals.extend(await self._unpack(found, check))
                else:
                    self.count += 1
        return refusals

    async def _unpack(self, found: Found, check: Check) -> list[Refusal]:
        target = self._folder / "unpacked" / blake2b(found.name.encode(), digest_size=12).hexdigest()
        try:
            archive = await self._base.local(found, self._folder)
        except Unreadable as error:
            return [Refusal(found.name, error.reason, error.detail)]
        await asyncio.to_thread(shutil.rmtree, target, True)
        await asyncio.to_thread(target.mkdir, parents=True)
        stop = threading.Event()
        working = asyncio.create_task(asyncio.to_thread(_unpack_all, archive, target, self._limits, stop))
        try:
            while not (await asyncio.wait({working}, timeout=0.5))[0]:
                await check()
        except BaseException:
            stop.set()
            await asyncio.wait({working})
            raise
        names, refusals = working.result()
        if str(archive) != found.path:
            archive.unlink(missing_ok=True)
        parent, _, own = found.name.rpartition("/")
        beside = FolderTree(target, kept=False, prefix=parent)
        if await self._clashes(names, parent):
            stem = own.lower().removesuffix(".gz").rpartition(".")[0]
            beside = FolderTree(target, kept=False, prefix="/".join(filter(None, (parent, own[: len(stem)]))))
        self._trees.append(beside)
        self.count += len(names)
        within = f"{found.name}/"
        return [
            Refusal(found.name if not one.name else within + one.name, one.reason, one.detail)
            for one in refusals
        ]

    async def _clashes(self, names: Sequence[str], parent: str) -> bool:
        for start in range(0, len(names), _NAMES_PER_LOOK):
            some = [f"{parent}/{name}" if parent else name for name in names[start : start + _NAMES_PER_LOOK]]
            if any(found is not None for found in await self.lookup(some)):
                return True
        return False

    async def lookup(self, names: Sequence[str]) -> list[Found | Refusal | None]:
        found = await self._base.lookup(names)
        for tree in self._trees:
            lacking = [place for place, one in enumerate(found) if one is None]
            if not lacking:
                break
            for place, one in zip(lacking, await tree.lookup([names[i] for i in lacking]), strict=True):
                found[place] = one
        return found

    async def walk(self, after: str | None) -> AsyncIterator[Chunk]:
        if not self._trees:
            async for chunk in self._base.walk(after):
                yield [found for found in chunk if isinstance(found, Refusal) or not is_archive(found.name)]
            return
        heads = [_Head(tree.walk(after)) for tree in (self._base, *self._trees)]
        for head in heads:
            await head.next()
        gathered: Chunk = []
        while open_heads := [head for head in heads if head.item is not None]:
            first = min(open_heads, key=_Head.order)
            assert first.item is not None
            if isinstance(first.item, Refusal) or not is_archive(first.item.name) or first is not heads[0]:
                gathered.append(first.item)
            await first.next()
            if len(gathered) >= _CHUNK:
                yield gathered
                gathered = []
        if gathered:
            yield gathered

    async def local(self, found: Found, folder: Path) -> Path:
        return Path(found.path) if found.path is not None else await self._base.local(found, folder)


class _Head:
    """The next item of a walk."""

    def __init__(self, chunks: AsyncIterator[Chunk]) -> None:
        self._chunks = chunks
        self._held: list[Found | Refusal] = []
        self.item: Found | Refusal | None = None

    def order(self) -> list[str]:
        return order_of(self.item.name) if self.item is not None else []

    async def next(self) -> None:
        """Go on to the next item; None behind the last."""
        while not self._held:
            chunk = await anext(self._chunks, None)
            if chunk is None:
                self.item = None
                return
            self._held = chunk[::-1]
        self.item = self._held.pop()


def _unpack_all(
    archive: Path, target: Path, limits: ArchiveLimits, stop: threading.Event
) -> tuple[list[str], list[Refused]]:
    names: list[str] = []
    refused: list[Refused] = []
    try:
        for member in unpack(archive, target, limits):
            if stop.is_set():
                break
            if isinstance(member, Refused):
                refused.append(member)
            else:
                names.append(member.name)
    except ArchiveRefused as error:
        refused.append(Refused("", error.reason, error.detail))
        if error.reason in _WHOLE:
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir()
            names = []
    return names, refused
