"""A task of segments and what is said of a short clip in it."""

from local_stack.client import Json

SEGMENTS: Json = {
    "items": [
        {"name": "parts", "kind": "segments", "labels": ["speech", "noise"], "text": True},
        {"name": "note", "kind": "text", "required": False},
    ]
}


def parts(text: str, end: float = 0.4) -> Json:
    """Two segments of which the second says `text` and ends at `end` seconds."""
    segments = [
        {"id": "first", "start": 0.05, "end": 0.2, "label": "noise", "text": "a click"},
        {"id": "second", "start": 0.2, "end": end, "label": "speech", "text": text},
    ]
    return {"parts": segments, "note": "said once"}
