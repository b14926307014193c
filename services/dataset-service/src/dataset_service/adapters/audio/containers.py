"""What the headers of a file claim about its length, so that a truncated upload is told from a short one.

Decoders quietly read what is there. The rules, per format:

- WAV, RF64, AIFF, CAF claim the bytes of their sample chunk (0, -1 and the placeholders of streaming
recorders claim nothing). Truncated: bytes for more than 0.1 s, or more than a tenth, are missing. - FLAC
claims samples in STREAMINFO (0 claims nothing). Truncated: decoding ends more than 0.1 s, or a tenth,
early. - MP3 claims frames in a Xing, Info or VBRI header (without one: no claim). Truncated: more than 0.25
s, or a tenth. - MP4: truncated when one of its boxes is cut.
- MP4 and WebM claim a duration (recorders write WebM without). Truncated: more than 0.25 s,
or a tenth, early. - Ogg: truncated when its last page is cut (a missing end-of-stream flag is no fault:
live recordings lack it). - AAC in ADTS claims nothing; a cut last frame is 23 ms.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import BinaryIO

_OGG_PAGE_MAX = 65_307
_STREAMING_SIZE = 0x7FFFF000  # recorders that cannot seek back leave a placeholder near 2 or 4 GiB
_AFTER_NO_SAMPLES = (b"LIST", b"bext", b"fact", b"cue ", b"id3 ", b"ID3 ", b"iXML", b"JUNK", b"PAD ", b"smpl")
_MP3_SEARCH = 64 * 1024


@dataclass(frozen=True, slots=True)
class Claim:
    """What a header promises."""

    frames: int | None = None
    """Samples per channel."""
    share_present: float = 1.0
    """The part (0..1) of the claimed sample bytes that the file holds."""
    cut: bool = False
    """Whether the file ends in the middle of a part of it."""
    open_ended: bool = False
    """Whether a recorder left the length at nothing, with sound behind it."""
    placeholder: bool = False
    """Whether a recorder left the length at all that fits."""


def read_claim(file: BinaryIO, size: int) -> Claim:
    """Reads the claim of an open file; leaves the position anywhere. Unknown formats claim nothing."""
    head = file.read(12)
    if head[:4] in (b"RIFF", b"RIFX", b"RF64") and head[8:12] == b"WAVE":
        return _riff(file, size, ">" if head[:4] == b"RIFX" else "<")
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return _chunks(file, size, at=12, sample_chunk=b"SSND", header=">4sI", padded=True)
    if head[:4] == b"caff":
        return _chunks(file, size, at=8, sample_chunk=b"data", header=">4sq", padded=False)
    if head[:4] == b"OggS":
        return Claim(cut=_last_ogg_page_is_cut(file, size))
    if head[4:8] == b"ftyp":
        return Claim(cut=_a_box_is_cut(file, size))
    if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0):
        return Claim(frames=_mp3_frames(file, head))
    return Claim()


def _present(start: int, claimed: int, size: int) -> Claim:
    return Claim(share_present=max(0, min(claimed, size - start)) / claimed)


def _riff(file: BinaryIO, size: int, order: str) -> Claim:
    long_size: int | None = None
    at = 12
    while at + 8 <= size:
        file.seek(at)
        name, length = struct.unpack(order + "4sI", file.read(8))
        if name == b"ds64":
            long_size = struct.unpack(order + "Q", file.read(16)[8:16])[0] if length >= 16 else None
        if name == b"data":
            claimed = long_size if length == 0xFFFFFFFF and long_size else length
            if claimed == 0:
                return Claim(open_ended=size > at + 16 and file.read(4) not in _AFTER_NO_SAMPLES)
            if long_size is None and claimed >= _STREAMING_SIZE:
                return Claim(placeholder=True)
            return _present(at + 8, claimed, size)
        at += 8 + length + (length & 1)
    return Claim()


def _chunks(file: BinaryIO, size: int, at: int, sample_chunk: bytes, header: str, padded: bool) -> Claim:
    width = struct.calcsize(header)
    while at + width <= size:
        file.seek(at)
        name, length = struct.unpack(header, file.read(width))
        if name == sample_chunk:
            return _present(at + width, length, size) if length > 0 else Claim()
        if length < 0:
            return Claim()
        at += width + length + (length & 1 if padded else 0)
    return Claim()


def _a_box_is_cut(file: BinaryIO, size: int) -> bool:
    """Whether one of the outermost boxes of an MP4 reaches beyond the end of the file."""
    at = 0
    while at + 8 <= size:
        file.seek(at)
        (length,) = struct.unpack(">I4x", file.read(8))
        if length == 1:
            length = int.from_bytes(file.read(8), "big")
        if length < 8:  # 0: up to the end, however far that is
            return False
        at += length
    return at != size


def _last_ogg_page_is_cut(file: BinaryIO, size: int) -> bool:
    file.seek(max(0, size - _OGG_PAGE_MAX))
    tail = file.read(_OGG_PAGE_MAX)
    at = tail.rfind(b"OggS")
    if at < 0:
        return True
    page = tail[at:]
    if len(page) < 27 or len(page) < 27 + page[26]:
        return True
    return len(page) < 27 + page[26] + sum(page[27 : 27 + page[26]])


def _mp3_frames(file: BinaryIO, head: bytes) -> int | None:
    """Samples per channel that a Xing, Info or VBRI header claims."""
    at = 0
    if head[:3] == b"ID3":
        at = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
    file.seek(at)
    data = file.read(_MP3_SEARCH)
    start = _mp3_sync(data)
    if start < 0:
        return None
    version_one = data[start + 1] & 0x18 == 0x18
    mono = data[start + 3] & 0xC0 == 0xC0
    samples = 1152 if version_one else 576
    side = (17 if mono else 32) if version_one else (9 if mono else 17)
    tag = data[start + 4 + side : start + 4 + side + 12]
    if tag[:4] in (b"Xing", b"Info") and len(tag) == 12 and tag[7] & 1:
        return int(struct.unpack(">I", tag[8:12])[0]) * samples or None
    tag = data[start + 36 : start + 36 + 18]
    if tag[:4] == b"VBRI" and len(tag) == 18:
        return int(struct.unpack(">I", tag[14:18])[0]) * samples or None
    return None


def _mp3_sync(data: bytes) -> int:
    at = data.find(b"\xff")
    while 0 <= at < len(data) - 4:
        second, third = data[at + 1], data[at + 2]
        layer_three = second & 0xE6 == 0xE2 and second & 0x18 != 0x08
        if layer_three and third & 0xF0 not in (0x00, 0xF0) and third & 0x0C != 0x0C:
            return at
        at = data.find(b"\xff", at + 1)
    return -1
