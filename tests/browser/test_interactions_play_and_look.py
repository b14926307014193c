"""The interactions of the workbench that play and look (1 to 12, and 25), each by its default key or by mouse."""

from __future__ import annotations

import re

from playwright.async_api import expect
from tests.browser.harness.bench import bench_with, go_to, playhead, reaches, silent, sounds
from tests.browser.harness.console import Console
from tests.browser.workbench import draw, open_bench, parts_task, predict, rows

from local_stack.client import eventually


async def test_1_playing_and_pausing_works_while_writing_and_tab_leads_on(console: Console) -> None:
    page = await bench_with(console, (1, 2))
    await page.keyboard.press("Escape")
    await sounds(page)
    await page.keyboard.press("Escape")
    await silent(page)
    text = rows(page).get_by_label("Text of segment 1")
    await text.focus()
    await page.keyboard.press("F2")
    await sounds(page)
    await page.keyboard.press("Escape")
    await silent(page)
    await page.keyboard.press("Space")
    await expect(text).to_have_value(" ")
    await page.keyboard.press("Tab")
    await expect(text).not_to_be_focused()


async def test_2_resuming_goes_back_a_little(console: Console) -> None:
    page = await bench_with(console)
    await page.get_by_label("Step back when resuming").select_option("2")
    await go_to(page, "1")
    await page.keyboard.press("Escape")
    await reaches(page, 3.0)
    await page.keyboard.press("Escape")
    await silent(page)
    stood = await playhead(page)
    await page.keyboard.press("Escape")
    await sounds(page)
    assert await playhead(page) < stood - 1


async def test_3_and_4_the_selection_plays_alone_and_in_a_loop(console: Console) -> None:
    page = await bench_with(console, (2, 3))
    await page.keyboard.press("Shift+Space")
    await sounds(page)
    assert 1.9 < await playhead(page) < 3.1
    await silent(page)
    await page.keyboard.press("Alt+l")
    await expect(page.get_by_role("button", name="Loop the selection")).to_have_attribute(
        "aria-pressed", "true"
    )
    await reaches(page, 2.7)

    async def around() -> bool:
        return await playhead(page) < 2.5

    await eventually(around, "the loop")
    await sounds(page)


async def test_5_back_and_forth_by_one_and_four_seconds(console: Console) -> None:
    page = await bench_with(console)
    await go_to(page, "5")
    for keys, there in (("Alt+j", 4), ("Alt+Shift+J", 0), ("Alt+k", 1), ("Alt+Shift+K", 5)):
        await page.keyboard.press(keys)
        await expect(page.get_by_test_id("now")).to_have_text(re.compile(rf"0:0{there}\.000"))


async def test_6_the_speed_changes_in_steps(console: Console) -> None:
    page = await bench_with(console)
    speed = page.get_by_label("Speed")
    await page.keyboard.press("Alt+,")
    await expect(speed).to_have_value("0.9")
    await page.keyboard.press("Alt+.")
    await page.keyboard.press("Alt+.")
    await expect(speed).to_have_value("1.1")


async def test_7_the_last_seconds_and_what_is_around_an_edge_play_again(console: Console) -> None:
    page = await bench_with(console, (3, 5))
    await go_to(page, "4")
    await page.keyboard.press("Alt+q")
    await sounds(page)
    assert 1.9 <= await playhead(page) <= 4.1
    await silent(page)
    await page.keyboard.press("Alt+w")
    await sounds(page)
    assert 4.4 <= await playhead(page) <= 5.6


async def test_8_the_neighbours_are_selected_and_played(console: Console) -> None:
    page = await bench_with(console, (1, 2), (3, 4))
    await page.keyboard.press("Alt+ArrowUp")
    await expect(rows(page).nth(0)).to_have_attribute("aria-selected", "true")
    await sounds(page)
    assert 0.9 < await playhead(page) < 2.1
    await page.keyboard.press("Alt+ArrowDown")
    await expect(rows(page).nth(1)).to_have_attribute("aria-selected", "true")


