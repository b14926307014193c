"""A part of a recording's master, sample for sample, block by block."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile
from numpy.typing import NDArray

from dataset_service.adapters.audio.decode import BLOCK, EXACT_IN_INT16, AudioReader
from dataset_service.adapters.audio.proxy import to_int16
from dataset_service.domain.audio_facts import DecodeLimits, Unreadable

_BYTES = 2
"""Of one sample of one channel."""


def wav_size(frames: int, channels: int) -> int:
    """Bytes of the WAV of 16 bit with so many frames."""
    return 44 + frames * channels * _BYTES


def wav_header(frames: int, channels: int, rate: int) -> bytes:
    """What stands in a WAV of 16 bit before its samples."""
    body, width = frames * channels * _BYTES, channels * _BYTES
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, rate, rate * width, width, 8 * _BYTES)
    return struct.pack("<4sI4s", b"RIFF", 36 + body, b"WAVE") + form + struct.pack("<4sI", b"data", body)


def sought(source: Path | BinaryIO, start: int, end: int) -> Iterator[NDArray[np.int16]]:
    """Frames start..end (end excluded) [frames, channels] of a WAV or FLAC, where seeking is exact. Raises
    Unreadable."""
    try:
        with soundfile.SoundFile(source) as file:
            file.seek(start)
            dtype = "int16" if file.subtype in EXACT_IN_INT16 else "float32"
            left = end - start
            while left > 0:
                block = file.read(min(BLOCK, left), dtype=dtype, always_2d=True)
                if len(block) == 0:
                    raise Unreadable("truncated", "it is shorter than it was")
                left -= len(block)
                yield to_int16(block)
    except soundfile.LibsndfileError as error:
        raise Unreadable("damaged", "a part of it cannot be decoded") from error


def decoded(path: Path, start: int, end: int, limits: DecodeLimits) -> Iterator[NDArray[np.int16]]:
    """The same of any recording, decoded from its beginning as its analysis does: a decoder that begins in the
    middle of AAC or Opus gives other samples. Raises Unreadable."""
    with AudioReader(path, limits) as reader:
        at = 0
        for block in reader.native_blocks():
            first, last = max(0, start - at), min(len(block), end - at)
            if first < last:
                yield to_int16(block[first:last])
            at += len(block)
            if at >= end:
                return
    raise Unreadable("truncated", "it is shorter than it was")
