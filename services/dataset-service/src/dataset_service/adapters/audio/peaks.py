"""Waveform peaks in several resolutions, read in slices as audiowaveform's `.dat` version 2.

Level 0 holds one minimum and one maximum per channel for each 256 samples; each further level covers four
times as many, up to 262,144. The file of a recording is a header of 32 bytes and then the levels one after
the other, all 16 bit, so that where any slice lies follows from rate, channels and length alone.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SAMPLES_PER_PIXEL = (256, 1024, 4096, 16384, 65536, 262144)
"""Samples per point of each level."""
_MAGIC = b"EMPEAKS1"
_HEADER = struct.Struct("<8sIIQII")
_DAT = struct.Struct("<iIiiIi")
_RATIO = 4

Points = NDArray[np.int16]
"""[points, channels, 2]: minimum and maximum."""


@dataclass(frozen=True, slots=True)
class PeaksLayout:
    """Where things lie in the peaks file of a recording."""

    sample_rate: int
    channels: int
    frames: int

    @property
    def levels(self) -> int:
        """How many levels there are; always all of them, however short the recording."""
        return len(SAMPLES_PER_PIXEL)

    def points(self, level: int) -> int:
        """Points of a level; the last may cover fewer samples."""
        return -(-self.frames // SAMPLES_PER_PIXEL[level])

    def byte_range(self, level: int, start: int, end: int) -> tuple[int, int]:
        """First byte, and the byte after the last, of the points start..end (end excluded, both cut to what
        exists).

        Raises ValueError where there is no such level or the slice is turned round.
        """
        if not 0 <= level < self.levels:
            raise ValueError(f"there is no level {level}; levels are 0..{self.levels - 1}")
        if not 0 <= start <= end:
            raise ValueError("a slice needs 0 <= start <= end")
        width = self.channels * 4
        base = _HEADER.size + sum(self.points(below) for below in range(level)) * width
        count = self.points(level)
        return base + min(start, count) * width, base + min(end, count) * width

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return self.byte_range(self.levels - 1, 0, self.points(self.levels - 1))[1]

    def header(self) -> bytes:
        """The first bytes of the file."""
        return _HEADER.pack(
            _MAGIC, self.sample_rate, self.channels, self.frames, SAMPLES_PER_PIXEL[0], self.levels
        )

    @classmethod
    def read(cls, head: bytes) -> PeaksLayout:
        """From the first 32 bytes of a file. Raises ValueError where it is no peaks file."""
        if len(head) < _HEADER.size or head[:8] != _MAGIC:
            raise ValueError("not a peaks file")
        _, rate, channels, frames, _, _ = _HEADER.unpack(head[: _HEADER.size])
        return cls(rate, channels, frames)

    def dat(self, level: int, body: bytes, bits: int = 8) -> bytes:
        """A slice's bytes from the file as a `.dat` version 2 of 8 or 16 bits. Raises ValueError on other
        bits."""
        if bits not in (8, 16):
            raise ValueError("peaks have 8 or 16 bits")
        points = len(body) // (4 * self.channels)
        head = _DAT.pack(
            2, 1 if bits == 8 else 0, self.sample_rate, SAMPLES_PER_PIXEL[level], points, self.channels
        )
        if bits == 16:
            return head + body
        values = np.frombuffer(body, "<i2")
        # Towards zero, as audiowaveform itself narrows 16 bit to 8.
        narrow: NDArray[np.int8] = ((values + ((values >> 15) & 255)) >> 8).astype(np.int8)
        return head + narrow.tobytes()


HEADER_BYTES = _HEADER.size


class PeaksBuilder:
    """Collects level 0 block by block; about 700 KB per hour of mono at 44.1 kHz."""

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self._lowest: list[Points] = []
        self._highest: list[Points] = []
        self._ended = False

    def add(self, samples: NDArray[np.int16]) -> tuple[Points, Points]:
        """samples [channels, n]; n a multiple of 256 in all calls but the last.

        Returns minima and maxima, each [channels, points].
        """
        step = SAMPLES_PER_PIXEL[0]
        whole = samples.shape[1] // step
        if self._ended:
            raise ValueError("only the last block may be uneven")
        body = samples[:, : whole * step].reshape(self._channels, whole, step)
        lowest, highest = body.min(axis=2), body.max(axis=2)
        rest = samples[:, whole * step :]
        if rest.shape[1]:
            self._ended = True
            lowest = np.concatenate([lowest, rest.min(axis=1, keepdims=True)], axis=1)
            highest = np.concatenate([highest, rest.max(axis=1, keepdims=True)], axis=1)
        self._lowest.append(lowest)
        self._highest.append(highest)
        return lowest, highest

    def levels(self) -> list[Points]:
        """All levels, finest first."""
        empty = np.zeros((self._channels, 0), np.int16)
        lowest = np.concatenate([empty, *self._lowest], axis=1)
        highest = np.concatenate([empty, *self._highest], axis=1)
        levels = [np.stack([lowest.T, highest.T], axis=2)]
        for _ in SAMPLES_PER_PIXEL[1:]:
            levels.append(_coarser(levels[-1]))
        return levels

    def write(self, path: Path, rate: int, frames: int) -> PeaksLayout:
        """Writes the file. Returns its layout."""
        layout = PeaksLayout(rate, self._channels, frames)
        body = [layout.header(), *(level.astype("<i2", copy=False).tobytes() for level in self.levels())]
        path.write_bytes(b"".join(body))
        return layout


def _coarser(level: Points) -> Points:
    count = -(-len(level) // _RATIO)
    padding = count * _RATIO - len(level)
    if padding:
        level = np.concatenate([level, np.repeat(level[-1:], padding, axis=0)])
    grouped = level.reshape(count, _RATIO, level.shape[1], 2)
    return np.stack([grouped[..., 0].min(axis=1), grouped[..., 1].max(axis=1)], axis=2)


def peaks_slice(path: Path, level: int, start: int, end: int, bits: int = 8) -> bytes:
    """The points start..end (end excluded) of a level as a `.dat` version 2. Raises ValueError,
    FileNotFoundError."""
    with path.open("rb") as file:
        layout = PeaksLayout.read(file.read(HEADER_BYTES))
        first, last = layout.byte_range(level, start, end)
        file.seek(first)
        return layout.dat(level, file.read(last - first), bits)
