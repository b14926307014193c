"""Full, streaming decode of any supported file: soundfile first, PyAV where that cannot read it.

The master's clock is defined in domain/audio_facts.py. Blocks have BLOCK frames, only the last is shorter;
each block is a view of a buffer that the next one reuses.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol, Self

import numpy as np
import soundfile
from numpy.typing import NDArray

from dataset_service.adapters.audio.containers import Claim, read_claim
from dataset_service.domain.audio_facts import DecodeLimits, Unreadable

BLOCK = 65_536
"""Frames per block."""

Block = NDArray[np.int16] | NDArray[np.float32]

EXACT_IN_INT16 = {"PCM_16", "PCM_U8", "PCM_S8", "ULAW", "ALAW", "GSM610", "IMA_ADPCM", "MS_ADPCM", "G721_32"}
_FLOATS = {"FLOAT", "DOUBLE"}
_CONTAINERS = {"WAVEX": "wav", "RF64": "wav"}
_CODECS = {
    "PCM_U8": "pcm_u8",
    "PCM_S8": "pcm_s8",
    "PCM_16": "pcm_s16",
    "PCM_24": "pcm_s24",
    "PCM_32": "pcm_s32",
}
_CODECS |= {"FLOAT": "pcm_f32", "DOUBLE": "pcm_f64", "MPEG_LAYER_III": "mp3", "MPEG_LAYER_II": "mp2"}
_CODECS |= {"MPEG_LAYER_I": "mp1", "ALAC_16": "alac", "ALAC_20": "alac", "ALAC_24": "alac", "ALAC_32": "alac"}
_BITS = {"PCM_U8": 8, "PCM_S8": 8, "PCM_16": 16, "PCM_24": 24, "PCM_32": 32, "FLOAT": 32, "DOUBLE": 64}
_COMMON = {"flac", "mp3", "vorbis", "opus", "pcm_u8", "pcm_s16", "pcm_s24", "pcm_s32", "pcm_f32", "pcm_f64"}
_UNKNOWN_LENGTH = 1 << 60
_NOT_RECOGNISED = 1  # libsndfile's SF_ERR_UNRECOGNISED_FORMAT
_MALFORMED = 3  # SF_ERR_MALFORMED_FILE
_MAGIC = (b"RIFF", b"RIFX", b"RF64", b"FORM", b"caff", b"fLaC", b"OggS", b"ID3", b"\x1aE\xdf\xa3")


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What is known of a file once it is open."""

    container: str
    codec: str
    decoder: str
    sample_rate: int
    channels: int
    bits: int | None = None
    """Bits per sample of PCM and FLAC."""
    profile: str | None = None
    """The codec's profile, for example `LC` of AAC."""
    header_frames: int | None = None
    """Samples per channel that the container says there are; None where it does not say or cannot be
    believed."""
    starts_at_zero: bool = True
    """False where the container delays its first sample, so that a player's clock is not the master's."""


class Source(Protocol):
    """One decoder at work on one file."""

    info: StreamInfo

    def raw_blocks(self) -> Iterator[Block]:
        """[frames, channels]; int16 where that is exact, float32 (full scale 1.0) otherwise."""

    def close(self) -> None: ...


class DecoderFailed(Unreadable):
    """libsndfile gives up; FFmpeg may still read it."""


class AudioReader:
    """An open recording. Iterate its blocks once; then `frames` is the exact length on the master's clock.

    Raises Unreadable when opened and while iterating.
    """

    def __init__(self, path: str | os.PathLike[str], limits: DecodeLimits) -> None:
        self._limits = limits
        self._path = os.fspath(path)
        self._source, self._claim, self.bytes = _open(self._path)
        self.info = self._source.info
        self.frames = 0
        try:
            self._check_limits()
        except Unreadable:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file."""
        self._source.close()

    def native_blocks(self) -> Iterator[Block]:
        """Blocks [frames, channels] as int16 where the file holds no more than that, else as float32."""
        most = int(self._limits.max_seconds * self.info.sample_rate)
        for block in self._raw_blocks():
            self.frames += len(block)
            if self.frames > most:
                raise self._too_long()
            yield block
        self._check_complete()

    def _raw_blocks(self) -> Iterator[Block]:
        """Where libsndfile gives up, FFmpeg goes on from the same sample: both count alike, in blocks alike."""
        try:
            yield from self._source.raw_blocks()
            return
        except DecoderFailed as error:
            failure = error
        done = self.frames
        second = self._second_source(failure)
        self._source.close()
        self._source = second
        at = 0
        for block in second.raw_blocks():
            if at >= done:
                yield block
            at += len(block)
        if at <= done and self.info.header_frames is None:
            raise failure

    def _second_source(self, failure: DecoderFailed) -> Source:
        from dataset_service.adapters.audio.pyav_source import PyAvSource

        try:
            source = PyAvSource(self._path)
        except Unreadable as error:
            raise failure from error
        if (source.info.sample_rate, source.info.channels) != (self.info.sample_rate, self.info.channels):
            source.close()
            raise failure
        return source

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Blocks [frames, channels] of float32, full scale 1.0."""
        for block in self.native_blocks():
            yield to_float(block)

    def _check_limits(self) -> None:
        rate, channels, limits = self.info.sample_rate, self.info.channels, self._limits
        if not limits.min_rate <= rate <= limits.max_rate:
            raise Unreadable("sample-rate", f"{rate} Hz is outside {limits.min_rate}..{limits.max_rate} Hz")
        if not 1 <= channels <= limits.max_channels:
            raise Unreadable("channels", f"{channels} channels; at most {limits.max_channels} are accepted")
        frames = self.info.header_frames
        if frames is not None and self.info.codec != "mp3" and frames > limits.max_seconds * rate:
            raise self._too_long()

    def _too_long(self) -> Unreadable:
        return Unreadable("too-long", f"longer than the limit of {self._limits.max_seconds:g} s")

    def _check_complete(self) -> None:
        """The table of containers.py."""
        if self._claim.cut:
            raise Unreadable("truncated", "the file ends in the middle of one of its parts")
        share = self._claim.share_present
        expected = self.info.header_frames if share == 1.0 else int(self.frames / share) if share else None
        slack = 0.1 if share < 1.0 or self.info.codec == "flac" else 0.25
        if expected is not None:
            missing = expected - self.frames
            if missing > slack * self.info.sample_rate or missing > max(expected * 0.1, 2048):
                raise self._truncated(expected)
        if self.frames == 0:
            reason = "truncated" if share < 1.0 else "no-samples"
            raise Unreadable(reason, "the file holds no samples")

    def _truncated(self, expected: int) -> Unreadable:
        rate = self.info.sample_rate
        return Unreadable(
            "truncated",
            f"the header claims {expected / rate:.3f} s, the file holds {self.frames / rate:.3f} s",
        )


