"""Names of audio files in a processed dataset: safe on every file system, unique, as imported where possible."""

import re
from pathlib import PurePosixPath

_UNSAFE = re.compile(r'[\x00-\x1f<>:"\\|?*]')
_MAX_PART = 120


def audio_file_name(audio_name: str, ordinal: int, taken_suffix: bool) -> str:
    """Return a relative path for a record's audio: the imported path with unsafe characters replaced by ``_``.

    ``taken_suffix`` adds the ordinal before the extension, for a name that an earlier record already has.
    """
    parts = [
        part
        for part in PurePosixPath(audio_name.replace("\\", "/")).parts
        if part not in ("", "/", ".", "..")
    ]
    safe = [_UNSAFE.sub("_", part).strip(" .") or "_" for part in parts] or [f"record-{ordinal}"]
    safe = [_short(part) for part in safe]
    last = PurePosixPath(safe[-1])
    if taken_suffix:
        safe[-1] = f"{last.stem}.{ordinal}{last.suffix}"
    return "/".join(safe)


def _short(part: str) -> str:
    if len(part) <= _MAX_PART:
        return part
    path = PurePosixPath(part)
    return path.stem[: _MAX_PART - len(path.suffix[:16])] + path.suffix[:16]
