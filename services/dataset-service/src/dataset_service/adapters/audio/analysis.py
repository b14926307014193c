"""One pass over a recording that tells everything about it.

Where the time goes, per sample of mono on one core (a decoder takes 5.6 ns for MP3, 7.7 for FLAC, 10 for
Vorbis): conversion 0.3, peaks 0.3, K weighting 1.8, levels 0.4, bandwidth 0.1. WAV of 16 bit decodes in 0.2
ns, so there the analysis itself is the cost. A FLAC proxy made in the same pass adds 8 ns.
"""

from __future__ import annotations

import hashlib
import os
from math import log10
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dataset_service.adapters.audio.bandwidth import BandwidthMeter
from dataset_service.adapters.audio.decode import BLOCK, AudioReader, Block
from dataset_service.adapters.audio.kweighting import (
    GROUP,
    ROW,
    KFilter,
    channel_weights,
    gated,
    integrated_loudness,
    row_energies,
)
from dataset_service.adapters.audio.peaks import SAMPLES_PER_PIXEL, PeaksBuilder
from dataset_service.adapters.audio.proxy import FlacWriter, keep_once, playback_of
from dataset_service.domain.audio_facts import AnalysisResult, AudioFacts, DecodeLimits, Unreadable

_PAD = ROW * GROUP
_CLIPPED = 32736  # 0.999 of full scale in 16 bit
_SILENT = 10 ** (-50 / 10)
_HOP_SECONDS = 0.1
_FRAME_SECONDS = 0.02


