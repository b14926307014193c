"""The whole mission by hand: from nothing to training data, every step by a person at a page of the console."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Locator, expect
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page

from local_stack.client import Json
from local_stack.testing.clips import write_tone

RECORDS = 7
REASON = "There is a second tone at the end: listen once more."
MARK = "ends too early"


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Five people's browsers, and services that wait for each other: longer than one page takes."""
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=20_000)


class Mission:
    """Where it happens, and the names that no other test has."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.suffix = uuid4().hex[:6]
        self.workspace = ""
        self.task = ""

    def user(self, who: str) -> str:
        return f"{who}-{self.suffix}"

    async def sign_in(self, who: str) -> Page:
        """Opens the console in a browser of somebody's own and signs in on the page for it."""
        page = await self.console.page()
        await page.goto("/")
        await page.get_by_label("User id").fill(self.user(who))
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    async def look(self, path: str) -> Json:
        """What the API says of `path` to the one who manages."""
        cora = await self.console.team.api.person(self.user("cora"), "Cora")
        shown: Json = await cora.get(path)
        return shown


async def _make_workspace(mission: Mission) -> None:
    page = await mission.sign_in("mara")
    await expect(page.get_by_text("You are in no workspace yet")).to_be_visible()
    await page.get_by_label("New workspace").last.fill("Tones of the city")
    await page.get_by_role("button", name="Create").click()
    await page.wait_for_url(re.compile(r"/w/[0-9a-f-]{36}/my-work"))
    mission.workspace = page.url.split("/w/")[1][:36]
    await page.get_by_role("link", name="Members").click()
    for who, role in (
        ("cora", "Annotation administrator"),
        ("ana", "Annotator"),
        ("bo", "Annotator"),
        ("eva", "Auditor"),
    ):
        await page.get_by_role("button", name="Add a member").click()
        dialog = page.get_by_role("dialog", name="Add a member")
        await dialog.get_by_label("User id").fill(mission.user(who))
        await dialog.get_by_label("Name", exact=True).fill(who.title())
        await dialog.get_by_role("radio", name=role, exact=True).check()
        await dialog.get_by_role("button", name="Add", exact=True).click()
        await expect(dialog).to_have_count(0)
        await expect(page.get_by_role("table").first).to_contain_text(who.title())


async def _import(page: Page, folder: Path) -> None:
    """Some tones, a manifest that says what they are, and a file that is no sound."""
    names = [f"tone-{number}.wav" for number in range(RECORDS)]
    for number, name in enumerate(names):
        write_tone(folder / name, 220 + 60 * number, seconds=2)
    (folder / "broken.wav").write_bytes(b"no sound at all")
    lines = [
        json.dumps({"audio_name": name, "caption": f"tone number {number}", "place": "lab"})
        for number, name in enumerate(names)
    ]
    lines.append(json.dumps({"audio_name": "broken.wav", "caption": "nothing"}))
    (folder / "manifest.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")

    await page.get_by_role("link", name="Datasets").click()
    await page.get_by_role("link", name="Import").first.click()
    await page.get_by_test_id("choose-files").set_input_files(sorted(folder.iterdir()))
    await page.get_by_label("Name of the dataset").fill("Tones")
    await page.get_by_role("button", name="Upload and import").click()
    await page.wait_for_url(re.compile(r"/datasets/[0-9a-f-]{36}"))
    await expect(page.get_by_text(f"{RECORDS} records").first).to_be_visible()
    await page.get_by_role("tab", name="Failures").click()
    failure = page.get_by_role("table", name="Failures").get_by_role("row").nth(1)
    await expect(failure).to_contain_text("broken.wav")
    await expect(failure.get_by_role("cell").nth(2)).not_to_be_empty()


async def _next(page: Page, heading: str) -> None:
    await page.get_by_role("button", name="Next").click()
    await expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()


async def _add(page: Page, field: str, person: str) -> None:
    await page.get_by_role("combobox", name=field, exact=True).click()
    await page.get_by_role("option", name=person).click()


async def _create_task(mission: Mission, page: Page) -> None:
    await page.get_by_role("link", name="Tasks", exact=True).click()
    await page.get_by_role("link", name="Create").first.click()
    await page.get_by_role("radio", name="Tones").click()
    await _next(page, "What is labeled")
    await page.get_by_role("button", name="Caption").click()
    await page.get_by_role("button", name="Add an item").click()
    await page.get_by_role("menuitem", name="Sound events").click()
    await expect(page.get_by_test_id("schema-item")).to_have_count(2)
    await _next(page, "Who labels")
    await page.get_by_role("radio", name="Several annotators").click()
    await _add(page, "Add an annotator", "Ana (")
    await _add(page, "Add an annotator", "Bo (")
    await page.get_by_label("Records of Ana").fill("4")
    await page.get_by_label("Records of Bo").fill("3")
    await expect(page.get_by_test_id("sum")).to_contain_text("Given 7 of 7: exactly all.")
    await _next(page, "How it is reviewed")
    await page.get_by_role("radio", name="Partial review").click()
    await _add(page, "Add an auditor", "Eva (")
    categories = page.get_by_role("combobox", name="Reason categories")
    await categories.fill("Missed a sound")
    await categories.press("Enter")
    await _next(page, "Name, guideline and AI assistance")
    await page.get_by_label("Name of the task").fill("What sounds when")
    await page.get_by_role("textbox", name="Guideline").fill("Say **what** you hear.")
    await _next(page, "Check and create")
    await page.get_by_role("button", name="Create task").click()
    await page.wait_for_url(re.compile(r"/tasks/[0-9a-f-]{36}"))
    mission.task = page.url.split("/tasks/")[1][:36]
    await expect(page.get_by_text("Labeling", exact=True).first).to_be_visible()


