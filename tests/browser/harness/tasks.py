"""A task's page as its tests look at it."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Locator
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page


async def look_at(console: Console, path: str, who: str = "cora", **options: Any) -> Page:
    """Opens a page of the workspace, a manager's if nobody else is named."""
    page = await console.page(who, **options)
    await page.goto(console.at(path))
    return page


def row_of(page: Page, table: str, text: str) -> Locator:
    """The rows of a table that say something."""
    return page.get_by_role("table", name=table).get_by_role("row").filter(has_text=text)
