"""Byte ranges of a resource (RFC 9110 section 14) and the conditions that go with them (section 13)."""

import re
from dataclasses import dataclass

from starlette.requests import Request

_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)\s*$")


@dataclass(frozen=True, slots=True)
class Slice:
    """What to answer with: ``status`` 200, 206, 304 or 416, and the bytes ``start``..``end`` (exclusive)."""

    status: int
    start: int
    end: int
    size: int

    @property
    def length(self) -> int:
        """How many bytes to send."""
        return self.end - self.start

    def headers(self, etag: str) -> dict[str, str]:
        """Return the headers that belong to this answer."""
        headers = {"Accept-Ranges": "bytes", "ETag": etag}
        if self.status == 206:
            headers["Content-Range"] = f"bytes {self.start}-{self.end - 1}/{self.size}"
        if self.status == 416:
            headers["Content-Range"] = f"bytes */{self.size}"
        if self.status in (200, 206):
            headers["Content-Length"] = str(self.length)
        return headers


def requested_slice(request: Request, size: int, etag: str) -> Slice:
    """Return what a GET or HEAD asks for of a resource of ``size`` bytes with a strong ``etag`` (quoted).

    Honours If-None-Match, If-Range and a single range; several ranges, and units other than bytes, are
    answered with the whole, as the RFC allows.
    """
    headers = request.headers
    if (none_match := headers.get("if-none-match")) is not None and _matches(none_match, etag):
        return Slice(304, 0, 0, size)
    wanted = headers.get("range")
    if wanted is None or headers.get("if-range", etag) != etag:
        return Slice(200, 0, size, size)
    match = _ONE_RANGE.match(wanted.strip())
    if match is None or match.group(1) == match.group(2) == "":
        return Slice(200, 0, size, size)
    first, last = match.groups()
    if first == "":
        length = int(last)
        if length == 0 or size == 0:
            return Slice(416, 0, 0, size)
        return Slice(206, max(0, size - length), size, size)
    start = int(first)
    end = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return Slice(200, 0, size, size)
    if start >= size:
        return Slice(416, 0, 0, size)
    return Slice(206, start, end, size)


def _matches(header: str, etag: str) -> bool:
    return any(part.strip().removeprefix("W/") in ("*", etag) for part in header.split(","))
