"""Where the sound of a recording ends in frequency: finds telephone speech that was saved at 44.1 kHz."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_WINDOW = 2048
_ROLL_OFF = 0.95
_PERCENTILE = 0.9
_FIRST_WINDOWS = 8
_BATCH = 16
_SOUNDING = 10 ** (-60 / 20)
_SHAPE: NDArray[np.float32] = np.hanning(_WINDOW).astype(np.float32)


class BandwidthMeter:
    """Looks at up to 8 windows of the first block and one of each later one, in batches; keeps a histogram
    only."""

    def __init__(self, rate: int, channels: int) -> None:
        self._rate = rate
        self._seen = np.zeros(_WINDOW // 2 + 1, np.int64)
        self._picked: NDArray[np.float32] = np.zeros((_BATCH, channels, _WINDOW), np.float32)
        self._count = 0
        self._first = True

    def add(self, samples: NDArray[np.float32]) -> None:
        """samples [channels, n] of one block."""
        room = samples.shape[1] - _WINDOW
        if self._first:
            self._first = False
            if room < 0:
                self._picked[0, :, : samples.shape[1]] = samples
                self._count = 1
                return
            windows = min(_FIRST_WINDOWS, samples.shape[1] // _WINDOW)
            for index in range(windows):
                self._pick(samples, room * index // max(1, windows - 1))
        elif room >= 0:
            self._pick(samples, room // 2)

    def _pick(self, samples: NDArray[np.float32], start: int) -> None:
        self._picked[self._count] = samples[:, start : start + _WINDOW]
        self._count += 1
        if self._count == _BATCH:
            self._look()

    def _look(self) -> None:
        picked = self._picked[: self._count]
        self._count = 0
        level = np.sqrt(np.einsum("wcn,wcn->w", picked, picked) / picked[0].size)
        picked = picked[level > _SOUNDING]
        if not len(picked):
            return
        picked -= picked.mean(axis=2, keepdims=True)
        magnitudes = np.abs(np.fft.rfft(picked * _SHAPE)).sum(axis=1)
        total = np.cumsum(magnitudes, axis=1)
        bins = (total >= _ROLL_OFF * total[:, -1:]).argmax(axis=1)
        np.add.at(self._seen, bins, 1)

    def hertz(self) -> float | None:
        """The 90th percentile of the roll-off; None where nothing sounded."""
        if self._count:
            self._look()
        total = self._seen.sum()
        if not total:
            return None
        position = int((np.cumsum(self._seen) >= _PERCENTILE * total).argmax())
        return float(position * self._rate / _WINDOW)
