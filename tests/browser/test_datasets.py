"""Datasets: the list, the page of one, and its table of records."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page

from local_stack.testing.clips import write_clips, write_tone

MANY = 100_000


def grid(page: Page) -> Locator:
    return page.get_by_role("grid", name="Records")


def row(page: Page, number: int) -> Locator:
    """A row by its place, from 1."""
    return grid(page).locator(f"[role=row][aria-rowindex='{number + 1}']")


async def tones(console: Console, lengths: list[float]) -> str:
    """A dataset of tones of some lengths in seconds, with facts of a manifest."""
    folder: Path = console.stack.import_root / f"tones-{console.team.workspace}"
    lines = []
    for number, seconds in enumerate(lengths):
        write_tone(folder / f"{number}.wav", 300 + number, seconds=seconds)
        lines.append(json.dumps({"audio_name": f"{number}.wav", "speaker": f"speaker {number}"}))
    (folder / "manifest.jsonl").write_text("\n".join(lines))
    return await console.team.import_from(
        {"kind": "folder", "path": str(folder)}, name="Tones", manifest="manifest.jsonl"
    )


async def test_an_empty_workspace_leads_to_the_import(console: Console) -> None:
    page = await console.page("cora")
    await page.goto(console.at("datasets"))
    await expect(page.get_by_role("heading", name="No datasets yet")).to_be_visible()
    await page.get_by_role("link", name="Import").click()
    await expect(page.get_by_role("heading", name="Import a dataset")).to_be_visible()
    await page.goto(console.at("datasets"))
    await page.get_by_role("link", name="Processed").click()
    await expect(page.get_by_role("heading", name="Nothing is generated yet")).to_be_visible()


async def test_a_dataset_in_use_is_not_deleted_and_what_uses_it_is_named(console: Console) -> None:
    team = console.team
    dataset = await team.import_clips(2, name="Wanted")
    await team.import_clips(2, name="Unwanted")
    await team.create_task(dataset, ["ana"], name="Captions of clips")
    page = await console.page("cora")
    page.allow("status of 409")
    await page.goto(console.at("datasets"))
    await expect(page.get_by_role("row", name=re.compile("^Wanted.*Ready.*2"))).to_be_visible()
    await page.get_by_role("button", name="Actions of Wanted", exact=True).click()
    await page.get_by_role("menuitem", name="Delete").click()
    asking = page.get_by_role("dialog", name="Delete Wanted?")
    await asking.get_by_role("button", name="Delete").click()
    await expect(asking.get_by_text("Tasks or subsets still use the dataset")).to_be_visible()
    await asking.get_by_role("link", name="Captions of clips").click()
    await expect(page).to_have_url(re.compile(r"/tasks/"))
    await page.goto(console.at("datasets"))
    await page.get_by_role("button", name="Actions of Unwanted", exact=True).click()
    await page.get_by_role("menuitem", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("link", name="Unwanted")).to_have_count(0)
    await expect(page.get_by_role("link", name="Wanted", exact=True)).to_be_visible()


async def test_what_stands_on_a_dataset_is_listed(console: Console) -> None:
    team = console.team
    dataset = await team.import_clips(2, name="Base")
    await team.create_task(dataset, ["ana"], name="Captions of clips")
    await team.import_from({"kind": "subset", "dataset": dataset, "sample": 1}, name="Pilot")
    page = await console.page("cora")
    await page.goto(console.at(f"datasets/{dataset}?tab=used"))
    table = page.get_by_role("table", name="Used by")
    await expect(table.get_by_role("row", name=re.compile("Captions of clips.*Task"))).to_be_visible()
    await expect(table.get_by_role("row", name=re.compile("Pilot.*Subset"))).to_be_visible()


async def test_records_are_sorted_and_filtered_by_the_address(console: Console) -> None:
    dataset = await tones(console, [0.4, 0.9, 0.2, 0.6])
    page = await console.page("cora")
    await page.goto(console.at(f"datasets/{dataset}"))
    await expect(row(page, 1)).to_contain_text("speaker 0")
    await grid(page).get_by_role("button", name="Length").click()
    await expect(row(page, 1)).to_contain_text("2.wav")
    await grid(page).get_by_role("button", name="Length").click()
    await expect(row(page, 1)).to_contain_text("1.wav")
    await page.get_by_role("button", name="Filter").click()
    await page.get_by_label("Length, to").fill("0.5")
    await page.get_by_role("button", name="Apply").click()
    await expect(page).to_have_url(re.compile(r"sort=-seconds.*max_seconds=0.5"))
    await expect(grid(page)).to_have_attribute("aria-rowcount", "3")
    await page.reload()
    await expect(row(page, 1)).to_contain_text("0.wav")
    await expect(row(page, 2)).to_contain_text("2.wav")
    await page.get_by_label("Search by audio name").fill("2.wav")
    await expect(grid(page)).to_have_attribute("aria-rowcount", "2")
    assert await axe(page) == []
    await page.get_by_role("button", name="Clear").click()
    await expect(grid(page)).to_have_attribute("aria-rowcount", "5")


async def test_rows_are_heard_by_key_one_at_a_time(console: Console) -> None:
    dataset = await tones(console, [20, 20])
    page = await console.page("cora")
    await page.goto(console.at(f"datasets/{dataset}"))
    await expect(row(page, 2)).to_contain_text("1.wav")
    await grid(page).focus()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Pause 0.wav")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Pause 1.wav")).to_be_visible()
    await expect(page.get_by_role("button", name="Play 0.wav")).to_be_visible()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="Play 1.wav")).to_be_visible()
    await page.get_by_role("button", name="Play 0.wav").click()
    await expect(page.get_by_role("button", name="Pause 0.wav")).to_be_visible()


@pytest.mark.timeout(400)
async def test_a_hundred_thousand_records_scroll_and_any_of_them_is_reached_at_once(console: Console) -> None:
    folder: Path = console.stack.import_root / f"many-{console.team.workspace}"
    write_clips(folder, 1)
    with (folder / "manifest.jsonl").open("w") as manifest:
        manifest.writelines(
            json.dumps({"audio_name": "clip-000.wav", "number": number}) + "\n" for number in range(MANY)
        )
    team = console.team
    body = {"workspace": team.workspace, "name": "Many", "manifest": "manifest.jsonl"}
    source = {"source": {"kind": "folder", "path": str(folder)}}
    made = await team.manager.post("/datasets", {**body, **source})
    ready = await team.manager.until_state(f"/datasets/{made['id']}", "ready", "failed", seconds=240)
    assert ready["record_count"] == MANY, ready
    page = await console.page("cora")
    await page.goto(console.at(f"datasets/{made['id']}"))
    await expect(grid(page)).to_have_attribute("aria-rowcount", str(MANY + 1))
    await grid(page).focus()
    await page.keyboard.press("End")
    await expect(row(page, MANY)).to_contain_text("100,000")
    await expect(row(page, MANY)).to_contain_text("clip-000.wav")
    frames: list[float] = await grid(page).evaluate(
        """async (grid) => {
            const times = [];
            let last = performance.now();
            for (let step = 0; step < 120; step++) {
                grid.scrollTop = grid.scrollHeight * (step / 120);
                await new Promise(requestAnimationFrame);
                times.push(performance.now() - last);
                last = performance.now();
            }
            return times.sort((a, b) => a - b);
        }"""
    )
    assert frames[len(frames) // 2] < 50, (
        f"half of the frames took {frames[len(frames) // 2]:.0f} ms and more"
    )
    assert await grid(page).get_by_role("row").count() < 80
    await grid(page).evaluate("(grid) => grid.scrollTop = 50000 * 40")
    await expect(row(page, 50_005)).to_contain_text("50,005")
    await expect(row(page, 50_005)).to_contain_text("clip-000.wav")
