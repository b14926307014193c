"""Loudness, peaks, clipping, silence, bandwidth and offset against values known from theory."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import lfilter, resample_poly

from dataset_service.adapters.audio.analysis import Analyser, fingerprint
from dataset_service.adapters.audio.kweighting import k_sections
from dataset_service.domain.audio_facts import AudioFacts


def sine(hertz: float, dbfs: float, seconds: float = 5.0, rate: int = 48_000) -> NDArray[np.float64]:
    return 10 ** (dbfs / 20) * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)


def twice(tone: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([tone, tone], axis=1)


@pytest.fixture
def facts(tmp_path: Path, write_sound: Callable[..., Path]) -> Callable[..., AudioFacts]:
    """Facts of samples written as a float WAV."""

    def of(samples: NDArray[np.float64], rate: int = 48_000, subtype: str = "FLOAT") -> AudioFacts:
        path = write_sound("sound.wav", samples, rate, subtype=subtype)
        return Analyser().analyse(path, tmp_path).facts

    return of


def reference_loudness(samples: NDArray[np.float64], rate: int) -> float:
    """BS.1770-4 written straight from the text, sample by sample filtering and exact 400 ms blocks."""
    if samples.ndim == 1:
        samples = samples[:, None]
    filtered = samples.T
    for b0, b1, b2, a1, a2 in k_sections(rate):
        filtered = lfilter([b0, b1, b2], [1, a1, a2], filtered, axis=1)
    block, hop = round(0.4 * rate), round(0.1 * rate)
    powers = np.array(
        [
            (filtered[:, at : at + block] ** 2).mean(axis=1).sum()
            for at in range(0, len(samples) - block + 1, hop)
        ]
    )
    loud = powers[-0.691 + 10 * np.log10(powers + 1e-30) > -70]
    gate = -0.691 + 10 * np.log10(loud.mean()) - 10
    return float(-0.691 + 10 * np.log10(loud[-0.691 + 10 * np.log10(loud) > gate].mean()))


def test_the_coefficients_at_48_khz_are_those_of_the_recommendation() -> None:
    printed = [
        (1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585),
        (1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621),
    ]
    assert np.allclose(k_sections(48_000), printed, atol=1e-9)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000])
def test_a_997_hz_sine_has_its_known_loudness_at_any_rate(
    facts: Callable[..., AudioFacts], rate: int
) -> None:
    found = facts(sine(997, -20, rate=rate), rate)
    assert found.loudness_lufs == pytest.approx(-23.0, abs=0.1)
    assert found.peak_dbfs == pytest.approx(-20, abs=0.05)


def test_two_channels_of_it_are_3_lu_louder(facts: Callable[..., AudioFacts]) -> None:
    tone = sine(997, -23)
    assert facts(np.stack([tone, tone], axis=1)).loudness_lufs == pytest.approx(-23.0, abs=0.05)


def test_surround_channels_weigh_more_and_the_low_frequency_one_nothing(
    facts: Callable[..., AudioFacts],
) -> None:
    tone, none = sine(997, -20), np.zeros(240_000)
    front = facts(np.stack([tone, none, none, none, none, none], axis=1)).loudness_lufs
    back = facts(np.stack([none, none, none, none, tone, none], axis=1)).loudness_lufs
    assert front is not None
    assert back is not None
    assert back - front == pytest.approx(10 * np.log10(1.41), abs=0.01)
    assert facts(np.stack([none, none, none, tone, none, none], axis=1)).loudness_lufs is None


def test_the_gates_leave_quiet_parts_out(facts: Callable[..., AudioFacts]) -> None:
    # EBU Tech 3341 cases 3 and 4: -36, -23, -36 and with -72 around them
    quiet, loud, faint = sine(1_000, -36, 10), sine(1_000, -23, 60), sine(1_000, -72, 10)
    assert facts(twice(np.concatenate([quiet, loud, quiet]))).loudness_lufs == pytest.approx(-23.0, abs=0.1)
    framed = np.concatenate([faint, quiet, loud, quiet, faint])
    assert facts(twice(framed)).loudness_lufs == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_noise_that_comes_and_goes_on_a_large_offset_agrees_with_a_plain_computation(
    facts: Callable[..., AudioFacts], rate: int
) -> None:
    generator = np.random.default_rng(3)
    sound = generator.standard_normal((rate * 7 + 123, 2)) * 0.05
    sound *= np.abs(np.sin(np.arange(len(sound)) / rate))[:, None] ** 3
    sound += [0.3, -0.1]
    found = facts(sound, rate)
    assert found.loudness_lufs == pytest.approx(reference_loudness(sound, rate), abs=0.03)
    assert found.dc_offset == pytest.approx(0.3, abs=0.002)


def test_a_clip_shorter_than_a_gating_block_has_a_loudness_and_silence_has_none(
    facts: Callable[..., AudioFacts],
) -> None:
    assert facts(sine(997, -20, 0.25)).loudness_lufs == pytest.approx(-23.0, abs=0.3)
    silent = facts(np.zeros(48_000))
    assert (silent.loudness_lufs, silent.peak_dbfs, silent.bandwidth_hz) == (None, None, None)
    assert silent.silence_share == 1.0


@pytest.mark.parametrize("subtype", ["FLOAT", "PCM_16", "PCM_24"])
def test_clipped_samples_are_counted_across_blocks(facts: Callable[..., AudioFacts], subtype: str) -> None:
    sound = sine(100, -6, 4.0)
    places = [0, 1, 255, 256, 65_535, 65_536, 65_537, 131_072, len(sound) - 1]
    sound[places] = 0.9999
    sound[1_000] = -1.0
    sound[2_000] = 0.9985
    found = facts(sound, subtype=subtype)
    assert found.clipped_samples == len(places) + 1
    assert found.clipped_share == pytest.approx(10 / len(sound))


def test_overs_of_a_float_file_show_in_the_peak_and_wrap_nowhere(facts: Callable[..., AudioFacts]) -> None:
    found = facts(sine(440, 6))
    assert found.peak_dbfs == pytest.approx(6, abs=0.01)
    assert found.clipped_share > 0.5


def test_the_silent_share_is_the_time_below_minus_50_dbfs(facts: Callable[..., AudioFacts]) -> None:
    sound = np.concatenate([sine(500, -20, 3), sine(500, -60, 1), np.zeros(48_000 * 2)])
    assert facts(sound).silence_share == pytest.approx(0.5, abs=0.01)


def test_the_bandwidth_finds_telephone_speech_in_a_large_file(facts: Callable[..., AudioFacts]) -> None:
    noise = np.random.default_rng(1).standard_normal(8_000 * 10) * 0.1
    narrow = facts(resample_poly(noise, 6, 1)).bandwidth_hz
    wide = facts(np.random.default_rng(2).standard_normal(480_000) * 0.1).bandwidth_hz
    assert narrow == pytest.approx(3_800, abs=300)
    assert wide == pytest.approx(22_800, abs=600)
    assert facts(sine(1_000, -20)).bandwidth_hz == pytest.approx(1_000, abs=100)


def test_the_same_file_gives_the_same_facts_and_they_survive_json(
    tmp_path: Path, write_sound: Callable[..., Path], babble: NDArray[np.float32]
) -> None:
    path = write_sound("sound.flac", babble)
    analyser = Analyser()
    first = analyser.analyse(path, tmp_path).facts
    analyser.analyse(write_sound("other.wav", np.ones((70_000, 3)) * 0.5), tmp_path)
    assert analyser.analyse(path, tmp_path).facts == first
    assert AudioFacts.from_dict(first.to_dict()) == first
    assert first.sha256 == fingerprint(path)
    assert first.bytes == path.stat().st_size
    assert set(first.searchable()) <= set(first.to_dict())
