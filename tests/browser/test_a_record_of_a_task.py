"""A manager opens a record of a task in the timeline, sees what was said in every round, and goes on to the next."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page
from tests.browser.harness.segments import SEGMENTS, parts
from tests.browser.harness.tasks import look_at
from tests.browser.harness.timeline import Shown

from local_stack.client import Json


async def _there(page: Page, record: str) -> None:
    """Waits until a record is on the page."""
    desk = page.get_by_test_id("record")
    await expect(desk).to_have_attribute("data-record", record)
    await expect(desk).to_have_attribute("data-ready", "true")


def _segments(page: Page) -> Locator:
    return page.get_by_role("list", name="Segments").get_by_role("listitem")


async def _reworked(console: Console) -> tuple[str, str]:
    """A task, and its record: rejected with two comments, and submitted again with the second segment changed."""
    team = console.team
    dataset = await team.import_clips(1)
    task = await team.create_task(dataset, ["ana"], review="full", reviewers=["eva"], schema=SEGMENTS)
    assignment = await team.assignment("ana", task)
    await team.submit("ana", assignment, parts("say helo now"))
    marks = [
        {"item": "parts", "segment": "second", "start": 0.2, "end": 0.4, "comment": "it is hello"},
        {"item": "parts", "start": 0.1, "end": 0.15, "comment": "a second click"},
    ]
    await team.reject("eva", await team.review("eva", task), "spelling", marks=marks)
    again = await team["ana"].until(f"/assignments/{assignment['id']}", lambda one: one["kind"] == "rework")
    await team.submit("ana", again, parts("say hello now", 0.35))
    return task, str(assignment["id"])


async def test_it_opens_from_the_filtered_table_and_goes_on_within_the_filter(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(4), ["ana"])
    labeled = await team.label("ana", task, 3)
    await team.until_counts(task, done=3)
    labeled.sort(key=lambda one: int(one["record"]["ordinal"]))
    first, second, third = (str(one["id"]) for one in labeled)
    page = await look_at(console, f"tasks/{task}?tab=records&state=done")
    await page.get_by_role("link", name=labeled[1]["record"]["audio_name"]).click()
    await _there(page, second)
    await expect(page.get_by_role("heading", level=1)).to_have_text(labeled[1]["record"]["audio_name"])
    place = page.get_by_role("status").filter(has_text=" of 3")
    await expect(place).to_have_text("2 of 3")
    await expect(page.get_by_role("banner")).to_contain_text("Ana")

    await page.keyboard.press("j")
    await _there(page, third)
    await expect(place).to_have_text("3 of 3")
    await expect(page.get_by_role("button", name="Next")).to_be_disabled()
    await page.get_by_role("link", name="Previous").click()
    await _there(page, second)
    await page.keyboard.press("k")
    await _there(page, first)
    await expect(place).to_have_text("1 of 3")

    await page.get_by_role("link", name="Back to the records").click()
    await expect(page).to_have_url(re.compile(r"[?&]state=done"))
    await expect(page.get_by_role("table", name="Records").get_by_role("rowheader")).to_have_count(3)


async def test_a_record_opened_by_its_address_finds_its_neighbours(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(120), ["ana"])
    records = await team["cora"].all("/assignments", task=task, sort="ordinal")
    page = await look_at(console, f"tasks/{task}/records/{records[99]['id']}")
    await _there(page, records[99]["id"])
    # A hundred at a time are listed: this is the last one of the first page.
    await expect(page.get_by_text("100 of 120", exact=True)).to_be_visible()
    await page.get_by_role("link", name="Next").click()
    await _there(page, records[100]["id"])


async def test_rounds_stand_side_by_side_with_differences_verdicts_and_comments(console: Console) -> None:
    task, record = await _reworked(console)
    page = await look_at(console, f"tasks/{task}/records/{record}")
    await _there(page, record)
    await expect(page.get_by_text("1 item differs from round 1.")).to_be_visible()
    row = _segments(page).filter(has_text="changed")
    await expect(row.locator("del")).to_have_text("helo")
    await expect(row.locator("ins")).to_have_text("hello")
    await expect(row).to_contain_text("it is hello")
    rounds = page.get_by_role("region", name="Rounds")
    await expect(rounds).to_contain_text("Rejected: spelling")
    assert await axe(page) == []

    await rounds.get_by_role("combobox", name="Compare with").click()
    await page.get_by_role("option", name="Nothing").click()
    await expect(page.get_by_text("differs from round")).to_have_count(0)
    await rounds.get_by_role("radio", name="Round 1").click()
    await expect(_segments(page).last).to_contain_text("say helo now")
    await page.reload()
    await expect(rounds.get_by_role("radio", name="Round 1")).to_be_checked()
    await expect(_segments(page).last).to_contain_text("say helo now")


async def test_its_segments_and_comments_lie_on_the_timeline_and_are_played(console: Console) -> None:
    task, record = await _reworked(console)
    page = await look_at(console, f"tasks/{task}/records/{record}")
    await _there(page, record)
    timeline = Shown(page)
    await timeline.ready()
    speech = await timeline.lane(0)
    await page.mouse.click(await timeline.x(0.3), speech)
    await expect(_segments(page).last).to_have_attribute("aria-current", "true")
    await expect(page.get_by_test_id("timeline-canvas")).to_have_attribute("title", re.compile("it is hello"))

    await page.get_by_role("button", name=re.compile(r"Show 0:00\.10")).click()
    await expect(page.get_by_text("Chosen: 0:00.100")).to_be_attached()
    await expect(_segments(page).and_(page.locator("[aria-current]"))).to_have_count(0)

    # Again and again, so that it can be seen to play.
    await page.keyboard.press("Alt+l")
    await page.get_by_role("button", name="Play the segment at 0:00.200").click()
    await expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


async def test_a_done_one_is_returned_and_the_next_one_is_still_at_hand(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(2), ["ana"])
    labeled = sorted(await team.label("ana", task, 2), key=lambda one: int(one["record"]["ordinal"]))
    await team.until(task, "completed")
    first, second = (str(one["id"]) for one in labeled)
    page = await look_at(console, f"tasks/{task}/records/{first}?state=done")
    await _there(page, first)
    await expect(page.get_by_text("1 of 2", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Return to the annotator").click()
    dialog = page.get_by_role("dialog", name=f"Return {labeled[0]['record']['audio_name']}?")
    await dialog.get_by_label("Reason").fill("The end is missing")
    await dialog.get_by_role("button", name="Return", exact=True).click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_role("banner")).to_contain_text("Rework")
    await expect(page.get_by_role("region", name="Rounds")).to_contain_text("The end is missing")
    await expect(page.get_by_role("button", name="Return to the annotator")).to_have_count(0)
    await page.keyboard.press("j")
    await _there(page, second)


async def test_what_nobody_submitted_is_said_to_be_a_draft_or_filled_in_or_nothing(console: Console) -> None:
    team = console.team
    schema: Json = {"items": [{"name": "caption", "kind": "text", "prefill": "caption"}]}
    dataset = await team.import_clips(2, captions=["as the manifest says"] * 2)
    task = await team.create_task(dataset, ["ana"], schema=schema)
    bare = await team.create_task(dataset, ["ana"])
    begun = await team.assignment("ana", task)
    path = f"/assignments/{begun['id']}"
    revision = (await team["ana"].request("GET", path)).headers["ETag"]
    draft = {"annotation": {"caption": "half a sen"}}
    await team["ana"].put(f"{path}/draft", draft, headers={"If-Match": revision})
    records = await team["cora"].all("/assignments", task=task)
    fresh = next(str(one["id"]) for one in records if one["id"] != begun["id"])
    untouched = (await team["cora"].all("/assignments", task=bare))[0]["id"]

    page = await look_at(console, f"tasks/{task}/records/{begun['id']}")
    await expect(page.get_by_text("Unfinished: the draft of Ana")).to_be_visible()
    await expect(page.get_by_role("textbox", name="caption")).to_have_value("half a sen")
    await page.goto(console.at(f"tasks/{task}/records/{fresh}"))
    await expect(page.get_by_text("Not annotated yet. This is what Ana finds filled in.")).to_be_visible()
    await expect(page.get_by_role("textbox", name="caption")).to_have_value("as the manifest says")
    await page.goto(console.at(f"tasks/{bare}/records/{untouched}"))
    await expect(page.get_by_text("Not annotated yet. The record is in the queue of Ana.")).to_be_visible()
    await expect(page.get_by_test_id("annotation-form")).to_have_count(0)
    await page.keyboard.press("Space")
    await expect(page.get_by_text(re.compile(r"0:00\.[1-9]\d / "))).to_be_visible()
    assert await axe(page) == []


async def test_an_unusable_one_says_why(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"])
    assignment = await team.assignment("ana", task)
    await team.submit("ana", assignment, unusable={"reason": "Nothing but wind"})
    page = await look_at(console, f"tasks/{task}/records/{assignment['id']}")
    alert = page.get_by_role("alert").filter(has_text="Submitted as unusable")
    await expect(alert).to_contain_text("Nothing but wind")


@pytest.mark.parametrize("who", ["ana", "eva"])
async def test_who_does_not_manage_is_told_that_the_page_is_not_theirs(console: Console, who: str) -> None:
    task = await console.team.create_task(await console.team.import_clips(1), ["ana"])
    assignment = await console.team.assignment("ana", task)
    page = await look_at(console, f"tasks/{task}/records/{assignment['id']}", who)
    await expect(page.get_by_role("heading", name="Your role does not reach here")).to_be_visible()


async def test_a_record_of_another_task_is_not_found(console: Console) -> None:
    team = console.team
    dataset = await team.import_clips(1)
    task, other = [await team.create_task(dataset, [who]) for who in ("ana", "bo")]
    assignment = await team.assignment("bo", other)
    page = await look_at(console, f"tasks/{task}/records/{assignment['id']}")
    await expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
