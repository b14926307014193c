"""A manager makes a task step by step; what is wrong is said at its field, and nothing entered is lost unasked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Locator, expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page

from local_stack.client import Json

TASK_PAGE = re.compile(r"/w/[^/]+/tasks/(?!new)([0-9a-f-]{36})")


async def _wizard(console: Console, query: str = "", **options: Any) -> Page:
    page = await console.page("cora", **options)
    await page.goto(console.at(f"tasks/new{query}"))
    await expect(page.locator("h2").first).to_be_visible()
    return page


async def _next(page: Page, heading: str) -> None:
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()


async def _to_items(page: Page, dataset: str = "Clips") -> None:
    await page.get_by_role("radio", name=dataset).click()
    await _next(page, "What is labeled")


async def _preset(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name).click()
    await expect(page.get_by_test_id("schema-item").first).to_be_visible()


async def _choose(page: Page, label: str, person: str) -> None:
    await page.get_by_role("combobox", name=label, exact=True).click()
    await page.get_by_role("option", name=person).click()


async def _to_summary(page: Page, person: str = "Ana", name: str = "Captions") -> None:
    """From the items on: one annotator, no review, a name."""
    await _next(page, "Who labels")
    await _choose(page, "Annotator", person)
    await _next(page, "How it is reviewed")
    await _next(page, "Name, guideline and AI assistance")
    await page.get_by_label("Name of the task").fill(name)
    await _next(page, "Check and create")


async def _created(console: Console, page: Page) -> Json:
    await page.get_by_role("button", name="Create task").click()
    await page.wait_for_url(TASK_PAGE)
    found = TASK_PAGE.search(page.url)
    assert found is not None
    task = found.group(1)
    console.team.tasks.append(task)
    return await console.team.manager.get(f"/tasks/{task}")


def _item(page: Page, name: str) -> Locator:
    return page.locator(f"[data-testid=schema-item][data-name={name!r}]")


async def test_a_manager_makes_a_task_with_people_review_and_guideline(console: Console) -> None:
    dataset = await console.team.import_clips(7)
    page = await _wizard(console, f"?dataset={dataset}")
    await expect(page.get_by_role("radio", name="Clips")).to_be_checked()
    await _next(page, "What is labeled")
    await _preset(page, "Sound classification")
    preview = page.get_by_test_id("schema-preview")
    await expect(preview.get_by_role("checkbox", name="Music")).to_be_visible()
    await _next(page, "Who labels")

    await page.get_by_role("radio", name="Several annotators").click()
    for person in ("Ana", "Bo", "Cy"):
        await _choose(page, "Add an annotator", f"{person} (")
    await page.get_by_label("Records of Bo").fill("4")
    await expect(page.get_by_test_id("sum")).to_contain_text("Given 4 of 7; 3 shared evenly by 2")
    gets = page.get_by_test_id("gets")
    await expect(gets).to_have_text(["2", "4", "1"])
    await _next(page, "How it is reviewed")

    await page.get_by_role("radio", name="Partial review").click()
    await _choose(page, "Add an auditor", "Eva (")
    await _choose(page, "Add an auditor", "Finn (")
    await page.get_by_label("Share of Eva").fill("3")
    await page.get_by_label("Share of Finn").fill("1")
    await expect(gets).to_have_text(["5", "2"])
    await page.get_by_role("checkbox", name="Blind").check()
    categories = page.get_by_role("combobox", name="Reason categories")
    await categories.click()
    await page.get_by_role("option", name="Wrong label").click()
    await categories.fill("Too quiet")
    await categories.press("Enter")
    await _next(page, "Name, guideline and AI assistance")

    await page.get_by_label("Name of the task").fill("Sounds of clips")
    await page.get_by_role("textbox", name="Guideline").fill("# Rules\n\n[more](https://example.org)")
    await page.get_by_role("tab", name="Preview").click()
    link = page.get_by_role("link", name="more")
    await expect(link).to_have_attribute("rel", "noreferrer")
    await page.get_by_role("switch", name="Offer a model's predictions").check()
    await page.get_by_label("Predictor", exact=True).fill("tagger")
    await page.get_by_label("Settings of the predictor").fill('{"threshold": 0.5}')
    await _next(page, "Check and create")
    await expect(page.get_by_role("region", name="People")).to_contain_text("Bo: 4")

    task = await _created(console, page)
    team = console.team
    assert task["name"] == "Sounds of clips"
    assert [item["name"] for item in task["schema"]["items"]] == ["classes"]
    assert task["annotators"] == [
        {"user": team.user("ana"), "quantity": 2},
        {"user": team.user("bo"), "quantity": 4},
        {"user": team.user("cy"), "quantity": 1},
    ]
    assert task["review"] == {
        "mode": "partial",
        "reviewers": [{"user": team.user("eva"), "quantity": 3}, {"user": team.user("finn"), "quantity": 1}],
        "blind": True,
        "categories": ["Wrong label", "Too quiet"],
    }
    assert task["ai_assistance"] == {"enabled": True, "predictor": "tagger", "settings": {"threshold": 0.5}}
    assert task["guideline"].startswith("# Rules")


async def test_own_items_of_every_kind_arrive_as_they_were_written(console: Console) -> None:
    await console.team.import_clips(2, captions=["one", "two"])
    page = await _wizard(console)
    await _to_items(page)

    async def add(kind: str, title: str) -> Locator:
        await page.get_by_role("button", name="Add an item").click()
        await page.get_by_role("menuitem", name=kind).first.click()
        item = page.get_by_test_id("schema-item").last
        await item.get_by_label("Title", exact=True).fill(title)
        return item

    item = await add("Choice", "Kind of sound")
    await item.get_by_label("Value 1", exact=True).fill("dog")
    await item.get_by_label("Key of value 1").press("d")
    await item.get_by_label("Value 2", exact=True).fill("cat")
    await item.get_by_label("Shown as, value 2").fill("A cat")
    await item.get_by_label("Several values can be chosen").check()

    item = await add("Text", "Caption")
    await item.get_by_role("combobox", name="Starts from the manifest fact").click()
    await page.get_by_role("option", name="caption").click()
    await item.get_by_label("Longest text").fill("80")
    await item.get_by_role("combobox", name="Language of the text").fill("en")

    item = await add("Rating", "Quality")
    await item.get_by_label("An answer is required").uncheck()
    await item.get_by_label("Highest step").fill("4")

    item = await add("Number", "Level")
    await item.get_by_label("Least").fill("-60")
    await item.get_by_label("Most").fill("0,5")
    await item.get_by_label("Unit").fill("dB")

    await add("Segments", "Turns")
    item = page.get_by_role("region", name="Turns")
    await item.get_by_label("Value 1", exact=True).fill("speech")
    await item.get_by_role("button", name="Remove value 2").click()
    await item.get_by_label("Text in segments").select_option("must")
    await item.get_by_label("Speakers", exact=True).select_option("any")
    await item.get_by_label("Shortest segment").fill("0.05")
    await item.get_by_label("Segments may overlap").uncheck()
    await item.get_by_role("button", name="Add an attribute").click()
    await page.get_by_role("menuitem", name="Rating").click()
    attribute = item.get_by_test_id("schema-item")
    await attribute.get_by_label("Title", exact=True).fill("Clear")

    preview = page.get_by_test_id("schema-preview")
    await expect(preview.get_by_role("checkbox", name="A cat")).to_be_visible()
    await expect(preview.get_by_role("group", name="Turns")).to_contain_text("speech")
    await page.get_by_role("button", name="Move Quality up").click()
    await _to_summary(page)
    task = await _created(console, page)

    def said(value: Any) -> Any:
        """Without the fields that say nothing."""
        if isinstance(value, dict):
            return {key: said(inner) for key, inner in value.items() if inner is not None}
        return [said(inner) for inner in value] if isinstance(value, list) else value

    assert said(task["schema"]["items"]) == [
        {
            "kind": "choice",
            "name": "kind_of_sound",
            "title": "Kind of sound",
            "required": True,
            "options": [{"value": "dog", "hotkey": "d"}, {"value": "cat", "label": "A cat"}],
            "multiple": True,
        },
        {"kind": "rating", "name": "quality", "title": "Quality", "required": False, "from": 1, "to": 4},
        {
            "kind": "text",
            "name": "caption",
            "title": "Caption",
            "required": True,
            "prefill": "caption",
            "language": "en",
            "max_length": 80,
        },
        {
            "kind": "number",
            "name": "level",
            "title": "Level",
            "required": True,
            "minimum": -60,
            "maximum": 0.5,
            "unit": "dB",
            "whole": False,
        },
        {
            "kind": "segments",
            "name": "turns",
            "title": "Turns",
            "required": True,
            "labels": ["speech"],
            "text": "required",
            "speakers": True,
            "overlap": False,
            "minimum_seconds": 0.05,
            "attributes": [
                {"kind": "rating", "name": "clear", "title": "Clear", "required": True, "from": 1, "to": 5}
            ],
        },
    ]


async def test_a_step_is_left_only_when_what_is_wrong_on_it_is_mended(console: Console) -> None:
    await console.team.import_clips(5)
    page = await _wizard(console)
    following = page.get_by_role("button", name="Next")
    await following.click()
    await expect(page.get_by_role("alert")).to_contain_text("Choose a dataset")
    await _to_items(page)
    await following.click()
    await expect(page.get_by_role("alert").first).to_contain_text("Add at least one item")
    await _preset(page, "Caption")
    await page.get_by_role("button", name="Duplicate Caption").click()
    twin = page.get_by_test_id("schema-item").nth(1)
    await twin.get_by_role("textbox", name="Name").fill("caption")
    await following.click()
    await expect(twin.get_by_role("textbox", name="Name")).to_be_focused()
    await expect(twin).to_contain_text("Another item has the name caption")
    await twin.get_by_role("button", name="Remove Caption").click()
    await _next(page, "Who labels")
    await page.get_by_role("radio", name="Several annotators").click()
    await _choose(page, "Add an annotator", "Ana (")
    await page.get_by_label("Records of Ana").fill("3")
    await following.click()
    await expect(page.get_by_test_id("sum")).to_contain_text("Given 3 of 5: 2 are left over")
    await expect(page.get_by_role("alert").first).to_contain_text("The quantities add up to 3")
    await page.get_by_label("Records of Ana").fill("5")
    await expect(page.get_by_test_id("sum")).to_contain_text("exactly all")
    await _next(page, "How it is reviewed")


async def test_two_values_never_have_one_key(console: Console) -> None:
    await console.team.import_clips(1)
    page = await _wizard(console)
    await _to_items(page)
    await _preset(page, "Sound classification")
    second = page.get_by_label("Key of value 2")
    await second.press("1")
    await expect(second).to_have_value("1")
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_test_id("schema-item")).to_contain_text("The key 1 is taken")
    await expect(second).to_be_focused()
    await second.press("m")
    await _next(page, "Who labels")


async def test_what_only_the_api_knows_is_said_at_its_field_too(console: Console) -> None:
    page = await _wizard(console)
    page.allow("the server responded with a status of 4")
    await console.team.import_clips(3)
    await _to_items(page)
    await _preset(page, "Caption")
    await page.get_by_label("Pattern").fill("(?=look)")
    await _to_summary(page, "Cy")
    await page.get_by_role("button", name="Create task").click()
    await expect(page.get_by_role("heading", name="What is labeled")).to_be_visible()
    pattern = page.get_by_label("Pattern")
    await expect(pattern).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_test_id("schema-item")).to_contain_text("look-around")
    await expect(pattern).to_be_focused()
    await pattern.fill("")
    await expect(page.get_by_test_id("schema-item")).not_to_contain_text("look-around")

    await console.team.give_role("cy", "annotation_auditor")
    await page.get_by_role("button", name="Summary").click()
    await page.get_by_role("button", name="Create task").click()
    await expect(page.get_by_role("heading", name="Who labels")).to_be_visible()
    await expect(page.get_by_role("alert").first).to_contain_text("May not label in this workspace")
    await _choose(page, "Annotator", "Bo (")
    await page.get_by_role("button", name="Summary").click()
    task = await _created(console, page)
    assert task["annotators"] == [{"user": console.team.user("bo"), "quantity": 3}]


async def test_a_reload_and_the_way_back_lose_nothing(console: Console) -> None:
    await console.team.import_clips(2)
    page = await _wizard(console)
    await _to_items(page)
    await _preset(page, "Quality rating")
    await page.get_by_role("button", name="Quality Rating").click()
    await _item(page, "quality").get_by_label("Title", exact=True).fill("How good")
    await page.reload()
    await expect(_item(page, "quality")).to_contain_text("How good")
    await page.go_back()
    await expect(page.get_by_role("radio", name="Clips")).to_be_checked()
    await page.go_forward()
    await expect(_item(page, "quality")).to_contain_text("How good")
    await page.get_by_role("button", name="Start over").click()
    await page.get_by_role("dialog").get_by_role("button", name="Start over").click()
    await expect(page.get_by_role("radio", name="Clips")).not_to_be_checked()


async def test_leaving_asks_before_anything_entered_is_dropped(console: Console) -> None:
    await console.team.import_clips(1)
    page = await _wizard(console)
    await page.get_by_role("radio", name="Clips").click()
    await page.get_by_role("link", name="Members").click()
    dialog = page.get_by_role("dialog", name="Leave without creating the task?")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(page.get_by_role("radio", name="Clips")).to_be_checked()
    await page.get_by_role("link", name="Members").click()
    await dialog.get_by_role("button", name="Leave").click()
    await page.wait_for_url("**/members")
    await page.goto(console.at("tasks/new"))
    await expect(page.get_by_role("radio", name="Clips")).not_to_be_checked()


async def test_a_task_begins_as_a_copy_of_another(console: Console) -> None:
    team = console.team
    dataset = await team.import_clips(4)
    first = await team.create_task(
        dataset,
        {"ana": 3, "bo": 1},
        review="full",
        reviewers=["eva"],
        review_settings={"categories": ["Wrong"], "blind": True},
        guideline="Listen twice.",
        name="First",
    )
    page = await _wizard(console, f"?copy={first}")
    await expect(page.get_by_role("radio", name="Clips")).to_be_checked()
    await page.get_by_role("button", name="Summary").click()
    await expect(page.get_by_role("region", name="People")).to_contain_text("Ana: 3")
    copy = await _created(console, page)
    original = await team.manager.get(f"/tasks/{first}")
    same = ("schema", "annotators", "review", "ai_assistance", "guideline", "dataset")
    assert {field: copy[field] for field in same} == {field: original[field] for field in same}
    assert copy["name"] == "Copy of First"


async def test_a_task_is_made_with_the_keyboard_alone(console: Console) -> None:
    await console.team.import_clips(2)
    page = await _wizard(console)
    keys = page.keyboard

    async def reach(target: Locator) -> None:
        for _ in range(60):
            if await target.evaluate("element => element === document.activeElement"):
                return
            await keys.press("Tab")
        await expect(target).to_be_focused()

    following = page.get_by_role("button", name="Next")
    await reach(page.get_by_role("radio", name="Clips"))
    await keys.press("Space")
    await reach(following)
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="What is labeled")).to_be_focused()
    await reach(page.get_by_role("button", name="Caption"))
    await keys.press("Enter")
    await reach(following)
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="Who labels")).to_be_focused()
    await reach(page.get_by_role("combobox", name="Annotator"))
    await keys.type("Ana")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await reach(following)
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="How it is reviewed")).to_be_focused()
    await reach(following)
    await keys.press("Enter")
    await reach(page.get_by_label("Name of the task"))
    await keys.type("By keys")
    await reach(following)
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="Check and create")).to_be_focused()
    await reach(page.get_by_role("button", name="Create task"))
    await keys.press("Enter")
    await page.wait_for_url(TASK_PAGE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_step_is_accessible(console: Console, scheme: str) -> None:
    await console.team.import_clips(3)
    page = await _wizard(console, color_scheme=scheme, viewport={"width": 1280, "height": 720})
    await page.get_by_role("button", name="Next").click()
    assert await axe(page) == []
    await _to_items(page)
    assert await axe(page) == []
    await _preset(page, "Sound events")
    await expect(page.get_by_label("Key of value 1")).to_be_visible()
    assert await axe(page) == []
    await _next(page, "Who labels")
    await page.get_by_role("radio", name="Several annotators").click()
    await page.get_by_role("button", name="Add everybody").click()
    await page.get_by_label("Records of Ana").fill("9")
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_role("alert").first).to_be_visible()
    assert await axe(page) == []
    await page.get_by_role("button", name="Share all evenly").click()
    await _next(page, "How it is reviewed")
    await page.get_by_role("radio", name="Full review").click()
    await page.get_by_role("button", name="Add everybody").click()
    assert await axe(page) == []
    await _next(page, "Name, guideline and AI assistance")
    await page.get_by_label("Name of the task").fill("Seen by all")
    await page.get_by_role("switch").check()
    assert await axe(page) == []
    await _next(page, "Check and create")
    assert await axe(page) == []
