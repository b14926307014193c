"""The file a browser plays, such that what it plays at t seconds is sample t * rate of the master.

Kept as uploaded, because browsers seek them exactly (Opus within 2 ms): WAV of 8 or 16 bit and FLAC with a
known length, AAC-LC in MP4, Opus in a WebM with a duration. Everything else gets a proxy: browsers miss the
place in MP3 (by 20 s and more with a variable bit rate), in Vorbis (13 ms), at the beginning of Opus in Ogg
(6 ms, its pre-skip: `tests/browser/test_sound_is_exact.py`) and in ADTS, cannot seek a recorder's WebM, and
do not play AIFF, CAF, ALAC, or WAV of every width. The proxy is FLAC of 16 bit with the master's rate,
channels and exact length.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import numpy as np
import soundfile
from numpy.typing import NDArray

from dataset_service.adapters.audio.decode import AudioReader, Block, StreamInfo
from dataset_service.domain.audio_facts import DecodeLimits, Unreadable

_FLAC_MAX_RATE = 655_350


def playback_of(info: StreamInfo) -> Literal["upload", "proxy"]:
    """Which file to play, by the table above."""
    kind = (info.container, info.codec)
    if info.channels > 2 or not info.starts_at_zero:
        return "proxy"
    exact = (
        (kind in (("wav", "pcm_s16"), ("wav", "pcm_u8")) and info.header_frames is not None)
        or (kind == ("flac", "flac") and info.header_frames is not None)
        or (kind == ("m4a", "aac") and info.profile == "LC" and info.header_frames is not None)
        or (kind == ("webm", "opus") and info.header_frames is not None)
    )
    return "upload" if exact else "proxy"


def keep_once(partial: Path, path: Path) -> None:
    """Gives a finished file its name. The names say the content, so what has it already stays (replacing
    waits for the disk)."""
    if path.exists():
        partial.unlink()
    else:
        partial.replace(path)


class FlacWriter:
    """Writes a FLAC of 16 bit block by block; the file has its name only once it is whole."""

    def __init__(self, path: Path, rate: int, channels: int) -> None:
        if rate > _FLAC_MAX_RATE:
            raise Unreadable("sample-rate", f"{rate} Hz cannot be played; FLAC ends at {_FLAC_MAX_RATE} Hz")
        self._path = path
        self._partial = path.with_name(f"{path.name}.{os.getpid()}.part")
        self._file = soundfile.SoundFile(
            str(self._partial), "w", rate, channels, "PCM_16", format="FLAC", compression_level=0.5
        )

    def write(self, samples: NDArray[np.int16]) -> None:
        """samples [frames, channels]."""
        self._file.write(samples)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self._file.close()
        if kind is None:
            keep_once(self._partial, self._path)
        else:
            self._partial.unlink(missing_ok=True)


def to_int16(block: Block) -> NDArray[np.int16]:
    """Full-scale samples as 16 bit: rounded, and cut where they exceed full scale."""
    if block.dtype == np.int16:
        return block  # type: ignore[return-value]
    scaled = np.multiply(block, np.float32(32768), dtype=np.float32)
    np.rint(scaled, out=scaled)
    np.clip(scaled, -32768, 32767, out=scaled)
    return scaled.astype(np.int16)


def write_proxy(source: Path, target: Path, limits: DecodeLimits) -> int:
    """Decodes `source` once into the FLAC `target`. Returns its frames, equal to the master's. Raises
    Unreadable."""
    with AudioReader(source, limits) as reader:
        with FlacWriter(target, reader.info.sample_rate, reader.info.channels) as flac:
            for block in reader.native_blocks():
                flac.write(to_int16(block))
        return reader.frames
