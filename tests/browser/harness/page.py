"""A page of the console in a test: Playwright's own, with words for what is expected to go wrong."""

from __future__ import annotations

import json
from typing import Any

from playwright.async_api import BrowserContext
from playwright.async_api import Page as PlaywrightPage
from tests.browser.harness.watch import Watch

# Once per tab: signing out and reloading must leave one signed out.
_SIGN_IN = """
if (location.protocol.startsWith("http") && !sessionStorage.getItem("harness.signed-in")) {
  sessionStorage.setItem("harness.signed-in", "yes");
  sessionStorage.setItem("earmark.signin", %s);
}
"""


class Page(PlaywrightPage):
    """Every finding of its context that is not allowed fails the test."""

    _watch: Watch

    @classmethod
    async def open(cls, context: BrowserContext, watch: Watch) -> Page:
        """A new tab of a context that `watch` watches."""
        page = cls((await context.new_page())._impl_obj)
        page._watch = watch
        return page

    def allow(self, *patterns: str) -> None:
        """Expects console errors, page errors, failed or third-party requests that match a regular expression."""
        self._watch.allow(*patterns)


async def sign_in(context: BrowserContext, user: str, name: str) -> None:
    """Makes every new tab of a context somebody's, as if they had signed in on the page for it."""
    person: dict[str, Any] = {"user": user, "name": name}
    await context.add_init_script(_SIGN_IN % json.dumps(json.dumps(person)))
