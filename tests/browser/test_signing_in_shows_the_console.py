"""Whoever signs in sees the console, at the address they asked for, and it speaks to nobody but Earmark."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console


async def test_signing_in_as_a_member_shows_the_shell_of_the_console(console: Console) -> None:
    page = await console.page()
    await page.goto("/")
    await expect(page).to_have_url(re.compile(r"/signin"))
    name = console.team.user("ana")
    await page.get_by_label("User", exact=False).first.fill(name)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("navigation", name="Places")).to_be_visible()
    assert await page.evaluate("JSON.parse(sessionStorage.getItem('earmark.signin')).user") == name
    assert await page.evaluate("Object.keys(localStorage).filter(k => /token|signin/.test(k))") == []


async def test_a_deep_link_shows_its_page_and_does_so_again_after_a_reload(console: Console) -> None:
    page = await console.page("cora")
    answer = await page.goto(console.at("tasks"))
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy
    for _ in range(2):
        await expect(page.get_by_role("navigation", name="Places")).to_be_visible()
        await expect(page).to_have_url(f"{console.base_url}{console.at('tasks')}")
        await page.reload()


async def test_what_is_not_accessible_on_a_page_is_found(console: Console) -> None:
    page = await console.page("ana")
    await page.goto(console.at("my-work"))
    await expect(page.get_by_role("navigation", name="Places")).to_be_visible()
    await page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<button></button>')")
    assert any("button-name" in found for found in await axe(page))


async def test_a_script_that_somebody_writes_into_a_page_does_not_run(console: Console) -> None:
    page = await console.page("ana")
    await page.goto(console.at("my-work"))
    await expect(page.get_by_role("navigation", name="Places")).to_be_visible()
    page.allow("Content Security Policy")
    await page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1';"
        " document.body.append(s); }"
    )
    assert await page.evaluate("window.ran") is None


@pytest.mark.parametrize(
    "happening", ["console error", "page error", "failed request", "third-party request"]
)
async def test_what_goes_wrong_on_a_page_is_found(console: Console, happening: str) -> None:
    page = await console.page("ana")
    await page.goto(console.at("my-work"))
    assert console.findings == []
    await page.route("**/lost", lambda route: route.abort("connectionreset"))
    script = {
        "console error": "() => console.error('broken')",
        "page error": "() => { setTimeout(() => { throw new Error('broken') }) }",
        "failed request": "() => fetch('/lost').catch(() => 0)",
        "third-party request": "() => { location.href = 'http://127.0.0.1:9/' }",
    }[happening]
    async with (
        page.expect_event("requestfailed")
        if "request" in happening
        else page.expect_event("console" if happening == "console error" else "pageerror")
    ):
        await page.evaluate(script)
    assert any(found.startswith(happening) for found in console.findings)
    page.allow(".")
    assert console.findings == []
