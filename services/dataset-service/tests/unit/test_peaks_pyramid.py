"""The peaks of every level, and slices of them as files that audiowaveform's readers understand."""

import struct
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from dataset_service.adapters.audio.analysis import Analyser
from dataset_service.adapters.audio.peaks import SAMPLES_PER_PIXEL, PeaksBuilder, PeaksLayout, peaks_slice

SOUNDS = st.integers(1, 2).flatmap(
    lambda channels: st.integers(0, 9_000).flatmap(lambda length: arrays(np.int16, (channels, length)))
)


def build(sound: NDArray[np.int16], block: int) -> PeaksBuilder:
    builder = PeaksBuilder(sound.shape[0])
    for start in range(0, sound.shape[1], block):
        builder.add(sound[:, start : start + block])
    return builder


@settings(max_examples=60, deadline=None)
@given(sound=SOUNDS, block=st.sampled_from([256, 1_024, 65_536]))
def test_each_level_is_the_minimum_and_maximum_of_the_one_below(sound: NDArray[np.int16], block: int) -> None:
    levels = build(sound, block).levels()
    assert len(levels) == len(SAMPLES_PER_PIXEL)
    for step, level in zip(SAMPLES_PER_PIXEL, levels, strict=True):
        assert len(level) == -(-sound.shape[1] // step)
        for index, point in enumerate(level):
            part = sound[:, index * step : (index + 1) * step]
            assert np.array_equal(point, np.stack([part.min(axis=1), part.max(axis=1)], axis=1))
    for fine, coarse in pairwise(levels):
        for index, point in enumerate(coarse):
            part = fine[index * 4 : (index + 1) * 4]
            assert np.array_equal(
                point, np.stack([part[..., 0].min(axis=0), part[..., 1].max(axis=0)], axis=1)
            )


@settings(max_examples=40, deadline=None)
@given(sound=SOUNDS, level=st.integers(0, 5), start=st.integers(0, 50), more=st.integers(0, 50))
def test_a_slice_holds_the_points_asked_for_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
    sound: NDArray[np.int16],
    level: int,
    start: int,
    more: int,
) -> None:
    path = tmp_path_factory.mktemp("peaks") / "sound.peaks"
    builder = build(sound, 1_024)
    layout = builder.write(path, 16_000, sound.shape[1])
    assert path.stat().st_size == layout.size
    assert PeaksLayout.read(path.read_bytes()[:32]) == layout
    wanted = builder.levels()[level][start : start + more]
    for bits, kind in ((16, "<i2"), (8, "i1")):
        dat = peaks_slice(path, level, start, start + more, bits)
        assert struct.unpack("<iIiiIi", dat[:24]) == (
            2,
            int(bits == 8),
            16_000,
            SAMPLES_PER_PIXEL[level],
            len(wanted),
            sound.shape[0],
        )
        values = np.frombuffer(dat[24:], kind).reshape(len(wanted), sound.shape[0], 2)
        expected = wanted if bits == 16 else np.trunc(wanted / 256)
        assert np.array_equal(values, expected)


def test_the_peaks_of_an_analysed_file_are_those_of_its_samples(
    tmp_path: Path, write_sound: Callable[..., Path]
) -> None:
    sound = np.random.default_rng(5).integers(-32_768, 32_767, (200_001, 2), np.int16)
    result = Analyser().analyse(write_sound("sound.wav", sound, 44_100), tmp_path)
    dat = peaks_slice(Path(result.peaks_path), 2, 0, 1_000, 16)
    values = np.frombuffer(dat[24:], "<i2").reshape(-1, 2, 2)
    for index, point in enumerate(values):
        part = sound[index * 4_096 : (index + 1) * 4_096]
        assert np.array_equal(point, np.stack([part.min(axis=0), part.max(axis=0)], axis=1))


@pytest.mark.parametrize(("level", "start", "end"), [(-1, 0, 1), (6, 0, 1), (0, 5, 4), (0, -1, 4)])
def test_a_slice_that_makes_no_sense_is_refused(level: int, start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"level|slice"):
        PeaksLayout(16_000, 1, 10_000).byte_range(level, start, end)


def test_other_files_are_not_taken_for_peaks(tmp_path: Path) -> None:
    path = tmp_path / "sound.peaks"
    path.write_bytes(b"RIFF" + bytes(100))
    with pytest.raises(ValueError, match="not a peaks file"):
        peaks_slice(path, 0, 0, 1)
