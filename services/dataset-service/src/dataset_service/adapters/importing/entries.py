"""What an import takes, in its order: the lines of a manifest, or the files of a source."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from dataset_service.adapters.importing.archives import SourceTree
from dataset_service.adapters.importing.found import Found, Refusal
from dataset_service.domain.audio_facts import FactValue, Unreadable
from dataset_service.domain.manifests import ManifestRow, is_manifest, read_manifest

_ROWS = 2000


@dataclass(slots=True)
class Entry:
    """One candidate for a record. ``at``: where to go on behind it; ``found`` or ``refusal``."""

    at: str | int
    name: str
    found: Found | None = None
    refusal: Refusal | None = None
    facts: dict[str, FactValue] = field(default_factory=dict)


class Manifest:
    """A manifest of a source, on this machine."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._folder = name.rpartition("/")[0]

    @classmethod
    async def of(cls, tree: SourceTree, name: str, folder: Path) -> "Manifest":
        """Fetch it. Raises Unreadable where the source has no such file."""
        (found,) = await tree.lookup([name])
        if not isinstance(found, Found):
            raise Unreadable("manifest-missing", f"the source has no file {name}")
        path = await tree.local(found, folder)
        if path.suffix.lower() != Path(name).suffix.lower():  # uploads have no names of their own
            link = folder / f"manifest{Path(name).suffix.lower()}"
            link.unlink(missing_ok=True)
            link.symlink_to(path)
            path = link
        return cls(path, name)

    async def lines(self) -> int:
        """Count the lines that are not empty, a header included: good for a progress bar."""
        return await asyncio.to_thread(_count_lines, self._path)

    async def entries(self, tree: SourceTree, after: int) -> AsyncIterator[list[Entry]]:
        """Yield its lines behind line ``after``. Raises ManifestRefused."""
        rows = read_manifest(self._path, unique=False)
        while batch := await asyncio.to_thread(lambda: list(islice(rows, _ROWS))):
            batch = [row for row in batch if row.line > after]
            named = [row for row in batch if isinstance(row, ManifestRow)]
            files = await self._files(tree, [row.audio_name for row in named])
            entries: list[Entry] = []
            for row in batch:
                if not isinstance(row, ManifestRow):
                    name = row.audio_name or f"line {row.line}"
                    refusal = Refusal(name, row.reason, row.detail, row.line)
                    entries.append(Entry(row.line, name, refusal=refusal))
                    continue
                found = files[row.audio_name]
                if isinstance(found, Found):
                    entries.append(Entry(row.line, row.audio_name, found, facts=row.facts))
                else:
                    reason, detail = (
                        (found.reason, found.detail)
                        if found is not None
                        else ("missing-audio", "the source holds no such file")
                    )
                    refusal = Refusal(row.audio_name, reason, detail, row.line)
                    entries.append(Entry(row.line, row.audio_name, refusal=refusal))
            yield entries

    async def _files(self, tree: SourceTree, names: list[str]) -> dict[str, Found | Refusal | None]:
        """Look names up beside the manifest, then from the top of the source."""
        wanted = list(dict.fromkeys(names))
        if not self._folder:
            return dict(zip(wanted, await tree.lookup(wanted), strict=True))
        beside = await tree.lookup([f"{self._folder}/{name}" for name in wanted])
        found = dict(zip(wanted, beside, strict=True))
        lacking = [name for name, one in found.items() if one is None]
        found.update(zip(lacking, await tree.lookup(lacking), strict=True))
        return found


async def file_entries(tree: SourceTree, after: str | None) -> AsyncIterator[list[Entry]]:
    """Yield the files of a source behind the name ``after``; manifests that nobody asked for are passed over."""
    async for chunk in tree.walk(after):
        entries = []
        for found in chunk:
            if isinstance(found, Refusal):
                entries.append(Entry(found.name, found.name, refusal=found))
            elif not is_manifest(found.name):
                entries.append(Entry(found.name, found.name, found))
        if entries:
            yield entries


def _count_lines(path: Path) -> int:
    count, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            count += block.count(b"\n")
            last = block[-1:]
    count += last != b"\n"
    return max(0, count - 1) if path.suffix.lower() in (".csv", ".tsv") else count
