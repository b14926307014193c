"""The file a browser plays has the master's clock, sample for sample."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from dataset_service.adapters.audio.analysis import Analyser
from dataset_service.adapters.audio.decode import AudioReader
from dataset_service.adapters.audio.proxy import to_int16, write_proxy
from dataset_service.domain.audio_facts import DecodeLimits, Unreadable


@pytest.mark.parametrize(
    ("name", "how", "channels", "playback"),
    [
        ("a.wav", {"subtype": "PCM_16"}, 1, "upload"),
        ("a.wav", {"subtype": "PCM_U8"}, 2, "upload"),
        ("a.wav", {"subtype": "PCM_16"}, 3, "proxy"),
        ("a.wav", {"subtype": "PCM_24"}, 1, "proxy"),
        ("a.wav", {"subtype": "FLOAT"}, 1, "proxy"),
        ("a.wav", {"subtype": "ULAW"}, 1, "proxy"),
        ("a.flac", {"subtype": "PCM_24"}, 2, "upload"),
        ("a.ogg", {"subtype": "VORBIS"}, 1, "proxy"),
        ("a.ogg", {"subtype": "OPUS"}, 1, "proxy"),
        ("a.mp3", {}, 2, "proxy"),
        ("a.aiff", {}, 1, "proxy"),
        ("a.caf", {}, 6, "proxy"),
    ],
)
def test_only_what_browsers_seek_exactly_is_played_as_uploaded(
    tmp_path: Path,
    write_sound: Callable[..., Path],
    babble: NDArray[np.float32],
    name: str,
    how: dict[str, str],
    channels: int,
    playback: str,
) -> None:
    sound = np.stack([babble] * channels, axis=1)
    path = write_sound(name, sound, **how)
    result = Analyser().analyse(path, tmp_path)
    assert result.facts.playback == playback
    assert (result.proxy_path is not None) == (playback == "proxy")
    if result.proxy_path:
        with AudioReader(path, DecodeLimits()) as reader:
            master = np.concatenate([to_int16(block).copy() for block in reader.native_blocks()])
        proxy, rate = soundfile.read(result.proxy_path, dtype="int16", always_2d=True)
        assert rate == result.facts.sample_rate
        assert np.array_equal(proxy, master)


def test_a_proxy_can_be_made_later_and_is_the_same_file(
    tmp_path: Path, write_sound: Callable[..., Path], babble: NDArray[np.float32]
) -> None:
    path = write_sound("a.mp3", babble)
    at_once = Analyser().analyse(path, tmp_path)
    without = Analyser().analyse(path, tmp_path, with_proxy=False)
    assert without.proxy_path is None
    assert without.facts == at_once.facts
    later = tmp_path / "later.flac"
    assert write_proxy(path, later, DecodeLimits()) == at_once.facts.frames
    assert later.read_bytes() == Path(str(at_once.proxy_path)).read_bytes()


def test_seeking_in_a_proxy_lands_on_the_sample(tmp_path: Path, write_sound: Callable[..., Path]) -> None:
    steps = (np.arange(300_000) % 30_000).astype(np.int16)
    result = Analyser().analyse(write_sound("a.aiff", steps, 44_100), tmp_path)
    with soundfile.SoundFile(result.proxy_path) as proxy:
        for place in (0, 1, 4_095, 4_096, 123_457, 299_999):
            proxy.seek(place)
            assert proxy.read(1, dtype="int16")[0] == steps[place]


def test_overs_are_cut_and_never_wrap_around() -> None:
    block = np.array([[1.5, -1.5, 0.0, 1.0, -1.0]], np.float32)
    assert to_int16(block).tolist() == [[32_767, -32_768, 0, 32_767, -32_768]]


def test_a_file_that_is_refused_leaves_nothing_behind(
    tmp_path: Path, write_sound: Callable[..., Path], babble: NDArray[np.float32]
) -> None:
    path = write_sound("a.ogg", np.tile(babble, 10), subtype="VORBIS")
    path.write_bytes(path.read_bytes()[:-100])
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(Unreadable):
        Analyser().analyse(path, out)
    assert list(out.iterdir()) == []
