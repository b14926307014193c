"""Two hours of sound pass through every step in little memory."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

_SECONDS = 7_200
_RATE = 44_100
_BOUND_MIB = 120

_MEASURED = """
import json, resource, sys
from pathlib import Path
from dataset_service.adapters.audio.analysis import Analyser
from dataset_service.adapters.audio.tiles import render_tile
analyser = Analyser()
small, long, out = map(Path, sys.argv[1:4])
first = analyser.analyse(small, out)
if sys.argv[4] == "tile":
    render_tile(small, first.facts.frames, first.facts.sample_rate, 0, 0)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
if sys.argv[4] == "tile":
    render_tile(long, 7_200 * 44_100, 44_100, 2, 40)
    frames = 0
else:
    frames = analyser.analyse(long, out).facts.frames
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"frames": frames, "grown_mib": (after - before) / 1024, "all_mib": after / 1024}))
"""


@pytest.fixture(scope="module")
def two_hours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("long") / "two_hours.flac"
    second = (np.random.default_rng(1).standard_normal(_RATE * 60) * 2_000).astype(np.int16)
    with soundfile.SoundFile(path, "w", _RATE, 1, "PCM_16", compression_level=0.0) as file:
        for _ in range(_SECONDS // 60):
            file.write(second)
    return path


@pytest.mark.parametrize("step", ["analysis", "proxy", "tile"])
def test_two_hours_take_a_bounded_amount_of_memory(tmp_path: Path, two_hours: Path, step: str) -> None:
    path = two_hours
    if step == "proxy":  # an AIFF gets a playback file in the same pass
        path = tmp_path / "two_hours.aiff"
        with (
            soundfile.SoundFile(two_hours) as source,
            soundfile.SoundFile(path, "w", _RATE, 1, "PCM_16") as file,
        ):
            for block in source.blocks(1 << 20, dtype="int16"):
                file.write(block)
    small = tmp_path / f"small{path.suffix}"
    soundfile.write(small, np.zeros(_RATE * 3, np.int16), _RATE)
    told = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(small), str(path), str(tmp_path), step],
        check=True,
        capture_output=True,
        timeout=240,
    )
    found = json.loads(told.stdout)
    assert found["grown_mib"] < _BOUND_MIB, found
    if step != "tile":
        assert found["frames"] == _SECONDS * _RATE
