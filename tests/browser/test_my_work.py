"""My work says in one look what is to do, and one key goes on with it."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Locator, expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page

WORKBENCH = re.compile(r"/tasks/[^/]+/label")


async def _my_work(console: Console, who: str, **options: Any) -> Page:
    page = await console.page(who, **options)
    await page.goto(console.at("my-work"))
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def _card(page: Page, task: str) -> Locator:
    return page.get_by_role("listitem", name=task)


async def test_an_annotator_goes_on_with_one_key(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(3), ["ana"], name="Say it")
    await team.label("ana", task, 1)
    page = await _my_work(console, "ana")
    card = _card(page, "Say it")
    await expect(card).to_contain_text("2 open")
    await expect(card).to_contain_text("1 done")
    # The first task's button has the focus: Enter is enough, and so is C from anywhere.
    await expect(card.get_by_role("link", name="Continue with Say it")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.wait_for_url(WORKBENCH)
    await page.go_back()
    await expect(card).to_be_visible()
    await page.get_by_role("heading", level=1).click()
    await page.keyboard.press("c")
    await page.wait_for_url(re.compile(f"/tasks/{task}/label"))


async def test_rejected_records_stand_out_and_come_first(console: Console) -> None:
    team = console.team
    dataset = await team.import_clips(3)
    first = await team.create_task(dataset, ["ana"], name="Reviewed", review="full", reviewers=["eva"])
    await team.create_task(dataset, ["ana"], name="Newer")
    await team.label("ana", first, 1)
    await team.judge("eva", first, 1, lambda review: "the end is missing")
    await team.until_counts(first, open=3)
    page = await _my_work(console, "ana")
    await expect(_card(page, "Reviewed")).to_contain_text("1 to rework")
    await expect(_card(page, "Reviewed")).to_contain_text("Rejected records come first")
    await expect(
        page.get_by_role("region", name="To label").get_by_role("listitem").first
    ).to_have_accessible_name("Reviewed")
    await expect(page.get_by_role("link", name="Continue with Reviewed")).to_be_focused()
    assert await axe(page) == []


async def test_who_labeled_everything_reads_that_all_records_are_labeled(console: Console) -> None:
    team = console.team
    dataset = await team.import_clips(2)
    waits = await team.create_task(dataset, ["ana"], name="Waits", review="full", reviewers=["eva"])
    done = await team.create_task(dataset, ["ana"], name="Done")
    page = await _my_work(console, "ana")
    await expect(_card(page, "Waits")).to_contain_text("2 open")
    await team.label_all(waits, "ana")
    await team.label_all(done, "ana")
    # By itself: nobody has to reload.
    await expect(page.get_by_role("status").filter(has_text="All records are labeled")).to_be_visible()
    await expect(_card(page, "Waits")).to_contain_text("The rest waits for review")
    await expect(_card(page, "Done")).to_contain_text("All records are labeled and done")
    await expect(page.get_by_role("link", name="Continue", exact=False)).to_have_count(0)


async def test_a_stopped_task_is_not_continued_and_says_why(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"], name="Halted")
    await team.manager.post(f"/tasks/{task}/stop")
    page = await _my_work(console, "ana")
    await expect(_card(page, "Halted")).to_contain_text("A manager stopped the task")
    await expect(page.get_by_role("link", name="Continue with Halted")).to_have_count(0)


async def test_an_annotator_hands_open_records_over_to_a_colleague(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(4), ["ana"], name="Shared")
    page = await _my_work(console, "ana")
    await page.get_by_role("button", name="More for Shared").click()
    await page.get_by_role("menuitem", name="Hand over open records").click()
    dialog = page.get_by_role("dialog", name="Transfer open records")
    await dialog.get_by_role("combobox", name="To").click()
    await page.get_by_role("option", name="Bo").click()
    await dialog.get_by_label("Quantity", exact=True).fill("3")
    await expect(dialog.get_by_role("status")).to_contain_text("3 records would go to Bo")
    await dialog.get_by_role("button", name="Transfer", exact=True).click()
    await expect(dialog.get_by_role("status")).to_contain_text("3 records have moved")
    await dialog.get_by_role("button", name="Close").last.click()
    await expect(_card(page, "Shared")).to_contain_text("1 open")
    assert (await team["bo"].get("/assignments/summary", task=task))["totals"]["open"]["fresh"] == 3


async def test_an_auditor_sees_what_waits_and_goes_on_with_it(console: Console) -> None:
    team = console.team
    task = await team.create_task(
        await team.import_clips(2), ["ana"], name="To judge", review="partial", reviewers=["eva"]
    )
    page = await _my_work(console, "eva")
    await expect(page.get_by_role("status").filter(has_text="Nothing waits for your verdict")).to_be_visible()
    await team.label("ana", task, 2)
    await expect(_card(page, "To judge")).to_contain_text("2 wait for you")
    await expect(page.get_by_role("link", name="Continue with To judge")).to_be_focused()
    assert await axe(page) == []
    await page.keyboard.press("c")
    await page.wait_for_url(re.compile(f"/tasks/{task}/review"))


async def test_a_manager_sees_what_runs_and_what_needs_a_hand(console: Console) -> None:
    team = console.team
    dataset = await team.import_clips(2)
    await team.create_task(dataset, ["ana"], name="Runs")
    completed = await team.create_task(dataset, ["bo"], name="Completed")
    held = await team.create_task(dataset, ["cy"], name="Held")
    await team.label_all(completed, "bo")
    await team.until(completed, "completed")
    await team.remove("cy")
    page = await _my_work(console, "cora")
    attention = page.get_by_role("region", name="Needs attention")
    await expect(attention.get_by_role("listitem", name="Completed")).to_contain_text("not generated yet")
    await expect(attention.get_by_role("listitem", name="Held")).to_contain_text(
        "2 records that nobody can label now"
    )
    await expect(page.get_by_role("region", name="Running tasks").get_by_role("listitem")).to_have_count(1)
    assert await axe(page) == []
    await attention.get_by_role("link", name="Generate a dataset from Completed").click()
    await page.wait_for_url(re.compile(rf"/tasks/{completed}\?generate=1"))
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert held


async def test_who_has_nothing_yet_learns_what_comes_next(console: Console) -> None:
    annotator = await _my_work(console, "bo")
    await expect(annotator.get_by_test_id("empty-state")).to_contain_text("start labeling")
    manager = await _my_work(console, "cora")
    await expect(manager.get_by_test_id("empty-state")).to_contain_text("Import a dataset")
    await expect(manager.get_by_role("link", name="Create a task")).to_be_visible()


async def test_the_page_speaks_chinese_in_the_dark(console: Console) -> None:
    team = console.team
    await team.create_task(await team.import_clips(1), ["ana"], name="Hearing")
    page = await console.page("ana", color_scheme="dark", locale="zh-CN")
    await page.goto(console.at("my-work"))
    await expect(page.get_by_role("link", name="继续 Hearing")).to_be_visible()
    assert await axe(page) == []