def to_float(block: Block) -> NDArray[np.float32]:
    """float32 with full scale 1.0; a float32 block is given back as it is."""
    if block.dtype == np.int16:
        return np.multiply(block, np.float32(1 / 32768), dtype=np.float32)
    return block  # type: ignore[return-value]


def _open(path: str) -> tuple[Source, Claim, int]:
    try:
        size = os.stat(path).st_size
        if size == 0:
            raise Unreadable("empty", "the file has no bytes")
        with open(path, "rb") as file:
            claim = read_claim(file, size)
            file.seek(0)
            head = file.read(4)
        fd = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise Unreadable("missing", f"cannot be opened: {error.strerror}") from error
    first: soundfile.LibsndfileError | None = None
    try:
        source = SoundfileSource(fd, claim)
        if not claim.open_ended and (source.info.codec not in ("flac", "mp3") or source.info.header_frames):
            return source, claim, size
        # Without a length libsndfile reads nothing, of FLAC not the end, and of MP3 no more than what it guesses from
        # the first bit rate, which may be a quarter; FFmpeg reads on.
        source.close()
    except soundfile.LibsndfileError as refusal:
        first = refusal
    from dataset_service.adapters.audio.pyav_source import PyAvSource  # its 25 MiB only where they are needed

    try:
        return PyAvSource(path), claim, size
    except Unreadable as error:
        raise _judge(first, error, claim, head) from error


def _judge(first: Any, second: Unreadable, claim: Claim, head: bytes) -> Unreadable:
    """Which of two refusals tells the truth: libsndfile's code says more of the formats that it knows."""
    if second.reason not in ("not-audio", "damaged"):
        return second
    if claim.cut or claim.share_present < 1.0:
        return Unreadable("truncated", "the file ends before its first samples")
    if first is None or first.code == _NOT_RECOGNISED:
        known = head.startswith(_MAGIC) or second.reason == "damaged"
        return Unreadable("damaged", "its headers cannot be read") if known else second
    if first.code == _MALFORMED:
        return Unreadable("damaged", "its headers contradict each other")
    return Unreadable("unsupported-codec", "the container is known, the encoding inside is not supported")


class SoundfileSource:
    """libsndfile. Its seeks and counts are exact in every format that it reads. Takes the descriptor over."""

    def __init__(self, fd: int, claim: Claim) -> None:
        self.file = soundfile.SoundFile(fd, closefd=True)  # libsndfile closes the descriptor where it refuses
        self.subtype = str(self.file.subtype)
        container = _CONTAINERS.get(self.file.format, self.file.format.lower())
        codec = _CODECS.get(self.subtype, self.subtype.lower())
        frames: int | None = self.file.frames if 0 < self.file.frames < _UNKNOWN_LENGTH else None
        if codec == "mp3":  # libsndfile guesses without a Xing header; the guess may be double the truth
            frames = claim.frames
        elif container == "ogg" or claim.placeholder:
            frames = None
        self.info = StreamInfo(
            container=container,
            codec="flac" if container == "flac" else codec,
            decoder="soundfile",
            sample_rate=self.file.samplerate,
            channels=self.file.channels,
            bits=_BITS.get(self.subtype),
            header_frames=frames,
        )

    def raw_blocks(self) -> Iterator[Block]:
        """See Source."""
        dtype = np.int16 if self.subtype in EXACT_IN_INT16 else np.float32
        expected = self.info.header_frames or BLOCK
        buffer = np.empty((min(BLOCK, expected), self.info.channels), dtype)
        done = 0
        while True:
            try:
                got = self.file.buffer_read_into(buffer, "int16" if dtype is np.int16 else "float32")
            except soundfile.LibsndfileError as error:
                raise self._failed(done) from error
            if got == 0:
                return
            block = buffer[:got]
            if self.subtype in _FLOATS and not np.isfinite(block).all():
                raise Unreadable(
                    "not-finite", f"NaN or infinite samples after {done / self.info.sample_rate:.3f} s"
                )
            done += got
            yield block
            if got < BLOCK and len(buffer) == BLOCK:
                return

    def _failed(self, done: int) -> DecoderFailed:
        at = done / self.info.sample_rate
        if self.info.header_frames is not None and self.info.codec == "flac":
            whole = self.info.header_frames / self.info.sample_rate
            return DecoderFailed(
                "truncated", f"the header claims {whole:.3f} s, decoding stops after {at:.3f} s"
            )
        if done == 0 and self.info.codec not in _COMMON:
            return DecoderFailed("unsupported-codec", f"{self.info.codec} in {self.info.container}")
        return DecoderFailed("damaged", f"decoding fails after {at:.3f} s")

    def close(self) -> None:
        """See Source."""
        self.file.close()
