"""The task's page shows how it goes, person by person; work is moved from there."""

from __future__ import annotations

from playwright.async_api import expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.tasks import look_at, row_of


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
    page = await look_at(console, f"tasks/{task}")
    await expect(page.get_by_text("0 of 6")).to_be_visible()
    await expect(page.get_by_text("No forecast yet")).to_be_visible()
    await team.label("ana", task, 3)
    await expect(page.get_by_text("0 done, 3 in review, 3 open")).to_be_visible()
    await team.judge("eva", task, 3, lambda review: "not that" if review["record"]["ordinal"] % 2 else None)
    await team.until_counts(task, submitted=0)
    approved = (await team.task(task))["counts"]["done"]
    row = row_of(page, "Annotators", "Ana")
    await expect(row.get_by_role("cell").nth(4)).to_have_text(str(approved))
    await expect(row.get_by_role("cell").nth(5)).to_have_text(str(3 - approved))
    await expect(row_of(page, "Reviewers", "Eva").get_by_role("cell").nth(2)).to_have_text(str(approved))
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
    page = await look_at(console, f"tasks/{task}")
    reasons = page.get_by_role("table", name="Reasons of rejections").get_by_role("row")
    await expect(reasons.nth(1)).to_contain_text("wrong words")
    await expect(reasons.nth(1)).to_contain_text("67%")
    await expect(reasons.nth(2)).to_contain_text("100%")


async def test_held_work_is_pointed_out_and_moved(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(3), ["cy"], name="Orphaned")
    await team.remove("cy")
    page = await look_at(console, f"tasks/{task}")
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
    await expect(row_of(page, "Annotators", "Bo")).to_be_visible()


async def test_a_transfer_of_more_than_is_open_is_refused_at_its_field(console: Console) -> None:
    team = console.team
    task = await team.create_task(await team.import_clips(2), ["ana"])
    page = await look_at(console, f"tasks/{task}")
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
    page = await look_at(console, f"tasks/{task}")
    await page.get_by_role("button", name="Transfer reviews of Eva").click()
    dialog = page.get_by_role("dialog", name="Transfer reviews")
    await dialog.get_by_role("combobox", name="To").click()
    await page.get_by_role("option", name="Finn").click()
    await dialog.get_by_label("Quantity", exact=True).fill("2")
    await expect(dialog.get_by_role("status")).to_contain_text("2 reviews would go to Finn")
    await dialog.get_by_role("button", name="Transfer", exact=True).click()
    await expect(dialog.get_by_role("status")).to_contain_text("2 reviews have moved")
    await dialog.get_by_role("button", name="Close").last.click()
    await expect(row_of(page, "Reviewers", "Finn").get_by_role("cell").nth(1)).to_have_text("2")
