"""The timeline shows the sound where it is, goes where one wants, and tells what the hand does."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from uuid import uuid4

import numpy as np
import pytest
import pytest_asyncio
from playwright.async_api import expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.timeline import HERTZ, SECONDS, TONE, Shown, write_tone

from local_stack.client import Json, eventually

SCHEMA: Json = {
    "items": [{"name": "parts", "kind": "segments", "labels": ["speech", "noise"], "required": False}]
}


@pytest_asyncio.fixture(loop_scope="session")
async def task(console: Console) -> str:
    """A task with the one recording."""
    folder = console.stack.import_root / uuid4().hex
    write_tone(folder / "tone.wav")
    dataset = await console.team.import_from({"kind": "folder", "path": str(folder)}, name="Tone")
    return await console.team.create_task(dataset, ["ana"], schema=SCHEMA)


@pytest_asyncio.fixture(loop_scope="session")
async def shown(console: Console, task: str) -> AsyncIterator[Shown]:
    """The recording in the workbench, from its start to its end."""
    page = await console.page("ana")
    await page.goto(console.at(f"tasks/{task}/label"))
    timeline = Shown(page)
    await timeline.ready()
    assert await timeline.span() == (0, SECONDS)
    yield timeline


async def segments(console: Console, task: str, count: int = 1, **ends: float) -> list[Json]:
    """The saved segments, once there are so many and the first has these ends (within a pixel or two)."""
    assignment = (await console.team.next("ana", task))["assignment"]

    async def look() -> list[Json] | None:
        saved = (await console.team["ana"].get(f"/assignments/{assignment['id']}"))["draft"] or {}
        parts: list[Json] = (saved.get("annotation") or {}).get("parts") or []
        there = len(parts) == count and all(
            parts[0][end] == pytest.approx(at, abs=0.06) for end, at in ends.items()
        )
        return parts if there else None

    return await eventually(look, f"{count} segments with {ends}")


async def test_waveform_and_spectrogram_show_the_sound_where_it_is(shown: Shown) -> None:
    pixels = (await shown.pictures()).astype(int)
    ground = pixels[30, 3]
    wave = (np.abs(pixels[24:140] - ground).sum(axis=2) > 60).sum(axis=0)
    loud = np.flatnonzero(wave > 12) / pixels.shape[1] * SECONDS
    assert loud.min() == pytest.approx(TONE[0], abs=0.05)
    assert loud.max() == pytest.approx(TONE[1], abs=0.05)

    async def bright() -> tuple[int, int] | None:
        shining = (await shown.pictures())[150:].astype(int).sum(axis=2)
        # Where a tile is still to come stands the light ground.
        if shining.max() - np.median(shining) < 300 or shining[:, -3:].max() > 300:
            return None
        row, column = np.unravel_index(shining.argmax(), shining.shape)
        return int(row), int(column)

    row, column = await eventually(bright, "a bright place in the spectrogram", 180)
    assert TONE[0] - 0.1 <= column / pixels.shape[1] * SECONDS <= TONE[1] + 0.1
    # A third of the way up: 1 kHz is 15 of the 45.2 mel that reach to 8 kHz.
    height = len(pixels) - 150
    assert HERTZ == 1000
    assert 1 - row / height == pytest.approx(15 / 45.2, abs=0.12)


async def test_the_closest_look_shows_the_samples_themselves(shown: Shown) -> None:
    page = shown.page
    await page.mouse.move(await shown.x(5.25), await shown.over_the_wave())
    await page.keyboard.down("Control")
    for _ in range(30):
        await page.mouse.wheel(0, -120)
    await page.keyboard.up("Control")
    timeline = page.get_by_test_id("timeline")
    await expect(timeline).not_to_have_attribute("data-to", str(SECONDS))

    async def close() -> bool:
        start, end = await shown.span()
        return end - start < 0.021

    await eventually(close, "the closest look")
    start, end = await shown.span()
    assert start < 5.25 < end
    await shown.ready()

    async def drawn() -> bool:
        pixels = (await shown.pictures()).astype(int)[26:140]
        inked = np.abs(pixels - pixels[0, 0]).sum(axis=2) > 60
        middle = np.array([np.mean(np.flatnonzero(column)) if column.any() else 0 for column in inked.T])
        signs = np.sign(middle - np.median(middle))
        turns = int((np.diff(signs[signs != 0]) != 0).sum())
        return abs(turns - 2 * HERTZ * (end - start)) <= 3

    await eventually(drawn, "forty half waves of the tone")


async def test_wheel_minimap_and_buttons_move_what_is_shown(shown: Shown) -> None:
    page = shown.page
    # Wheel events know whole pixels.
    at = round(await shown.x(15))
    left, _, width, _ = await shown.box()
    pressed = (at - left) / width * SECONDS
    await page.mouse.move(at, await shown.over_the_wave())
    await page.keyboard.down("Control")
    for _ in range(4):
        await page.mouse.wheel(0, -120)
    await page.keyboard.up("Control")

    async def zoomed() -> bool:
        start, end = await shown.span()
        return end - start < 4

    await eventually(zoomed, "a closer look")
    assert await shown.x(pressed) == pytest.approx(at, abs=1)
    before = await shown.span()
    await page.keyboard.down("Shift")
    await page.mouse.wheel(0, -200)
    await page.keyboard.up("Shift")

    async def earlier() -> bool:
        return (await shown.span())[0] < before[0]

    await eventually(earlier, "an earlier stretch")
    start, end = await shown.span()
    assert end - start == pytest.approx(before[1] - before[0])
    box = await page.get_by_test_id("timeline-minimap").bounding_box()
    assert box is not None
    await page.mouse.click(left + width / 4, box["y"] + box["height"] / 2)

    async def there() -> bool:
        start, end = await shown.span()
        return (start + end) / 2 == pytest.approx(SECONDS / 4, abs=0.1)

    await eventually(there, "the place that was pressed in the minimap")
    await page.get_by_role("button", name="Show the whole record").click()
    await expect(page.get_by_test_id("timeline")).to_have_attribute("data-to", str(int(SECONDS)))
    summary = page.get_by_test_id("timeline").get_by_role("status")
    await expect(summary.filter(has_text="Shows 0:00.000 to 0:20.000.")).to_have_count(1)


async def test_a_click_places_the_playhead(shown: Shown) -> None:
    await shown.page.mouse.click(await shown.x(12.5), await shown.over_the_wave())
    await expect(shown.page.get_by_test_id("now")).to_have_text(re.compile(r"0:12\.(4[89]|5[01])"))


async def test_a_stretch_drawn_in_a_lane_is_a_segment_that_can_be_dragged(
    console: Console, task: str, shown: Shown
) -> None:
    noise = await shown.lane(1)
    await shown.drag((4, noise), (7, noise))
    [made] = await segments(console, task, start=4, end=7)
    assert made["label"] == "noise"
    await shown.drag((7, noise), (9, noise))
    await segments(console, task, start=4, end=9)
    await shown.drag((6, noise), (8, noise))
    await segments(console, task, start=6, end=11)
    await shown.drag((6, await shown.over_the_wave()), (5, await shown.over_the_wave()))
    await segments(console, task, start=5, end=11)


async def test_escape_gives_a_drag_up(console: Console, task: str, shown: Shown) -> None:
    speech = await shown.lane(0)
    await shown.drag((10, speech), (12, speech))
    await segments(console, task, start=10, end=12)
    await shown.drag((11, speech), (15, speech), drop=False)
    await shown.page.keyboard.press("Escape")
    await shown.page.mouse.up()
    await shown.drag((14, speech), (16, speech))
    first, second = await segments(console, task, 2, start=10, end=12)
    assert second["start"] == pytest.approx(14, abs=0.06)
    assert first["label"] == second["label"] == "speech"


async def test_the_view_follows_the_playhead_by_pages_and_lets_go_of_who_scrolls_away(shown: Shown) -> None:
    page = shown.page
    await page.mouse.click(await shown.x(10), await shown.over_the_wave())
    for _ in range(4):
        await page.get_by_role("button", name="Zoom in").click()
    await expect(page.get_by_test_id("timeline")).not_to_have_attribute("data-from", "0")
    _, end = await shown.span()
    await page.get_by_role("button", name=re.compile("^Play")).first.click()

    async def turned() -> bool:
        return (await shown.span())[0] > 10

    await eventually(turned, "the next page")
    assert (await shown.span())[1] > end
    await page.keyboard.down("Shift")
    await page.mouse.move(*(await shown.x(sum(await shown.span()) / 2), await shown.over_the_wave()))
    await page.mouse.wheel(0, -4000)
    await page.keyboard.up("Shift")

    async def away() -> bool:
        return (await shown.span())[1] < 10

    await eventually(away, "an earlier stretch")
    left = await shown.span()
    before = await page.get_by_test_id("now").inner_text()
    await expect(page.get_by_test_id("now")).not_to_have_text(before)
    assert await shown.span() == left


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_timeline_and_its_settings_are_accessible(console: Console, task: str, scheme: str) -> None:
    page = await console.page("ana", color_scheme=scheme)
    await page.goto(console.at(f"tasks/{task}/label"))
    await Shown(page).ready()
    await page.get_by_role("button", name="Look of the spectrogram and the waveform").click()
    await expect(page.get_by_role("slider", name="Brightness")).to_be_visible()
    assert await axe(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Lanes by").click()
    await expect(page.get_by_role("menuitemradio", name="Speaker")).to_be_visible()
    assert await axe(page) == []
