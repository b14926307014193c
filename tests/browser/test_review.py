"""An auditor judges on the page: quickly, by key, fairly, and with everything in sight that helps."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page
from tests.browser.harness.segments import SEGMENTS, parts

from local_stack.client import Json
from local_stack.testing.team import caption_of


async def _task(console: Console, records: int = 2, **more: Any) -> str:
    team = console.team
    dataset = await team.import_clips(records)
    settings = {"review": "full", "reviewers": ["eva"], **more}
    return await team.create_task(dataset, settings.pop("annotators", ["ana"]), **settings)


async def _open(console: Console, task: str, who: str = "eva", **options: Any) -> Page:
    page = await console.page(who, **options)
    await page.goto(console.at(f"tasks/{task}/review"))
    return page


async def _in_hand(page: Page, but: str | None = None) -> str:
    """The review on the page, as soon as there is one (another than `but`)."""
    desk = page.get_by_test_id("review")
    await expect(desk).to_have_attribute("data-ready", "true")
    if but is not None:
        await expect(desk).not_to_have_attribute("data-review", but)
    return str(await desk.get_attribute("data-review"))


async def test_one_key_approves_and_the_next_record_is_there_at_once(console: Console) -> None:
    task = await _task(console)
    await console.team.label_all(task, "ana")
    await console.team.until_counts(task, submitted=2)
    page = await _open(console, task)
    first = await _in_hand(page)
    await expect(page.get_by_role("status").filter(has_text="2 wait")).to_be_visible()
    await page.keyboard.press("a")
    second = await _in_hand(page, first)
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("review-state")).to_have_attribute("data-state", "all_judged")
    for review in (first, second):
        assert (await console.team["eva"].get(f"/reviews/{review}"))["state"] == "approved"


async def test_a_rejection_carries_reason_categories_and_marks_to_the_annotator(console: Console) -> None:
    categories = {"categories": ["wrong words", "edges"]}
    task = await _task(console, 1, schema=SEGMENTS, review_settings=categories)
    team = console.team
    assignment = await team.assignment("ana", task)
    await team.submit("ana", assignment, parts("helo"))
    await team.until_counts(task, submitted=1)
    page = await _open(console, task)
    await _in_hand(page)
    assert await axe(page) == []
    await page.get_by_role("button", name="Comment on the segment at 0:00.200").click()
    await page.get_by_label("Comment on 0:00.20", exact=False).fill("it is hello")
    await page.keyboard.press("Enter")
    await page.get_by_role("checkbox", name="wrong words").dispatch_event("click")
    await page.get_by_label("Reason").fill("Listen to the second one again.")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_test_id("review-state")).to_have_attribute(
        "data-state", "waiting_for_submissions"
    )

    back = await team["ana"].until(f"/assignments/{assignment['id']}", lambda a: a["kind"] == "rework")
    said = back["history"][-1]
    assert said["reason"] == "Listen to the second one again."
    assert said["categories"] == ["wrong words"]
    [mark] = said["marks"]
    assert (mark["segment"], mark["comment"]) == ("second", "it is hello")
    assert (mark["start"], mark["end"]) == (0.2, 0.4)


async def test_what_changed_since_the_round_before_is_marked(console: Console) -> None:
    task = await _task(console, 1, schema=SEGMENTS)
    team = console.team
    await team.submit("ana", await team.assignment("ana", task), parts("say helo now"))
    review = (await team["eva"].until(f"/reviews?task={task}", lambda page: page["items"]))["items"][0]
    await team["eva"].post(f"/reviews/{review['id']}/rejection", {"round": 1, "reason": "spelling"})
    again = await team["ana"].until(f"/assignments?task={task}&state=open", lambda page: page["items"])
    await team.submit("ana", again["items"][0], parts("say hello now", 0.35))
    await team["eva"].until(f"/reviews/{review['id']}", lambda r: r["round"] == 2)
    page = await _open(console, task)
    await _in_hand(page)
    await expect(page.get_by_text("1 item differs from round 1.")).to_be_visible()
    row = page.get_by_role("list", name="Segments").get_by_role("listitem").filter(has_text="changed")
    await expect(row.locator("del")).to_have_text("helo")
    await expect(row.locator("ins")).to_have_text("hello")
    await expect(page.get_by_role("region", name="Earlier rounds")).to_contain_text("spelling")
    await page.get_by_label("Compare with nothing").check()
    await expect(page.get_by_text("differs from round")).to_have_count(0)


async def test_a_record_is_opened_as_it_is_now(console: Console) -> None:
    task = await _task(console)
    team = console.team
    first, second = await team.label("ana", task, 2)
    await team.until_counts(task, submitted=2)
    page = await _open(console, task)
    await _in_hand(page)

    async def opens(assignment: Json, caption: str) -> None:
        listed = page.get_by_role("navigation", name="My reviews").get_by_role("listitem")
        await listed.filter(has_text=assignment["record"]["audio_name"]).get_by_role("button").click()
        await expect(page.get_by_role("heading", name=assignment["record"]["audio_name"])).to_be_visible()
        await expect(page.get_by_role("textbox", name="caption")).to_have_value(caption)

    await opens(first, str(caption_of(first)["caption"]))
    await opens(second, str(caption_of(second)["caption"]))
    await team.submit("ana", {**first, "round": 2}, {"caption": "corrected"})
    await team["eva"].until(f"/reviews?task={task}", lambda page: any(r["round"] == 2 for r in page["items"]))
    await opens(first, "corrected")


async def test_a_half_written_rejection_outlives_a_reload(console: Console) -> None:
    task = await _task(console, 1)
    await console.team.label_all(task, "ana")
    await console.team.until_counts(task, submitted=1)
    page = await _open(console, task)
    await _in_hand(page)
    await page.keyboard.press("r")
    await page.get_by_label("Reason").fill("half a sen")
    await page.reload()
    await _in_hand(page)
    await page.keyboard.press("r")
    await expect(page.get_by_label("Reason")).to_have_value("half a sen")


async def test_a_rejection_without_a_reason_is_not_sent_and_says_so(console: Console) -> None:
    task = await _task(console, 1)
    await console.team.label_all(task, "ana")
    await console.team.until_counts(task, submitted=1)
    page = await _open(console, task)
    await _in_hand(page)
    await page.keyboard.press("x")
    await page.get_by_role("button", name="Reject", exact=True).click()
    await expect(page.get_by_text("A rejection needs a reason.")).to_be_visible()
    await expect(page.get_by_label("Reason")).to_be_focused()


async def test_approving_the_rest_shows_what_was_found_first_and_ends_the_review(console: Console) -> None:
    task = await _task(console, 5, review="partial")
    await console.team.label_all(task, "ana")
    await console.team.until_counts(task, submitted=5)
    page = await _open(console, task)
    first = await _in_hand(page)
    await page.keyboard.press("a")
    await _in_hand(page, first)
    await page.get_by_role("button", name="The rest").click()
    dialog = page.get_by_role("dialog", name="Judge the rest at once")
    await expect(dialog).to_contain_text("You approved 1 and rejected 0: 0% with mistakes.")
    await expect(dialog).to_contain_text("4 wait for you now.")
    assert await axe(page) == []
    await dialog.get_by_role("button", name="Approve 4 records").click()
    await expect(dialog).to_contain_text("Done: 4 records.")
    await dialog.get_by_role("button", name="Close").last.click()
    await expect(page.get_by_test_id("review-state")).to_have_attribute("data-state", "all_judged")
    await console.team.until(task, "completed")


async def test_rejecting_the_rest_of_one_annotator_leaves_the_others(console: Console) -> None:
    task = await _task(console, 4, annotators=["ana", "bo"])
    await console.team.label_all(task, "ana", "bo")
    await console.team.until_counts(task, submitted=4)
    page = await _open(console, task)
    await _in_hand(page)
    await page.get_by_role("button", name="The rest").click()
    dialog = page.get_by_role("dialog", name="Judge the rest at once")
    await expect(dialog.get_by_role("tab", name="Approve the rest")).to_be_disabled()
    await dialog.get_by_role("combobox", name="Whose records").click()
    await page.get_by_role("option", name="Bo").click()
    await expect(dialog).to_contain_text("2 wait for you now.")
    await dialog.get_by_label("Reason").fill("All have the wrong language.")
    await dialog.get_by_role("button", name="Reject 2 records").click()
    await expect(dialog).to_contain_text("Done: 2 records.")
    await console.team.until_counts(task, submitted=2, open=2)


async def test_a_blind_review_names_no_annotator(console: Console) -> None:
    task = await _task(console, 1, review_settings={"blind": True})
    await console.team.label_all(task, "ana")
    await console.team.until_counts(task, submitted=1)
    page = await _open(console, task)
    await _in_hand(page)
    await expect(page.get_by_text(re.compile(r"\bAna\b"))).to_have_count(0)
    await page.get_by_role("button", name="The rest").click()
    await expect(page.get_by_role("dialog")).to_contain_text("1 wait")
    await expect(page.get_by_role("combobox", name="Whose records")).to_have_count(0)


async def test_who_waits_sees_what_is_submitted_without_asking(console: Console) -> None:
    task = await _task(console, 1)
    page = await _open(console, task)
    state = page.get_by_test_id("review-state")
    await expect(state).to_have_attribute("data-state", "waiting_for_submissions")
    await expect(state).to_contain_text("The annotators still work on 1 records.")
    await console.team.label_all(task, "ana")
    await _in_hand(page)


async def test_a_judged_one_can_be_looked_at_and_not_judged_again(console: Console) -> None:
    task = await _task(console)
    await console.team.label_all(task, "ana")
    await console.team.until_counts(task, submitted=2)
    page = await _open(console, task)
    first = await _in_hand(page)
    await page.keyboard.press("a")
    await _in_hand(page, first)
    await page.get_by_role("navigation", name="My reviews").get_by_text("Approved").click()
    await (
        page.get_by_role("navigation", name="My reviews")
        .get_by_role("listitem")
        .get_by_role("button")
        .click()
    )
    await expect(page.get_by_test_id("review")).to_have_attribute("data-review", first)
    await expect(page.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    await page.get_by_role("button", name="Back to my pile").click()
    await _in_hand(page, first)


async def test_an_annotator_is_told_that_review_is_not_theirs(console: Console) -> None:
    task = await _task(console, 1)
    page = await _open(console, task, "ana")
    await expect(page.get_by_role("heading", name="Your role does not reach here")).to_be_visible()
