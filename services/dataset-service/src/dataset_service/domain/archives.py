"""Unpacking what people upload, trusting nothing that an archive says about itself.

Members are written to disk one after the other in blocks; sizes are counted from what comes out, never
taken from a header. A member that is refused is yielded as a Refused with its name, and the rest goes on.
An archive as a whole is refused (ArchiveRefused) where going on would be dangerous or pointless: a bomb,
too many members, not an archive.
"""

from __future__ import annotations

import gzip
import os
import re
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_BLOCK = 1 << 20
_RATIO_FLOOR = 1 << 20
_LARGEST_READ = 1 << 24
_DRIVE = re.compile(r"[A-Za-z]:")
_GZIP = b"\x1f\x8b"
_NAME_BYTES = 1024
_PART_BYTES = 255
_ENCRYPTED = 0x1
_UTF8_FLAG = 0x800
_UNIX = 3
_IGNORED_PARTS = ("__MACOSX",)
_IGNORED_NAMES = (".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What unpacking may cost. Bytes are counted uncompressed."""

    total_bytes: int = 500 * 1024**3
    member_bytes: int = 50 * 1024**3
    members: int = 2_000_000
    ratio: float = 200.0
    """Most uncompressed bytes per compressed byte, looked at once a MiB has come out. Silence in PCM may
    reach 1,000 in a single member, so it is the archive as a whole that is judged."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file that was unpacked: its cleaned name with folders, where it lies, its size in bytes."""

    name: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A member that was left out. Reasons: `path-outside`, `absolute-path`, `bad-name`, `not-utf8`, `link`,
    `special-file`, `encrypted`, `unsupported-compression`, `damaged`, `too-large`, `duplicate-name`."""

    name: str
    reason: str
    detail: str


class ArchiveRefused(Exception):
    """The whole archive is refused. Reasons: `not-an-archive`, `bomb`, `too-large`, `too-many-members`,
    `damaged`.

    `member` is the name at which it became clear, where there is one.
    """

    def __init__(self, reason: str, detail: str, member: str | None = None) -> None:
        super().__init__(reason, detail, member)
        self.reason = reason
        self.detail = detail
        self.member = member

    def __str__(self) -> str:
        at = f" at {self.member!r}" if self.member else ""
        return f"{self.reason}{at}: {self.detail}"


class _Bad(Exception):
    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


def is_archive(name: str) -> bool:
    """Whether a file of this name is unpacked: zip, tar, tar.gz, tgz."""
    return name.lower().endswith((".zip", ".tar", ".tar.gz", ".tgz"))


def safe_name(name: str) -> str:
    """The name as it is kept: forward slashes, no `.` parts, NFC. Raises ValueError with `reason: detail`."""
    try:
        return _clean(name)
    except _Bad as error:
        raise ValueError(f"{error.reason}: {error.detail}") from error


def unpack(archive: Path, target: Path, limits: ArchiveLimits | None = None) -> Iterator[Member | Refused]:
    """Unpacks a zip, tar or tar.gz below `target`, which exists and is empty.

    Folder names inside are kept. Folders themselves and the litter of file managers are passed over in
    silence. Raises ArchiveRefused; what was yielded before stays on disk.
    """
    limits = limits or ArchiveLimits()
    budget = _Budget(limits, max(1, archive.stat().st_size))
    if zipfile.is_zipfile(archive):
        yield from _unpack_zip(archive, target, budget)
    else:
        yield from _unpack_tar(archive, target, budget)


class _Budget:
    """What has come out so far, against the limits."""

    def __init__(self, limits: ArchiveLimits, compressed: int) -> None:
        self.limits = limits
        self._compressed = compressed
        self._out = 0
        self._members = 0
        self._taken: set[str] = set()

    def member(self) -> None:
        self._members += 1
        if self._members > self.limits.members:
            raise ArchiveRefused("too-many-members", f"more than {self.limits.members} members")

    def grow(self, size: int, name: str) -> None:
        self._out += size
        if self._out > self.limits.total_bytes:
            raise ArchiveRefused("too-large", f"unpacks to more than {self.limits.total_bytes} bytes", name)
        if self._out > _RATIO_FLOOR and self._out > self._compressed * self.limits.ratio:
            raise ArchiveRefused("bomb", f"unpacks to more than {self.limits.ratio:g} times its size", name)

    def reach(self, position: int) -> None:
        """How far a compressed stream has been unpacked."""
        if position > _RATIO_FLOOR and position > self._compressed * self.limits.ratio:
            raise ArchiveRefused("bomb", f"unpacks to more than {self.limits.ratio:g} times its size")

    def claim(self, name: str) -> None:
        """Names must differ even where upper and lower case are one, or a file would hide another."""
        if name.casefold() in self._taken:
            raise _Bad("duplicate-name", "the archive holds this name twice")
        self._taken.add(name.casefold())


def _unpack_zip(archive: Path, target: Path, budget: _Budget) -> Iterator[Member | Refused]:
    try:
        file = zipfile.ZipFile(archive)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise ArchiveRefused("damaged", "the directory of the archive cannot be read") from error
    with file:
        for info in file.infolist():
            budget.member()
            if info.is_dir() or _is_litter(info.filename):
                continue
            try:
                name = _clean(_zip_name(info))
                _check_zip_kind(info)
                budget.claim(name)
                with file.open(info) as source:
                    yield _write(source, name, target, budget)
            except _Bad as error:
                yield Refused(_printable(info.filename), error.reason, error.detail)
            except NotImplementedError:
                yield Refused(
                    _printable(info.filename), "unsupported-compression", "its compression is not supported"
                )
            except (zipfile.BadZipFile, zlib.error, EOFError, ValueError):
                yield Refused(
                    _printable(info.filename), "damaged", "its bytes do not match its checksum or header"
                )
            except RuntimeError:
                yield Refused(_printable(info.filename), "encrypted", "it is protected by a password")


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: without the UTF-8 flag the module decodes as cp437, and most writers mean
    UTF-8."""
    name = info.orig_filename
    if info.flag_bits & _UTF8_FLAG:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError as error:
        raise _Bad("not-utf8", "its name is not UTF-8") from error


def _check_zip_kind(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise _Bad("encrypted", "it is protected by a password")
    kind = stat.S_IFMT(info.external_attr >> 16) if info.create_system == _UNIX else 0
    if kind == stat.S_IFLNK:
        raise _Bad("link", "links are not followed")
    if kind not in (0, stat.S_IFREG):
        raise _Bad("special-file", "only plain files are taken")


def _unpack_tar(archive: Path, target: Path, budget: _Budget) -> Iterator[Member | Refused]:
    with archive.open("rb") as raw:
        zipped = raw.read(2) == _GZIP
        raw.seek(0)
        yield from _tar_members(
            _Metered(gzip.GzipFile(fileobj=raw) if zipped else raw, budget), target, budget
        )


class _Metered:
    """What tarfile reads from, so that nothing is decompressed unseen: not what is passed over, nor huge headers."""

    def __init__(self, file: IO[bytes] | gzip.GzipFile, budget: _Budget) -> None:
        self._file = file
        self._budget = budget

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _LARGEST_READ:
            raise ArchiveRefused("bomb", "a header in it is larger than any name needs")
        data = self._file.read(size)
        self._budget.reach(self._file.tell())
        return data

    def seek(self, position: int, whence: int = 0) -> int:
        self._budget.reach(position)
        return self._file.seek(position, whence)

    def tell(self) -> int:
        return self._file.tell()


def _tar_members(source_file: _Metered, target: Path, budget: _Budget) -> Iterator[Member | Refused]:
    stream: Any = source_file
    try:
        file = tarfile.TarFile(fileobj=stream, mode="r", encoding="utf-8", errors="surrogateescape")
    except (tarfile.TarError, EOFError, OSError, zlib.error, ValueError) as error:
        raise ArchiveRefused("not-an-archive", "neither zip nor tar is recognised in it") from error
    with file:
        members = iter(file)
        while True:
            try:
                info = next(members, None)
            except (tarfile.TarError, EOFError, OSError, zlib.error, ValueError) as error:
                raise ArchiveRefused("damaged", "the archive cannot be read to its end") from error
            if info is None:
                return
            vars(file)[
                "members"
            ].clear()  # tarfile remembers each member; a million of them would fill the memory
            budget.member()
            if info.isdir() or _is_litter(info.name):
                continue
            try:
                name = _clean(info.name)
                _check_tar_kind(info)
                budget.claim(name)
                source = file.extractfile(info)
                assert source is not None  # a plain file has content
                with source:
                    written = _write(source, name, target, budget)
            except _Bad as error:
                yield Refused(_printable(info.name), error.reason, error.detail)
                continue
            except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
                raise ArchiveRefused(
                    "damaged", "the archive is cut off or damaged", _printable(info.name)
                ) from error
            yield written


def _check_tar_kind(info: tarfile.TarInfo) -> None:
    if info.issym() or info.islnk():
        raise _Bad("link", "links are not followed")
    if not info.isreg():
        raise _Bad("special-file", "only plain files are taken")


def _write(source: IO[bytes], name: str, target: Path, budget: _Budget) -> Member:
    path = target.joinpath(*name.split("/"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o644)
    except (FileExistsError, NotADirectoryError) as error:
        raise _Bad("duplicate-name", "a file and a folder, or two files, share this name") from error
    size = 0
    whole = False
    try:
        with os.fdopen(descriptor, "wb") as out:
            while block := source.read(_BLOCK):
                size += len(block)
                budget.grow(len(block), name)
                if size > budget.limits.member_bytes:
                    raise _Bad("too-large", f"unpacks to more than {budget.limits.member_bytes} bytes")
                out.write(block)
        whole = True
    finally:
        if not whole:
            path.unlink()
    return Member(name, path, size)


def _clean(name: str) -> str:
    try:
        raw = name.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _Bad("not-utf8", "its name is not UTF-8") from error
    if not name or len(raw) > _NAME_BYTES:
        raise _Bad("bad-name", f"a name has 1 to {_NAME_BYTES} bytes")
    if any(unicodedata.category(char) == "Cc" for char in name):
        raise _Bad("bad-name", "a name has no control characters")
    name = unicodedata.normalize("NFC", name.replace("\\", "/"))
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if name.startswith("/") or (parts and _DRIVE.fullmatch(parts[0]) and len(parts) > 1):
        raise _Bad("absolute-path", "a name starts inside the archive")
    if ".." in parts:
        raise _Bad("path-outside", "a name stays inside the archive")
    if not parts or any(len(part.encode()) > _PART_BYTES for part in parts):
        raise _Bad("bad-name", f"each part of a name has 1 to {_PART_BYTES} bytes")
    cleaned = "/".join(parts)
    if len(cleaned.encode()) > _NAME_BYTES:  # the composed form can be the longer one
        raise _Bad("bad-name", f"a name has 1 to {_NAME_BYTES} bytes")
    return cleaned


def _is_litter(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[0] in _IGNORED_PARTS or parts[-1] in _IGNORED_NAMES or parts[-1].startswith("._")


def _printable(name: str) -> str:
    """A name that can be stored and shown whatever is in it."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)[:_NAME_BYTES]
