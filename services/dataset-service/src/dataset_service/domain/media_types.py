"""The media types of audio containers, as a browser wants to hear them."""

CONTENT_TYPES = {
    "wav": "audio/wav",
    "flac": "audio/flac",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
    "webm": "audio/webm",
    "aiff": "audio/aiff",
    "caf": "audio/x-caf",
}


def content_type(container: str) -> str:
    """Return the media type of a container (`AudioFacts.container`)."""
    return CONTENT_TYPES.get(container, "application/octet-stream")
