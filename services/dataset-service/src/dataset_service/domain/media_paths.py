"""Where the bytes of a recording live in the store. Content-addressed: the same bytes are kept and analysed
once."""

from __future__ import annotations

import re

PEAKS_VERSION = 1
"""Raised when the peaks file changes its shape, so that old files are never misread."""
TILES_VERSION = 1
"""Raised when a spectrogram tile of the same audio would look different."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_EXTENSION = re.compile(r"[a-z0-9]{1,8}")

CONTENT_TYPES = {
    "wav": "audio/wav",
    "flac": "audio/flac",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "m4a": "audio/mp4",
    "mp4": "audio/mp4",
    "aac": "audio/aac",
    "webm": "audio/webm",
    "aif": "audio/aiff",
    "aiff": "audio/aiff",
    "caf": "audio/x-caf",
}


def folder(sha256: str) -> str:
    """The folder of one recording: `audio/ab/abcdef...`. Raises ValueError where it is no SHA-256."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError("not a SHA-256 in lower-case hex")
    return f"audio/{sha256[:2]}/{sha256}"


def upload(sha256: str, audio_name: str) -> str:
    """The uploaded bytes; the ending of the name is kept, so that a download opens with the right program."""
    return f"{folder(sha256)}/master.{extension(audio_name)}"


def proxy(sha256: str) -> str:
    """The FLAC that a browser plays instead of the upload."""
    return f"{folder(sha256)}/playback.flac"


def peaks(sha256: str) -> str:
    """The peaks pyramid."""
    return f"{folder(sha256)}/peaks.v{PEAKS_VERSION}"


def tile(sha256: str, zoom: int, index: int) -> str:
    """One mel-spectrogram tile."""
    return f"{folder(sha256)}/mel.v{TILES_VERSION}/{zoom}/{index}.png"


def extension(audio_name: str) -> str:
    """The plain lower-case ending of a name, `bin` where it has none that is safe to keep."""
    ending = audio_name.rpartition(".")[2].lower() if "." in audio_name.rpartition("/")[2] else ""
    return ending if _EXTENSION.fullmatch(ending) else "bin"


def content_type(key: str) -> str:
    """The media type of a stored file, by its ending."""
    if "/mel.v" in key:
        return "image/png"
    return CONTENT_TYPES.get(extension(key), "application/octet-stream")
