"""Generating by hand: the settings, how far it is, and everything that one does with the result."""

from __future__ import annotations

import hashlib
import re
import zipfile

from playwright.async_api import Locator, expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page

from local_stack.client import Json


async def labeled_task(console: Console, records: int = 5, labeled: int | None = None) -> str:
    """A task that needs no review, of which all or some records are labeled."""
    team = console.team
    dataset = await team.import_clips(records)
    task = await team.create_task(dataset, ["ana"], name="Captions of clips")
    await team.label("ana", task, labeled)
    await team.until_counts(task, done=records if labeled is None else labeled)
    return task


async def generated(console: Console, task: str, **more: object) -> Json:
    """A processed dataset that is ready."""
    manager = console.team.manager
    body: Json = {"task": task, "scope": "done", "formats": ["jsonl", "csv"], **more}
    made = await manager.post("/processed-datasets", body)
    return await manager.until_state(f"/processed-datasets/{made['id']}", "ready", "failed")


async def dialog(page: Page, console: Console, task: str) -> Locator:
    """The generate dialog of a task."""
    await page.goto(console.at(f"tasks/{task}?generate=1"))
    return page.get_by_role("dialog", name="Generate from Captions of clips")


async def test_a_completed_task_is_generated_with_a_split_and_leads_to_the_result(console: Console) -> None:
    task = await labeled_task(console)
    await console.team.until(task, "completed")
    page = await console.page("cora")
    generate = await dialog(page, console, task)
    await expect(generate.get_by_role("radio", name="The whole task")).to_be_checked()
    await generate.get_by_role("checkbox", name="JSON Lines").uncheck()
    await expect(generate.get_by_text("Choose at least one format.")).to_be_visible()
    await expect(generate.get_by_role("button", name="Generate", exact=True)).to_be_disabled()
    await generate.get_by_role("checkbox", name="JSON Lines").check()
    await generate.get_by_role("checkbox", name="Audio folder").check()
    await generate.get_by_role("switch", name="Split into parts").check()
    await generate.get_by_label("Share of test").fill("40")
    await expect(generate.get_by_text("120 of 100 % given")).to_be_visible()
    await expect(generate.get_by_role("button", name="Generate", exact=True)).to_be_disabled()
    await generate.get_by_label("Share of train").fill("60")
    await generate.get_by_label("License").fill("not a license")
    await expect(generate.get_by_text("A short name without spaces")).to_be_visible()
    await generate.get_by_label("License").fill("cc-by-4.0")
    assert await axe(page) == []
    await generate.get_by_role("button", name="Generate", exact=True).click()
    await expect(generate.get_by_text("V001 is ready: 5 records.")).to_be_visible()
    await generate.get_by_role("link", name="Open V001").click()
    await expect(page.get_by_role("heading", name="Captions of clips V001")).to_be_visible()
    await expect(page.get_by_role("cell", name="data-train.jsonl", exact=True)).to_be_visible()
    (made,) = await console.team.manager.all("/processed-datasets", task=task)
    assert made["options"]["split"] == {"train": 0.6, "test": 0.4}
    assert made["options"]["license"] == "cc-by-4.0"


async def test_of_a_task_that_is_not_completed_only_what_is_done_can_be_generated(console: Console) -> None:
    task = await labeled_task(console, records=3, labeled=2)
    page = await console.page("cora")
    generate = await dialog(page, console, task)
    await expect(generate.get_by_role("radio", name="The whole task")).to_be_disabled()
    await expect(generate.get_by_text("2 of 3 records. ")).to_be_visible()
    await generate.get_by_role("button", name="Generate", exact=True).click()
    await generate.get_by_role("link", name="Open V001").click()
    await expect(page.get_by_text("Partial", exact=True)).to_be_visible()


async def test_downloads_carry_no_token_in_their_address_and_hold_what_they_promise(console: Console) -> None:
    task = await labeled_task(console)
    processed = await generated(console, task)
    page = await console.page("cora")
    await page.goto(console.at("processed-datasets"))
    await page.get_by_role("link", name="V001").click()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download ZIP").click()
    zipped = await download.value
    assert zipped.suggested_filename == "Captions of clips-V001.zip"
    with zipfile.ZipFile(await zipped.path()) as archive:
        assert {"data.jsonl", "data.csv", "README.md", "SHA256SUMS"} <= set(archive.namelist())
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download data.csv").click()
    table = await download.value
    sums = {file["name"]: file["sha256"] for file in processed["files"]}
    assert hashlib.sha256((await table.path()).read_bytes()).hexdigest() == sums["data.csv"]
    for address in (zipped.url, table.url):
        assert "signature=" in address
        assert "eyJ" not in address


async def test_a_processed_dataset_tells_who_made_it_and_shows_its_card(console: Console) -> None:
    task = await labeled_task(console, records=2)
    processed = await generated(console, task)
    page = await console.page("cora")
    await page.goto(console.at(f"processed-datasets/{processed['id']}"))
    await page.get_by_role("tab", name="Lineage").click()
    await expect(page.get_by_role("region", name="Annotators")).to_contain_text("Ana")
    await expect(page.get_by_role("region", name="Annotators")).to_contain_text("2 records")
    await expect(page.get_by_role("region", name="Final in")).to_contain_text("round 1")
    assert await axe(page) == []
    await page.get_by_role("tab", name="Dataset card").click()
    await expect(page).to_have_url(re.compile(r"tab=card"))
    await expect(page.get_by_role("heading", name="What was labeled")).to_be_visible()
    await expect(page.get_by_text("pretty_name")).to_have_count(0)


async def test_deleting_says_what_goes_and_what_stays(console: Console) -> None:
    task = await labeled_task(console, records=2)
    await generated(console, task)
    page = await console.page("cora")
    await page.goto(console.at("processed-datasets"))
    await page.get_by_role("button", name="Delete Captions of clips V001?").click()
    asking = page.get_by_role("dialog", name="Delete Captions of clips V001?")
    await expect(asking.get_by_text("The task, its annotations and the raw dataset stay")).to_be_visible()
    await asking.get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("heading", name="Nothing is generated yet")).to_be_visible()
    assert await console.team.manager.all("/processed-datasets", task=task) == []