def _bench(page: Page) -> Locator:
    return page.get_by_test_id("workbench")


async def _in_hand(page: Page, but: str | None = None) -> str:
    """The record on the desk, once it can be heard and written (another than `but`)."""
    if but is not None:
        await expect(_bench(page)).not_to_have_attribute("data-assignment", but)
    await expect(_bench(page)).to_have_attribute("data-assignment", re.compile("."))
    await expect(_bench(page)).to_have_attribute("data-ready", "true")
    return str(await _bench(page).get_attribute("data-assignment"))


def _captioned(page: Page) -> Locator:
    return page.get_by_role("textbox", name=re.compile("caption", re.IGNORECASE))


async def _caption(page: Page) -> Locator:
    """The caption, with the focus in it: who only writes has nothing to click on."""
    await expect(_captioned(page)).to_be_focused()
    return _captioned(page)


async def _write(page: Page, text: str) -> None:
    await _caption(page)
    await page.keyboard.press("Control+a")
    await page.keyboard.type(text)


async def _label(page: Page, text: str) -> str:
    """Labels the record in hand by keyboard and submits it; returns its id."""
    record = await _in_hand(page)
    await _write(page, text)
    await page.keyboard.press("Control+Enter")
    await expect(_bench(page)).not_to_have_attribute("data-assignment", record)
    return record


async def _continue(page: Page) -> None:
    await expect(page.get_by_role("link", name=re.compile("Continue"))).to_be_visible()
    await page.keyboard.press("c")


async def _begin(page: Page) -> None:
    """From the start to the first record, by the one key for it."""
    await _continue(page)
    await _in_hand(page)


async def _label_all_of_anas(page: Page) -> None:
    await _begin(page)
    first = await _in_hand(page)
    caption = await _caption(page)
    await expect(caption).to_have_value(re.compile("tone number"))
    await _write(page, "a draft that")
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    await page.reload()
    assert await _in_hand(page) == first
    caption = await _caption(page)
    await expect(caption).to_have_value("a draft that")
    await page.keyboard.press("End")
    await page.keyboard.type(" became a caption")
    await page.keyboard.press("Alt+k")
    await page.keyboard.press("Alt+m")
    await page.keyboard.press("Alt+Shift+1")
    await expect(page.get_by_role("textbox", name="End of segment 1")).to_have_value(re.compile("1[.]0"))
    await page.keyboard.press("Control+Enter")

    put_off = await _in_hand(page, first)
    await page.keyboard.press("Alt+p")
    await _in_hand(page, put_off)
    await _label(page, "a steady tone")
    unusable = await _in_hand(page)
    await page.keyboard.press("Alt+Shift+u")
    await expect(page.get_by_role("dialog", name="This record is unusable")).to_be_visible()
    await page.keyboard.type("A siren drowns it.")
    await page.keyboard.press("Control+Enter")
    assert await _in_hand(page, unusable) == put_off
    await page.keyboard.press("Control+Enter")
    await _all_labeled(page)


async def _all_labeled(page: Page) -> None:
    await expect(page.get_by_test_id("no-work")).to_have_attribute("data-state", "all_labeled")
    await expect(page.get_by_role("heading", name="All records are labeled")).to_be_visible()


async def _transfer_the_rest(page: Page) -> None:
    await page.get_by_role("button", name="Transfer open records of Bo").click()
    dialog = page.get_by_role("dialog", name="Transfer open records")
    await dialog.get_by_role("combobox", name="To").click()
    await page.get_by_role("option", name="Ana (").click()
    await dialog.get_by_role("radio", name="Everything").check()
    await expect(dialog.get_by_text("2 records would go to Ana")).to_be_visible()
    await dialog.get_by_role("button", name="Transfer", exact=True).click()
    await expect(dialog).to_contain_text("2 records")
    await dialog.get_by_role("button", name="Close").last.click()


def _desk(page: Page) -> Locator:
    return page.get_by_test_id("review")


async def _to_judge(page: Page, but: str | None = None) -> str:
    await expect(_desk(page)).to_have_attribute("data-ready", "true")
    if but is not None:
        await expect(_desk(page)).not_to_have_attribute("data-review", but)
    return str(await _desk(page).get_attribute("data-review"))


def _pile(page: Page) -> Locator:
    return page.get_by_role("navigation", name="My reviews").get_by_role("listitem")


