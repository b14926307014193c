"""What is wrong with a file is said plainly, and a file with nothing wrong is never refused."""

import io
import struct
from pathlib import Path
from typing import Literal

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from dataset_service.adapters.audio.analysis import Analyser
from dataset_service.adapters.audio.decode import AudioReader
from dataset_service.domain.audio_facts import DecodeLimits, Unreadable

TONE = (np.sin(np.arange(44_100 * 3) * 0.05) * 8_000).astype(np.int16)


def frames_of(path: Path, limits: DecodeLimits | None = None) -> int:
    with AudioReader(path, limits or DecodeLimits()) as reader:
        for _ in reader.blocks():
            pass
        return reader.frames


def reason_of(path: Path, limits: DecodeLimits | None = None) -> str:
    with pytest.raises(Unreadable) as refusal:
        frames_of(path, limits)
    assert refusal.value.detail
    return refusal.value.reason


def encoded(format: str, subtype: str, samples: NDArray[np.int16] = TONE, rate: int = 44_100) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=format, subtype=subtype)
    return file.getvalue()


def encoded_by_ffmpeg(path: Path, codec: Literal["aac", "libopus"], rate: int = 48_000) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        for start in range(0, len(TONE), 1024):
            part = np.ascontiguousarray(TONE[None, start : start + 1024])
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout="mono")
            frame.sample_rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("format", "subtype"),
    [
        *[
            ("WAV", subtype)
            for subtype in ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW")
        ],
        ("WAVEX", "PCM_16"),
        ("WAVEX", "PCM_24"),
        ("RF64", "PCM_16"),
        ("AIFF", "PCM_16"),
        ("CAF", "PCM_24"),
        ("FLAC", "PCM_S8"),
        ("FLAC", "PCM_16"),
        ("FLAC", "PCM_24"),
        ("MP3", "MPEG_LAYER_III"),
        ("OGG", "VORBIS"),
    ],
)
def test_every_width_and_wrapping_gives_the_exact_count(tmp_path: Path, format: str, subtype: str) -> None:
    path = tmp_path / "sound"
    path.write_bytes(encoded(format, subtype))
    assert frames_of(path) == len(TONE)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 48_000])
def test_an_mp3_gives_the_samples_that_went_in(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "sound.mp3"
    path.write_bytes(encoded("MP3", "MPEG_LAYER_III", rate=rate))
    assert frames_of(path) == len(TONE)


def test_samples_of_16_bit_come_out_bit_for_bit(tmp_path: Path) -> None:
    path = tmp_path / "sound.flac"
    path.write_bytes(encoded("FLAC", "PCM_16"))
    with AudioReader(path, DecodeLimits()) as reader:
        sound = np.concatenate([block.copy() for block in reader.native_blocks()])
    assert sound.dtype == np.int16
    assert np.array_equal(sound[:, 0], TONE)


@pytest.mark.parametrize(
    ("format", "subtype"),
    [
        ("WAV", "PCM_16"),
        ("WAV", "PCM_24"),
        ("RF64", "PCM_16"),
        ("AIFF", "PCM_16"),
        ("CAF", "PCM_16"),
        ("FLAC", "PCM_16"),
        ("MP3", "MPEG_LAYER_III"),
        ("OGG", "VORBIS"),
        ("OGG", "OPUS"),
    ],
)
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_file_that_was_cut_off_is_truncated(tmp_path: Path, format: str, subtype: str, part: float) -> None:
    path = tmp_path / "sound"
    whole = encoded(format, subtype, rate=48_000)
    path.write_bytes(whole[: int(len(whole) * part)])
    assert reason_of(path) == "truncated"


@pytest.mark.parametrize("part", [0.5, 0.9])
def test_an_mp4_that_was_cut_off_is_truncated(tmp_path: Path, part: float) -> None:
    path = encoded_by_ffmpeg(tmp_path / "sound.m4a", "aac")
    assert abs(frames_of(path) - len(TONE)) < 2_048
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    assert reason_of(path) == "truncated"


def test_a_webm_that_was_cut_off_is_truncated(tmp_path: Path) -> None:
    path = encoded_by_ffmpeg(tmp_path / "sound.webm", "libopus")
    assert abs(frames_of(path) - len(TONE)) < 1_000
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * 0.6)])
    assert reason_of(path) == "truncated"


def test_a_wav_whose_recorder_never_wrote_its_length_is_read(tmp_path: Path) -> None:
    whole = encoded("WAV", "PCM_16")
    data = whole.index(b"data") + 4
    for placeholder in (0, 0xFFFFFFFF):
        path = tmp_path / f"{placeholder}.wav"
        path.write_bytes(whole[:data] + struct.pack("<I", placeholder) + whole[data + 4 :])
        assert frames_of(path) == len(TONE)
        assert Analyser().analyse(path, tmp_path).facts.playback == "proxy"


def test_a_flac_whose_recorder_never_wrote_its_length_is_read_and_played_from_a_proxy(tmp_path: Path) -> None:
    whole = bytearray(encoded("FLAC", "PCM_16"))
    whole[21] &= 0xF0  # the 36 bits of the number of samples in STREAMINFO
    whole[22:26] = bytes(4)
    path = tmp_path / "sound.flac"
    path.write_bytes(whole)
    assert frames_of(path) == len(TONE)
    assert Analyser().analyse(path, tmp_path).facts.playback == "proxy"


