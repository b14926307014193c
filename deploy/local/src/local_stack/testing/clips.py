"""Short audio that a test writes itself."""

from __future__ import annotations

import json
import math
import wave
from collections.abc import Sequence
from pathlib import Path

RATE = 8000


def write_tone(path: Path, hertz: float, seconds: float = 0.4) -> None:
    """Writes a WAV file: one channel, 16 bit, 8 kHz, a sine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    step = 2 * math.pi * hertz / RATE
    samples = (int(12_000 * math.sin(step * i)) for i in range(round(seconds * RATE)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples))


def write_clips(folder: Path, count: int, captions: Sequence[str] | None = None) -> None:
    """Writes `count` different clips and, where captions are given, a manifest.jsonl that names them."""
    names = [f"clip-{number:03}.wav" for number in range(count)]
    for number, name in enumerate(names):
        write_tone(folder / name, 220 + 7 * number)
    if captions is not None:
        lines = [
            json.dumps({"audio_name": name, "caption": caption}, ensure_ascii=False) + "\n"
            for name, caption in zip(names, captions, strict=True)
        ]
        (folder / "manifest.jsonl").write_text("".join(lines), encoding="utf-8")
