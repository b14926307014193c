"""What is wrong in a new task is said at its field, and nothing entered is lost unasked."""

from __future__ import annotations

from playwright.async_api import Locator, expect
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page
from tests.browser.harness.wizard import (
    choose,
    created,
    go_on,
    open_wizard,
    take_preset,
    to_items,
    to_summary,
)


def _item(page: Page, name: str) -> Locator:
    return page.locator(f"[data-testid=schema-item][data-name={name!r}]")


async def test_a_step_is_left_only_when_what_is_wrong_on_it_is_mended(console: Console) -> None:
    await console.team.import_clips(5)
    page = await open_wizard(console)
    following = page.get_by_role("button", name="Next")
    await following.click()
    await expect(page.get_by_role("alert")).to_contain_text("Choose a dataset")
    await to_items(page)
    await following.click()
    await expect(page.get_by_role("alert").first).to_contain_text("Add at least one item")
    await take_preset(page, "Caption")
    await page.get_by_role("button", name="Duplicate Caption").click()
    twin = page.get_by_test_id("schema-item").nth(1)
    await twin.get_by_role("textbox", name="Name").fill("caption")
    await following.click()
    await expect(twin.get_by_role("textbox", name="Name")).to_be_focused()
    await expect(twin).to_contain_text("Another item has the name caption")
    await twin.get_by_role("button", name="Remove Caption").click()
    await go_on(page, "Who labels")
    await page.get_by_role("radio", name="Several annotators").click()
    await choose(page, "Add an annotator", "Ana (")
    await page.get_by_label("Records of Ana").fill("3")
    await following.click()
    await expect(page.get_by_test_id("sum")).to_contain_text("Given 3 of 5: 2 are left over")
    await expect(page.get_by_role("alert").first).to_contain_text("The quantities add up to 3")
    await page.get_by_label("Records of Ana").fill("5")
    await expect(page.get_by_test_id("sum")).to_contain_text("exactly all")
    await go_on(page, "How it is reviewed")


async def test_two_values_never_have_one_key(console: Console) -> None:
    await console.team.import_clips(1)
    page = await open_wizard(console)
    await to_items(page)
    await take_preset(page, "Sound classification")
    second = page.get_by_label("Key of value 2")
    await second.press("1")
    await expect(second).to_have_value("1")
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_test_id("schema-item")).to_contain_text("The key 1 is taken")
    await expect(second).to_be_focused()
    await second.press("m")
    await go_on(page, "Who labels")


async def test_what_only_the_api_knows_is_said_at_its_field_too(console: Console) -> None:
    page = await open_wizard(console)
    page.allow("the server responded with a status of 4")
    await console.team.import_clips(3)
    await to_items(page)
    await take_preset(page, "Caption")
    await page.get_by_label("Pattern").fill("(?=look)")
    await to_summary(page, "Cy")
    await page.get_by_role("button", name="Create task").click()
    await expect(page.get_by_role("heading", name="What is labeled")).to_be_visible()
    pattern = page.get_by_label("Pattern")
    await expect(pattern).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_test_id("schema-item")).to_contain_text("look-around")
    await expect(pattern).to_be_focused()
    await pattern.fill("")
    await expect(page.get_by_test_id("schema-item")).not_to_contain_text("look-around")

    await console.team.give_role("cy", "annotation_auditor")
    await page.get_by_role("button", name="Summary").click()
    await page.get_by_role("button", name="Create task").click()
    await expect(page.get_by_role("heading", name="Who labels")).to_be_visible()
    await expect(page.get_by_role("alert").first).to_contain_text("May not label in this workspace")
    await choose(page, "Annotator", "Bo (")
    await page.get_by_role("button", name="Summary").click()
    task = await created(console, page)
    assert task["annotators"] == [{"user": console.team.user("bo"), "quantity": 3}]


async def test_a_reload_and_the_way_back_lose_nothing(console: Console) -> None:
    await console.team.import_clips(2)
    page = await open_wizard(console)
    await to_items(page)
    await take_preset(page, "Quality rating")
    await page.get_by_role("button", name="Quality Rating").click()
    await _item(page, "quality").get_by_label("Title", exact=True).fill("How good")
    await page.reload()
    await expect(_item(page, "quality")).to_contain_text("How good")
    await page.go_back()
    await expect(page.get_by_role("radio", name="Clips")).to_be_checked()
    await page.go_forward()
    await expect(_item(page, "quality")).to_contain_text("How good")
    await page.get_by_role("button", name="Start over").click()
    await page.get_by_role("dialog").get_by_role("button", name="Start over").click()
    await expect(page.get_by_role("radio", name="Clips")).not_to_be_checked()


async def test_leaving_asks_before_anything_entered_is_dropped(console: Console) -> None:
    await console.team.import_clips(1)
    page = await open_wizard(console)
    await page.get_by_role("radio", name="Clips").click()
    await page.get_by_role("link", name="Members").click()
    dialog = page.get_by_role("dialog", name="Leave without creating the task?")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(page.get_by_role("radio", name="Clips")).to_be_checked()
    await page.get_by_role("link", name="Members").click()
    await dialog.get_by_role("button", name="Leave").click()
    await page.wait_for_url("**/members")
    await page.goto(console.at("tasks/new"))
    await expect(page.get_by_role("radio", name="Clips")).not_to_be_checked()