def fingerprint(path: str | os.PathLike[str]) -> str:
    """SHA-256 of a file's bytes in lower-case hex. Raises Unreadable `missing`."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unreadable("missing", f"cannot be opened: {error.strerror}") from error


class Analyser:
    """Analyses one file after the other with the same buffers: about 1 MiB per channel."""

    def __init__(self, limits: DecodeLimits | None = None) -> None:
        self._limits = limits or DecodeLimits()
        self._floats: NDArray[np.float32] = np.zeros((0, BLOCK), np.float32)
        self._scaled: NDArray[np.float32] = np.zeros((0, BLOCK), np.float32)
        self._ints: NDArray[np.int16] = np.zeros((0, BLOCK), np.int16)

    def analyse(
        self, path: Path, out_dir: Path, *, sha256: str | None = None, with_proxy: bool = True
    ) -> AnalysisResult:
        """Leaves `<sha256>.peaks`, and where one is needed `<sha256>.flac`, in `out_dir`.

        `sha256` spares the hashing where it is known. Raises Unreadable; then nothing is left behind.
        """
        digest = sha256 or fingerprint(path)
        with AudioReader(path, self._limits) as reader:
            playback = playback_of(reader.info)
            measure = _Pass(reader.info.sample_rate, reader.info.channels)
            proxy = out_dir / f"{digest}.flac" if with_proxy and playback == "proxy" else None
            if proxy is None:
                for block in reader.native_blocks():
                    measure.add(*self._planes(block), len(block))
            else:
                with FlacWriter(proxy, reader.info.sample_rate, reader.info.channels) as flac:
                    for block in reader.native_blocks():
                        floats, ints = self._planes(block)
                        measure.add(floats, ints, len(block))
                        flac.write(np.ascontiguousarray(ints[:, : len(block)].T))
            peaks = out_dir / f"{digest}.peaks"
            partial = peaks.with_name(f"{peaks.name}.{os.getpid()}.part")
            measure.peaks.write(partial, reader.info.sample_rate, reader.frames)
            keep_once(partial, peaks)
            facts = AudioFacts(
                sha256=digest,
                bytes=reader.bytes,
                container=reader.info.container,
                codec=reader.info.codec,
                decoder=reader.info.decoder,
                sample_rate=reader.info.sample_rate,
                channels=reader.info.channels,
                frames=reader.frames,
                seconds=reader.frames / reader.info.sample_rate,
                playback=playback,
                **measure.results(reader.frames),
            )
        return AnalysisResult(facts, str(peaks), str(proxy) if proxy else None)

    def _planes(self, block: Block) -> tuple[NDArray[np.float32], NDArray[np.int16]]:
        """The block as [channels, padded] in both types, zeros behind its end."""
        count, channels = block.shape
        if len(self._floats) < channels:
            self._floats, self._scaled = (np.zeros((channels, BLOCK), np.float32) for _ in range(2))
            self._ints = np.zeros((channels, BLOCK), np.int16)
        if channels == 1 and count % _PAD == 0 and block.flags.c_contiguous:
            return self._plane(block.reshape(1, count))
        padded = -(-count // _PAD) * _PAD
        floats, ints = self._floats[:channels, :padded], self._ints[:channels, :padded]
        if block.dtype == np.int16:
            ints[:, :count] = block.T
            np.multiply(ints, np.float32(1 / 32768), out=floats)
        else:
            floats[:, :count] = block.T
            self._round(floats[:, :count], ints[:, :count])
        if count < padded:
            floats[:, count:] = 0
            ints[:, count:] = 0
        return floats, ints

    def _plane(self, plane: Block) -> tuple[NDArray[np.float32], NDArray[np.int16]]:
        """One channel without padding, the common case: nothing is copied."""
        count = plane.shape[1]
        if plane.dtype == np.int16:
            floats = np.multiply(plane, np.float32(1 / 32768), out=self._floats[:1, :count])
            return floats, plane  # type: ignore[return-value]
        ints = self._ints[:1, :count]
        self._round(plane, ints)
        return plane, ints  # type: ignore[return-value]

    def _round(self, floats: NDArray[Any], ints: NDArray[np.int16]) -> None:
        scaled = self._scaled[: floats.shape[0], : floats.shape[1]]
        np.multiply(floats, np.float32(32768), out=scaled)
        np.rint(scaled, out=scaled)
        np.clip(scaled, -32768, 32767, out=scaled)
        np.copyto(ints, scaled, casting="unsafe")


class _Grouped:
    """Sums of every `size` rows across block borders."""

    def __init__(self, size: int, channels: int) -> None:
        self._size = size
        self._rest: NDArray[np.float32] = np.zeros((channels, 0), np.float32)
        self._sums: list[NDArray[Any]] = []

    def add(self, rows: NDArray[np.float32]) -> None:
        """rows [channels, n]."""
        if self._rest.shape[1]:
            rows = np.concatenate([self._rest, rows], axis=1)
        whole = rows.shape[1] // self._size
        body = rows[:, : whole * self._size].reshape(rows.shape[0], whole, self._size)
        self._sums.append(body.sum(axis=2))
        self._rest = rows[:, whole * self._size :].copy()

    def sums(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """[channels, groups] of the whole groups, and [channels] of what is left over."""
        return np.concatenate(self._sums, axis=1).astype(np.float64), self._rest.sum(axis=1, dtype=np.float64)


class _Pass:
    """Everything that is measured while the blocks go by. Keeps 100 and 20 ms levels and the finest peaks
    only."""

    def __init__(self, rate: int, channels: int) -> None:
        self._hop = max(1, round(_HOP_SECONDS * rate / ROW))
        self._frame = max(1, round(_FRAME_SECONDS * rate / ROW))
        self._channels = channels
        self._filter = KFilter(rate, channels)
        self._loudness = _Grouped(self._hop, channels)
        self._levels = _Grouped(self._frame, 1)
        self._bandwidth = BandwidthMeter(rate, channels)
        self._sums = np.zeros(channels)
        self._peak = 0
        self._highest = 0.0
        self._clipped = 0
        self.peaks = PeaksBuilder(channels)

    def add(self, floats: NDArray[np.float32], ints: NDArray[np.int16], count: int) -> None:
        """One block as [channels, padded], `count` samples of it real."""
        rows = -(-count // ROW)
        self._loudness.add(self._filter(floats)[:, :rows])
        self._sums += floats @ np.ones(floats.shape[1], np.float32)
        squares = row_energies(floats.reshape(-1, ROW)).reshape(self._channels, -1)[:, :rows]
        self._levels.add(squares if self._channels == 1 else squares.sum(axis=0, keepdims=True))
        self._bandwidth.add(floats[:, :count])
        lowest, highest = self.peaks.add(ints[:, :count])
        peak = max(int(highest.max()), -int(lowest.min()))
        if (
            peak >= self._peak
        ):  # 16 bit tell which block may hold the highest sample, the floats how high it is
            self._peak = peak
            self._highest = max(self._highest, float(floats.max()), -float(floats.min()))
        if peak >= _CLIPPED:
            self._clipped += self._count_clipped(ints[:, :count], lowest, highest)

    @staticmethod
    def _count_clipped(ints: NDArray[np.int16], lowest: NDArray[np.int16], highest: NDArray[np.int16]) -> int:
        """Looks only into the points whose peak is clipped."""
        step, clipped = SAMPLES_PER_PIXEL[0], 0
        for channel, point in zip(*np.nonzero((highest >= _CLIPPED) | (lowest <= -_CLIPPED)), strict=True):
            part = ints[channel, point * step : (point + 1) * step]
            clipped += int(np.count_nonzero((part >= _CLIPPED) | (part <= -_CLIPPED)))
        return clipped

    def results(self, frames: int) -> dict[str, Any]:
        """The measured fields of AudioFacts, rounded to what they mean and what adding in any order keeps."""
        weights = channel_weights(self._channels)
        hops, rest = self._loudness.sums()
        loudness = integrated_loudness(hops, self._hop * ROW, weights)
        if hops.shape[1] < 4:  # shorter than one gating block: the whole of it is the block
            whole = np.asarray(weights) @ (hops.sum(axis=1) + rest)
            loudness = gated(np.array([whole / frames]))
        samples = frames * self._channels
        levels, tail = self._levels.sums()
        frame = self._frame * ROW
        silent = np.count_nonzero(levels[0] < _SILENT * frame * self._channels) * frame
        left = frames - levels.shape[1] * frame
        if left > 0 and tail[0] < _SILENT * left * self._channels:
            silent += left
        offsets = self._sums / frames
        return {
            "loudness_lufs": None if loudness is None else round(loudness, 2),
            "peak_dbfs": round(20 * log10(self._highest), 3) if self._highest > 0 else None,
            "clipped_samples": self._clipped,
            "clipped_share": self._clipped / samples,
            "silence_share": round(min(1.0, silent / frames), 6),
            "bandwidth_hz": self._bandwidth.hertz(),
            "dc_offset": round(float(offsets[np.abs(offsets).argmax()]), 6),
        }
