"""A folder of this machine as a source; also what archives were unpacked into."""

import asyncio
import os
import unicodedata
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import islice
from pathlib import Path

from dataset_service.adapters.importing.found import Chunk, Found, Refusal
from dataset_service.domain.archives import safe_name
from dataset_service.domain.sources import is_litter, order_of

_CHUNK = 2000


class FolderTree:
    """Files below ``root``; links are followed only to files that lie inside ``bounds``.

    ``kept``: the files are somebody else's; their content is then remembered by path, size and times. ``prefix`` is
    put before every name.
    """

    def __init__(self, root: Path, *, kept: bool = True, prefix: str = "") -> None:
        self._root = Path(os.path.realpath(root))
        self._kept = kept
        self._prefix = prefix
        self._inside: dict[str, bool] = {}

    async def lookup(self, names: Sequence[str]) -> list[Found | Refusal | None]:
        return await asyncio.to_thread(lambda: [self._look_up(name) for name in names])

    async def walk(self, after: str | None) -> AsyncIterator[Chunk]:
        if after is not None and self._prefix:
            after = self._without_prefix(after)
        files = self._walk(str(self._root), "", order_of(after) if after else None)
        while chunk := await asyncio.to_thread(lambda: list(islice(files, _CHUNK))):
            yield chunk

    async def local(self, found: Found, folder: Path) -> Path:
        assert found.path is not None
        return Path(found.path)

    def _without_prefix(self, after: str) -> str | None:
        """Return where in this tree a name of all trees lies: itself, nothing yet, or behind everything."""
        if after.startswith(f"{self._prefix}/"):
            return after[len(self._prefix) + 1 :]
        return None if order_of(after) < order_of(self._prefix) else "\U0010ffff"

    def _look_up(self, name: str) -> Found | Refusal | None:
        inner = name
        if self._prefix:
            if not name.startswith(f"{self._prefix}/"):
                return None
            inner = name[len(self._prefix) + 1 :]
        found = self._at(f"{self._root}/{inner}", name)
        if found is None and not name.isascii():
            found = self._at(f"{self._root}/{unicodedata.normalize('NFD', inner)}", name)
        return found

    def _at(self, path: str, name: str) -> Found | Refusal | None:
        folder = os.path.dirname(path)
        inside = self._inside.get(folder)
        if inside is None:
            inside = self._inside[folder] = Path(os.path.realpath(folder)).is_relative_to(self._root)
        if not inside:
            return Refusal(name, "outside-import-roots", "a link leads out of the source")
        return self._found(path, name)

    def _found(self, path: str, name: str) -> Found | Refusal | None:
        try:
            status = os.lstat(path)
        except OSError:
            return None
        kind = status.st_mode & 0o170000
        if kind == 0o120000:
            real = os.path.realpath(path)
            if not Path(real).is_relative_to(self._root):
                return Refusal(name, "outside-import-roots", "a link leads out of the source")
            try:
                status = os.stat(real)
            except OSError:
                return Refusal(name, "missing", "a link leads nowhere")
            path, kind = real, status.st_mode & 0o170000
        if kind == 0o040000:
            return None
        if kind != 0o100000:
            return Refusal(name, "special-file", "only plain files are taken")
        if not self._kept:
            return Found(name, status.st_size, path, kept=False)
        stamp = f"{status.st_size}/{status.st_mtime_ns}/{status.st_ctime_ns}/{status.st_ino}"
        return Found(name, status.st_size, path, path, stamp)

    def _walk(self, folder: str, above: str, after: list[str] | None) -> Iterator[Found | Refusal]:
        """``after``: the rest of the name that was taken last, where it lies in or below this folder."""
        try:
            with os.scandir(folder) as entries:
                here = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
        except OSError as error:
            yield Refusal(self._full(above) or "/", "missing", f"the folder cannot be read: {error.strerror}")
            return
        for part, is_folder in here:
            if is_litter(part) or (after and part < after[0]):
                continue
            inner = f"{above}/{part}" if above else part
            rest = after[1:] if after and part == after[0] else None
            if is_folder:
                yield from self._walk(f"{folder}/{part}", inner, rest or None)
                continue
            if rest is not None:
                continue  # the very one
            try:
                name = safe_name(self._full(inner))
            except ValueError as error:
                reason, _, detail = str(error).partition(": ")
                yield Refusal(_printable(self._full(inner)), reason, detail)
                continue
            found = self._found(f"{folder}/{part}", name)
            if found is not None:
                yield found

    def _full(self, inner: str) -> str:
        return f"{self._prefix}/{inner}" if self._prefix else inner


def _printable(name: str) -> str:
    return (
        name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").replace("\0", "")[:1024]
    )
