"""The records of a task are searched, filtered, opened, heard and returned."""

from __future__ import annotations

from typing import Any

from playwright.async_api import expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page
from tests.browser.harness.tasks import look_at, row_of


async def test_records_show_values_and_reasons_and_are_searched_and_filtered(console: Console) -> None:
    team = console.team
    task = await team.create_task(
        await team.import_clips(3), {"ana": 2, "bo": 1}, review="full", reviewers=["eva"]
    )
    first = await team.assignment("ana", task)
    await team.submit("ana", first, {"caption": "Zebras in the rain"})
    await team.label("bo", task, 1)
    await team.judge(
        "eva", task, 2, lambda review: "no zebra" if review["assignment"] == first["id"] else None
    )
    await team.until_counts(task, done=1, open=2)
    page = await look_at(console, f"tasks/{task}?tab=records")
    records = page.get_by_role("table", name="Records").get_by_role("rowheader")
    await expect(records).to_have_count(3)
    row = row_of(page, "Records", first["record"]["audio_name"])
    await expect(row).to_contain_text("Zebras in the rain")
    await expect(row).to_contain_text("no zebra")
    await expect(row).to_contain_text("Rework")
    assert await axe(page) == []

    await page.get_by_label("Search", exact=True).fill("zebras")
    await expect(records).to_have_count(1)
    await page.get_by_label("Search", exact=True).fill("")
    await expect(records).to_have_count(3)
    await page.get_by_role("combobox", name="State").click()
    await page.get_by_role("option", name="Done").click()
    await expect(records).to_have_count(1)
    await page.reload()
    await expect(records).to_have_count(1)
    await page.get_by_role("combobox", name="Annotator").click()
    await page.get_by_role("option", name="Ana").click()
    await expect(page.get_by_test_id("empty-state")).to_contain_text("No record like that")


async def test_a_done_record_is_opened_heard_and_returned_with_a_reason(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"])
    [labeled] = await team.label("ana", task, 1)
    await team.until(task, "completed")
    name = labeled["record"]["audio_name"]
    page = await look_at(console, f"tasks/{task}?tab=records")
    await page.get_by_role("button", name=f"All about {name}").click()
    await expect(page.get_by_text("Round 1", exact=True)).to_be_visible()
    await page.get_by_role("button", name=f"Play {name}").click()
    # The clip is short: that it ended again says that it played.
    await expect(page.get_by_role("button", name=f"Pause {name}")).to_be_visible()
    await expect(page.get_by_role("button", name=f"Play {name}")).to_be_visible()
    assert await axe(page) == []

    await page.get_by_role("button", name="Return to the annotator").click()
    dialog = page.get_by_role("dialog", name=f"Return {name}?")
    await expect(dialog.get_by_role("button", name="Return", exact=True)).to_be_disabled()
    await dialog.get_by_label("Reason").fill("The end is missing")
    await dialog.get_by_role("button", name="Return", exact=True).click()
    await expect(dialog).to_be_hidden()
    row = row_of(page, "Records", name).first
    await expect(row).to_contain_text("Rework")
    await expect(row).to_contain_text("The end is missing")
    again = await team.assignment("ana", task)
    assert (again["id"], again["round"]) == (labeled["id"], 2)
    assert again["history"][0]["returned"]["reason"] == "The end is missing"


async def test_thousands_of_records_scroll_with_only_those_in_sight_in_the_page(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(230), ["ana"])
    page = await look_at(console, f"tasks/{task}?tab=records")
    table = page.get_by_role("table", name="Records")
    await expect(table.get_by_role("rowheader").first).to_be_visible()
    assert await table.get_by_role("rowheader").count() < 60
    await expect(page.get_by_text("records so far, more below")).to_be_visible()

    async def to_the_end() -> bool:
        await page.mouse.wheel(0, 4000)
        return await table.get_by_role("cell", name="230", exact=True).count() > 0

    await _until(page, to_the_end)
    await expect(page.get_by_text("230 records", exact=True)).to_be_attached()
    assert await table.get_by_role("rowheader").count() < 60


async def _until(page: Page, reached: Any, times: int = 100) -> None:
    for _ in range(times):
        if await reached():
            return
        await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
    raise AssertionError("not reached")
