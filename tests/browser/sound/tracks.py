"""A click track in every kind of file that browsers and decoders treat in a way of their own."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
from numpy.typing import NDArray

Samples = NDArray[np.float32]
SECONDS = 150
_APART = 0.04
"""Seconds between clicks at least."""


def click_times() -> NDArray[np.float64]:
    """Some clicks a second, at times that fit nowhere else in the track."""
    gaps = np.random.default_rng(7).uniform(0.06, 0.2, 2_000)
    times = 0.25 + np.cumsum(gaps)
    return times[times < SECONDS - 0.25]


def click_track(rate: int) -> Samples:
    """The clicks over a soft hum that says where there is sound at all."""
    time = np.arange(SECONDS * rate) / rate
    track = 0.03 * np.sin(2 * np.pi * 440 * time)
    half = round(0.002 * rate)
    shape = np.hanning(2 * half + 1) * np.sin(
        2 * np.pi * 2500 * np.arange(-half, half + 1) / rate + np.pi / 2
    )
    for at in np.round(click_times() * rate).astype(int):
        track[at - half : at + half + 1] += 0.8 * shape
    return track.astype(np.float32)


def clicks_in(sound: Samples, rate: int) -> NDArray[np.float64]:
    """The times of the clicks in a sound, seconds from its beginning."""
    width = max(1, round(0.0015 * rate))
    loud = np.convolve(np.abs(sound), np.ones(width) / width, "same")
    found: list[float] = []
    for at in np.flatnonzero(loud > 0.15):
        if found and at / rate - found[-1] < _APART / 2:
            continue
        part = loud[at : at + round(0.006 * rate)]
        found.append((at + float(np.sum(np.arange(len(part)) * part) / np.sum(part))) / rate)
    return np.array(found)


def sounding(sound: Samples, rate: int) -> tuple[float, float]:
    """From when to when anything sounds at all."""
    heard = np.flatnonzero(np.abs(sound) > 1e-3)
    assert len(heard) > 0, "nothing sounds"
    return float(heard[0] / rate), float((heard[-1] + 1) / rate)


def _by_soundfile(rate: int, format: str, subtype: str | None = None, **more: Any) -> bytes:
    buffer = io.BytesIO()
    track = click_track(rate)
    with soundfile.SoundFile(
        buffer, "w", samplerate=rate, channels=1, format=format, subtype=subtype, **more
    ) as file:
        # libsndfile's Vorbis encoder puts what it is given at once on the stack
        for start in range(0, len(track), 65_536):
            file.write(track[start : start + 65_536])
    return buffer.getvalue()


def _by_ffmpeg(folder: Path, name: str, codec: str, rate: int, **options: str) -> bytes:
    track = (click_track(rate) * 32_000).astype(np.int16)
    path = folder / name
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate, layout="mono", options=options)
        for start in range(0, len(track), 1024):
            frame = av.AudioFrame.from_ndarray(track[None, start : start + 1024], format="s16", layout="mono")
            frame.sample_rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path.read_bytes()


def _without_xing(mp3: bytes) -> bytes:
    """Without the silent first frame that says how long it is."""
    start = mp3.index(b"\xff\xfb")
    end = mp3.index(mp3[start : start + 2], start + 4)
    assert b"Xing" in mp3[start:end] or b"Info" in mp3[start:end]
    return mp3[end:]


def _variable_mp3() -> bytes:
    return _by_soundfile(44_100, "MP3", bitrate_mode="VARIABLE", compression_level=0.3)


TRACKS: dict[str, Callable[[Path], bytes]] = {
    "clicks.wav": lambda _: _by_soundfile(44_100, "WAV", "PCM_16"),
    "low.wav": lambda _: _by_soundfile(16_000, "WAV", "PCM_16"),
    "clicks.flac": lambda _: _by_soundfile(48_000, "FLAC", "PCM_24"),
    "constant.mp3": lambda _: _by_soundfile(44_100, "MP3", bitrate_mode="CONSTANT", compression_level=0.5),
    "variable.mp3": lambda _: _variable_mp3(),
    "without-header.mp3": lambda _: _without_xing(_variable_mp3()),
    "clicks.ogg": lambda _: _by_soundfile(44_100, "OGG", "VORBIS"),
    "clicks.opus": lambda _: _by_soundfile(48_000, "OGG", "OPUS"),
    "clicks.m4a": lambda folder: _by_ffmpeg(folder, "clicks.m4a", "aac", 44_100),
    "clicks.webm": lambda folder: _by_ffmpeg(folder, "clicks.webm", "libopus", 48_000),
}


def write_tracks(folder: Path) -> None:
    """Writes every track into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, made in TRACKS.items():
        (folder / name).write_bytes(made(folder))
