"""The interactions of the workbench that change the annotation (13 to 24), each by its default key or by mouse."""

from __future__ import annotations

from playwright.async_api import expect
from tests.browser.harness.bench import bench_with, edges_of, go_to, kept_part, reaches
from tests.browser.harness.console import Console
from tests.browser.workbench import open_bench, parts_task, predict, rows, saved

from local_stack.client import eventually


async def test_13_dragging_makes_a_segment_and_escape_gives_a_drag_up(console: Console) -> None:
    page = await bench_with(console, (1, 2))
    start, end = await edges_of(page, 0)
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
    page = await bench_with(console)
    await go_to(page, "2")
    await page.keyboard.press("Enter")
    await expect(rows(page)).to_have_count(1)
    assert await edges_of(page, 0) == (0, 2)
    await page.keyboard.press("Escape")
    await reaches(page, 2.6)
    await page.keyboard.press("Enter")
    await expect(rows(page)).to_have_count(2)
    assert (await edges_of(page, 1))[0] == 2


async def test_15_the_edges_are_set_at_the_playhead(console: Console) -> None:
    page = await bench_with(console, (2, 3))
    await go_to(page, "1.5")
    await page.keyboard.press("[")
    await go_to(page, "3.75")
    await page.keyboard.press("]")
    assert await edges_of(page, 0) == (1.5, 3.75)


async def test_16_arrows_nudge_an_edge_by_10_1_and_100_ms(console: Console) -> None:
    page = await bench_with(console, (2, 3))
    end = (await edges_of(page, 0))[1]
    for keys, by in (("ArrowRight", 0.01), ("Control+ArrowRight", 0.001), ("Shift+ArrowLeft", -0.1)):
        await page.keyboard.press(keys)
        end += by
        await expect(rows(page).get_by_label("End of segment 1")).to_have_value(f"0:0{end:.3f}")
    await page.keyboard.press("e")
    start = (await edges_of(page, 0))[0]
    await page.keyboard.press("ArrowLeft")
    await expect(rows(page).get_by_label("Start of segment 1")).to_have_value(f"0:0{start - 0.01:.3f}")


async def test_17_an_edge_snaps_to_a_zero_crossing_and_to_a_neighbour(console: Console) -> None:
    page = await bench_with(console, (1, 2), (2.5, 3))
    await rows(page).nth(0).focus()
    field = rows(page).get_by_label("End of segment 1")
    await field.fill("2.00123")
    await field.press("Enter")
    await rows(page).nth(0).focus()
    before = await kept_part(console, page)
    await page.keyboard.press("z")

    async def moved() -> bool:
        return bool((await kept_part(console, page))["end"] != before["end"])

    await eventually(moved, "the edge at a zero crossing")
    crossing = (await kept_part(console, page))["end"] * 440  # the tone has 220 Hz: 440 crossings a second
    assert abs(crossing - round(crossing)) < 0.02
    await page.keyboard.press("n")
    second = await kept_part(console, page, 1)

    async def joined() -> bool:
        return bool((await kept_part(console, page))["end"] == second["start"])

    await eventually(joined, "the edge at the neighbour's")


async def test_18_a_split_divides_time_at_the_playhead_and_text_at_the_caret(console: Console) -> None:
    page = await bench_with(console, (1, 3))
    await go_to(page, "1.8")
    text = rows(page).get_by_label("Text of segment 1")
    await text.fill("good morning")
    for _ in range(8):
        await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Alt+c")
    await expect(rows(page)).to_have_count(2)
    await expect(rows(page).get_by_label("Text of segment 1")).to_have_value("good")
    await expect(rows(page).get_by_label("Text of segment 2")).to_have_value("morning")
    assert (await edges_of(page, 0))[1] == 1.8 == (await edges_of(page, 1))[0]


async def test_19_and_20_segments_are_merged_and_deleted(console: Console) -> None:
    page = await bench_with(console, (1, 2), (3, 4), (5, 6))
    await page.keyboard.press("Alt+Shift+ArrowUp")
    await expect(rows(page)).to_have_count(2)
    await rows(page).nth(0).focus()
    await page.keyboard.press("Alt+Shift+ArrowDown")
    await expect(rows(page)).to_have_count(1)
    await page.keyboard.press("Delete")
    await expect(rows(page)).to_have_count(0)


async def test_21_digits_label_shift_and_digits_name_the_speaker_and_0_repeats(console: Console) -> None:
    page = await bench_with(console, (1, 2), (3, 4))
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
    page = await bench_with(console, (1, 2))
    await go_to(page, "1.25")
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
    page = await bench_with(console, (1, 2), (3, 4))
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
