"""A page with the console's player in it, and an ear at its loudspeaker."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import numpy as np
import soundfile
from numpy.typing import NDArray
from playwright.async_api import Page, Route
from tests.browser.sound.tracks import SECONDS, Samples, clicks_in, sounding

_HERE = Path(__file__).parent
_WEB = Path(__file__).parents[3] / "web"
_BUILD = """
import { build } from "vite";
await build({
  configFile: false, logLevel: "error", publicDir: false,
  resolve: { alias: { "@": process.cwd() + "/src" } },
  build: { target: "es2022", outDir: process.argv[1], emptyOutDir: true,
           lib: { entry: "src/lib/player/index.ts", formats: ["es"], fileName: () => "player.js" } },
});
"""


async def build_player(folder: Path) -> str:
    """The console's player as one script, made of its sources by the console's own builder."""
    node = shutil.which("node")
    assert node is not None, "the console's tests need node"
    process = await asyncio.create_subprocess_exec(
        node, "--input-type=module", "-e", _BUILD, str(folder), cwd=_WEB, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert process.returncode == 0, said.decode()
    return (folder / "player.js").read_text()


MEASURED_AT_MOST = 6

_MEASURE = """async ([command, seconds]) => {
  listening.clear();
  new Function("player", command)(player);
  await listening.read(() => player.now(), seconds, () => !player.store.getState().playing);
  await new Promise((done) => setTimeout(done, 150));
  player.pause();
  return listening.taken();
}"""


@dataclass(frozen=True)
class Heard:
    """What sounded, and what the player's clock said meanwhile."""

    rate: int
    first: float
    """Context time of the first sample."""
    samples: Samples
    readings: NDArray[np.float64]
    """Rows of context time that was heard, and the player's time then."""

    def clock_at(self, context_times: NDArray[np.float64]) -> NDArray[np.float64]:
        """The player's time when these context times were heard; NaN where nobody looked."""
        looked, said = self.readings.T
        heard: NDArray[np.float64] = np.interp(context_times, looked, said, left=np.nan, right=np.nan)
        return heard

    def clicks(self) -> NDArray[np.float64]:
        """Context times of the clicks that sounded."""
        return self.first + clicks_in(self.samples, self.rate)

    def sounding(self) -> tuple[float, float]:
        """Context times from when to when anything sounded."""
        start, end = sounding(self.samples, self.rate)
        return self.first + start, self.first + end


class Ear:
    """Drives the player on a page and listens to it."""

    def __init__(self, page: Page) -> None:
        """Use `attach`."""
        self.page = page

    @classmethod
    async def attach(cls, page: Page, player: str) -> Ear:
        """Prepares a page that shows nothing yet, in a context with `bypass_csp`: the ear is no part of the console.

        `player` is the script of `build_player`.
        """
        tap = json.dumps((_HERE / "tap.js").read_text())
        await page.add_init_script(f"window.tapSource = {tap};")
        await page.add_init_script(path=_HERE / "listen.js")
        await page.route("**/player.js", partial(_give, player))
        return cls(page)

    async def begin(self) -> None:
        """Makes the player; a key press gives the page its voice, as a person's would."""
        await self.page.keyboard.press("Shift")
        await self.page.evaluate(
            "async () => { window.player = (await import('/player.js')).createPlayer(); }"
        )

    async def open(self, record: dict[str, Any], at: float = 0) -> None:
        """Opens a record as the API gives it; it can be played when this returns."""
        source = {
            "audioUrl": record["audio_url"],
            "seconds": record["seconds"],
            "sampleRate": record["sample_rate"],
            "channels": record["channels"],
        }
        await self.page.evaluate("([source, at]) => player.open(source, at)", [source, at])
        await self.page.evaluate("listening.ready()")
        state = await self.state()
        assert state["ready"], state

    async def state(self) -> dict[str, Any]:
        """The player's state."""
        return dict(await self.page.evaluate("player.store.getState()"))

    async def run(self, script: str) -> Any:
        """Runs a function body that may speak of `player`; it may be asynchronous."""
        return await self.page.evaluate(f"async () => {{ {script} }}")

    async def hear(self, command: str, seconds: float) -> Heard:
        """Runs a command and listens for so long; a stretch, until it has ended and a moment more."""
        for _ in range(MEASURED_AT_MOST):
            taken = await self.page.evaluate(_MEASURE, [command, seconds])
            # Where the machine was too busy for the tap, nothing was measured: once more.
            if taken["gaps"] == 0:
                break
        assert taken["gaps"] == 0, "the tap missed some sound each time"
        samples = np.frombuffer(base64.b64decode(taken["samples"]), np.float32)
        return Heard(round(taken["rate"]), taken["first"], samples, np.array(taken["readings"]))


async def _give(script: str, route: Route) -> None:
    await route.fulfill(body=script, content_type="text/javascript")


def master_clicks(base_url: str, record: dict[str, Any]) -> NDArray[np.float64]:
    """Where the clicks are on the master's clock, by the samples that the API itself gives out."""
    with urlopen(f"{base_url}{record['audio_url']}&from=0&to={SECONDS + 10}") as answer:
        samples, rate = soundfile.read(io.BytesIO(answer.read()), dtype="float32", always_2d=True)
    return clicks_in(samples.mean(axis=1), rate)
