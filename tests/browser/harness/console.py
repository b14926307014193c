"""The console in a test: a real Earmark behind it, a team at work in it, and pages that its members open."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, ViewportSize
from tests.browser.harness.page import Page, sign_in
from tests.browser.harness.watch import Watch

from local_stack.testing import Stack
from local_stack.testing.team import Team

KEPT = Path(__file__).parents[3] / ".earmark" / "browser"
"""Pictures and traces of failed tests, a folder each."""

VIEWPORT: ViewportSize = {"width": 1440, "height": 900}


class Console:
    """`page` opens the console as somebody; `team` is who is there, and speaks to the API."""

    def __init__(self, browser: Browser, stack: Stack, team: Team) -> None:
        """Args: the session's browser and Earmark; the test's own team."""
        self.stack = stack
        self.team = team
        self._browser = browser
        self._open: list[tuple[BrowserContext, Watch]] = []

    @property
    def base_url(self) -> str:
        """The gateway's address."""
        return self.stack.base_url

    def at(self, path: str = "") -> str:
        """The address of a page of the team's workspace, for example `at("tasks/new")`."""
        return f"/w/{self.team.workspace}/{path}".rstrip("/")

    async def page(self, who: str | None = None, **options: Any) -> Page:
        """A tab in a browser context of its own, signed in as a member (`"ana"`), or as nobody.

        `options` are Playwright's of a context, for example `color_scheme="dark"`, `locale="zh-CN"`. The page shows
        nothing yet; `page.goto` takes paths.
        """
        settings = {"base_url": self.base_url, "viewport": VIEWPORT, "locale": "en-US", **options}
        context = await self._browser.new_context(**settings)
        watch = Watch(self.base_url)
        watch.attach(context)
        self._open.append((context, watch))
        await context.tracing.start(snapshots=True)
        if who is not None:
            await sign_in(context, self.team.user(who), who.title())
        return await Page.open(context, watch)

    async def tab(self, page: Page) -> Page:
        """Another tab beside a page: the same person, browser storage and findings."""
        watch = next(watch for context, watch in self._open if context == page.context)
        return await Page.open(page.context, watch)

    @property
    def findings(self) -> list[str]:
        """What went wrong on any page and was not expected."""
        return [found for _, watch in self._open for found in watch.findings]

    async def close(self, keep_as: str | None) -> None:
        """Closes every context; `keep_as` names the folder for pictures and traces, where they are wanted."""
        folder = None if keep_as is None else KEPT / keep_as
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        for number, (context, _) in enumerate(self._open):
            if folder is None:
                await context.tracing.stop()
            else:
                for tab, page in enumerate(context.pages):
                    await page.screenshot(path=folder / f"{number}-{tab}.png")
                await context.tracing.stop(path=folder / f"{number}-trace.zip")
            await context.close()
        self._open.clear()
