"""The examples of outside services run beside a real Earmark, each with aiokafka alone in its environment."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from local_stack.client import Json, connect, eventually
from local_stack.settings import StackSettings
from local_stack.testing import Stack
from local_stack.testing.team import Team

PATIENCE = 90.0


@pytest.fixture(scope="module")
def environment(root: Path, stack_settings: StackSettings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with what the examples ask for; gives its Python."""
    uv = stack_settings.environment.get("EARMARK_UV") or shutil.which("uv")
    if uv is None:
        pytest.fail("uv is not on the path (EARMARK_UV)")
    folder = tmp_path_factory.mktemp("outside") / "venv"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True)
    python = folder / "bin" / "python"
    for example in ("quality_feed", "predictor"):
        wanted = root / "examples" / example / "pyproject.toml"
        subprocess.run([uv, "pip", "install", "--quiet", "--python", python, "-r", wanted], check=True)
    return python


@asynccontextmanager
async def outside(python: Path, program: Path, *arguments: str) -> AsyncIterator[list[str]]:
    """Runs a program; gives the lines it prints, as they come."""
    process = await asyncio.create_subprocess_exec(
        *map(str, (python, program, *arguments)),
        cwd=program.parent,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    stdout, lines = process.stdout, list[str]()

    async def listen() -> None:
        async for line in stdout:
            lines.append(line.decode().rstrip())

    listening = asyncio.create_task(listen())
    try:
        yield lines
        assert process.returncode is None, lines
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await listening


def test_the_examples_know_nothing_of_our_packages(root: Path, environment: Path) -> None:
    sources = [file.read_text() for file in root.glob("examples/*/*.py")]
    installed = subprocess.run(
        [environment, "-c", "import importlib.metadata as m; print(*(d.name for d in m.distributions()))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert len(sources) == 2
    assert not [text for text in sources if "contracts" in text or "service_kit" in text]
    assert "aiokafka" in installed
    assert not [name for name in installed if name.startswith("earmark")]


async def test_a_quality_feed_and_a_predictor_work_beside_earmark(
    root: Path, stack: Stack, environment: Path
) -> None:
    examples = root / "examples"
    async with connect(stack.base_url) as api:
        team = await Team.gather(stack, api, name="Outside")
        dataset = await team.import_clips(3)
        task = await team.create_task(
            dataset, ["ana"], review="full", reviewers=["eva"], ai_assistance={"enabled": True}
        )
        feed = outside(environment, examples / "quality_feed" / "quality_feed.py", stack.kafka_bootstrap)
        predictor = outside(
            environment, examples / "predictor" / "predictor.py", stack.kafka_bootstrap, task, "caption"
        )
        async with feed as lines, predictor as said:
            handed_out = await team.assignment("ana", task)

            async def offered() -> Json | None:
                shown = await team["ana"].get(f"/assignments/{handed_out['id']}")
                return shown["predictions"][0] if shown["predictions"] else None

            prediction = await eventually(offered, "a prediction from outside", PATIENCE)
            await team.label("ana", task, 3)
            verdicts = iter([None, "a word is missing", None])
            await team.judge("eva", task, 3, lambda review: next(verdicts))
            ana = f"{team.user('ana')}: "
            wanted = f"{ana}3 submitted, 2 approved, 1 rejected, rejection rate 33%"

            async def told() -> bool:
                return wanted in lines

            await eventually(told, f"the line {wanted!r}", PATIENCE)

    name = Path(handed_out["record"]["audio_name"]).stem.replace("-", " ").replace("_", " ")
    assert (prediction["model"], prediction["version"]) == ("file-name-reader", "1")
    assert prediction["annotation"] == {"caption": name}
    assert said == ["predicted 3 records"]
    assert len([line for line in lines if line.startswith(ana)]) == 6
