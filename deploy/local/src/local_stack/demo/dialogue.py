"""Conversations put together of the demo's clips: who says what when is known to the sample."""

from __future__ import annotations

import io
import struct
import wave
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from local_stack.demo.clips import Clip

RATE = 16_000
_LOUD = 0.02
_MARGIN = RATE // 50

VOICES = {"en": "Emma", "es": "Lucía", "fr": "Marie", "it": "Paolo", "pt": "Inês", "pl": "Kasia"}
"""Who speaks a language in the demo's conversations."""


@dataclass(frozen=True)
class Turn:
    """What one person says, from and to in seconds."""

    speaker: str
    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Dialogue:
    """A recording and its turns by time; some overlap."""

    audio_name: str
    wav: bytes
    turns: tuple[Turn, ...]


def dialogue(audio_name: str, said: Sequence[tuple[Clip, float]]) -> Dialogue:
    """Joins clips, each after a pause in seconds; a negative one begins before the last has ended."""
    mixed = array("f")
    turns: list[Turn] = []
    for clip, pause in said:
        samples = _samples(clip.path.read_bytes())
        at = max(0, len(mixed) + round(pause * RATE))
        mixed.extend([0.0] * max(0, at + len(samples) - len(mixed)))
        for offset, sample in enumerate(samples):
            mixed[at + offset] += sample
        first, last = _loud(samples)
        start, end = round((at + first) / RATE, 3), round((at + last) / RATE, 3)
        turns.append(Turn(VOICES[clip.language], clip.caption, start, end))
    return Dialogue(audio_name, _wav(mixed), tuple(sorted(turns, key=lambda turn: turn.start)))


def dialogues(clips: Sequence[Clip]) -> list[Dialogue]:
    """The demo's conversations."""
    by_name: Mapping[str, Clip] = {f"{clip.language}/{clip.path.stem}": clip for clip in clips}

    def told(name: str, *turns: tuple[str, float]) -> Dialogue:
        return dialogue(f"{name}.wav", [(by_name[clip], pause) for clip, pause in turns])

    return [
        told(
            "kitchen-table",
            ("en/hello_world", 0.4), ("es/hola_mundo", 0.3), ("fr/bonjour_monde", -0.2),
            ("en/quick_brown_fox", 0.6), ("es/pangrama", 0.4), ("fr/pangrama", -0.5), ("en/counting", 0.7),
            ("es/conteo", -0.4), ("fr/comptage", 0.5),
        ),
        told(
            "phone-call",
            ("it/ciao_mondo", 0.3), ("pt/ola_mundo", 0.5), ("it/pangrama", 0.4), ("pt/pangrama", -0.3),
            ("it/conteggio", 0.8), ("pt/contagem", 0.3),
        ),
        told(
            "street-corner",
            ("pl/witaj_swiecie", 0.5), ("en/hello_world", 0.2), ("pl/pangrama", 0.6), ("en/counting", -0.6),
            ("fr/bonjour_monde", 0.4), ("pl/liczenie", 0.3), ("fr/pangrama", -0.4), ("en/quick_brown_fox", 0.5),
        ),
        told(
            "waiting-room",
            ("fr/bonjour_monde", 0.6), ("it/ciao_mondo", 0.2), ("fr/comptage", 0.5), ("it/conteggio", -0.5),
            ("fr/pangrama", 0.6), ("it/pangrama", 0.3),
        ),
        told(
            "train-station",
            ("pt/ola_mundo", 0.3), ("es/hola_mundo", 0.1), ("pl/witaj_swiecie", -0.2), ("pt/contagem", 0.6),
            ("es/conteo", -0.6), ("pl/pangrama", 0.5), ("pt/pangrama", 0.4), ("es/pangrama", -0.3),
        ),
    ]  # fmt: skip


def _samples(file: bytes) -> array[float]:
    """The samples of a clip: one channel of 32-bit floats at 16 kHz, as all of the package's are."""
    head = file.index(b"data")
    (size,) = struct.unpack("<I", file[head + 4 : head + 8])
    found = array("f")
    found.frombytes(file[head + 8 : head + 8 + size])
    return found


def _loud(samples: array[float]) -> tuple[int, int]:
    """Where something is to be heard: the first sample and the one after the last, with a little around."""
    loud = [place for place, sample in enumerate(samples) if abs(sample) > _LOUD]
    return max(0, loud[0] - _MARGIN), min(len(samples), loud[-1] + _MARGIN)


def _wav(samples: array[float]) -> bytes:
    whole = array("h", (round(max(-1.0, min(1.0, sample)) * 32_767) for sample in samples))
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(whole.tobytes())
    return file.getvalue()
