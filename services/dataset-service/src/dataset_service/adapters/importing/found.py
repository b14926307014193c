"""What a source holds, as an import sees it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Found:
    """One file of a source.

    ``path``: where it lies on this machine, if it does. ``key`` and ``stamp``: what its content is remembered by
    (None: it is not). ``kept``: whether it is somebody else's file, which the store must copy. ``handle``: what its
    tree needs to fetch it.
    """

    name: str
    size: int
    path: str | None = None
    key: str | None = None
    stamp: str | None = None
    sha256: str | None = None
    kept: bool = True
    handle: Any = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that cannot become a record, and why; ``line`` of the manifest where one names it."""

    name: str
    reason: str
    detail: str
    line: int | None = None


Chunk = list[Found | Refusal]
Check = Callable[[], Awaitable[None]]
"""Raises when the import should end."""


class Tree(Protocol):
    """The files of a source."""

    async def lookup(self, names: Sequence[str]) -> list[Found | Refusal | None]:
        """Return the files of these names, None for those that are not there."""
        ...

    def walk(self, after: str | None) -> AsyncIterator[Chunk]:
        """Yield every file behind ``after``, in the order of `domain.sources.order_of`."""
        ...

    async def local(self, found: Found, folder: Path) -> Path:
        """Return where the file can be read, fetched into ``folder`` where it must be. Raises Unreadable."""
        ...
