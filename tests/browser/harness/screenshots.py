"""Makes docs/screenshots again: `python -m tests.browser.harness.screenshots [PART OF A NAME ...]`.

An Earmark of its own with the demo in it, its console in light and dark, a picture per row of the table.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Browser, Error, Page, Request, expect
from tests.browser.harness.browser import chromium
from tests.browser.harness.console import VIEWPORT
from tests.browser.harness.page import sign_in
from tests.browser.harness.scene import Scene
from tests.browser.harness.shots import SHOTS, Shot, quiet

from local_stack import demo
from local_stack.demo.story import TEAM
from local_stack.errors import StackError
from local_stack.testing import Stack

FOLDER = Path(__file__).parents[3] / "docs" / "screenshots"
SCHEMES = ("light", "dark")
PATIENCE_MS = 60_000


async def make(parts: list[str]) -> tuple[list[Path], list[str]]:
    """Makes the pictures whose names contain any of `parts`, or all. Returns the files, and what went wrong with
    others: one that fails does not cost the rest.
    """
    wanted = [shot for shot in SHOTS if not parts or any(part in shot.name for part in parts)]
    FOLDER.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    failed: list[str] = []
    expect.set_options(timeout=PATIENCE_MS)
    async with Stack(console=True) as stack, chromium("--force-color-profile=srgb") as browser:
        await demo.main(stack.base_url)
        scene = await Scene.of(stack.base_url, stack.kafka_bootstrap)
        for shot in wanted:
            for scheme in SCHEMES:
                try:
                    made.append(await _take(browser, stack.base_url, scene, shot, scheme))
                except (Error, AssertionError) as error:
                    failed.append(f"{shot.name}-{scheme}: {error}")
                else:
                    print(made[-1].name, flush=True)
    return made, failed


async def _take(browser: Browser, base_url: str, scene: Scene, shot: Shot, scheme: str) -> Path:
    file = FOLDER / f"{shot.name}-{scheme}.png"
    context = await browser.new_context(
        base_url=base_url,
        viewport=VIEWPORT,
        locale="en-US",
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    try:
        if shot.who is not None:
            await sign_in(context, shot.who, TEAM[shot.who][0])
        page = await context.new_page()
        tiles = _tiles_to_come(page)
        await page.goto(shot.path(scene))
        await shot.steps(page, scene)
        while tiles:
            await next(iter(tiles)).response()
            await quiet(page, scene)
        await page.evaluate("document.fonts.ready")
        await page.screenshot(path=file, animations="disabled", caret="hide")
    finally:
        await context.close()
    return file


def _tiles_to_come(page: Page) -> set[Request]:
    """Parts of spectrograms that a page has asked for and waits for: the server may have to draw them first."""
    waiting: set[Request] = set()

    def asked(request: Request) -> None:
        if "tile=" in request.url:
            waiting.add(request)

    def came(request: Request) -> None:
        waiting.discard(request)

    page.on("request", asked)
    page.on("requestfinished", came)
    page.on("requestfailed", came)
    return waiting


def main() -> int:
    """Returns the exit code."""
    try:
        made, failed = asyncio.run(make(sys.argv[1:]))
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    if failed:
        print("\n".join(failed), file=sys.stderr)
        return 1
    if not made:
        print(f"No picture's name contains any of {sys.argv[1:]}.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
