"""PyAV (FFmpeg) for what libsndfile cannot read: AAC, MP4, WebM and others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from dataset_service.adapters.audio.decode import BLOCK, Block, StreamInfo
from dataset_service.domain.audio_facts import Unreadable

# Only formats that hold sound themselves: playlists and concatenations would name other files or addresses.
_FORMATS = (
    "mov,mp4,matroska,webm,ogg,aac,mp3,wav,flac,aiff,caf,w64,amr,asf,ac3,eac3,au,mpegts,avi,wv,ape,tta,flv"
)
OPEN_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": _FORMATS}
_TRIM = 4096
"""Padding at the end that an MP4 edit list may cut off; the last frames are held back until the end is
known."""
_CONTAINERS = {"mov": "m4a", "matroska": "webm"}
_CODECS = {"mp3float": "mp3", "libopus": "opus", "libvorbis": "vorbis", "aac_fixed": "aac", "aac_latm": "aac"}


def open_container(path: str) -> Any:
    """An open FFmpeg container. Raises Unreadable `not-audio`."""
    try:
        return av.open(f"file:{path}", options=OPEN_OPTIONS, metadata_errors="replace")
    except (av.FFmpegError, OSError) as error:
        raise Unreadable("not-audio", "no supported audio format is recognised in it") from error


class PyAvSource:
    """FFmpeg's best audio stream of a file, encoder delay and padding removed where the container declares
    them."""

    def __init__(self, path: str) -> None:
        self._container = open_container(path)
        try:
            self.info = self._describe()
        except Unreadable:
            self._container.close()
            raise
        except (av.FFmpegError, OSError, ValueError) as error:
            self._container.close()
            raise Unreadable("damaged", "its headers cannot be read") from error

    def _describe(self) -> StreamInfo:
        streams = self._container.streams.audio
        if not streams:
            raise Unreadable("no-audio-stream", "the file holds no audio")
        self._stream = self._container.streams.best("audio") or streams[0]
        context = self._stream.codec_context
        if context is None:
            raise Unreadable("unsupported-codec", "no decoder for its audio stream")
        context.thread_count = 1
        container = str(self._container.format.name).partition(",")[0]
        self._packets = self._container.demux(self._stream)
        first = self._first_frame()
        name = str(context.name)
        declared = self._declared_seconds(container)
        return StreamInfo(
            container=_CONTAINERS.get(container, container),
            codec=_CODECS.get(
                name, name.replace("le", "").replace("be", "") if name.startswith("pcm_") else name
            ),
            decoder="pyav",
            sample_rate=first.sample_rate,
            channels=first.layout.nb_channels,
            profile=str(context.profile) if context.profile else None,
            header_frames=None if declared is None else round(declared * first.sample_rate),
            starts_at_zero=first.pts is None
            or abs(float(first.pts * first.time_base)) < 1 / first.sample_rate,
        )

    def _declared_seconds(self, container: str) -> float | None:
        """Only what a header says; FFmpeg's guesses from the bit rate are worse than nothing."""
        if container == "mov" and self._stream.duration:
            return float(self._stream.duration * self._stream.time_base)
        if container == "matroska" and self._container.duration:
            return float(self._container.duration / av.time_base)
        return None

    def _first_frame(self) -> Any:
        self._damage: str | None = None
        self._waiting: list[Any] = []
        for frame in self._frames():
            self._waiting.append(frame)
            return frame
        if self._damage:
            raise Unreadable("damaged", "nothing in it can be decoded")
        raise Unreadable("no-samples", "the file holds no samples")

    def _frames(self) -> Iterator[Any]:
        """Decoded frames. A fault at the very end is what a recorder that was cut off leaves; one with
        sound after it would shift the clock, so it is refused."""
        while True:
            try:
                packet = next(self._packets)
                frames = packet.decode()
            except StopIteration:
                return
            except (av.EOFError, av.InvalidDataError) as error:
                self._damage = str(error)
                if not hasattr(error, "errno") or isinstance(error, av.EOFError):
                    return
                continue
            except av.FFmpegError as error:
                raise Unreadable("unsupported-codec", "its encoding is not supported") from error
            for frame in frames:
                if self._damage:
                    raise Unreadable("damaged", "a part in the middle cannot be decoded")
                yield frame

    def raw_blocks(self) -> Iterator[Block]:
        """See decode.Source."""
        fifo = av.AudioFifo()
        total = 0
        for frame in self._all_frames():
            if frame.sample_rate != self.info.sample_rate or frame.layout.nb_channels != self.info.channels:
                raise Unreadable(
                    "format-changes", f"rate or channels change after {total / self.info.sample_rate:.3f} s"
                )
            frame.pts = None
            try:
                fifo.write(frame)
            except ValueError as error:
                raise Unreadable("format-changes", "the sample format changes in the middle") from error
            total += frame.samples
            while fifo.samples >= BLOCK + _TRIM:
                yield samples_of(fifo.read(BLOCK))
        excess = (
            total - self.info.header_frames if self.info.header_frames and self.info.container == "m4a" else 0
        )
        left = fifo.samples - excess if 0 < excess <= _TRIM else fifo.samples
        while left > 0:
            block = samples_of(fifo.read(min(BLOCK, left)))
            left -= len(block)
            yield block

    def _all_frames(self) -> Iterator[Any]:
        yield from self._waiting
        self._waiting = []
        yield from self._frames()

    def close(self) -> None:
        """See decode.Source."""
        self._container.close()


def samples_of(frame: Any) -> Block:
    """A frame's samples [frames, channels]: int16 as they are, all else as float32. Raises Unreadable."""
    data: NDArray[Any] = frame.to_ndarray()
    block: NDArray[Any] = data.T if frame.format.is_planar else data.reshape(-1, frame.layout.nb_channels)
    if block.dtype == np.int16:
        return block.view(np.int16)
    if block.dtype == np.uint8:
        centred: NDArray[np.int16] = (block.astype(np.int16) - 128) * 256
        return centred
    if block.dtype == np.int32:
        scaled: NDArray[np.float32] = np.multiply(block, np.float32(1 / 2**31), dtype=np.float32)
        return scaled
    floats: NDArray[np.float32] = block.astype(np.float32, copy=False)
    if not np.isfinite(floats).all():
        raise Unreadable("not-finite", "NaN or infinite samples")
    return floats
