"""Signing in with an organization's own identity provider: a real OpenID provider, code flow with PKCE."""

from __future__ import annotations

import asyncio
import dataclasses
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from local_stack.console import Console as ConsoleBuild
from local_stack.node import node_environment
from local_stack.ports import free_port
from local_stack.settings import StackSettings
from local_stack.signin import Oidc
from local_stack.testing import Stack

TOKEN_SECONDS = 68
"""The console renews a token a minute before it ends: a few seconds after it got it."""
PROVIDER = Path(__file__).with_name("oidc") / "provider.mjs"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def provider(stack_settings: StackSettings) -> AsyncIterator[str]:
    """The provider's address."""
    checkout = stack_settings.checkout
    assert (
        await asyncio.to_thread(ConsoleBuild(stack_settings).npm, ["--version"]) == 0
    )  # its packages are there
    node = node_environment(stack_settings.environment, checkout / ".earmark" / "tools", lambda _: None)
    port = free_port()
    modules = checkout / "web" / "node_modules"
    process = await asyncio.create_subprocess_exec(
        "node", str(PROVIDER), str(port), str(TOKEN_SECONDS), str(modules), env=node,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdin is not None
    said = b""
    while b"listening" not in said:
        line = await process.stdout.readline()
        assert line, said.decode()
        said += line
    yield f"http://127.0.0.1:{port}"
    process.stdin.close()
    await process.communicate()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def earmark(stack_settings: StackSettings, provider: str) -> AsyncIterator[Stack]:
    """An Earmark whose people sign in at the provider."""
    oidc = Oidc(provider, "earmark-console")
    settings = dataclasses.replace(stack_settings, oidc=oidc)
    async with Stack(services=("task-service",), settings=settings, console=True) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser, earmark: Stack) -> AsyncIterator[BrowserContext]:
    """A browser that nobody has signed in with."""
    fresh = await browser.new_context(base_url=earmark.base_url, locale="en-US")
    yield fresh
    await fresh.close()


async def _sign_in(page: Page, user: str, path: str = "/") -> None:
    await page.goto(path)
    await page.get_by_role("button", name="Sign in with your organization").click()
    await page.get_by_placeholder("Enter any login").fill(user)
    await page.get_by_placeholder("and password").fill("anything")
    await page.get_by_role("button", name="Sign-in").click()
    await page.get_by_role("button", name="Continue").click()


async def _stored(page: Page) -> str:
    return str(await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))


async def test_signing_in_leads_back_to_the_page_that_was_asked_for(context: BrowserContext) -> None:
    page = await context.new_page()
    await _sign_in(page, "olga", "/spaces")
    await expect(page).to_have_url(re.compile(r"/spaces$"))
    await expect(page.get_by_text("They need your user id: olga")).to_be_visible()
    assert not re.search(r"eyJ[\w-]+\.", await _stored(page)), "a token is kept in the browser's storage"


async def test_a_reload_and_an_ending_token_ask_nobody_anything(context: BrowserContext) -> None:
    page = await context.new_page()
    await _sign_in(page, "pia", "/spaces")
    await expect(page.get_by_role("heading", name="My Spaces")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("heading", name="My Spaces")).to_be_visible()
    async with page.expect_response(re.compile(r"/token$"), timeout=60_000) as renewal:
        pass  # by itself, before the token ends
    assert (await renewal.value).ok
    await page.get_by_label("New workspace").last.fill("Made with a renewed token")
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("navigation", name="Places")).to_be_visible()


async def test_a_sign_in_that_ended_at_the_provider_says_so_and_keeps_the_page(
    context: BrowserContext, provider: str
) -> None:
    page = await context.new_page()
    await _sign_in(page, "quinn", "/spaces")
    name = page.get_by_label("New workspace").last
    await name.fill("half written")
    await context.clear_cookies()
    dialog = page.get_by_role("alertdialog", name="Your sign-in has ended")
    await expect(dialog).to_be_visible(timeout=60_000)
    await expect(name).to_have_value("half written")
    await dialog.get_by_role("button", name="Sign in again").click()
    await expect(page).to_have_url(re.compile(re.escape(provider)))


async def test_signing_out_ends_the_sign_in_at_the_provider_too(context: BrowserContext) -> None:
    page = await context.new_page()
    await _sign_in(page, "rosa", "/spaces")
    await page.get_by_role("button", name=re.compile("rosa")).click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await page.get_by_role("button", name="Yes, sign me out").click()
    await expect(page.get_by_role("button", name="Sign in with your organization")).to_be_visible()
