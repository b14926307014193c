"""An annotator's day in the workbench: label, submit, go on; what is refused, comes back or is put off."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Request, Route, expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page
from tests.browser.workbench import (
    PARTS,
    draft,
    draw,
    open_bench,
    parts_task,
    predict,
    ready,
    rows,
    saved,
)

from local_stack.client import Json, eventually

LANGUAGE: Json = {
    "items": [{"name": "language", "kind": "choice", "options": ["German", "English"], "required": True}]
}


async def _caption_task(console: Console, records: int = 2, **more: Any) -> str:
    return await console.team.create_task(await console.team.import_clips(records), **more)


def _caption(page: Page) -> Any:
    return page.get_by_role("textbox", name="caption")


async def test_records_are_written_submitted_and_followed_by_the_next_without_the_mouse(
    console: Console,
) -> None:
    task = await _caption_task(console, 3)
    page = await open_bench(console, task)
    seen: list[str] = []
    for text in ("one", "two", "three"):
        assignment = await ready(page, seen[-1] if seen else None)
        seen.append(assignment)
        await expect(_caption(page)).to_be_focused()
        await page.keyboard.type(text)
        await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("no-work")).to_have_attribute("data-state", "all_done")
    await expect(page.get_by_role("heading", name="All records are labeled")).to_be_visible()
    for assignment, text in zip(seen, ("one", "two", "three"), strict=True):
        kept = await console.team["ana"].get(f"/assignments/{assignment}")
        assert kept["annotation"] == {"caption": text}
        assert kept["history"][0]["seconds_worked"] > 0


async def test_the_pictures_of_the_next_record_are_there_before_it_is_shown(console: Console) -> None:
    task = await parts_task(console, 2)
    page = await console.page("ana")
    drawn: list[tuple[str, str, str]] = []

    def on_answer(request: Request) -> None:
        address = urlsplit(request.url)
        if found := re.fullmatch(r"/api/v1/media/(\w+)/(peaks|spectrogram)", address.path):
            drawn.append((found[1], found[2], "info" if "info=1" in address.query else "part"))

    page.on("requestfinished", on_answer)
    await page.goto(console.at(f"tasks/{task}/label"))
    first = await ready(page)

    async def both() -> bool:
        return len({sound for sound, *kind in drawn if kind == ["spectrogram", "part"]}) == 2

    await eventually(both, "the pictures of both records")
    assert len({answer for answer in drawn if answer[1:] == ("peaks", "part")}) == 2
    drawn.clear()
    await page.keyboard.press("Control+Enter")
    await ready(page, first)
    await expect(page.get_by_test_id("timeline")).to_have_attribute("data-ready", "true")
    assert drawn == []


async def test_a_record_may_be_submitted_before_its_draft_is_open(console: Console) -> None:
    task = await _caption_task(console)
    page = await console.page("ana")
    opened = asyncio.Event()

    async def editor(route: Route) -> None:
        if not opened.is_set():  # the draft is opened with the answer, or soon without one
            await expect(_caption(page)).to_be_focused()
            await page.keyboard.type("quick")
            await page.keyboard.press("Control+Enter")
        await route.continue_()

    async def submission(route: Route) -> None:
        await opened.wait()
        await route.continue_()

    await page.route("**/editor", editor)
    await page.route("**/submission", submission)
    page.on("request", lambda request: opened.set() if request.url.endswith("/live") else None)
    await page.goto(console.at(f"tasks/{task}/label"))
    await expect(page.get_by_text("1 of 2 submitted")).to_be_visible()
    await ready(page)
    await page.keyboard.press("Control+a")
    await page.keyboard.type("the second")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("no-work")).to_be_visible()
    # A draft upon what is submitted would have been refused, and that refusal is an error of the page.


async def test_an_invalid_annotation_shows_its_errors_and_puts_the_focus_on_the_first(
    console: Console,
) -> None:
    task = await parts_task(console)
    page = await open_bench(console, task)
    page.allow("422")
    await draw(page, 1, 2)
    await draw(page, 3, 4)
    await page.keyboard.press("2")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("faults")).to_be_visible()
    await expect(rows(page).nth(0)).to_have_attribute("data-faulty", "true")
    await expect(rows(page).nth(1)).to_have_attribute("data-faulty", "false")
    await expect(rows(page).nth(0)).to_be_focused()
    assert await axe(page) == []
    await page.keyboard.press("1")
    await expect(page.get_by_test_id("faults")).to_have_count(0)
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("no-work")).to_be_visible()


async def test_segments_reach_the_server_exactly_as_the_table_has_them(console: Console) -> None:
    task = await parts_task(console)
    page = await open_bench(console, task)
    assignment = await ready(page)
    await draw(page, 1, 2)
    await page.keyboard.press("1")
    start = rows(page).get_by_label("Start of segment 1")
    await start.fill("1.2345678")
    await start.press("Enter")
    await saved(page)
    (part,) = (await draft(console, assignment))["parts"]
    assert part["start"] == 1.2345678
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("no-work")).to_be_visible()
    kept = await console.team["ana"].get(f"/assignments/{assignment}")
    assert kept["annotation"]["parts"] == [part]


async def test_a_choice_is_one_key_and_its_submission_another(console: Console) -> None:
    task = await _caption_task(console, 1, schema=LANGUAGE)
    page = await open_bench(console, task)
    assignment = await ready(page)
    await page.keyboard.press("2")
    await expect(page.get_by_role("radio", name="English")).to_be_checked()
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("no-work")).to_be_visible()
    kept = await console.team["ana"].get(f"/assignments/{assignment}")
    assert kept["annotation"] == {"language": ["English"]}


async def test_a_record_is_put_off_and_taken_up_again(console: Console) -> None:
    task = await _caption_task(console, 2)
    page = await open_bench(console, task)
    first = await ready(page)
    await page.keyboard.press("Alt+p")
    await ready(page, first)
    await page.get_by_role("button", name="Open it again").click()
    await expect(page.get_by_test_id("workbench")).to_have_attribute("data-assignment", first)


async def test_an_unusable_record_goes_with_its_reason(console: Console) -> None:
    task = await _caption_task(console, 1)
    page = await open_bench(console, task)
    assignment = await ready(page)
    await page.keyboard.press("Alt+Shift+U")
    await page.get_by_label("Reason").fill("only hum")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("no-work")).to_be_visible()
    kept = await console.team["ana"].get(f"/assignments/{assignment}")
    assert kept["unusable"] == {"reason": "only hum"}


async def test_rework_comes_by_itself_with_its_reason_on_top_and_marks_in_place(console: Console) -> None:
    team = console.team
    task = await parts_task(console, review="full", reviewers=["eva"])
    assignment = await team.assignment("ana", task)
    part = {"id": "p1", "start": 1.0, "end": 2.0, "label": "speech", "text": "helo"}
    await team.submit("ana", assignment, {"parts": [part]})
    page = await console.page("ana")
    await page.goto(console.at(f"tasks/{task}/label"))
    await expect(page.get_by_test_id("no-work")).to_have_attribute("data-state", "all_labeled")
    await expect(page.get_by_role("heading", name="All records are labeled")).to_be_visible()
    mark = {"item": "parts", "segment": "p1", "start": 1.0, "end": 2.0, "comment": "it is hello"}
    review = await team.review("eva", task)
    await team.reject("eva", review, "spelling", marks=[mark])
    assert await ready(page) == assignment["id"]
    await expect(page.get_by_test_id("rework")).to_contain_text("spelling")
    await expect(rows(page).nth(0)).to_contain_text("it is hello")
    await rows(page).get_by_label("Text of segment 1").fill("hello")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("no-work")).to_be_visible()
    kept = await team["ana"].get(f"/assignments/{assignment['id']}")
    assert (kept["round"], kept["annotation"]["parts"][0]["text"]) == (2, "hello")
    assert kept["annotation"]["parts"][0]["id"] == "p1"


async def test_a_submitted_record_is_opened_from_the_queue_and_corrected(console: Console) -> None:
    team = console.team
    task = await _caption_task(console, 2, review="full", reviewers=["eva"])
    (first,) = await team.label("ana", task, 1)
    page = await open_bench(console, task)
    await page.get_by_test_id("queue").get_by_text(re.compile(r"^Submitted \d")).click()
    await page.get_by_test_id("queue-row").first.click()
    await expect(page.get_by_test_id("correction")).to_be_visible()
    await _caption(page).fill("corrected")
    await page.keyboard.press("Control+Enter")
    await ready(page, first["id"])
    kept = await team["ana"].get(f"/assignments/{first['id']}")
    assert (kept["round"], kept["annotation"]) == (2, {"caption": "corrected"})


async def test_a_stopped_task_refuses_in_place_and_the_same_work_goes_through_later(
    console: Console,
) -> None:
    team = console.team
    task = await _caption_task(console, 1)
    page = await open_bench(console, task)
    page.allow("409")
    await _caption(page).fill("kept")
    await saved(page)
    await team.manager.post(f"/tasks/{task}/stop")

    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("refusal")).to_contain_text("stopped")
    await expect(_caption(page)).to_have_value("kept")
    await team.manager.post(f"/tasks/{task}/resume")

    async def through() -> bool:
        again = page.get_by_role("button", name="Try again")
        if await again.is_visible() and await again.is_enabled():
            await again.click()
        return await page.get_by_test_id("no-work").is_visible()

    await eventually(through, "the submission after the task was resumed")


async def test_without_a_network_the_submission_waits_and_is_sent_once_with_the_same_key(
    console: Console,
) -> None:
    task = await _caption_task(console, 1)
    page = await open_bench(console, task)
    page.allow("ERR_INTERNET_DISCONNECTED", "Failed to load resource", "Failed to fetch")
    assignment = await ready(page)
    await _caption(page).fill("offline")
    await saved(page)
    keys: list[str] = []

    async def on_request(request: Request) -> None:
        if request.url.endswith("/submission"):
            keys.append(str((await request.all_headers())["idempotency-key"]))

    page.on("request", on_request)
    await page.context.set_offline(True)
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("refusal")).to_contain_text("Not submitted yet")
    await expect(_caption(page)).to_have_value("offline")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_test_id("no-work")).to_be_visible()
    assert len(keys) >= 2
    assert len(set(keys)) == 1
    kept = await console.team["ana"].get(f"/assignments/{assignment}")
    assert [one["round"] for one in kept["history"]] == [1]


async def test_suggestions_are_taken_or_left_by_key_and_keep_their_origin(
    console: Console,
) -> None:
    team = console.team
    task = await parts_task(console, ai_assistance={"enabled": True, "predictor": "outside"})
    assignment = await team.assignment("ana", task)
    suggested = [
        {"id": "s1", "start": 1.0, "end": 2.0, "label": "speech", "text": "good day", "score": 0.9},
        {"id": "s2", "start": 3.0, "end": 4.0, "label": "noise", "text": "", "score": 0.4},
        {"id": "s3", "start": 5.0, "end": 6.0, "label": "speech", "text": "maybe", "score": 0.7},
    ]
    await predict(console, task, assignment["record"]["id"], {"parts": suggested})
    await team["ana"].until(f"/assignments/{assignment['id']}", lambda one: bool(one["predictions"]))
    page = await open_bench(console, task)
    await expect(rows(page)).to_have_count(3)
    await expect(rows(page).nth(0)).to_have_attribute("data-kind", "suggestion")
    await page.keyboard.press("a")
    await expect(rows(page).nth(0)).to_have_attribute("data-kind", "own")
    await page.keyboard.press("x")
    await expect(rows(page)).to_have_count(2)
    await page.keyboard.press("Shift+A")
    await expect(rows(page).nth(1)).to_have_attribute("data-kind", "own")
    await rows(page).get_by_label("Text of segment 2").fill("surely")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("no-work")).to_be_visible()
    parts = (await team["ana"].get(f"/assignments/{assignment['id']}"))["annotation"]["parts"]
    assert [(part["id"], part["text"], part["origin"]) for part in parts] == [
        ("s1", "good day", "outside@1"),
        ("s3", "surely", "outside@1"),
    ]


@pytest.mark.parametrize(
    "options", [{}, {"color_scheme": "dark"}, {"locale": "zh-CN"}], ids=["light", "dark", "chinese"]
)
async def test_nothing_serious_stands_in_the_way_of_anybody(console: Console, options: Any) -> None:
    task = await parts_task(console, guideline="# How\n\nListen **twice**.")
    page = await open_bench(console, task, **options)
    await draw(page, 1, 2)
    await page.keyboard.press("1")
    assert await axe(page) == []
    await page.keyboard.press("Alt+/")
    await expect(page.get_by_test_id("guideline")).to_contain_text("twice")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert await axe(page) == []


async def test_the_schema_decides_what_is_there(console: Console) -> None:
    caption = await open_bench(console, await _caption_task(console, 1))
    await expect(caption.get_by_test_id("segments-table")).to_have_count(0)
    parts = await open_bench(console, await parts_task(console, schema=PARTS))
    await expect(parts.get_by_test_id("segments-table")).to_be_visible()
