"""The 25 interactions that experts expect of a workbench, each by its default key or by mouse."""

from __future__ import annotations

import re

from playwright.async_api import expect
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page
from tests.browser.workbench import draft, draw, open_bench, parts_task, predict, ready, rows, saved

from local_stack.client import Json, eventually


async def _now(page: Page) -> float:
    minutes, seconds = (await page.get_by_test_id("now").inner_text()).split(":")
    return int(minutes) * 60 + float(seconds)


async def _go(page: Page, time: str) -> None:
    await page.keyboard.press("Alt+g")
    await page.get_by_role("textbox", name="Time").fill(time)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def _sounds(page: Page) -> None:
    await expect(page.get_by_role("button", name="Pause")).to_be_visible()


async def _silent(page: Page) -> None:
    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


async def _reaches(page: Page, time: float) -> None:
    async def look() -> bool:
        return await _now(page) >= time

    await eventually(look, f"the playhead at {time} s")


async def _bench(console: Console, *segments: tuple[float, float]) -> Page:
    page = await open_bench(console, await parts_task(console))
    for start, end in segments:
        await draw(page, start, end)
    await expect(rows(page)).to_have_count(len(segments))
    return page


async def _times(page: Page, row: int) -> tuple[float, float]:
    """A segment's edges as the table shows them."""
    values = [
        await rows(page).nth(row).get_by_label(f"{edge} of segment").input_value()
        for edge in ("Start", "End")
    ]
    first, last = (int(m) * 60 + float(s) for m, s in (value.split(":") for value in values))
    return first, last


async def _part(console: Console, page: Page, row: int = 0) -> Json:
    """A segment as the server has it."""
    await saved(page)
    return dict((await draft(console, await ready(page)))["parts"][row])


async def test_1_playing_and_pausing_works_while_writing_and_tab_leads_on(console: Console) -> None:
    page = await _bench(console, (1, 2))
    await page.keyboard.press("Escape")
    await _sounds(page)
    await page.keyboard.press("Escape")
    await _silent(page)
    text = rows(page).get_by_label("Text of segment 1")
    await text.focus()
    await page.keyboard.press("F2")
    await _sounds(page)
    await page.keyboard.press("Escape")
    await _silent(page)
    await page.keyboard.press("Space")
    await expect(text).to_have_value(" ")
    await page.keyboard.press("Tab")
    await expect(text).not_to_be_focused()


async def test_2_resuming_goes_back_a_little(console: Console) -> None:
    page = await _bench(console)
    await page.get_by_label("Step back when resuming").select_option("2")
    await _go(page, "1")
    await page.keyboard.press("Escape")
    await _reaches(page, 3.0)
    await page.keyboard.press("Escape")
    await _silent(page)
    stood = await _now(page)
    await page.keyboard.press("Escape")
    await _sounds(page)
    assert await _now(page) < stood - 1


async def test_3_and_4_the_selection_plays_alone_and_in_a_loop(console: Console) -> None:
    page = await _bench(console, (2, 3))
    await page.keyboard.press("Shift+Space")
    await _sounds(page)
    assert 1.9 < await _now(page) < 3.1
    await _silent(page)
    await page.keyboard.press("Alt+l")
    await expect(page.get_by_role("button", name="Loop the selection")).to_have_attribute(
        "aria-pressed", "true"
    )
    await _reaches(page, 2.7)

    async def around() -> bool:
        return await _now(page) < 2.5

    await eventually(around, "the loop")
    await _sounds(page)


async def test_5_back_and_forth_by_one_and_four_seconds(console: Console) -> None:
    page = await _bench(console)
    await _go(page, "5")
    for keys, there in (("Alt+j", 4), ("Alt+Shift+J", 0), ("Alt+k", 1), ("Alt+Shift+K", 5)):
        await page.keyboard.press(keys)
        await expect(page.get_by_test_id("now")).to_have_text(re.compile(rf"0:0{there}\.000"))


async def test_6_the_speed_changes_in_steps(console: Console) -> None:
    page = await _bench(console)
    speed = page.get_by_label("Speed")
    await page.keyboard.press("Alt+,")
    await expect(speed).to_have_value("0.9")
    await page.keyboard.press("Alt+.")
    await page.keyboard.press("Alt+.")
    await expect(speed).to_have_value("1.1")


async def test_7_the_last_seconds_and_what_is_around_an_edge_play_again(console: Console) -> None:
    page = await _bench(console, (3, 5))
    await _go(page, "4")
    await page.keyboard.press("Alt+q")
    await _sounds(page)
    assert 1.9 <= await _now(page) <= 4.1
    await _silent(page)
    await page.keyboard.press("Alt+w")
    await _sounds(page)
    assert 4.4 <= await _now(page) <= 5.6


