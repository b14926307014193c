"""The timeline on a page of the workbench, as a person meets it: by time and place, and by what is drawn."""

from __future__ import annotations

import io
import wave
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.async_api import expect
from tests.browser.harness.page import Page

SECONDS = 20.0
RATE = 16_000
TONE = (5.0, 5.5)
"""Where the recording sounds, in seconds; else it is silent."""
HERTZ = 1000
NAMES = 76
"""CSS pixels at the left that hold the names of the lanes."""
LANE = 32


def write_tone(path: Path) -> None:
    """Writes a WAV file that is silent but for a tone."""
    at = np.arange(round(SECONDS * RATE)) / RATE
    sound = 0.8 * np.sin(2 * np.pi * HERTZ * at) * ((at >= TONE[0]) & (at < TONE[1]))
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((sound * 32767).astype("<i2").tobytes())


@dataclass(frozen=True)
class Shown:
    """The timeline and the stretch that it shows."""

    page: Page

    async def ready(self) -> None:
        """Waits until the waveform of what is shown is drawn."""
        await expect(self.page.get_by_test_id("timeline")).to_have_attribute("data-ready", "true")

    async def span(self) -> tuple[float, float]:
        """First and last second shown."""
        timeline = self.page.get_by_test_id("timeline")
        start, end = await timeline.get_attribute("data-from"), await timeline.get_attribute("data-to")
        assert start is not None
        assert end is not None
        return float(start), float(end)

    async def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the plot: the part that has times."""
        box = await self.page.get_by_test_id("timeline-canvas").bounding_box()
        assert box is not None
        return box["x"] + NAMES, box["y"], box["width"] - NAMES, box["height"]

    async def x(self, seconds: float) -> float:
        """Where a time is on the page."""
        left, _, width, _ = await self.box()
        start, end = await self.span()
        return left + (seconds - start) / (end - start) * width

    async def lane(self, number: int, of: int = 2) -> float:
        """The middle of a lane, from the top."""
        _, top, _, height = await self.box()
        return top + height - LANE * (of - number) + LANE / 2

    async def over_the_wave(self) -> float:
        """A height where the waveform is."""
        return (await self.box())[1] + 60

    async def drag(
        self, start: tuple[float, float], *through: tuple[float, float], drop: bool = True
    ) -> None:
        """Presses at a time and height, moves through others, and lets go."""
        mouse = self.page.mouse
        await mouse.move(await self.x(start[0]), start[1])
        await mouse.down()
        for at, y in through:
            await mouse.move(await self.x(at), y, steps=4)
        if drop:
            await mouse.up()

    async def pictures(self) -> NDArray[np.uint8]:
        """What is drawn of waveform and spectrogram: rows, columns of the plot, red green blue."""
        canvas = self.page.get_by_test_id("timeline").locator("canvas").nth(1)
        # Its own picture: a shot of the page would show what lies over it too.
        url = str(await canvas.evaluate("canvas => canvas.toDataURL()"))
        picture = Image.open(io.BytesIO(b64decode(url.partition(",")[2]))).convert("RGB")
        return np.asarray(picture)[:, NAMES:]
