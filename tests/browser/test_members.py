"""Administrators say on a page who belongs to the workspace, and see beforehand what becomes of somebody's work."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Locator, expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page


async def _members(console: Console, who: str, **options: Any) -> Page:
    page = await console.page(who, **options)
    await page.goto(console.at("members"))
    await expect(page.get_by_role("heading", name="Members", exact=True)).to_be_visible()
    return page


def _row(page: Page, name: str) -> Locator:
    return page.get_by_role("table", name="Members").get_by_role("row").filter(has_text=name)


async def test_an_administrator_adds_a_member_who_then_finds_the_workspace(console: Console) -> None:
    page = await _members(console, "olaf")
    newcomer = f"nora-{console.team.user('olaf').rsplit('-', 1)[1]}"
    await page.get_by_role("button", name="Add a member").click()
    dialog = page.get_by_role("dialog", name="Add a member")
    await dialog.get_by_label("User id").fill(newcomer)
    await dialog.get_by_label("Name", exact=True).fill("Nora Noor")
    await dialog.get_by_role("radio", name="Auditor").check()
    assert await axe(page) == []
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog).to_be_hidden()
    await expect(_row(page, "Nora Noor")).to_contain_text("Auditor")
    person = await console.team.api.person(newcomer, "Nora")
    spaces = (await person.get("/me"))["workspaces"]
    assert [(space["id"], space["role"]) for space in spaces] == [
        (console.team.workspace, "annotation_auditor")
    ]


async def test_somebody_who_is_a_member_already_is_not_added_again(console: Console) -> None:
    page = await _members(console, "olaf")
    await page.get_by_role("button", name="Add a member").click()
    dialog = page.get_by_role("dialog", name="Add a member")
    await dialog.get_by_label("User id").fill(console.team.user("eva"))
    await expect(dialog.get_by_text("Is a member already")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Add", exact=True)).to_be_disabled()


async def test_a_change_of_role_says_that_open_work_will_be_held(console: Console) -> None:
    page = await _members(console, "mara")
    await page.get_by_role("button", name="Change Ana").click()
    dialog = page.get_by_role("dialog", name="Change Ana")
    await expect(dialog.get_by_text("are held until a manager moves them")).to_be_hidden()
    await dialog.get_by_role("radio", name="Auditor").check()
    await expect(dialog.get_by_text("are held until a manager moves them")).to_be_visible()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    await expect(_row(page, "Ana")).to_contain_text("Auditor")
    spaces = (await console.team["ana"].get("/me"))["workspaces"]
    assert spaces[0]["role"] == "annotation_auditor"


async def test_a_removed_member_is_gone_at_once_and_their_work_stays_for_others(console: Console) -> None:
    page = await _members(console, "mara")
    await page.get_by_role("button", name="Remove Bo").click()
    dialog = page.get_by_role("dialog", name="Remove Bo?")
    await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    await expect(dialog).to_contain_text("open records, drafts included, are held")
    await expect(dialog).to_contain_text("What they submitted and judged stays")
    await dialog.get_by_role("button", name="Remove", exact=True).click()
    await expect(_row(page, "Bo")).to_have_count(0)
    assert (await console.team["bo"].get("/me"))["workspaces"] == []


async def test_the_last_super_administrator_stays(console: Console) -> None:
    page = await _members(console, "mara")
    page.allow(r"409")
    await page.get_by_role("button", name="Remove Mara").click()
    dialog = page.get_by_role("dialog", name="Remove Mara?")
    await expect(dialog).to_contain_text("This is you")
    await dialog.get_by_role("button", name="Remove", exact=True).click()
    await expect(dialog.get_by_role("alert")).to_contain_text("at least one super administrator")
    await dialog.get_by_role("button", name="Cancel").click()
    await page.get_by_role("button", name="Change Mara").click()
    changed = page.get_by_role("dialog", name="Change Mara")
    await changed.get_by_role("radio", name="Auditor").check()
    await changed.get_by_role("button", name="Save").click()
    await expect(changed.get_by_text("at least one super administrator")).to_be_visible()


async def test_only_a_super_administrator_touches_or_makes_one(console: Console) -> None:
    page = await _members(console, "olaf")
    await expect(_row(page, "Mara")).to_contain_text("Only a super administrator changes this")
    await expect(page.get_by_role("button", name="Remove Mara")).to_have_count(0)
    await page.get_by_role("button", name="Change Cy").click()
    dialog = page.get_by_role("dialog", name="Change Cy")
    await expect(dialog.get_by_role("radio", name="Super administrator")).to_be_disabled()


async def test_everybody_reads_the_members_and_the_rights_of_each_role(console: Console) -> None:
    page = await _members(console, "ana")
    await expect(_row(page, "Eva")).to_contain_text("Auditor")
    await expect(page.get_by_role("button", name="Add a member")).to_have_count(0)
    await expect(page.get_by_role("button", name="Change", exact=False)).to_have_count(0)
    rights = page.get_by_role("table", name="What each role may do")
    auditor = rights.get_by_role("row").filter(has_text="Auditor")
    await expect(auditor.get_by_role("img", name="Yes")).to_have_count(1)
    await page.get_by_label("Search name or user id").fill("eva")
    await expect(_row(page, "Eva")).to_be_visible()
    await expect(_row(page, "Olaf")).to_have_count(0)
    assert await axe(page) == []


async def test_the_page_speaks_chinese_in_the_dark(console: Console) -> None:
    page = await console.page("mara", color_scheme="dark", locale="zh-CN")
    await page.goto(console.at("members"))
    await expect(page.get_by_role("heading", name="成员", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="添加成员")).to_be_visible()
    assert await axe(page) == []
