"""The ready-made schemas."""

import pytest
from pydantic import TypeAdapter

from contracts.presets import PRESETS, Preset
from contracts.schema import NewSchema, Schema
from contracts.validation import prefilled, validate

GOOD_ANSWERS = {
    "caption": {"caption": "Rain on a tin roof."},
    "transcription": {"transcript": "good morning"},
    "sound-classification": {"classes": ["speech", "music"]},
    "speech-segments": {
        "segments": [
            {"id": "1", "start": 0.2, "end": 1.9, "label": "speech", "speaker": "A", "text": "good morning"}
        ]
    },
    "sound-events": {"events": []},
    "quality-rating": {"quality": 4},
}


def test_there_is_a_preset_for_each_usual_kind_of_work() -> None:
    assert list(PRESETS) == list(GOOD_ANSWERS)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_a_preset_can_be_sent_as_a_new_schema_and_answered(preset: Preset) -> None:
    sent = TypeAdapter[Schema](NewSchema).validate_python(preset.schema.as_json())
    assert sent == preset.schema
    assert validate(sent, GOOD_ANSWERS[preset.id], 2.0) == []


def test_the_caption_preset_starts_from_the_manifest() -> None:
    assert prefilled(PRESETS["caption"].schema, {"caption": "a dog"}) == {"caption": "a dog"}
