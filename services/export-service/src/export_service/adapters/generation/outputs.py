"""Files that are written and measured at once: bytes, SHA-256 and CRC-32."""

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Made:
    """One file of a processed dataset; ``path``: where it lies before it is published (None: in the store)."""

    name: str
    bytes: int
    sha256: str
    crc32: int
    path: Path | None


class Output:
    """A file being written."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.path = folder / name
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file: BinaryIO = self.path.open("wb", buffering=1 << 20)
        self._sha256 = hashlib.sha256()
        self._crc32 = 0
        self._bytes = 0

    def write(self, data: bytes) -> None:
        """Append bytes."""
        self._file.write(data)
        self._sha256.update(data)
        self._crc32 = zlib.crc32(data, self._crc32)
        self._bytes += len(data)

    def close(self) -> Made:
        """Finish the file."""
        self._file.close()
        return Made(self.name, self._bytes, self._sha256.hexdigest(), self._crc32, self.path)


class Lines:
    """Collects small pieces for an output, so that hashing works on large ones."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._pieces: list[bytes] = []
        self._size = 0

    def add(self, piece: bytes) -> None:
        """Append a piece."""
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > 1 << 18:
            self._send()

    def close(self) -> Made:
        """Finish the file."""
        self._send()
        return self._output.close()

    def _send(self) -> None:
        if self._pieces:
            self._output.write(b"".join(self._pieces))
            self._pieces, self._size = [], 0
