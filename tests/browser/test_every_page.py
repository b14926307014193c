"""What holds on every page: accessible in light and dark, in both languages, and deaf to what people smuggle in."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page
from tests.browser.harness.places import Place, World, make_world, visit

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SMUGGLED = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>{{constructor}}"


async def _people(console: Console, world: World, **options: str) -> list[tuple[Place, Page]]:
    """A page per person, used for all of their places."""
    pages: dict[str | None, Page] = {}
    found = []
    for place in world.places():
        if place.who not in pages:
            pages[place.who] = await console.page(place.who, **options)
            if place.who == "ana":
                pages[place.who].allow(r"/api/v1/.* 403")
        found.append((place, pages[place.who]))
    return found


@pytest.mark.timeout(600)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious_on_any_page(console: Console, scheme: str) -> None:
    world = await make_world(console.team)
    violations = {}
    for place, page in await _people(console, world, color_scheme=scheme, reduced_motion="reduce"):
        await visit(console, page, place)
        if found := await axe(page):
            violations[place.name] = found
    assert violations == {}


@pytest.mark.timeout(600)
async def test_every_page_speaks_chinese(console: Console) -> None:
    world = await make_world(console.team)
    for place, page in await _people(console, world, locale="zh-CN"):
        await visit(console, page, place)
        assert await page.evaluate("document.documentElement.lang") == "zh-CN"
        texts = await page.locator("button, h1, h2, th, label, nav a").all_inner_texts()
        assert any(CHINESE.search(text) for text in texts), place.name


@pytest.mark.timeout(600)
async def test_what_people_write_is_text_on_every_page(console: Console) -> None:
    world = await make_world(console.team, SMUGGLED)
    for place, page in await _people(console, world):
        await visit(console, page, place)
        assert await page.evaluate("window.hacked") is None, place.name
        assert await page.locator("img[src=x]").count() == 0, place.name
        assert await page.locator("a[href^=javascript]").count() == 0, place.name


async def test_the_language_is_switched_on_the_spot_and_stays(console: Console) -> None:
    page = await console.page("ana")
    await page.goto(console.at("my-work"))
    await page.get_by_role("button", name=re.compile("Language")).click()
    await page.get_by_role("menuitemradio", name="简体中文").click()
    await expect(page.get_by_role("link", name="我的工作")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("link", name="我的工作")).to_be_visible()


async def test_a_server_that_is_away_is_said_plainly_and_the_page_comes_back(console: Console) -> None:
    page = await console.page("ana")
    page.allow("Failed to load resource", "503", "ERR_")
    part = console.stack.process("task-service")
    await part.stop()
    try:
        await page.goto(console.at("my-work"))
        await expect(page.get_by_role("heading", name="Earmark does not answer")).to_be_visible(
            timeout=60_000
        )
    finally:
        await part.start(60)
    await expect(page.get_by_role("heading", level=1)).not_to_have_text(
        "Earmark does not answer", timeout=60_000
    )


async def test_the_first_tab_stop_skips_to_the_content(console: Console) -> None:
    page = await console.page("ana")
    await page.goto(console.at("my-work"))
    await expect(page.get_by_role("navigation", name="Places")).to_be_visible()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#main")).to_be_focused()
