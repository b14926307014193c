"""Where things lie in the object store that dataset-service writes and export-service reads and writes.

Audio is addressed by the SHA-256 of the uploaded bytes (hexadecimal), so equal files are kept once.
"""


def audio_object(sha256: str) -> str:
    """Return the object name of the uploaded file, unchanged."""
    return f"{_media(sha256)}/original"


def playback_object(sha256: str) -> str:
    """Return the object name of the seek-exact playback file; absent where the upload itself is seek-exact."""
    return f"{_media(sha256)}/playback"


def peaks_object(sha256: str) -> str:
    """Return the object name of the waveform peaks of every level."""
    return f"{_media(sha256)}/peaks"


def tile_object(sha256: str, preset: str, zoom: int, tile: int) -> str:
    """Return the object name of one spectrogram tile."""
    return f"{_media(sha256)}/spectrogram/{preset}/{zoom}/{tile}"


def processed_object(processed_dataset: str, name: str) -> str:
    """Return the object name of one file of a processed dataset."""
    return f"processed/{processed_dataset}/{name}"


def _media(sha256: str) -> str:
    return f"audio/{sha256[:2]}/{sha256}"
