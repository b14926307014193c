"""Keys: those of input methods are left alone, and each can be mapped anew."""

from __future__ import annotations

import re

from playwright.async_api import expect
from tests.browser.harness.bench import bench_with, silent, sounds
from tests.browser.harness.console import Console
from tests.browser.workbench import parts_task, ready, rows


async def test_composing_text_with_an_input_method_triggers_nothing(console: Console) -> None:
    page = await bench_with(console, (1, 2))
    text = rows(page).get_by_label("Text of segment 1")
    await text.focus()
    client = await page.context.new_cdp_session(page)
    await client.send("Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2})
    key = {"key": "Process", "code": "Escape", "windowsVirtualKeyCode": 229}
    await client.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    await client.send("Input.insertText", {"text": "你"})
    await expect(text).to_have_value("你")
    await silent(page)


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
    await sounds(page)
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_contain_text("F9")


async def test_the_key_that_continues_is_mapped_anew_and_stands_on_its_button(console: Console) -> None:
    task = await console.team.create_task(await console.team.import_clips(1), ["ana"], name="Say it")
    page = await console.page("ana")
    await page.goto(console.at("my-work"))
    button = page.get_by_role("link", name="Continue with Say it")
    await expect(button).to_have_attribute("aria-keyshortcuts", "C")
    await page.goto(console.at("keyboard"))
    row = page.get_by_test_id("action-myWork.continue")
    await row.get_by_role("button", name="Take C from Continue with the first task").click()
    await row.get_by_role("button", name="Add a key for Continue with the first task").click()
    # A key of the workbench is free on My work.
    await page.get_by_test_id("press").press("g")
    await page.get_by_role("button", name="Take it").click()
    await expect(row).to_contain_text("G")
    await page.goto(console.at("my-work"))
    await expect(button).to_have_attribute("aria-keyshortcuts", "G")
    await expect(button).to_contain_text("G")
    await page.get_by_role("heading", level=1).click()
    await page.keyboard.press("g")
    await page.wait_for_url(re.compile(f"/tasks/{task}/label"))
