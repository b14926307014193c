"""Mel-spectrogram tiles: grey pictures that the client colours.

Every tile has FRAMES columns (the last of a recording fewer) and MELS rows, the lowest band at the bottom.
Analysis is at 16 kHz with a window of 32 ms each 10 ms; a coarser zoom averages the power of 4 or 16 such
frames, so no sound falls between its columns. A column depends on the samples around it alone, never on the
tile it lies in: neighbours fit without a seam. Grey 0 is -100 dB, 255 is 0 dB: a sine of full scale at the
centre of a band.
"""

from __future__ import annotations

import io
from functools import lru_cache
from math import ceil, gcd
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray
from PIL import Image

from dataset_service.adapters.audio.ranges import read_mono

RATE = 16_000
"""Analysis rate in Hz."""
MELS = 128
FRAMES = 1024
"""Columns per tile."""
ZOOM_SECONDS = (0.010, 0.040, 0.160)
"""Seconds per column of each zoom."""
FLOOR_DB = -100.0

_HOP = 160
_N_FFT = 1024
_WINDOW = 512
_AVERAGED = (1, 4, 16)
_CONTEXT_SECONDS = 0.1  # more than the resampler's filter and half an FFT need on either side
_CHUNK = 4096  # fine frames at a time


def tile_count(frames: int, sample_rate: int, zoom: int) -> int:
    """How many tiles a recording has at a zoom (0..2). Raises ValueError."""
    return ceil(columns(frames, sample_rate, zoom) / FRAMES)


def columns(frames: int, sample_rate: int, zoom: int) -> int:
    """How many columns a recording has at a zoom (0..2); the last may cover less sound. Raises ValueError."""
    if not 0 <= zoom < len(ZOOM_SECONDS):
        raise ValueError(f"there is no zoom {zoom}; zooms are 0..{len(ZOOM_SECONDS) - 1}")
    samples = -(-frames * RATE // sample_rate)
    return -(-samples // (_HOP * _AVERAGED[zoom]))


def render_tile(path: Path, frames: int, sample_rate: int, zoom: int, index: int) -> bytes:
    """One tile as an 8-bit grey PNG.

    `path` is the file that is played (the master or its proxy), `frames` and `sample_rate` the record's.
    Column c of tile i is the sound around second (i * FRAMES + c) * ZOOM_SECONDS[zoom] (the span that
    begins there, for the coarser zooms). Raises ValueError where there is no such tile, and Unreadable.
    """
    total = columns(frames, sample_rate, zoom)
    first = index * FRAMES
    if not 0 <= first < total:
        raise ValueError(f"there is no tile {index}; tiles of zoom {zoom} are 0..{(total - 1) // FRAMES}")
    count = min(FRAMES, total - first)
    averaged = _AVERAGED[zoom]
    power = np.empty((MELS, count), np.float32)
    step = _CHUNK // averaged
    for at in range(0, count, step):
        width = min(step, count - at)
        fine = _mel_power(path, sample_rate, (first + at) * averaged, width * averaged)
        power[:, at : at + width] = fine.reshape(MELS, width, averaged).mean(axis=2)
    decibels = _librosa().power_to_db(power, ref=1.0, amin=1e-10, top_db=None)
    grey = np.clip(np.rint((decibels - FLOOR_DB) * (255 / -FLOOR_DB)), 0, 255).astype(np.uint8)
    picture = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(grey[::-1])).save(picture, "PNG", compress_level=6)
    return picture.getvalue()


def _mel_power(path: Path, sample_rate: int, first: int, count: int) -> NDArray[np.float32]:
    """[MELS, count] power of the fine frames first..first+count, each centred on its own sample."""
    start, end = first * _HOP - _N_FFT // 2, (first + count - 1) * _HOP + _N_FFT // 2
    sound = _at_analysis_rate(path, sample_rate, start, end)
    mel = _librosa().feature.melspectrogram(
        y=sound,
        sr=RATE,
        n_fft=_N_FFT,
        hop_length=_HOP,
        win_length=_WINDOW,
        window="hann",
        center=False,
        power=2.0,
        n_mels=MELS,
        fmin=0.0,
        fmax=RATE / 2,
        norm=None,
    )
    return np.asarray(mel[:, :count], np.float32) * _full_scale()


def _at_analysis_rate(path: Path, sample_rate: int, start: int, end: int) -> NDArray[np.float32]:
    """Samples start..end at RATE, zeros where the recording has none. The resampler always begins on a
    sample that both rates share, so that the same instant gives the same value in every tile."""
    grid = sample_rate // gcd(sample_rate, RATE)  # master samples between shared instants
    shared = RATE // gcd(sample_rate, RATE)
    context = ceil(_CONTEXT_SECONDS * sample_rate / grid)
    lower = max(0, start // shared - context)
    upper = ceil(end / shared) + context
    sound, rate = read_mono(path, lower * grid, upper * grid)
    if rate != RATE:
        sound = soxr.resample(sound, rate, RATE, quality="HQ")
    out = np.zeros(end - start, np.float32)
    offset = lower * shared - start
    first, last = max(0, -offset), min(len(sound), len(out) - offset)
    if last > first:
        out[offset + first : offset + last] = sound[first:last]
    return out


@lru_cache(maxsize=1)
def _full_scale() -> np.float32:
    """What makes a sine of full scale 0 dB: its power in one bin is (sum of the window / 2) squared."""
    return np.float32((2 / np.hanning(_WINDOW + 1)[:-1].sum()) ** 2)


def _librosa() -> Any:
    """Imported when the first tile is drawn: it takes a second and 100 MiB."""
    import librosa

    return librosa
