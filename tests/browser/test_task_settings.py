"""A task's settings are edited without undoing what others changed."""

from __future__ import annotations

from playwright.async_api import Locator, expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page
from tests.browser.harness.tasks import look_at


async def test_an_edit_says_what_it_means_and_shows_at_once(console: Console) -> None:
    team = console.team
    task = await team.create_task(
        await team.import_clips(2), ["ana"], name="Before", review="full", reviewers=["eva"]
    )
    page = await look_at(console, f"tasks/{task}?tab=settings")
    await page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog", name="Edit the task")
    await expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    await dialog.get_by_label("Name").fill("After")
    await dialog.get_by_label("Guideline").fill("Write **every** word.")
    await dialog.get_by_role("radio", name="Partial review").check()
    await expect(dialog.get_by_role("status")).to_contain_text("Reviewers can approve the rest in one go")
    assert await axe(page) == []
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_role("heading", name="After", level=1)).to_be_visible()
    await expect(_settings(page, "Review")).to_contain_text("Partial review")
    await page.get_by_role("tab", name="Guideline").click()
    await expect(page.locator("strong", has_text="every")).to_be_visible()
    assert (await team.task(task))["review"]["mode"] == "partial"


def _settings(page: Page, name: str) -> Locator:
    header = page.get_by_role("rowheader", name=name, exact=True)
    return page.get_by_role("row").filter(has=header)


async def test_an_edit_never_undoes_what_somebody_else_changed_meanwhile(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"], name="Mine")
    page = await look_at(console, f"tasks/{task}?tab=settings&edit=1")
    page.allow(r"412")
    dialog = page.get_by_role("dialog", name="Edit the task")
    await dialog.get_by_label("Description").fill("What I think")
    await team.manager.patch(f"/tasks/{task}", {"description": "What they think"})
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Somebody changed the task meanwhile")
    await dialog.get_by_role("button", name="Show what it is now").click()
    await expect(dialog.get_by_label("Description")).to_have_value("What they think")


async def test_a_review_needs_a_reviewer_and_takes_shares(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(2), ["ana"])
    page = await look_at(console, f"tasks/{task}?tab=settings&edit=1")
    dialog = page.get_by_role("dialog", name="Edit the task")
    await dialog.get_by_role("radio", name="Full review").check()
    await expect(dialog.get_by_text("A review needs at least one reviewer")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    reviewers = dialog.get_by_role("combobox", name="Reviewers")
    await reviewers.click()
    await page.get_by_role("option", name="Eva").click()
    await page.get_by_role("option", name="Finn").click()
    await dialog.get_by_label("Share of Eva").fill("1")
    await dialog.get_by_label("Share of Finn").fill("3")
    await expect(dialog.get_by_role("status")).to_contain_text("Submissions from now on wait for review")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    shares = {each["user"]: each["quantity"] for each in (await team.task(task))["review"]["reviewers"]}
    assert shares[team.user("finn")] == 3 * shares[team.user("eva")]
