"""The wizard that makes a task, step by step."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import expect
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page

from local_stack.client import Json

TASK_PAGE = re.compile(r"/w/[^/]+/tasks/(?!new)([0-9a-f-]{36})")


async def open_wizard(console: Console, query: str = "", **options: Any) -> Page:
    """The first step, opened by a manager."""
    page = await console.page("cora", **options)
    await page.goto(console.at(f"tasks/new{query}"))
    await expect(page.locator("h2").first).to_be_visible()
    return page


async def go_on(page: Page, heading: str) -> None:
    """To the next step, which has this heading."""
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()


async def to_items(page: Page, dataset: str = "Clips") -> None:
    """Past the choice of a dataset."""
    await page.get_by_role("radio", name=dataset).click()
    await go_on(page, "What is labeled")


async def take_preset(page: Page, name: str) -> None:
    """Begins the items with a preset."""
    await page.get_by_role("button", name=name).click()
    await expect(page.get_by_test_id("schema-item").first).to_be_visible()


async def choose(page: Page, label: str, person: str) -> None:
    """Picks somebody in a field."""
    await page.get_by_role("combobox", name=label, exact=True).click()
    await page.get_by_role("option", name=person).click()


async def to_summary(page: Page, person: str = "Ana", name: str = "Captions") -> None:
    """From the items on: one annotator, no review, a name."""
    await go_on(page, "Who labels")
    await choose(page, "Annotator", person)
    await go_on(page, "How it is reviewed")
    await go_on(page, "Name, guideline and AI assistance")
    await page.get_by_label("Name of the task").fill(name)
    await go_on(page, "Check and create")


async def created(console: Console, page: Page) -> Json:
    """Creates the task from the last step; what the API has of it."""
    await page.get_by_role("button", name="Create task").click()
    await page.wait_for_url(TASK_PAGE)
    found = TASK_PAGE.search(page.url)
    assert found is not None
    task = found.group(1)
    console.team.tasks.append(task)
    return await console.team.manager.get(f"/tasks/{task}")
