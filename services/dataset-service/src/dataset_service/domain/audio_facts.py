"""What is known of a recording once it has been decoded, and why a file could not be.

All times and counts are on the *master's clock*: sample 0 is the first sample the decoder gives after the
encoder delay that the container declares has been removed (MP3 with a LAME tag, AAC in MP4, Opus). That is
what a browser's decodeAudioData gives for the same bytes, wherever that is defined. Where a format declares
no delay (AAC in ADTS, MP3 without a tag), everything the decoder produces counts.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

FactValue = str | int | float | bool | None
"""A value that records can be filtered and sorted by."""


class Unreadable(Exception):
    """A file that cannot become a record.

    `reason` is a stable slug, `detail` one line for a person. Slugs: `empty`, `not-audio`,
    `no-audio-stream`, `no-samples`, `truncated`, `damaged`, `unsupported-codec`, `format-changes`,
    `too-long`, `sample-rate`, `channels`, `not-finite`, `missing`, `timed-out`, `worker-died`,
    `out-of-memory`, `failed`.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """What an import accepts. Seconds, hertz and channels; all bounds are inclusive."""

    max_seconds: float = 6 * 3600.0
    min_rate: int = 4_000
    max_rate: int = 384_000
    max_channels: int = 8


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """Everything one pass over a recording tells. Immutable; `to_dict` and `from_dict` round-trip through
    JSON."""

    sha256: str
    """Lower-case hex digest of the uploaded bytes."""
    bytes: int
    """Size of the uploaded file."""
    container: str
    """`wav`, `flac`, `mp3`, `ogg`, `m4a`, `webm`, `aac`, `aiff`, `caf`, or what the decoder calls it."""
    codec: str
    """`pcm_s16`, `flac`, `mp3`, `vorbis`, `opus`, `aac`, ..."""
    decoder: str
    """`soundfile` or `pyav`."""
    sample_rate: int
    """Hertz."""
    channels: int
    frames: int
    """Exact number of samples per channel on the master's clock."""
    seconds: float
    """frames / sample_rate."""
    loudness_lufs: float | None
    """Integrated loudness by ITU-R BS.1770-4 (K weighting, both gates). None where nothing passes the -70
    LUFS gate."""
    peak_dbfs: float | None
    """Sample peak over all channels, dB relative to full scale; above 0 for overs of a lossy codec. None:
    all zero."""
    clipped_samples: int
    """Samples of all channels at or above 0.999 of full scale."""
    clipped_share: float
    """clipped_samples / (frames * channels), 0..1."""
    silence_share: float
    """Share (0..1) of the time whose 20 ms frames stay below -50 dBFS RMS, all channels together."""
    bandwidth_hz: float | None
    """Where the sound ends: 90th percentile, over sounding windows, of the 0.95 spectral roll-off. None: no
    sound."""
    dc_offset: float
    """Mean of the channel that is furthest from zero, in parts of full scale (-1..1)."""
    playback: Literal["upload", "proxy"]
    """Which file a browser plays so that its clock is the master's: the upload itself, or a FLAC made from
    it."""

    def to_dict(self) -> dict[str, Any]:
        """As a JSON-ready mapping."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> AudioFacts:
        """The inverse of `to_dict`; unknown keys are ignored. Raises KeyError where one is missing."""
        return cls(**{field.name: data[field.name] for field in fields(cls)})

    def searchable(self) -> dict[str, FactValue]:
        """The facts that records are filtered and sorted by, under the names that people use."""
        return {
            "container": self.container,
            "codec": self.codec,
            "sample_rate": self.sample_rate,
            "channels": self.channels,
            "seconds": self.seconds,
            "loudness_lufs": self.loudness_lufs,
            "peak_dbfs": self.peak_dbfs,
            "clipped_samples": self.clipped_samples,
            "clipped_share": self.clipped_share,
            "silence_share": self.silence_share,
            "bandwidth_hz": self.bandwidth_hz,
            "dc_offset": self.dc_offset,
            "bytes": self.bytes,
        }


@dataclass(frozen=True, slots=True)
class AnalysisResult:
    """What analysing a file left behind."""

    facts: AudioFacts
    peaks_path: str
    """The peaks pyramid (see adapters/audio/peaks.py)."""
    proxy_path: str | None
    """The FLAC to play; None where the upload itself is played, or where no proxy was asked for."""