async def test_8_the_neighbours_are_selected_and_played(console: Console) -> None:
    page = await _bench(console, (1, 2), (3, 4))
    await page.keyboard.press("Alt+ArrowUp")
    await expect(rows(page).nth(0)).to_have_attribute("aria-selected", "true")
    await _sounds(page)
    assert 0.9 < await _now(page) < 2.1
    await page.keyboard.press("Alt+ArrowDown")
    await expect(rows(page).nth(1)).to_have_attribute("aria-selected", "true")


async def test_9_and_10_the_view_zooms_pans_and_shows_the_selection_or_everything(console: Console) -> None:
    page = await _bench(console, (2, 3))
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
    page = await _bench(console)
    await _go(page, "0:03.25")
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


async def test_13_dragging_makes_a_segment_and_escape_gives_a_drag_up(console: Console) -> None:
    page = await _bench(console, (1, 2))
    start, end = await _times(page, 0)
    assert abs(start - 1) < 0.05
    assert abs(end - 2) < 0.05
    box = await page.get_by_test_id("timeline-canvas").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 500, box["y"] + 90)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 600, box["y"] + 90, steps=3)
    await page.keyboard.press("Escape")
    await page.mouse.up()
    await expect(rows(page)).to_have_count(1)


async def test_14_enter_drops_boundaries_also_while_it_plays(console: Console) -> None:
    page = await _bench(console)
    await _go(page, "2")
    await page.keyboard.press("Enter")
    await expect(rows(page)).to_have_count(1)
    assert await _times(page, 0) == (0, 2)
    await page.keyboard.press("Escape")
    await _reaches(page, 2.6)
    await page.keyboard.press("Enter")
    await expect(rows(page)).to_have_count(2)
    assert (await _times(page, 1))[0] == 2


async def test_15_the_edges_are_set_at_the_playhead(console: Console) -> None:
    page = await _bench(console, (2, 3))
    await _go(page, "1.5")
    await page.keyboard.press("[")
    await _go(page, "3.75")
    await page.keyboard.press("]")
    assert await _times(page, 0) == (1.5, 3.75)


async def test_16_arrows_nudge_an_edge_by_10_1_and_100_ms(console: Console) -> None:
    page = await _bench(console, (2, 3))
    end = (await _times(page, 0))[1]
    for keys, by in (("ArrowRight", 0.01), ("Control+ArrowRight", 0.001), ("Shift+ArrowLeft", -0.1)):
        await page.keyboard.press(keys)
        end += by
        await expect(rows(page).get_by_label("End of segment 1")).to_have_value(f"0:0{end:.3f}")
    await page.keyboard.press("e")
    start = (await _times(page, 0))[0]
    await page.keyboard.press("ArrowLeft")
    await expect(rows(page).get_by_label("Start of segment 1")).to_have_value(f"0:0{start - 0.01:.3f}")


async def test_17_an_edge_snaps_to_a_zero_crossing_and_to_a_neighbour(console: Console) -> None:
    page = await _bench(console, (1, 2), (2.5, 3))
    await rows(page).nth(0).focus()
    field = rows(page).get_by_label("End of segment 1")
    await field.fill("2.00123")
    await field.press("Enter")
    await rows(page).nth(0).focus()
    before = await _part(console, page)
    await page.keyboard.press("z")

    async def moved() -> bool:
        return bool((await _part(console, page))["end"] != before["end"])

    await eventually(moved, "the edge at a zero crossing")
    crossing = (await _part(console, page))["end"] * 440  # the tone has 220 Hz: 440 crossings a second
    assert abs(crossing - round(crossing)) < 0.02
    await page.keyboard.press("n")
    second = await _part(console, page, 1)

    async def joined() -> bool:
        return bool((await _part(console, page))["end"] == second["start"])

    await eventually(joined, "the edge at the neighbour's")


async def test_18_a_split_divides_time_at_the_playhead_and_text_at_the_caret(console: Console) -> None:
    page = await _bench(console, (1, 3))
    await _go(page, "1.8")
    text = rows(page).get_by_label("Text of segment 1")
    await text.fill("good morning")
    for _ in range(8):
        await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Alt+c")
    await expect(rows(page)).to_have_count(2)
    await expect(rows(page).get_by_label("Text of segment 1")).to_have_value("good")
    await expect(rows(page).get_by_label("Text of segment 2")).to_have_value("morning")
    assert (await _times(page, 0))[1] == 1.8 == (await _times(page, 1))[0]


async def test_19_and_20_segments_are_merged_and_deleted(console: Console) -> None:
    page = await _bench(console, (1, 2), (3, 4), (5, 6))
    await page.keyboard.press("Alt+Shift+ArrowUp")
    await expect(rows(page)).to_have_count(2)
    await rows(page).nth(0).focus()
    await page.keyboard.press("Alt+Shift+ArrowDown")
    await expect(rows(page)).to_have_count(1)
    await page.keyboard.press("Delete")
    await expect(rows(page)).to_have_count(0)


