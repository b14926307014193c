"""Nothing that was typed is lost: whatever becomes of the tab, the server, the sign-in, the window or the record."""

from __future__ import annotations

import asyncio
import json
import re
import time
from typing import Any

from playwright.async_api import Locator, Route, expect
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page

from local_stack.client import eventually

AWAY = (
    "failed request",
    "status of 5",
    "status of 401",
    "ERR_INTERNET_DISCONNECTED",
    "ERR_CONNECTION",
    "ERR_NETWORK",
)


class Desk:
    """A task with captions, one of its records, and pages on which it is labeled."""

    def __init__(self, console: Console, task: str, assignment: str) -> None:
        """Use `of`."""
        self.console = console
        self.task = task
        self.assignment = assignment

    @classmethod
    async def of(cls, console: Console, annotators: tuple[str, ...] = ("ana",)) -> Desk:
        """A task for these annotators; the record is the first one's first."""
        dataset = await console.team.import_clips(2 * len(annotators))
        task = await console.team.create_task(dataset, annotators)
        given = await console.team[annotators[0]].post("/assignments/next", {"task": task})
        return cls(console, task, given["assignment"]["id"])

    async def open(self, page: Page) -> None:
        """Shows the record; its text can be typed, or another window has it."""
        await page.goto(self.console.at(f"tasks/{self.task}/label?record={self.assignment}"))
        await expect(page.get_by_test_id("workbench")).to_have_attribute("data-assignment", self.assignment)

    async def page(self, who: str = "ana", **options: Any) -> Page:
        """Somebody's page with the record, which they can edit."""
        page = await self.console.page(who, **options)
        await self.open(page)
        await expect(text_of(page)).to_be_editable()
        return page

    async def draft(self, who: str = "ana") -> str | None:
        """The caption that the server holds."""
        draft = (await self.console.team[who].get(f"/assignments/{self.assignment}"))["draft"]
        return None if draft is None else draft["annotation"].get("caption")

    async def saved(self, text: str, who: str = "ana", seconds: float = 20) -> None:
        """Waits until the server holds a caption."""

        async def look() -> bool:
            return await self.draft(who) == text

        await eventually(look, f"the draft {text!r}", seconds)


def text_of(page: Page) -> Locator:
    """Where the caption is typed."""
    return page.get_by_role("textbox", name=re.compile("caption", re.IGNORECASE)).first


def state_of(page: Page) -> Locator:
    return page.get_by_test_id("save-state")


async def say(page: Page, text: str) -> None:
    """Types as a person does, key by key."""
    await text_of(page).click()
    await page.keyboard.press("End")
    await page.keyboard.type(text)


async def test_what_is_typed_is_soon_on_the_server_and_the_page_says_so(console: Console) -> None:
    desk = await Desk.of(console)
    page = await desk.page()
    await say(page, "a dog barks")
    typed = time.monotonic()
    await desk.saved("a dog barks")
    assert time.monotonic() - typed < 5, "1.5 s, and the patience of a busy machine"
    await expect(state_of(page)).to_have_attribute("data-kind", "saved")


async def test_a_reload_right_after_the_last_key_loses_nothing(console: Console) -> None:
    desk = await Desk.of(console)
    page = await desk.page()
    await say(page, "rain on a roof")
    await page.reload()
    await expect(text_of(page)).to_have_value("rain on a roof")
    await expect(text_of(page)).to_be_editable()
    await desk.saved("rain on a roof")


async def test_a_crash_of_the_tab_right_after_the_last_key_loses_nothing(console: Console) -> None:
    desk = await Desk.of(console)
    page = await desk.page()
    # Nothing reaches the server before the crash: only the journal has it.
    await page.context.set_offline(True)
    page.allow(*AWAY)
    await say(page, "thunder far away")
    await expect(state_of(page)).to_have_attribute("data-kind", "offline")
    session = await page.context.new_cdp_session(page)
    again = await console.tab(page)
    async with page.expect_event("crash"):
        unanswered = asyncio.ensure_future(session.send("Page.crash"))
    unanswered.cancel()
    await page.close()
    await page.context.set_offline(False)
    assert await desk.draft() is None
    await desk.open(again)
    await expect(text_of(again)).to_have_value("thunder far away")
    await expect(text_of(again)).to_be_editable()
    await desk.saved("thunder far away")


async def test_while_the_server_is_away_edits_are_kept_and_then_sent(console: Console) -> None:
    desk = await Desk.of(console)
    page = await desk.page()
    page.allow(*AWAY)
    service = console.stack.process("assignment-service")
    await service.stop()
    try:
        await say(page, "wind")
        await expect(state_of(page)).to_have_attribute("data-kind", "offline")
        assert int(await state_of(page).get_attribute("data-edits") or 0) > 0
        await say(page, " in the trees")
    finally:
        await service.start()
    await expect(state_of(page)).to_have_attribute("data-kind", "saved", timeout=60_000)
    await desk.saved("wind in the trees")


