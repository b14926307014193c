"""What goes wrong in a browser while a test looks elsewhere."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Request, WebError

_OVER_THE_NETWORK = ("http", "https", "ws", "wss")


class Watch:
    """Console errors, uncaught errors, failed requests and requests to strangers of one browser context."""

    def __init__(self, origin: str) -> None:
        """Args: the only origin that pages may speak to."""
        self._origin = origin
        self._found: list[str] = []
        self._allowed: list[re.Pattern[str]] = []

    def attach(self, context: BrowserContext) -> None:
        """Begins to watch every page of a context."""
        context.on("console", self._said)
        context.on("weberror", self._threw)
        context.on("request", self._asked)
        context.on("requestfailed", self._failed)

    def allow(self, *patterns: str) -> None:
        """Expects findings that match a regular expression, also those found before."""
        self._allowed += [re.compile(pattern) for pattern in patterns]

    @property
    def findings(self) -> list[str]:
        """What was found and not expected."""
        return [found for found in self._found if not any(p.search(found) for p in self._allowed)]

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._found.append(f"console error: {message.text} ({message.location.get('url', '')})")

    def _threw(self, error: WebError) -> None:
        self._found.append(f"page error: {error.error.stack or error.error.message}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in _OVER_THE_NETWORK and f"{parts.scheme}://{parts.netloc}" != self._origin:
            self._found.append(f"third-party request: {request.method} {request.url}")

    def _failed(self, request: Request) -> None:
        # What a page itself gives up (a stream it leaves, a fetch it no longer needs, media it has enough of).
        if request.failure == "net::ERR_ABORTED":
            return
        self._found.append(f"failed request: {request.method} {request.url}: {request.failure}")
