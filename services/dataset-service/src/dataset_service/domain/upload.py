"""Uploads: files that arrive in parts, in any order, some of them twice."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dataset_service.domain.errors import Malformed, UploadClosed

SILENCE = timedelta(days=1)
"""An upload that nothing was sent to for so long is removed."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """Bytes offset..offset+length of a file, and where they are kept."""

    offset: int
    length: int
    object: str

    @property
    def end(self) -> int:
        return self.offset + self.length


@dataclass(slots=True)
class UploadFile:
    """One file of an upload; `total` is its size in bytes."""

    upload: str
    path: str
    total: int
    parts: list[FilePart] = field(default_factory=list)
    expected: str | None = None
    """The SHA-256 that the client gave for the whole."""
    sha256: str | None = None
    """The SHA-256 of the whole, where it is known."""

    def add(self, part: FilePart, total: int) -> list[FilePart]:
        """Take a part in. Another total begins the file anew; a part at the same place takes the place of the
        one before. Returns the parts that are needed no more. Raises Malformed."""
        if part.end > total:
            raise Malformed("/query/offset", f"the part ends behind the total of {total} bytes", "query")
        gone = (
            list(self.parts)
            if total != self.total
            else [old for old in self.parts if part.offset <= old.offset and old.end <= part.end]
        )
        self.parts = sorted([*(old for old in self.parts if old not in gone), part], key=lambda p: p.offset)
        self.total = total
        self.sha256 = None
        return gone

    def missing(self) -> list[tuple[int, int]]:
        """Return the ranges (start, end) that have not arrived."""
        gaps, at = [], 0
        for part in self.parts:
            if part.offset > at:
                gaps.append((at, part.offset))
            at = max(at, part.end)
        return [*gaps, (at, self.total)] if at < self.total else gaps

    @property
    def received(self) -> int:
        """How many different bytes have arrived."""
        return self.total - sum(end - start for start, end in self.missing())

    @property
    def complete(self) -> bool:
        return not self.missing()

    def pieces(self) -> list[tuple[str, int, int]]:
        """Return what makes up the file: (object, from, to) within the objects, without overlaps."""
        found, at = [], 0
        for part in self.parts:
            if part.end > at:
                found.append((part.object, at - part.offset, part.length))
                at = part.end
        return found


@dataclass(slots=True)
class Upload:
    """A session that files are sent to, until a dataset is made of it."""

    id: str
    workspace: str
    created_by: str
    created_at: datetime
    touched_at: datetime
    dataset: str | None = None
    """The dataset that was made of it last."""

    @property
    def expires_at(self) -> datetime:
        return self.touched_at + SILENCE

    def require_open(self) -> None:
        """Raise UploadClosed where a dataset was made of it."""
        if self.dataset is not None:
            raise UploadClosed
