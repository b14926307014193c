"""Audio files for the measurements: short clips of few contents, long speech-like files of many."""

import wave
from pathlib import Path

import numpy as np
import soundfile

_RATE = 16_000


def short_clip(number: int, seconds: float = 0.25) -> bytes:
    """WAV bytes of a short tone, different for every number."""
    times = np.arange(int(_RATE * seconds)) / _RATE
    samples = (8000 * np.sin(2 * np.pi * (200 + 3 * number) * times)).astype("<i2")
    return _wav(samples)


def _wav(samples: np.ndarray) -> bytes:
    import io

    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.tobytes())
    return buffer.getvalue()


def many_names(folder: Path, count: int, contents: int) -> Path:
    """Write ``count`` files of ``contents`` different contents and a manifest that names them; return the manifest."""
    folder.mkdir(parents=True)
    clips = [short_clip(number) for number in range(contents)]
    lines = []
    for number in range(count):
        name = f"{number // 1000:03d}/{number:06d}.wav"
        path = folder / name
        if number % 1000 == 0:
            path.parent.mkdir()
        path.write_bytes(clips[number % contents])
        lines.append(
            f'{{"audio_name": "{name}", "caption": "clip number {number}", "speaker": "s{number % 40}"}}\n'
        )
    manifest = folder / "manifest.jsonl"
    manifest.write_text("".join(lines))
    return manifest


def speech_like(folder: Path, files: int, seconds: float) -> float:
    """Write files of modulated noise in formats people upload (wav, flac, mp3, ogg); return their seconds together."""
    folder.mkdir(parents=True)
    random = np.random.default_rng(1)
    rate = 44_100
    for number in range(files):
        times = np.arange(int(rate * seconds)) / rate
        syllables = np.clip(np.sin(2 * np.pi * 3.1 * times + number), 0, None)
        tone = sum(np.sin(2 * np.pi * f * times) / k for k, f in enumerate((140 + number, 280, 900, 2400), 1))
        samples = (0.2 * syllables * (tone + 0.2 * random.standard_normal(times.size))).astype("float32")
        kind = ("wav", "flac", "mp3", "ogg")[number % 4]
        with soundfile.SoundFile(folder / f"{number:03d}.{kind}", "w", rate, 1) as file:
            for start in range(0, samples.size, rate):  # libsndfile's Vorbis encoder crashes on long blocks
                file.write(samples[start : start + rate])
    return files * seconds


def long_wav(path: Path, megabytes: int) -> None:
    """Write a WAV of about that size."""
    random = np.random.default_rng(2)
    block = (random.standard_normal(1 << 19) * 3000).astype("<i2").tobytes()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(44_100)
        for _ in range(megabytes):
            file.writeframes(block)
