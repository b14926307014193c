"""What every browser test begins with: one browser and one Earmark for the session, a team and pages of its own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Generator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect
from tests.browser.harness.browser import chromium
from tests.browser.harness.console import KEPT, Console

from local_stack.client import Api, connect
from local_stack.settings import StackSettings
from local_stack.testing import Stack
from local_stack.testing.team import Team

# A browser, a build of everything else and three servers share the machine: patience costs only what fails.
expect.set_options(timeout=20_000)

_FAILED = pytest.StashKey[bool]()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The session's browser."""
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def console_stack(stack_settings: StackSettings) -> AsyncIterator[Stack]:
    """A whole Earmark with the console, shared by the session's browser tests."""
    async with Stack(settings=stack_settings, shared=True, console=True) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def console_api(console_stack: Stack) -> AsyncIterator[Api]:
    """The API beside the browser, to arrange what a test begins with and to look at what became of it."""
    async with connect(console_stack.base_url) as service:
        yield service


@pytest_asyncio.fixture(loop_scope="session")
async def console(
    request: pytest.FixtureRequest, browser: Browser, console_stack: Stack, console_api: Api
) -> AsyncIterator[Console]:
    """The console with a team of its own; the test fails for whatever goes wrong unexpectedly on its pages."""
    opened = Console(browser, console_stack, await Team.gather(console_stack, console_api))
    yield opened
    findings = opened.findings
    failed = bool(findings) or request.node.stash.get(_FAILED, False)
    name = re.sub(r"[^\w.-]+", "-", request.node.name)
    await opened.close(name if failed else None)
    if findings:
        kept = (KEPT / name).relative_to(KEPT.parents[1])
        lines = "\n".join(f"- {found}" for found in findings)
        pytest.fail(f"Unexpected on the pages (pictures and traces in {kept}):\n{lines}", pytrace=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remembers a failure, of which the fixture keeps pictures and traces."""
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
    return report
