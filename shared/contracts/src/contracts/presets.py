"""Ready-made schemas for the usual kinds of audio labeling; a starting point, free to change."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.schema import Choice, Option, Rating, Schema, Segments, Text


@dataclass(frozen=True, slots=True)
class Preset:
    """A named schema; `id` never changes."""

    id: str
    title: str
    description: str
    schema: Schema


def _choice(name: str, title: str, options: list[tuple[str, str]], *, multiple: bool, help: str) -> Choice:
    keys = "123456789"
    return Choice(
        name=name,
        title=title,
        help=help,
        multiple=multiple,
        options=tuple(
            Option(value=value, label=label, hotkey=keys[index] if index < len(keys) else None)
            for index, (value, label) in enumerate(options)
        ),
    )


CAPTION = Preset(
    id="caption",
    title="Caption",
    description="A sentence that says what is heard; starts from the manifest's caption where there is one.",
    schema=Schema(
        items=(
            Text(
                name="caption",
                title="Caption",
                help="Say what is heard, in one or two plain sentences.",
                max_length=2000,
                prefill="caption",
            ),
        )
    ),
)
TRANSCRIPTION = Preset(
    id="transcription",
    title="Transcription",
    description="The words that are spoken, for the whole clip; starts from the manifest's transcript.",
    schema=Schema(
        items=(
            Text(
                name="transcript",
                title="Transcript",
                help="Write every word as it is spoken. Leave empty what is not speech.",
                max_length=20_000,
                prefill="transcript",
            ),
        )
    ),
)
SOUND_CLASSIFICATION = Preset(
    id="sound-classification",
    title="Sound classification",
    description="What kinds of sound the clip has.",
    schema=Schema(
        items=(
            _choice(
                "classes",
                "Sounds",
                [
                    ("speech", "Speech"),
                    ("music", "Music"),
                    ("animal", "Animal"),
                    ("vehicle", "Vehicle"),
                    ("machine", "Machine"),
                    ("nature", "Nature"),
                    ("alarm", "Alarm"),
                    ("silence", "Silence"),
                    ("other", "Other"),
                ],
                multiple=True,
                help="Choose every kind of sound that is clearly heard.",
            ),
        )
    ),
)
SPEECH_SEGMENTS = Preset(
    id="speech-segments",
    title="Speech segments with speaker and transcript",
    description="Who speaks when, and what they say.",
    schema=Schema(
        items=(
            Segments(
                name="segments",
                title="Segments",
                help="Mark each turn of a speaker; two people who talk at once make two segments.",
                labels=(
                    Option(value="speech", label="Speech", hotkey="1"),
                    Option(value="overlapped", label="Several at once", hotkey="2"),
                    Option(value="noise", label="Noise", hotkey="3"),
                    Option(value="music", label="Music", hotkey="4"),
                ),
                text=True,
                speakers=True,
                minimum_seconds=0.05,
            ),
        )
    ),
)
SOUND_EVENTS = Preset(
    id="sound-events",
    title="Sound events",
    description="Where single sounds begin and end; a clip may hold none.",
    schema=Schema(
        items=(
            Segments(
                name="events",
                title="Events",
                required=False,
                help="Mark each sound from its first to its last audible moment.",
                labels=tuple(
                    Option(value=value, label=value.replace("_", " ").capitalize(), hotkey=str(index))
                    for index, value in enumerate(
                        (
                            "dog_bark",
                            "car_horn",
                            "siren",
                            "door_slam",
                            "footsteps",
                            "glass_break",
                            "alarm",
                            "other",
                        ),
                        start=1,
                    )
                ),
                attributes=(
                    Choice(
                        name="clarity", title="Clarity", options=("clear", "faint", "masked"), required=False
                    ),
                ),
                minimum_seconds=0.02,
            ),
        )
    ),
)
QUALITY_RATING = Preset(
    id="quality-rating",
    title="Quality rating",
    description="How good the recording sounds, on the five-point scale of ITU-T P.800.",
    schema=Schema(
        items=(
            Rating(
                name="quality",
                title="Quality",
                help="1 bad, 2 poor, 3 fair, 4 good, 5 excellent.",
                from_=1,
                to=5,
                hotkeys={str(step): str(step) for step in range(1, 6)},
            ),
            Text(name="remark", title="Remark", required=False, max_length=1000),
        )
    ),
)

PRESETS: dict[str, Preset] = {
    preset.id: preset
    for preset in (
        CAPTION,
        TRANSCRIPTION,
        SOUND_CLASSIFICATION,
        SPEECH_SEGMENTS,
        SOUND_EVENTS,
        QUALITY_RATING,
    )
}
