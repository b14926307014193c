"""A manager makes a task step by step, from nothing or from another one, also with the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.wizard import (
    TASK_PAGE,
    choose,
    created,
    go_on,
    open_wizard,
    take_preset,
    to_items,
    to_summary,
)


async def test_a_manager_makes_a_task_with_people_review_and_guideline(console: Console) -> None:
    dataset = await console.team.import_clips(7)
    page = await open_wizard(console, f"?dataset={dataset}")
    await expect(page.get_by_role("radio", name="Clips")).to_be_checked()
    await go_on(page, "What is labeled")
    await take_preset(page, "Sound classification")
    preview = page.get_by_test_id("schema-preview")
    await expect(preview.get_by_role("checkbox", name="Music")).to_be_visible()
    await go_on(page, "Who labels")

    await page.get_by_role("radio", name="Several annotators").click()
    for person in ("Ana", "Bo", "Cy"):
        await choose(page, "Add an annotator", f"{person} (")
    await page.get_by_label("Records of Bo").fill("4")
    await expect(page.get_by_test_id("sum")).to_contain_text("Given 4 of 7; 3 shared evenly by 2")
    gets = page.get_by_test_id("gets")
    await expect(gets).to_have_text(["2", "4", "1"])
    await go_on(page, "How it is reviewed")

    await page.get_by_role("radio", name="Partial review").click()
    await choose(page, "Add an auditor", "Eva (")
    await choose(page, "Add an auditor", "Finn (")
    await page.get_by_label("Share of Eva").fill("3")
    await page.get_by_label("Share of Finn").fill("1")
    await expect(gets).to_have_text(["5", "2"])
    await page.get_by_role("checkbox", name="Blind").check()
    categories = page.get_by_role("combobox", name="Reason categories")
    await categories.click()
    await page.get_by_role("option", name="Wrong label").click()
    await categories.fill("Too quiet")
    await categories.press("Enter")
    await go_on(page, "Name, guideline and AI assistance")

    await page.get_by_label("Name of the task").fill("Sounds of clips")
    await page.get_by_role("textbox", name="Guideline").fill("# Rules\n\n[more](https://example.org)")
    await page.get_by_role("tab", name="Preview").click()
    link = page.get_by_role("link", name="more")
    await expect(link).to_have_attribute("rel", "noreferrer")
    await page.get_by_role("switch", name="Offer a model's predictions").check()
    await page.get_by_label("Predictor", exact=True).fill("tagger")
    await page.get_by_label("Settings of the predictor").fill('{"threshold": 0.5}')
    await go_on(page, "Check and create")
    await expect(page.get_by_role("region", name="People")).to_contain_text("Bo: 4")

    task = await created(console, page)
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
    page = await open_wizard(console)
    await to_items(page)

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
    await to_summary(page)
    task = await created(console, page)

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
    page = await open_wizard(console, f"?copy={first}")
    await expect(page.get_by_role("radio", name="Clips")).to_be_checked()
    await page.get_by_role("button", name="Summary").click()
    await expect(page.get_by_role("region", name="People")).to_contain_text("Ana: 3")
    copy = await created(console, page)
    original = await team.manager.get(f"/tasks/{first}")
    same = ("schema", "annotators", "review", "ai_assistance", "guideline", "dataset")
    assert {field: copy[field] for field in same} == {field: original[field] for field in same}
    assert copy["name"] == "Copy of First"


async def test_a_task_is_made_with_the_keyboard_alone(console: Console) -> None:
    await console.team.import_clips(2)
    page = await open_wizard(console)
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
    page = await open_wizard(console, color_scheme=scheme, viewport={"width": 1280, "height": 720})
    await page.get_by_role("button", name="Next").click()
    assert await axe(page) == []
    await to_items(page)
    assert await axe(page) == []
    await take_preset(page, "Sound events")
    await expect(page.get_by_label("Key of value 1")).to_be_visible()
    assert await axe(page) == []
    await go_on(page, "Who labels")
    await page.get_by_role("radio", name="Several annotators").click()
    await page.get_by_role("button", name="Add everybody").click()
    await page.get_by_label("Records of Ana").fill("9")
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_role("alert").first).to_be_visible()
    assert await axe(page) == []
    await page.get_by_role("button", name="Share all evenly").click()
    await go_on(page, "How it is reviewed")
    await page.get_by_role("radio", name="Full review").click()
    await page.get_by_role("button", name="Add everybody").click()
    assert await axe(page) == []
    await go_on(page, "Name, guideline and AI assistance")
    await page.get_by_label("Name of the task").fill("Seen by all")
    await page.get_by_role("switch").check()
    assert await axe(page) == []
    await go_on(page, "Check and create")
    assert await axe(page) == []
