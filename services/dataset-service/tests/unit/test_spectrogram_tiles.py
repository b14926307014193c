"""Mel tiles: where sound shows in them, that they fit together, and that they are the same each time."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from dataset_service.adapters.audio.tiles import FRAMES, MELS, columns, render_tile, tile_count

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # librosa's own imports


def picture(path: Path, frames: int, rate: int, zoom: int, index: int) -> NDArray[np.uint8]:
    image = Image.open(io.BytesIO(render_tile(path, frames, rate, zoom, index)))
    assert (image.format, image.mode) == ("PNG", "L")
    return np.asarray(image)


def test_a_full_scale_sine_is_white_at_its_band_and_black_elsewhere(write_sound: Callable[..., Path]) -> None:
    tone = np.sin(2 * np.pi * 1_000 * np.arange(48_000) / 16_000)
    grey = picture(write_sound("a.wav", tone, subtype="FLOAT"), 48_000, 16_000, 0, 0)
    assert grey.shape == (MELS, 300)
    assert grey[:, 150].max() >= 250
    assert MELS - 1 - int(grey[:, 150].argmax()) in (41, 42, 43)  # the band around 1 kHz on the Slaney scale
    assert grey[:20, 150].max() < 80


def test_a_click_shows_at_its_second_in_every_zoom(write_sound: Callable[..., Path]) -> None:
    sound = np.zeros(44_100 * 30, np.float32)
    sound[44_100 * 20] = 1.0
    path = write_sound("a.wav", sound, 44_100)
    for zoom, seconds in enumerate((0.010, 0.040, 0.160)):
        column = round(20 / seconds)
        grey = picture(path, len(sound), 44_100, zoom, column // FRAMES).astype(int).sum(axis=0)
        assert abs(int(grey.argmax()) - column % FRAMES) <= 2


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 44_100, 48_000])
def test_neighbouring_tiles_meet_without_a_seam(write_sound: Callable[..., Path], rate: int) -> None:
    seconds = 25
    sound = np.random.default_rng(2).standard_normal(rate * seconds) * 0.1
    path = write_sound("a.wav", sound, rate)
    total = columns(len(sound), rate, 0)
    assert total == 2_500
    assert tile_count(len(sound), rate, 0) == 3
    tiles = [picture(path, len(sound), rate, 0, index) for index in range(3)]
    assert [tile.shape for tile in tiles] == [(MELS, 1_024), (MELS, 1_024), (MELS, 452)]
    whole = np.concatenate(tiles, axis=1).astype(int)
    # The same sound 640 columns (6.4 s) earlier: the old seams now lie inside a tile.
    shifted = write_sound("b.wav", sound[rate * 64 // 10 :], rate)
    inner = picture(shifted, len(sound) - rate * 64 // 10, rate, 0, 0).astype(int)
    assert np.abs(inner[:, 20:] - whole[:, 660 : 640 + 1_024]).max() <= 3


def test_a_tile_of_a_long_file_reads_its_part_alone_and_is_the_same_each_time(
    tmp_path: Path, write_sound: Callable[..., Path], lena: Path
) -> None:
    flac = write_sound("a.flac", np.random.default_rng(4).standard_normal(16_000 * 120) * 0.1)
    first = render_tile(flac, 16_000 * 120, 16_000, 0, 9)
    assert render_tile(flac, 16_000 * 120, 16_000, 0, 9) == first
    # What PyAV reads and what libsndfile reads look alike
    m4a = picture(lena / "lena.m4a", 541_151, 44_100, 0, 1).astype(int)
    wav = picture(lena / "lena.caf", 541_184, 44_100, 0, 1).astype(int)
    assert m4a.shape == wav.shape == (MELS, 204)
    assert np.abs(m4a - wav)[40:, 5:-5].mean() < 12


def test_the_last_tile_is_as_wide_as_what_is_left_and_there_is_none_after_it(
    write_sound: Callable[..., Path],
) -> None:
    path = write_sound("a.wav", np.zeros(161, np.int16))
    assert picture(path, 161, 16_000, 0, 0).shape == (MELS, 2)
    assert picture(path, 161, 16_000, 2, 0).shape == (MELS, 1)
    assert picture(path, 161, 16_000, 0, 0).max() == 0
    for zoom, index in [(0, 1), (0, -1), (3, 0), (-1, 0)]:
        with pytest.raises(ValueError, match="there is no"):
            render_tile(path, 161, 16_000, zoom, index)
