"""What the tests of dataset-service share: the decoder matrix and small recordings."""

import base64
import hashlib
import io
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

_LENA = "audio-lena@3.0.1"
_LENA_SHA512 = "SLjToXZRebe2TsEwW49GSC4NhQwP5wV9ee/UHQjW9Z6ZfvGL0ofvQPiYxJ9HLBvLiryrDGclGNzmGtdXglTO6Q=="
_CACHE = Path(__file__).parents[3] / ".earmark" / "cache" / "audio-lena-3.0.1"

WriteSound = Callable[..., Path]


@pytest.fixture(scope="session")
def lena() -> Path:
    """The folder of npm `audio-lena`: one clip of 12.27 s in 28 containers and codecs. Fetched once, checked always."""
    folder, done = _CACHE / "package", _CACHE / "complete"
    if not done.exists():
        _CACHE.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "pack", _LENA, "--silent"], cwd=_CACHE, check=True, capture_output=True, timeout=240
        )
        packed = (_CACHE / "audio-lena-3.0.1.tgz").read_bytes()
        assert base64.b64encode(hashlib.sha512(packed).digest()).decode() == _LENA_SHA512
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(_CACHE, filter="data")
        done.touch()
    return folder


@pytest.fixture
def write_sound(tmp_path: Path) -> Iterator[WriteSound]:
    """Writes samples (full scale 1.0, or int16) to a file; the ending says the format unless it is given."""

    def write(
        name: str,
        samples: NDArray[np.float64] | NDArray[np.float32] | NDArray[np.int16],
        rate: int = 16_000,
        **how: str,
    ) -> Path:
        path = tmp_path / name
        with path.open("wb") as file:
            soundfile.write(file, samples, rate, **{"format": path.suffix[1:].upper(), **how})
        return path

    return write  # type: ignore[return-value]


@pytest.fixture
def babble() -> NDArray[np.float32]:
    """Three seconds at 16 kHz of noise that rises and falls, the same every time."""
    noise = np.random.default_rng(7).standard_normal(48_000) * 0.1
    return (noise * np.abs(np.sin(np.arange(48_000) / 3_000))).astype(np.float32)
