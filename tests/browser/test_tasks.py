"""Managers see how every task goes, look into its records, and move, return, edit, stop and delete."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Locator, expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page


async def _page(console: Console, path: str, who: str = "cora", **options: Any) -> Page:
    page = await console.page(who, **options)
    await page.goto(console.at(path))
    return page


def _row(page: Page, table: str, text: str) -> Locator:
    return page.get_by_role("table", name=table).get_by_role("row").filter(has_text=text)


# --- the list


async def test_the_list_shows_every_task_live_and_is_searched_filtered_and_sorted(console: Console) -> None:
    team = console.team
    dataset = await team.import_clips(2, name="Street noise")
    running = await team.create_task(dataset, ["ana"], name="Beta", review="full", reviewers=["eva"])
    done = await team.create_task(dataset, ["bo"], name="Alpha")
    await team.label_all(done, "bo")
    await team.until(done, "completed")
    page = await _page(console, "tasks")
    row = _row(page, "Tasks", "Beta")
    await expect(row).to_contain_text("0 done, 0 in review, 2 open")
    await expect(row).to_contain_text("Annotators: Ana")
    await expect(row).to_contain_text("Reviewers: Eva")
    await expect(row).to_contain_text("Street noise")
    await team.label("ana", running, 1)
    await expect(row).to_contain_text("0 done, 1 in review, 1 open")
    assert await axe(page) == []

    names = page.get_by_role("table", name="Tasks").get_by_role("rowheader")
    await expect(names).to_have_text(["Alpha", "Beta"])
    await page.get_by_role("button", name="Name").click()
    await page.get_by_role("button", name="Name").click()
    await expect(names).to_have_text(["Beta", "Alpha"])
    await expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")
    await page.reload()
    await expect(names).to_have_text(["Beta", "Alpha"])
    await page.get_by_role("combobox", name="State").click()
    await page.get_by_role("option", name="Completed").click()
    await expect(names).to_have_text(["Alpha"])
    await page.get_by_label("Search name, dataset or person").fill("nothing like it")
    await expect(page.get_by_test_id("empty-state")).to_be_visible()
    await page.get_by_role("button", name="Clear filters").click()
    await expect(names).to_have_count(2)


async def test_without_a_task_the_page_teaches_the_next_step(console: Console) -> None:
    page = await _page(console, "tasks")
    await expect(page.get_by_test_id("empty-state")).to_contain_text("No task yet")
    await page.get_by_role("link", name="Create a task").click()
    await page.wait_for_url("**/tasks/new")


async def test_a_task_is_stopped_and_resumed(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"], name="Halted")
    page = await _page(console, "tasks")
    await page.get_by_role("button", name="Actions for Halted").click()
    await page.get_by_role("menuitem", name="Stop").click()
    dialog = page.get_by_role("dialog", name="Stop Halted?")
    await expect(dialog).to_contain_text("Drafts are still saved")
    await dialog.get_by_role("button", name="Stop").click()
    await expect(_row(page, "Tasks", "Halted")).to_contain_text("Stopped")
    assert (await team.task(task))["state"] == "stopped"
    await page.get_by_role("button", name="Actions for Halted").click()
    await page.get_by_role("menuitem", name="Resume").click()
    await expect(_row(page, "Tasks", "Halted")).to_contain_text("Labeling")


async def test_a_deletion_says_what_goes_and_what_stays(console: Console) -> None:
    team = console.team
    dataset = await team.import_clips(3, name="Kept clips")
    task = await team.create_task(dataset, ["ana"], name="Unwanted")
    await team.label("ana", task, 1)
    await team.until_counts(task, done=1)
    page = await _page(console, f"tasks/{task}")
    await page.get_by_role("button", name="Actions for Unwanted").click()
    await page.get_by_role("menuitem", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete Unwanted?")
    await expect(dialog).to_contain_text("2 open records, with their drafts")
    await expect(dialog).to_contain_text("The raw dataset Kept clips")
    await expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    await dialog.get_by_role("button", name="Delete").click()
    await page.wait_for_url(re.compile(r"/tasks$"))
    await expect(page.get_by_test_id("empty-state")).to_contain_text("No task yet")
    assert (await team.manager.get(f"/datasets/{dataset}"))["state"] == "ready"


# --- the task's page


async def test_the_task_page_shows_progress_by_person_live(console: Console) -> None:
    team = console.team
    task = await team.create_task(
        await team.import_clips(6),
        {"ana": 4, "bo": 2},
        name="Followed",
        review="full",
        reviewers=["eva"],
        review_settings={"categories": ["wrong words", "noise"]},
    )
    page = await _page(console, f"tasks/{task}")
    await expect(page.get_by_text("0 of 6")).to_be_visible()
    await expect(page.get_by_text("No forecast yet")).to_be_visible()
    await team.label("ana", task, 3)
    await expect(page.get_by_text("0 done, 3 in review, 3 open")).to_be_visible()
    await team.judge("eva", task, 3, lambda review: "not that" if review["record"]["ordinal"] % 2 else None)
    await team.until_counts(task, submitted=0)
    approved = (await team.task(task))["counts"]["done"]
    row = _row(page, "Annotators", "Ana")
    await expect(row.get_by_role("cell").nth(4)).to_have_text(str(approved))
    await expect(row.get_by_role("cell").nth(5)).to_have_text(str(3 - approved))
    await expect(_row(page, "Reviewers", "Eva").get_by_role("cell").nth(2)).to_have_text(str(approved))
    await expect(page.get_by_role("img", name="The last 1 days")).to_be_visible()
    await page.get_by_role("button", name="As a table").click()
    await expect(page.get_by_role("table", name="Day by day").get_by_role("row").nth(1)).to_contain_text("3")
    assert await axe(page) == []


async def test_reasons_of_rejections_stand_by_how_often_they_were_named(console: Console) -> None:
    team = console.team
    task = await team.create_task(
        await team.import_clips(3),
        ["ana"],
        review="full",
        reviewers=["eva"],
        review_settings={"categories": ["wrong words", "noise"]},
    )
    await team.label("ana", task, 3)
    for categories in (["noise"], ["wrong words"], ["wrong words"]):
        await team.reject("eva", await team.review("eva", task), categories=categories)
    page = await _page(console, f"tasks/{task}")
    reasons = page.get_by_role("table", name="Reasons of rejections").get_by_role("row")
    await expect(reasons.nth(1)).to_contain_text("wrong words")
    await expect(reasons.nth(1)).to_contain_text("67%")
    await expect(reasons.nth(2)).to_contain_text("100%")


async def test_held_work_is_pointed_out_and_moved(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(3), ["cy"], name="Orphaned")
    await team.remove("cy")
    page = await _page(console, f"tasks/{task}")
    await expect(page.get_by_role("status").filter(has_text="Some work is held")).to_contain_text(
        "3 open records are in the name of"
    )
    await page.get_by_role("button", name="Transfer", exact=True).click()
    dialog = page.get_by_role("dialog", name="Transfer open records")
    await dialog.get_by_role("combobox", name="To").click()
    await page.get_by_role("option", name="Bo").click()
    await dialog.get_by_role("radio", name="Everything").check()
    await expect(dialog.get_by_role("status")).to_contain_text("3 records would go to Bo")
    await expect(dialog.get_by_role("status")).to_contain_text("later goes to Bo, too")
    assert await axe(page) == []
    await dialog.get_by_role("button", name="Transfer", exact=True).click()
    await expect(dialog.get_by_role("status")).to_contain_text("3 records have moved")
    await dialog.get_by_role("button", name="Close").last.click()
    await expect(page.get_by_text("Some work is held")).to_have_count(0)
    await expect(_row(page, "Annotators", "Bo")).to_be_visible()


async def test_a_transfer_of_more_than_is_open_is_refused_at_its_field(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(2), ["ana"])
    page = await _page(console, f"tasks/{task}")
    page.allow(r"409")
    await page.get_by_role("button", name="Transfer open records of Ana").click()
    dialog = page.get_by_role("dialog", name="Transfer open records")
    await dialog.get_by_role("combobox", name="To").click()
    await expect(page.get_by_role("option", name="Eva")).to_have_count(0)
    await page.get_by_role("option", name="Bo").click()
    await dialog.get_by_label("Quantity", exact=True).fill("5")
    await expect(dialog.get_by_text("Only 2 are open")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Transfer", exact=True)).to_be_disabled()


async def test_waiting_reviews_move_to_another_auditor(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(3), ["ana"], review="full", reviewers=["eva"])
    await team.label("ana", task, 3)
    await team.pending(task, 3)
    page = await _page(console, f"tasks/{task}")
    await page.get_by_role("button", name="Transfer reviews of Eva").click()
    dialog = page.get_by_role("dialog", name="Transfer reviews")
    await dialog.get_by_role("combobox", name="To").click()
    await page.get_by_role("option", name="Finn").click()
    await dialog.get_by_label("Quantity", exact=True).fill("2")
    await expect(dialog.get_by_role("status")).to_contain_text("2 reviews would go to Finn")
    await dialog.get_by_role("button", name="Transfer", exact=True).click()
    await expect(dialog.get_by_role("status")).to_contain_text("2 reviews have moved")
    await dialog.get_by_role("button", name="Close").last.click()
    await expect(_row(page, "Reviewers", "Finn").get_by_role("cell").nth(1)).to_have_text("2")


# --- records


async def test_records_show_values_and_reasons_and_are_searched_and_filtered(console: Console) -> None:
    team = console.team
    task = await team.create_task(
        await team.import_clips(3), {"ana": 2, "bo": 1}, review="full", reviewers=["eva"]
    )
    first = await team.assignment("ana", task)
    await team.submit("ana", first, {"caption": "Zebras in the rain"})
    await team.label("bo", task, 1)
    await team.judge(
        "eva", task, 2, lambda review: "no zebra" if review["assignment"] == first["id"] else None
    )
    await team.until_counts(task, done=1, open=2)
    page = await _page(console, f"tasks/{task}?tab=records")
    records = page.get_by_role("table", name="Records").get_by_role("rowheader")
    await expect(records).to_have_count(3)
    row = _row(page, "Records", first["record"]["audio_name"])
    await expect(row).to_contain_text("Zebras in the rain")
    await expect(row).to_contain_text("no zebra")
    await expect(row).to_contain_text("Rework")
    assert await axe(page) == []

    await page.get_by_label("Search", exact=True).fill("zebras")
    await expect(records).to_have_count(1)
    await page.get_by_label("Search", exact=True).fill("")
    await expect(records).to_have_count(3)
    await page.get_by_role("combobox", name="State").click()
    await page.get_by_role("option", name="Done").click()
    await expect(records).to_have_count(1)
    await page.reload()
    await expect(records).to_have_count(1)
    await page.get_by_role("combobox", name="Annotator").click()
    await page.get_by_role("option", name="Ana").click()
    await expect(page.get_by_test_id("empty-state")).to_contain_text("No record like that")


async def test_a_done_record_is_opened_heard_and_returned_with_a_reason(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"])
    [labeled] = await team.label("ana", task, 1)
    await team.until(task, "completed")
    name = labeled["record"]["audio_name"]
    page = await _page(console, f"tasks/{task}?tab=records")
    await page.get_by_role("button", name=f"All about {name}").click()
    await expect(page.get_by_text("Round 1", exact=True)).to_be_visible()
    await page.get_by_role("button", name=f"Play {name}").click()
    # The clip is short: that it ended again says that it played.
    await expect(page.get_by_role("button", name=f"Pause {name}")).to_be_visible()
    await expect(page.get_by_role("button", name=f"Play {name}")).to_be_visible()
    assert await axe(page) == []

    await page.get_by_role("button", name="Return to the annotator").click()
    dialog = page.get_by_role("dialog", name=f"Return {name}?")
    await expect(dialog.get_by_role("button", name="Return", exact=True)).to_be_disabled()
    await dialog.get_by_label("Reason").fill("The end is missing")
    await dialog.get_by_role("button", name="Return", exact=True).click()
    await expect(dialog).to_be_hidden()
    row = _row(page, "Records", name).first
    await expect(row).to_contain_text("Rework")
    await expect(row).to_contain_text("The end is missing")
    again = await team.assignment("ana", task)
    assert (again["id"], again["round"]) == (labeled["id"], 2)
    assert again["history"][0]["returned"]["reason"] == "The end is missing"


async def test_thousands_of_records_scroll_with_only_those_in_sight_in_the_page(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(230), ["ana"])
    page = await _page(console, f"tasks/{task}?tab=records")
    table = page.get_by_role("table", name="Records")
    await expect(table.get_by_role("rowheader").first).to_be_visible()
    assert await table.get_by_role("rowheader").count() < 60
    await expect(page.get_by_text("records so far, more below")).to_be_visible()

    async def to_the_end() -> bool:
        await page.mouse.wheel(0, 4000)
        return await table.get_by_role("cell", name="230", exact=True).count() > 0

    await _until(page, to_the_end)
    await expect(page.get_by_text("230 records", exact=True)).to_be_attached()
    assert await table.get_by_role("rowheader").count() < 60


async def _until(page: Page, reached: Any, times: int = 100) -> None:
    for _ in range(times):
        if await reached():
            return
        await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
    raise AssertionError("not reached")


# --- settings


async def test_an_edit_says_what_it_means_and_shows_at_once(console: Console) -> None:
    team = console.team
    task = await team.create_task(
        await team.import_clips(2), ["ana"], name="Before", review="full", reviewers=["eva"]
    )
    page = await _page(console, f"tasks/{task}?tab=settings")
    await page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog", name="Edit the task")
    await expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    await dialog.get_by_label("Name").fill("After")
    await dialog.get_by_label("Guideline").fill("Write **every** word.")
    await dialog.get_by_role("radio", name="Partial review").check()
    await expect(dialog.get_by_role("status")).to_contain_text("Reviewers can approve the rest in one go")
    assert await axe(page) == []
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    await expect(page.get_by_role("heading", name="After", level=1)).to_be_visible()
    await expect(_settings(page, "Review")).to_contain_text("Partial review")
    await page.get_by_role("tab", name="Guideline").click()
    await expect(page.locator("strong", has_text="every")).to_be_visible()
    assert (await team.task(task))["review"]["mode"] == "partial"


def _settings(page: Page, name: str) -> Locator:
    header = page.get_by_role("rowheader", name=name, exact=True)
    return page.get_by_role("row").filter(has=header)


async def test_an_edit_never_undoes_what_somebody_else_changed_meanwhile(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"], name="Mine")
    page = await _page(console, f"tasks/{task}?tab=settings&edit=1")
    page.allow(r"412")
    dialog = page.get_by_role("dialog", name="Edit the task")
    await dialog.get_by_label("Description").fill("What I think")
    await team.manager.patch(f"/tasks/{task}", {"description": "What they think"})
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Somebody changed the task meanwhile")
    await dialog.get_by_role("button", name="Show what it is now").click()
    await expect(dialog.get_by_label("Description")).to_have_value("What they think")


async def test_a_review_needs_a_reviewer_and_takes_shares(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(2), ["ana"])
    page = await _page(console, f"tasks/{task}?tab=settings&edit=1")
    dialog = page.get_by_role("dialog", name="Edit the task")
    await dialog.get_by_role("radio", name="Full review").check()
    await expect(dialog.get_by_text("A review needs at least one reviewer")).to_be_visible()
    await expect(dialog.get_by_role("button", name="Save")).to_be_disabled()
    reviewers = dialog.get_by_role("combobox", name="Reviewers")
    await reviewers.click()
    await page.get_by_role("option", name="Eva").click()
    await page.get_by_role("option", name="Finn").click()
    await dialog.get_by_label("Share of Eva").fill("1")
    await dialog.get_by_label("Share of Finn").fill("3")
    await expect(dialog.get_by_role("status")).to_contain_text("Submissions from now on wait for review")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()
    shares = {each["user"]: each["quantity"] for each in (await team.task(task))["review"]["reviewers"]}
    assert shares[team.user("finn")] == 3 * shares[team.user("eva")]


# --- others than managers


async def test_who_takes_part_sees_their_own_part_and_the_guideline(console: Console) -> None:
    team = console.team
    task = await team.create_task(
        await team.import_clips(4), {"ana": 2, "bo": 2}, name="Ours", guideline="Write *every* word."
    )
    await team.label("ana", task, 1)
    await team.until_counts(task, done=1)
    page = await _page(console, f"tasks/{task}", "ana")
    await expect(_row(page, "Annotators", "Ana")).to_be_visible()
    await expect(_row(page, "Annotators", "Bo")).to_have_count(0)
    await expect(page.get_by_role("tab")).to_have_text(["Overview", "Guideline"])
    await expect(page.get_by_role("button", name="Generate")).to_have_count(0)
    assert await axe(page) == []
    await page.get_by_role("tab", name="Guideline").click()
    await expect(page.locator("em", has_text="every")).to_be_visible()
    await page.get_by_role("link", name="Continue labeling").click()
    await page.wait_for_url(re.compile(f"/tasks/{task}/label"))


async def test_a_task_that_one_takes_no_part_in_is_not_shown(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"])
    page = await console.page("bo")
    page.allow(r"40[34]")
    await page.goto(console.at(f"tasks/{task}"))
    await expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("Your role does not reach here|There is nothing here")
    )


async def test_a_deleted_task_says_so_to_who_looks_at_it(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"], name="Going")
    page = await _page(console, f"tasks/{task}")
    await expect(page.get_by_role("heading", name="Going")).to_be_visible()
    await team.manager.delete(f"/tasks/{task}")
    await expect(page.get_by_test_id("empty-state")).to_contain_text("This task is deleted")


async def test_the_task_page_speaks_chinese_in_the_dark(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(1), ["ana"], review="full", reviewers=["eva"])
    page = await _page(console, f"tasks/{task}", color_scheme="dark", locale="zh-CN")
    await expect(page.get_by_role("tab", name="概览")).to_be_visible()
    await expect(page.get_by_role("table", name="标注员")).to_be_visible()
    assert await axe(page) == []
    for tab in ("记录", "设置"):
        await page.get_by_role("tab", name=tab).click()
        await expect(page.get_by_role("table").first).to_be_visible()
        assert await axe(page) == []
