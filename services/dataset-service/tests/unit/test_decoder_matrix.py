"""Every variant of the clip either decodes to its true length or is refused with its reason."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from dataset_service.adapters.audio.analysis import Analyser
from dataset_service.adapters.audio.decode import AudioReader
from dataset_service.domain.audio_facts import DecodeLimits, Unreadable

EXACT = 541_184  # samples at 44.1 kHz: 12.2717 s

READ = {
    "lena.wav": ("wav", "pcm_s16", 44_100, 1, EXACT, "upload"),
    "lena.flac": ("flac", "flac", 44_100, 1, EXACT, "upload"),
    "lena.mp3": ("mp3", "mp3", 44_100, 1, EXACT, "proxy"),
    "lena.ogg": ("ogg", "vorbis", 44_100, 1, EXACT, "proxy"),
    "lena.opus": ("ogg", "opus", 48_000, 1, 589_044, "proxy"),
    "lena.m4a": ("m4a", "aac", 44_100, 2, 541_151, "upload"),
    "lena.webm": ("webm", "opus", 48_000, 1, 589_044, "upload"),
    "lena-vorbis.webm": ("webm", "vorbis", 44_100, 1, EXACT, "proxy"),
    # ADTS declares no encoder delay: its 2,560 samples of it count
    "lena.aac": ("aac", "aac", 44_100, 1, EXACT + 2_560, "proxy"),
    "lena.aiff": ("aiff", "pcm_s16", 44_100, 1, EXACT + 960, "proxy"),
    "lena.caf": ("caf", "pcm_s16", 44_100, 1, EXACT, "proxy"),
    "lena-24.aiff": ("aiff", "pcm_s24", 44_100, 1, EXACT, "proxy"),
    "lena-32.aiff": ("aiff", "pcm_s32", 44_100, 1, EXACT, "proxy"),
    "lena-f32.caf": ("caf", "pcm_f32", 44_100, 1, EXACT, "proxy"),
    "lena-alaw.aiff": ("aiff", "alaw", 8_000, 1, 98_174, "proxy"),
    "lena-ulaw.aiff": ("aiff", "ulaw", 8_000, 1, 98_174, "proxy"),
    "lena-alaw.caf": ("caf", "alaw", 8_000, 1, 98_174, "proxy"),
    "audacity/lena-24.aiff": ("aiff", "pcm_s24", 44_100, 1, EXACT, "proxy"),
    "audacity/lena-32.wav": ("wav", "pcm_f32", 44_100, 1, EXACT, "proxy"),
    "audacity/lena-64.aiff": ("aiff", "pcm_f64", 44_100, 1, EXACT, "proxy"),
    "audacity/lena-a.aiff": ("aiff", "alaw", 44_100, 1, EXACT, "proxy"),
    "audacity/lena-u.aiff": ("aiff", "ulaw", 44_100, 1, EXACT, "proxy"),
    "audacity/lena-gsm.aiff": ("aiff", "gsm610", 44_100, 1, EXACT, "proxy"),
    "audacity/lena-ima-adpcm.aiff": ("aiff", "ima_adpcm", 44_100, 1, EXACT, "proxy"),
    "logic/lena-24.aif": ("aiff", "pcm_s24", 44_100, 1, EXACT, "proxy"),
    "logic/lena-24.wav": ("wav", "pcm_s24", 44_100, 1, EXACT, "proxy"),
    "logic/lena-32.aif": ("aiff", "pcm_f32", 44_100, 1, EXACT, "proxy"),
}
REFUSED = {"lena.raw": "not-audio", "audacity/lena-24-dwvw.aiff": "unsupported-codec"}


def test_the_matrix_names_every_recording_of_the_package(lena: Path) -> None:
    others = {".js", ".json", ".md", ".ts"}
    found = {
        str(path.relative_to(lena))
        for path in lena.rglob("*.*")
        if path.is_file() and path.suffix not in others
    }
    assert found == READ.keys() | REFUSED.keys()


@pytest.mark.parametrize("name", READ)
def test_a_variant_is_decoded_to_its_true_length(lena: Path, tmp_path: Path, name: str) -> None:
    container, codec, rate, channels, frames, playback = READ[name]
    result = Analyser().analyse(lena / name, tmp_path)
    facts = result.facts
    assert (
        facts.container,
        facts.codec,
        facts.sample_rate,
        facts.channels,
        facts.frames,
        facts.playback,
    ) == (
        container,
        codec,
        rate,
        channels,
        frames,
        playback,
    )
    assert facts.seconds == pytest.approx(12.27, abs=0.07)
    assert facts.loudness_lufs == pytest.approx(-17.3, abs=0.5)
    assert (result.proxy_path is None) == (playback == "upload")
    if result.proxy_path:
        proxy = soundfile.info(result.proxy_path)
        assert (proxy.format, proxy.subtype, proxy.samplerate) == ("FLAC", "PCM_16", rate)
        assert (proxy.frames, proxy.channels) == (frames, channels)


@pytest.mark.parametrize("name", REFUSED)
def test_a_variant_that_cannot_be_read_is_refused_with_its_reason(
    lena: Path, tmp_path: Path, name: str
) -> None:
    with pytest.raises(Unreadable) as refusal:
        Analyser().analyse(lena / name, tmp_path)
    assert refusal.value.reason == REFUSED[name]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["lena.mp3", "lena.ogg", "lena.m4a", "lena-vorbis.webm"])
def test_the_clock_of_a_lossy_variant_is_that_of_the_original(lena: Path, name: str) -> None:
    def sound(file: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        with AudioReader(lena / file, DecodeLimits()) as reader:
            return np.concatenate([block.mean(axis=1) for block in reader.blocks()])

    # The AIFF is the take the WebM, Ogg and M4A were made from; MP3 was made from the WAV.
    original = sound("lena.wav" if name == "lena.mp3" else "lena.caf")[100_000:200_000]
    lossy = sound(name)[:541_000]
    spectrum = np.fft.rfft(lossy, 1 << 20) * np.conj(np.fft.rfft(original, 1 << 20))
    shift = int(np.argmax(np.fft.irfft(spectrum))) - 100_000
    assert abs(shift) <= 1