async def test_what_an_earlier_window_could_not_send_goes_out_by_itself(console: Console) -> None:
    desk = await Desk.of(console)
    page = await desk.page()
    page.allow(*AWAY)
    await page.context.set_offline(True)
    await say(page, "steps on gravel")
    await expect(state_of(page)).to_have_attribute("data-kind", "offline")
    other = await console.tab(page)
    await page.close()
    await page.context.set_offline(False)
    await other.goto(console.at("my-work"))
    await desk.saved("steps on gravel")


async def test_an_ended_sign_in_keeps_the_edits_until_it_is_renewed(console: Console) -> None:
    desk = await Desk.of(console)
    page = await console.page("ana")
    page.allow(*AWAY)
    ended = False

    async def token(route: Route) -> None:
        answer = await route.fetch()
        body = await answer.json()
        # Good for a moment; then the identity provider has nothing but what is over.
        body["expires_in"] = 6
        if ended:
            body["access_token"] = console.stack.expired_token(console.team.user("ana"))
        await route.fulfill(response=answer, body=json.dumps(body))

    await page.route("**/dev/token", token)
    await desk.open(page)
    await expect(text_of(page)).to_be_editable()
    ended = True
    await say(page, "a door")
    await expect(state_of(page)).to_have_attribute("data-kind", "signed-out", timeout=30_000)
    await say(page, " slams")
    ended = False
    await expect(state_of(page)).to_have_attribute("data-kind", "saved", timeout=60_000)
    await desk.saved("a door slams")


async def test_a_second_tab_is_read_only_and_can_take_over(console: Console) -> None:
    desk = await Desk.of(console)
    first = await desk.page()
    await say(first, "one")
    second = await console.tab(first)
    await desk.open(second)
    await expect(state_of(second)).to_have_attribute("data-kind", "elsewhere")
    await expect(text_of(second)).not_to_be_editable()
    await say(first, " two")
    await second.get_by_test_id("read-only").get_by_role("button", name=re.compile("take over", re.I)).click()
    await expect(text_of(second)).to_be_editable()
    await expect(text_of(second)).to_have_value("one two")
    await expect(state_of(first)).to_have_attribute("data-kind", "elsewhere")
    await expect(text_of(first)).not_to_be_editable()
    await say(second, " three")
    await desk.saved("one two three")


async def test_another_device_takes_over_and_unsent_edits_stay_as_a_copy(console: Console) -> None:
    desk = await Desk.of(console)
    first = await desk.page()
    first.allow(*AWAY, "status of 409")
    await say(first, "kept")
    await desk.saved("kept")
    second = await console.page("ana")
    await desk.open(second)
    await expect(state_of(second)).to_have_attribute("data-kind", "elsewhere")
    await first.context.set_offline(True)
    await say(first, " and unsent")
    await expect(state_of(first)).to_have_attribute("data-kind", "offline")
    await second.get_by_test_id("read-only").get_by_role("button", name=re.compile("take over", re.I)).click()
    await expect(text_of(second)).to_be_editable()
    await expect(text_of(second)).to_have_value("kept")
    await say(second, " on")
    await desk.saved("kept on")
    await first.context.set_offline(False)
    await expect(state_of(first)).to_have_attribute("data-kind", "elsewhere", timeout=60_000)
    await expect(first.get_by_test_id("copy")).to_be_visible()
    assert await desk.draft() == "kept on"


async def test_the_other_device_is_told_at_once(console: Console) -> None:
    desk = await Desk.of(console)
    first = await desk.page()
    second = await console.page("ana")
    await desk.open(second)
    await second.get_by_test_id("read-only").get_by_role("button", name=re.compile("take over", re.I)).click()
    await expect(text_of(second)).to_be_editable()
    await expect(state_of(first)).to_have_attribute("data-kind", "elsewhere", timeout=10_000)


async def test_a_record_that_moves_while_it_is_open_takes_the_last_edits_with_it(console: Console) -> None:
    desk = await Desk.of(console, ("ana", "bo"))
    page = await desk.page()
    await say(page, "waves")
    everything = {"task": desk.task, "from": console.team.user("ana"), "to": console.team.user("bo")}
    await console.team.manager.post("/assignment-transfers", {**everything, "quantity": "everything"})
    await expect(state_of(page)).to_have_attribute("data-kind", "moved")
    await expect(text_of(page)).not_to_be_editable()
    await desk.saved("waves", "bo")
    assert await state_of(page).get_attribute("data-edits") == "0"
