"""Managers see every task, stop and delete them; others see their own part of one."""

from __future__ import annotations

import re

from playwright.async_api import expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.tasks import look_at, row_of


async def test_the_list_shows_every_task_live_and_is_searched_filtered_and_sorted(console: Console) -> None:
    team = console.team
    dataset = await team.import_clips(2, name="Street noise")
    running = await team.create_task(dataset, ["ana"], name="Beta", review="full", reviewers=["eva"])
    done = await team.create_task(dataset, ["bo"], name="Alpha")
    await team.label_all(done, "bo")
    await team.until(done, "completed")
    page = await look_at(console, "tasks")
    row = row_of(page, "Tasks", "Beta")
    await expect(row).to_contain_text("0 done, 0 in review, 2 open")
    await expect(row).to_contain_text("Annotators: Ana")
    await expect(row).to_contain_text("Reviewers: Eva")
    await expect(row).to_contain_text("Street noise")
    await team.label("ana", running, 1)
    await expect(row).to_contain_text("0 done, 1 in review, 1 open")
    assert await axe(page) == []

    names = page.get_by_role("table", name="Tasks").get_by_role("rowheader")
    await expect(names).to_have_text(["Alpha", "Beta"])
    await page.get_by_role("button", name="Name").click()
    await page.get_by_role("button", name="Name").click()
    await expect(names).to_have_text(["Beta", "Alpha"])
    await expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")
    await page.reload()
    await expect(names).to_have_text(["Beta", "Alpha"])
    await page.get_by_role("combobox", name="State").click()
    await page.get_by_role("option", name="Completed").click()
    await expect(names).to_have_text(["Alpha"])
    await page.get_by_label("Search name, dataset or person").fill("nothing like it")
    await expect(page.get_by_test_id("empty-state")).to_be_visible()
    await page.get_by_role("button", name="Clear filters").click()
    await expect(names).to_have_count(2)


async def test_without_a_task_the_page_teaches_the_next_step(console: Console) -> None:
    page = await look_at(console, "tasks")
    await expect(page.get_by_test_id("empty-state")).to_contain_text("No task yet")
    await page.get_by_role("link", name="Create a task").click()
    await page.wait_for_url("**/tasks/new")


async def test_a_task_is_stopped_and_resumed(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"], name="Halted")
    page = await look_at(console, "tasks")
    await page.get_by_role("button", name="Actions for Halted").click()
    await page.get_by_role("menuitem", name="Stop").click()
    dialog = page.get_by_role("dialog", name="Stop Halted?")
    await expect(dialog).to_contain_text("Drafts are still saved")
    await dialog.get_by_role("button", name="Stop").click()
    await expect(row_of(page, "Tasks", "Halted")).to_contain_text("Stopped")
    assert (await team.task(task))["state"] == "stopped"
    await page.get_by_role("button", name="Actions for Halted").click()
    await page.get_by_role("menuitem", name="Resume").click()
    await expect(row_of(page, "Tasks", "Halted")).to_contain_text("Labeling")


async def test_a_deletion_says_what_goes_and_what_stays(console: Console) -> None:
    team = console.team
    dataset = await team.import_clips(3, name="Kept clips")
    task = await team.create_task(dataset, ["ana"], name="Unwanted")
    await team.label("ana", task, 1)
    await team.until_counts(task, done=1)
    page = await look_at(console, f"tasks/{task}")
    await page.get_by_role("button", name="Actions for Unwanted").click()
    await page.get_by_role("menuitem", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete Unwanted?")
    await expect(dialog).to_contain_text("2 open records, with their drafts")
    await expect(dialog).to_contain_text("The raw dataset Kept clips")
    await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    await dialog.get_by_role("button", name="Delete").click()
    await page.wait_for_url(re.compile(r"/tasks$"))
    await expect(page.get_by_test_id("empty-state")).to_contain_text("No task yet")
    assert (await team.manager.get(f"/datasets/{dataset}"))["state"] == "ready"


async def test_who_takes_part_sees_their_own_part_and_the_guideline(console: Console) -> None:
    team = console.team
    task = await team.create_task(
        await team.import_clips(4), {"ana": 2, "bo": 2}, name="Ours", guideline="Write *every* word."
    )
    await team.label("ana", task, 1)
    await team.until_counts(task, done=1)
    page = await look_at(console, f"tasks/{task}", "ana")
    await expect(row_of(page, "Annotators", "Ana")).to_be_visible()
    await expect(row_of(page, "Annotators", "Bo")).to_have_count(0)
    await expect(page.get_by_role("tab")).to_have_text(["Overview", "Guideline"])
    await expect(page.get_by_role("button", name="Generate")).to_have_count(0)
    assert await axe(page) == []
    await page.get_by_role("tab", name="Guideline").click()
    await expect(page.locator("em", has_text="every")).to_be_visible()
    await page.get_by_role("link", name="Continue labeling").click()
    await page.wait_for_url(re.compile(f"/tasks/{task}/label"))


async def test_a_task_that_one_takes_no_part_in_is_not_shown(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"])
    page = await console.page("bo")
    page.allow(r"40[34]")
    await page.goto(console.at(f"tasks/{task}"))
    await expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("Your role does not reach here|There is nothing here")
    )


async def test_a_deleted_task_says_so_to_who_looks_at_it(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"], name="Going")
    page = await look_at(console, f"tasks/{task}")
    await expect(page.get_by_role("heading", name="Going")).to_be_visible()
    await team.manager.delete(f"/tasks/{task}")
    await expect(page.get_by_test_id("empty-state")).to_contain_text("This task is deleted")


async def test_the_task_page_speaks_chinese_in_the_dark(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"], review="full", reviewers=["eva"])
    page = await look_at(console, f"tasks/{task}", color_scheme="dark", locale="zh-CN")
    await expect(page.get_by_role("tab", name="概览")).to_be_visible()
    await expect(page.get_by_role("table", name="标注员")).to_be_visible()
    assert await axe(page) == []
    for tab in ("记录", "设置"):
        await page.get_by_role("tab", name=tab).click()
        await expect(page.get_by_role("table").first).to_be_visible()
        assert await axe(page) == []