def test_where_one_decoder_gives_up_the_other_goes_on_from_the_same_sample(tmp_path: Path) -> None:
    """A FLAC whose frames count on from an earlier part, as FFmpeg cuts them: libsndfile loses its way in it."""
    noise = np.random.default_rng(9).integers(-9_000, 9_000, 400_000, np.int16)
    path = tmp_path / "part.flac"
    whole = encoded("FLAC", "PCM_16", noise)
    first_frame = whole.index(b"\xff\xf8", 42)
    middle = whole.index(b"\xff\xf8", len(whole) // 2)
    while not _is_flac_frame(whole, middle):
        middle = whole.index(b"\xff\xf8", middle + 1)
    part = bytearray(whole[:first_frame] + whole[middle:])
    with av.open(io.BytesIO(part), mode="r") as container:
        left = sum(frame.samples for frame in container.decode(audio=0))
    part[21] = (part[21] & 0xF0) | (left >> 32)
    part[22:26] = struct.pack(">I", left & 0xFFFFFFFF)
    path.write_bytes(part)
    with AudioReader(path, DecodeLimits()) as reader:
        sound = np.concatenate([block.copy() for block in reader.native_blocks()])[:, 0]
    assert np.array_equal(sound, noise[-left:])


def _is_flac_frame(data: bytes, at: int) -> bool:
    """Whether the header there carries its right checksum (CRC-8, polynomial 7)."""
    number = data[at + 4]
    length = 4 + (1 if number < 0x80 else 2 if number < 0xE0 else 3)
    length += {6: 1, 7: 2}.get(data[at + 2] >> 4, 0)
    crc = 0
    for byte in data[at : at + length]:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 7 if crc & 0x80 else crc << 1) & 0xFF
    return crc == data[at + length]


def test_an_mp3_without_a_length_in_its_header_is_counted(tmp_path: Path) -> None:
    whole = encoded("MP3", "MPEG_LAYER_III")
    path = tmp_path / "sound.mp3"
    path.write_bytes(whole[len(whole) // 2 :])  # as a recorder that was switched on in the middle
    assert 1.3 < frames_of(path) / 44_100 < 1.7


def test_an_empty_file_and_a_missing_one_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    assert reason_of(tmp_path / "empty.wav") == "empty"
    assert reason_of(tmp_path / "missing.wav") == "missing"
    assert reason_of(tmp_path) == "missing"


@pytest.mark.parametrize("subtype", ["PCM_16", "FLOAT"])
def test_a_header_without_samples_is_refused(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "sound.wav"
    path.write_bytes(encoded("WAV", subtype, TONE[:0]))
    assert reason_of(path) == "no-samples"


@pytest.mark.parametrize(
    "content",
    [
        b"hello world\n" * 500,
        b"\x89PNG\r\n\x1a\n" + bytes(5_000),
        b"%PDF-1.7\n" + bytes(3_000),
        b"\x00" * 4_000,
        b"x",
    ],
)
def test_what_is_no_audio_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sound.wav"
    path.write_bytes(content)
    assert reason_of(path) == "not-audio"


def test_a_playlist_never_opens_another_file(tmp_path: Path) -> None:
    (tmp_path / "secret.wav").write_bytes(encoded("WAV", "PCM_16"))
    for name, text in [
        ("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:3,\nsecret.wav\n#EXT-X-ENDLIST\n"),
        ("list.txt", "ffconcat version 1.0\nfile secret.wav\n"),
    ]:
        path = tmp_path / name
        path.write_text(text)
        assert reason_of(path) == "not-audio"


def test_a_header_that_makes_no_sense_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    path.write_bytes(b"RIFF\xff\x00\x00\x00WAVE" + b"fmt \x10\x00\x00\x00" + bytes(16))
    assert reason_of(path) in ("damaged", "unsupported-codec")


def test_a_video_without_sound_holds_no_audio(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        container.mux(stream.encode(None))
    assert reason_of(path) == "no-audio-stream"


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_are_refused(tmp_path: Path, bad: float) -> None:
    sound = np.zeros(200_000, np.float32)
    sound[150_000] = bad
    path = tmp_path / "sound.wav"
    soundfile.write(path, sound, 16_000, subtype="FLOAT")
    assert reason_of(path) == "not-finite"


def test_limits_are_kept_whatever_the_header_says(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    path.write_bytes(encoded("WAV", "PCM_16"))
    assert frames_of(path, DecodeLimits(max_seconds=3.0)) == len(TONE)
    assert reason_of(path, DecodeLimits(max_seconds=2.9)) == "too-long"
    assert reason_of(path, DecodeLimits(min_rate=48_000)) == "sample-rate"
    assert reason_of(path, DecodeLimits(max_rate=16_000)) == "sample-rate"
    mp3 = tmp_path / "sound.mp3"
    mp3.write_bytes(encoded("MP3", "MPEG_LAYER_III"))
    assert reason_of(mp3, DecodeLimits(max_seconds=2.9)) == "too-long"
    many = tmp_path / "many.wav"
    soundfile.write(many, np.zeros((100, 9), np.int16), 16_000)
    assert reason_of(many) == "channels"
