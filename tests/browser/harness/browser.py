"""The browser itself: the distribution's Chromium, headless, speaking to nobody but us."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from local_stack.testing.chromium import find_chromium

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Nothing about playing sound: a page may play what a person's gesture asked for, as in anybody's browser."""


@asynccontextmanager
async def chromium(*more: str) -> AsyncIterator[Browser]:
    """A running browser. Args: more of its flags. Raises StackError where there is no Chromium."""
    program = find_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=[*FLAGS, *more])
        try:
            yield browser
        finally:
            await browser.close()