async def test_21_digits_label_shift_and_digits_name_the_speaker_and_0_repeats(console: Console) -> None:
    page = await _bench(console, (1, 2), (3, 4))
    await rows(page).nth(0).focus()
    await page.keyboard.press("2")
    await page.keyboard.press("Shift+Digit2")
    await expect(rows(page).get_by_label("Label of segment 1")).to_have_value("noise")
    await expect(rows(page).get_by_label("Speaker of segment 1")).to_have_value("Ben")
    await rows(page).nth(1).focus()
    await page.keyboard.press("0")
    await expect(rows(page).get_by_label("Label of segment 2")).to_have_value("noise")
    await expect(rows(page).get_by_label("Speaker of segment 2")).to_have_value("Ben")
    await rows(page).get_by_label("Text of segment 2").focus()
    await page.keyboard.press("Alt+Shift+Digit3")
    await expect(rows(page).get_by_label("Label of segment 2")).to_have_value("music")
    await expect(rows(page).get_by_label("Text of segment 2")).to_have_value("")


async def test_22_snippets_and_the_time_are_put_in_at_the_caret(console: Console) -> None:
    page = await _bench(console, (1, 2))
    await _go(page, "1.25")
    text = rows(page).get_by_label("Text of segment 1")
    await text.fill("well")
    await page.keyboard.press("Alt+;")
    await expect(text).to_have_value("well [noise] ")
    await page.keyboard.press("Alt+\\")
    await expect(text).to_have_value("well [noise] [0:01.3] ")


async def test_23_a_suggestion_is_accepted_rejected_or_skipped_by_key(console: Console) -> None:
    team = console.team
    task = await parts_task(console, ai_assistance={"enabled": True, "predictor": "outside"})
    assignment = await team.assignment("ana", task)
    parts = [{"id": f"s{n}", "start": n, "end": n + 0.5, "label": "speech"} for n in (1, 3, 5)]
    await predict(console, task, assignment["record"]["id"], {"parts": parts})
    await team["ana"].until(f"/assignments/{assignment['id']}", lambda one: bool(one["predictions"]))
    page = await open_bench(console, task)
    kind = "data-kind"
    await page.keyboard.press("k")
    await expect(rows(page).nth(0)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("k")
    await expect(rows(page).nth(1)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("a")
    await expect(rows(page).nth(1)).to_have_attribute(kind, "own")
    await page.keyboard.press("x")
    await expect(rows(page)).to_have_count(2)
    await expect(rows(page).nth(0)).to_have_attribute(kind, "suggestion")
    await page.keyboard.press("Control+z")
    await expect(rows(page)).to_have_count(3)


async def test_24_everything_is_undone_and_done_again(console: Console) -> None:
    page = await _bench(console, (1, 2), (3, 4))
    await page.keyboard.press("1")
    text = rows(page).get_by_label("Text of segment 2")
    await text.fill("words")
    await page.keyboard.press("Control+z")
    await expect(text).to_have_value("")
    await page.keyboard.press("Control+z")
    await expect(rows(page).get_by_label("Label of segment 2")).to_have_value("")
    await page.keyboard.press("Control+z")
    await page.keyboard.press("Control+z")
    await expect(rows(page)).to_have_count(0)
    for _ in range(4):
        await page.keyboard.press("Control+Shift+Z")
    await expect(text).to_have_value("words")
    await page.keyboard.press("Control+s")
    await saved(page)


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


async def test_composing_text_with_an_input_method_triggers_nothing(console: Console) -> None:
    page = await _bench(console, (1, 2))
    text = rows(page).get_by_label("Text of segment 1")
    await text.focus()
    client = await page.context.new_cdp_session(page)
    await client.send("Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2})
    key = {"key": "Process", "code": "Escape", "windowsVirtualKeyCode": 229}
    await client.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    await client.send("Input.insertText", {"text": "你"})
    await expect(text).to_have_value("你")
    await _silent(page)


async def test_a_key_is_mapped_anew_and_used_in_the_workbench(console: Console) -> None:
    page = await console.page("ana")
    await page.goto(console.at("keyboard"))
    row = page.get_by_test_id("action-play.toggle")
    await row.get_by_role("button", name="Add a key for Play or pause").click()
    await page.get_by_test_id("press").press("Control+t")
    await expect(page.get_by_role("alert")).to_contain_text("browser")
    await page.get_by_test_id("press").press("Alt+l")
    await expect(page.get_by_role("alert")).to_contain_text("Loop the selection")
    await page.get_by_test_id("press").press("F9")
    await page.get_by_role("button", name="Take it").click()
    await expect(row).to_contain_text("F9")
    task = await parts_task(console)
    await page.goto(console.at(f"tasks/{task}/label"))
    await ready(page)
    await page.keyboard.press("F9")
    await _sounds(page)
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_contain_text("F9")
