"""What the tests of the workbench's interactions do and look at."""

from __future__ import annotations

from playwright.async_api import expect
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page
from tests.browser.workbench import draft, draw, open_bench, parts_task, ready, rows, saved

from local_stack.client import Json, eventually


async def playhead(page: Page) -> float:
    """Where the playhead stands, in seconds."""
    minutes, seconds = (await page.get_by_test_id("now").inner_text()).split(":")
    return int(minutes) * 60 + float(seconds)


async def go_to(page: Page, time: str) -> None:
    """Puts the playhead at a time, by key."""
    await page.keyboard.press("Alt+g")
    await page.get_by_role("textbox", name="Time").fill(time)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def sounds(page: Page) -> None:
    """Waits until it plays."""
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()


async def silent(page: Page) -> None:
    """Waits until nothing plays."""
    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


async def reaches(page: Page, time: float) -> None:
    """Waits until the playhead is at a time or past it."""

    async def look() -> bool:
        return await playhead(page) >= time

    await eventually(look, f"the playhead at {time} s")


async def bench_with(console: Console, *segments: tuple[float, float]) -> Page:
    """The workbench with segments drawn from one second to another."""
    page = await open_bench(console, await parts_task(console))
    for start, end in segments:
        await draw(page, start, end)
    await expect(rows(page)).to_have_count(len(segments))
    return page


async def edges_of(page: Page, row: int) -> tuple[float, float]:
    """A segment's edges as the table shows them."""
    values = [
        await rows(page).nth(row).get_by_label(f"{edge} of segment").input_value()
        for edge in ("Start", "End")
    ]
    first, last = (int(m) * 60 + float(s) for m, s in (value.split(":") for value in values))
    return first, last


async def kept_part(console: Console, page: Page, row: int = 0) -> Json:
    """A segment as the server has it."""
    await saved(page)
    return dict((await draft(console, await ready(page)))["parts"][row])