async def test_9_and_10_the_view_zooms_pans_and_shows_the_selection_or_everything(console: Console) -> None:
    page = await bench_with(console, (2, 3))
    timeline = page.get_by_test_id("timeline")

    async def shown() -> tuple[float, float]:
        first, last = [float(str(await timeline.get_attribute(f"data-{edge}"))) for edge in ("from", "to")]
        return first, last

    async def until(first: float, last: float) -> None:
        async def look() -> bool:
            now = await shown()
            return abs(now[0] - first) < 0.3 and abs(now[1] - last) < 0.3

        await eventually(look, f"the view from {first} to {last} s")

    await page.keyboard.press("Alt+n")
    await until(1.9, 3.1)
    await page.keyboard.press("Alt+Shift+ArrowRight")
    await until(2.5, 3.7)
    await page.keyboard.press("Alt+Shift+N")
    await until(0, 8)
    await page.get_by_test_id("timeline-canvas").hover()
    await page.keyboard.down("Control")
    await page.mouse.wheel(0, -300)
    await page.keyboard.up("Control")

    async def zoomed() -> bool:
        first, last = await shown()
        return last - first < 7

    await eventually(zoomed, "the zoom by the wheel")


async def test_11_a_time_is_gone_to(console: Console) -> None:
    page = await bench_with(console)
    await go_to(page, "0:03.25")
    await expect(page.get_by_test_id("now")).to_have_text("0:03.250")


async def test_12_what_lacks_something_or_is_least_sure_comes_next(console: Console) -> None:
    team = console.team
    task = await parts_task(console, ai_assistance={"enabled": True, "predictor": "outside"})
    assignment = await team.assignment("ana", task)
    parts = [
        {"id": "a", "start": 1, "end": 2, "label": "speech", "score": 0.9},
        {"id": "b", "start": 3, "end": 4, "label": "speech", "score": 0.2},
    ]
    await predict(console, task, assignment["record"]["id"], {"parts": parts})
    await team["ana"].until(f"/assignments/{assignment['id']}", lambda one: bool(one["predictions"]))
    page = await open_bench(console, task)
    await page.keyboard.press("Alt+y")
    await draw(page, 5, 6)
    await page.keyboard.press("Alt+i")
    await expect(rows(page).nth(1)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Alt+u")
    await expect(rows(page).nth(2)).to_have_attribute("aria-selected", "true")


async def test_25_words_are_gone_to_lit_and_marked_and_the_spectrogram_goes(console: Console) -> None:
    team = console.team
    items = [{"name": "parts", "kind": "segments", "labels": ["speech"], "text": True}]
    task = await parts_task(
        console, schema={"items": items}, ai_assistance={"enabled": True, "predictor": "outside"}
    )
    assignment = await team.assignment("ana", task)
    words = [
        {"word": "good", "start": 1.0, "end": 1.5, "score": 0.9},
        {"word": "day", "start": 1.5, "end": 2.0, "score": 0.3},
    ]
    part = {"id": "w", "start": 1.0, "end": 2.0, "label": "speech", "text": "good day", "words": words}
    await predict(console, task, assignment["record"]["id"], {"parts": [part]})
    await team["ana"].until(f"/assignments/{assignment['id']}", lambda one: bool(one["predictions"]))
    page = await open_bench(console, task)
    await page.keyboard.press("a")
    await rows(page).nth(0).focus()
    day = page.get_by_test_id("words").get_by_role("button", name="day")
    await expect(day).to_have_attribute("data-doubtful", "true")
    await day.click()
    await expect(page.get_by_test_id("now")).to_have_text("0:01.500")
    await expect(day).to_have_attribute("data-lit", "true")
    spectrogram = page.get_by_role("button", name="Spectrogram", exact=False).first
    await expect(spectrogram).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("Alt+Shift+G")
    await expect(spectrogram).to_have_attribute("aria-pressed", "false")
