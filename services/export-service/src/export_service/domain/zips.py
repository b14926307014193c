"""The layout of a ZIP archive of stored (uncompressed) files, computable before a byte of it exists.

So a download can begin, be resumed and be asked for in ranges without the archive ever being built. Format: PKWARE
APPNOTE 6.3.10; ZIP64 fields are always written, dates are 1980-01-01, names are UTF-8.
"""

from dataclasses import dataclass
from struct import pack

_DOS_DATE = (1 << 5) | 1  # 1980-01-01, the earliest the format knows: the same input gives the same bytes
_UTF8 = 0x0800
_VERSION = 45  # ZIP64
_MAX32 = 0xFFFFFFFF
_REGULAR_FILE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive: its name, size in bytes and CRC-32."""

    name: str
    bytes: int
    crc32: int


def local_header(entry: Entry) -> bytes:
    """Return the header that stands before the file's bytes."""
    name = entry.name.encode()
    extra = pack("<HHQQ", 1, 16, entry.bytes, entry.bytes)
    return (
        pack(
            "<4sHHHHHIIIHH",
            b"PK\x03\x04",
            _VERSION,
            _UTF8,
            0,
            0,
            _DOS_DATE,
            entry.crc32,
            _MAX32,
            _MAX32,
            len(name),
            len(extra),
        )
        + name
        + extra
    )


def central_header(entry: Entry, offset: int) -> bytes:
    """Return the file's line in the central directory; ``offset`` is that of its local header."""
    name = entry.name.encode()
    extra = pack("<HHQQQ", 1, 24, entry.bytes, entry.bytes, offset)
    return (
        pack(
            "<4sHHHHHHIIIHHHHHII",
            b"PK\x01\x02",
            _VERSION | 3 << 8,
            _VERSION,
            _UTF8,
            0,
            0,
            _DOS_DATE,
            entry.crc32,
            _MAX32,
            _MAX32,
            len(name),
            len(extra),
            0,
            0,
            0,
            _REGULAR_FILE,
            _MAX32,
        )
        + name
        + extra
    )


def entry_size(entry: Entry) -> int:
    """Return how many bytes the entry takes with its local header."""
    return 30 + len(entry.name.encode()) + 20 + entry.bytes


def central_size(name: str) -> int:
    """Return how many bytes a name takes in the central directory."""
    return 46 + len(name.encode()) + 28


END_SIZE = 56 + 20 + 22


def end(count: int, directory_bytes: int, directory_offset: int) -> bytes:
    """Return what ends an archive of ``count`` files."""
    zip64 = pack(
        "<4sQHHIIQQQQ",
        b"PK\x06\x06",
        44,
        _VERSION | 3 << 8,
        _VERSION,
        0,
        0,
        count,
        count,
        directory_bytes,
        directory_offset,
    )
    locator = pack("<4sIQI", b"PK\x06\x07", 0, directory_offset + directory_bytes, 1)
    classic = pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, _MAX32, _MAX32, 0)
    return zip64 + locator + classic