async def _find_to_judge(page: Page, text: str) -> str:
    """Opens the one whose caption is `text`."""
    await expect(_pile(page)).to_have_count(RECORDS)
    for name in [re.findall(r"tone-\d.wav", shown)[0] for shown in await _pile(page).all_inner_texts()]:
        await _pile(page).filter(has_text=name).get_by_role("button").click()
        await expect(page.get_by_role("heading", name=name)).to_be_visible()
        # What was submitted as unusable has none.
        if await _captioned(page).count() and await _captioned(page).input_value() == text:
            break
    await expect(_captioned(page)).to_have_value(text)
    return await _to_judge(page)


async def _approve_one_reject_one(page: Page) -> None:
    await _continue(page)
    await _to_judge(page)
    rejected = await _find_to_judge(page, "a draft that became a caption")
    await page.get_by_role("button", name=re.compile("Comment on the segment")).click()
    await page.get_by_label(re.compile("^Comment on 0:0")).fill(MARK)
    await page.keyboard.press("Enter")
    await page.get_by_role("group", name="Kinds of mistake").get_by_text("Missed a sound").click()
    await page.get_by_label("Reason").fill(REASON)
    await page.keyboard.press("Control+Enter")
    approved = await _to_judge(page, rejected)
    await page.keyboard.press("a")
    await _to_judge(page, approved)


async def _correct(page: Page) -> None:
    """What was rejected comes back by itself, with why on top."""
    await _in_hand(page)
    rework = page.get_by_test_id("rework")
    await expect(rework).to_contain_text(REASON)
    await expect(rework).to_contain_text("Missed a sound")
    await expect(rework).to_contain_text(MARK)
    await expect(_captioned(page)).to_have_value("a draft that became a caption")
    await _captioned(page).focus()
    await _write(page, "two tones")
    await page.keyboard.press("Control+Enter")
    await _all_labeled(page)


async def _approve_the_rest(page: Page) -> None:
    await _pile(page).filter(has_text="Round 2").get_by_role("button").click()
    await expect(_captioned(page)).to_have_value("two tones")
    again = await _to_judge(page)
    await page.keyboard.press("a")
    await _to_judge(page, again)
    await page.get_by_role("button", name="The rest").click()
    dialog = page.get_by_role("dialog", name="Judge the rest at once")
    await expect(dialog).to_contain_text("5 wait for you now.")
    await dialog.get_by_role("button", name="Approve 5 records").click()
    await expect(dialog).to_contain_text("Done: 5 records.")
    await dialog.get_by_role("button", name="Close").last.click()
    await expect(page.get_by_test_id("review-state")).to_have_attribute("data-state", "all_judged")


async def _generate(page: Page) -> Path:
    await expect(page.get_by_text("Completed", exact=True).first).to_be_visible()
    await page.get_by_role("button", name="Generate", exact=True).first.click()
    dialog = page.get_by_role("dialog", name=re.compile("^Generate from"))
    await dialog.get_by_role("checkbox", name="JSON Lines").check()
    await dialog.get_by_role("checkbox", name="CSV").check()
    await dialog.get_by_role("switch", name="Keep unusable records").check(force=True)
    await dialog.get_by_role("button", name="Generate", exact=True).click()
    await expect(dialog).to_contain_text(f"is ready: {RECORDS} records.")
    await dialog.get_by_role("link", name=re.compile("^Open")).click()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download ZIP").click()
    return Path(await (await download.value).path())


def _check(archive: Path) -> None:
    """Every record is in the generated files, as it was left."""
    with zipfile.ZipFile(archive) as files:
        (jsonl,) = (name for name in files.namelist() if name.endswith("data.jsonl"))
        (table,) = (name for name in files.namelist() if name.endswith("data.csv"))
        records = [json.loads(line) for line in files.read(jsonl).decode().splitlines()]
        rows = list(csv.DictReader(io.StringIO(files.read(table).decode("utf-8-sig"))))
    named = {record["audio_name"] for record in records}
    assert named == {f"tone-{number}.wav" for number in range(RECORDS)}
    assert len(rows) == RECORDS
    captions = [record["caption"] for record in records if not record["unusable"]]
    assert len(captions) == RECORDS - 1
    assert "two tones" in captions
    assert "a draft that became a caption" not in captions


@pytest.mark.timeout(900)
async def test_the_whole_mission_by_hand(console: Console, tmp_path: Path) -> None:
    mission = Mission(console)
    await _make_workspace(mission)
    cora = await mission.sign_in("cora")
    await _import(cora, tmp_path / "tones")
    await _create_task(mission, cora)

    ana = await mission.sign_in("ana")
    await _label_all_of_anas(ana)
    bo = await mission.sign_in("bo")
    await _begin(bo)
    await _label(bo, "by bo")
    await _in_hand(bo)
    bo.allow("status of 404")  # the record that is open there goes to somebody else

    await _transfer_the_rest(cora)
    for _ in range(2):
        await _label(ana, "from bo's pile")
    await _all_labeled(ana)

    eva = await mission.sign_in("eva")
    await _approve_one_reject_one(eva)
    await _correct(ana)
    await _approve_the_rest(eva)
    _check(await _generate(cora))
    task = await mission.look(f"/tasks/{mission.task}")
    assert (task["state"], task["counts"]["done"]) == ("completed", RECORDS)
