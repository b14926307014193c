"""Importing by hand: what is chosen is looked at first, sent whatever the network does, and followed to its end."""

from __future__ import annotations

import hashlib
import json
import random
import re
import wave
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import CDPSession, Locator, expect
from tests.browser.harness.axe import axe
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page

from local_stack.client import Json
from local_stack.testing.clips import write_clips, write_tone

MIB = 1024 * 1024
PART = 8 * MIB
CUT = r"ERR_INTERNET_DISCONNECTED"


def noise(path: Path, mebibytes: int) -> str:
    """Writes a WAV that no two tests share; returns its SHA-256."""
    samples = random.Random(str(path)).randbytes(mebibytes * MIB)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(samples)
    return hashlib.sha256(path.read_bytes()).hexdigest()


async def imported(console: Console, page: Page) -> Json:
    """The dataset that an import leads to, once it is ready."""
    await expect(page).to_have_url(re.compile(r"/datasets/[0-9a-f-]{36}"))
    id = page.url.split("/datasets/")[1][:36]
    return await console.team.manager.until_state(f"/datasets/{id}", "ready", "failed", "canceled")


async def slowed(page: Page, bytes_per_second: int) -> CDPSession:
    """Makes the page's network slow, so that a test can act in the middle of an upload."""
    session = await page.context.new_cdp_session(page)
    await session.send("Network.enable")
    await conditions(session, bytes_per_second)
    return session


async def conditions(session: CDPSession, upload: int = -1, *, offline: bool = False) -> None:
    await session.send(
        "Network.emulateNetworkConditions",
        {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": upload},
    )


def upload_words(page: Page) -> Locator:
    return page.get_by_test_id("upload-words")


async def choose_and_send(page: Page, *files: Path) -> None:
    await page.get_by_test_id("choose-files").set_input_files(files)
    await page.get_by_role("button", name="Upload and import").click()


async def test_a_folder_is_looked_at_first_then_sent_and_what_failed_is_told_in_words(
    console: Console, tmp_path: Path
) -> None:
    folder = tmp_path / "birds"
    write_clips(folder, 3, ["one", "two", "three"])
    write_tone(folder / "deep" / "more.wav", 300)
    with (folder / "manifest.jsonl").open("a") as manifest:
        manifest.write(json.dumps({"audio_name": "deep/more.wav", "caption": "four"}) + "\n")
        manifest.write(json.dumps({"audio_name": "lost.wav"}) + "\nno json\n")
    (folder / "notes.docx").write_bytes(b"words")
    page = await console.page("cora")
    await page.goto(console.at("datasets"))
    await page.get_by_role("link", name="Import").click()
    await page.get_by_test_id("choose-folder").set_input_files(folder)
    await expect(page.get_by_text("4 recordings")).to_be_visible()
    await expect(page.get_by_text("1 file does not look like a recording")).to_be_visible()
    await expect(page.get_by_text("birds/notes.docx")).to_be_visible()
    preview = page.get_by_role("table", name="First lines of the manifest")
    await expect(preview.get_by_role("cell", name="two", exact=True)).to_be_visible()
    await expect(page.get_by_label("Name of the dataset")).to_have_value("birds")
    assert await axe(page) == []
    await page.get_by_role("button", name="Upload and import").click()
    dataset = await imported(console, page)
    assert (dataset["record_count"], dataset["failed_count"]) == (4, 2)
    assert dataset["manifest"] == "birds/manifest.jsonl"
    await page.get_by_role("tab", name="Failures").click()
    rows = page.get_by_role("table", name="Failures").get_by_role("row")
    await expect(rows).to_have_count(3)
    await expect(rows.nth(1)).to_contain_text("The source has no such file")
    await expect(rows.nth(2)).to_contain_text("The line is not JSON")
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download as CSV").click()
    saved = (await (await download.value).path()).read_text("utf-8-sig").splitlines()
    assert saved[0] == "path,line,reason,detail"
    assert saved[1].startswith("lost.wav,5,missing-audio,")


async def test_folders_and_archives_can_be_dropped(console: Console, tmp_path: Path) -> None:
    write_clips(tmp_path / "clips" / "inner", 2)
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        write_tone(tmp_path / "packed.wav", 500)
        archive.write(tmp_path / "packed.wav", "packed.wav")
    page = await console.page("cora")
    await page.goto(console.at("datasets/import"))
    zone = page.get_by_test_id("drop-zone")
    box = await zone.bounding_box()
    assert box is not None
    session = await page.context.new_cdp_session(page)
    paths = [str(tmp_path / "clips"), str(tmp_path / "packed.zip")]
    data: dict[str, Any] = {"items": [], "files": paths, "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        at = {"x": box["x"] + 20, "y": box["y"] + 20}
        await session.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})
    await expect(page.get_by_text("2 recordings · 1 archive")).to_be_visible()
    await page.get_by_label("Name of the dataset").fill("Dropped")
    await page.get_by_role("button", name="Upload and import").click()
    dataset = await imported(console, page)
    records = await console.team.manager.all(f"/datasets/{dataset['id']}/records")
    assert [record["audio_name"] for record in records] == [
        "clips/inner/clip-000.wav", "clips/inner/clip-001.wav", "packed.wav",
    ]  # fmt: skip


async def test_an_upload_goes_on_by_itself_after_the_network_was_away(
    console: Console, tmp_path: Path
) -> None:
    digest = noise(tmp_path / "long.wav", 20)
    page = await console.page("cora")
    await page.goto(console.at("datasets/import"))
    session = await slowed(page, 4 * MIB)
    await choose_and_send(page, tmp_path / "long.wav")
    await expect(upload_words(page)).to_contain_text("8 MiB of 20 MiB")
    page.allow(CUT)
    await conditions(session, offline=True)
    await expect(page.get_by_text("Earmark does not answer")).to_be_visible()
    await conditions(session)
    dataset = await imported(console, page)
    (record,) = await console.team.manager.all(f"/datasets/{dataset['id']}/records")
    assert record["sha256"] == digest


async def test_after_a_reload_the_same_files_are_sent_from_where_the_upload_was(
    console: Console, tmp_path: Path
) -> None:
    digest = noise(tmp_path / "long.wav", 20)
    page = await console.page("cora")
    await page.goto(console.at("datasets/import"))
    session = await slowed(page, 4 * MIB)
    await choose_and_send(page, tmp_path / "long.wav")
    await expect(upload_words(page)).to_contain_text("8 MiB of 20 MiB")
    page.once("dialog", lambda dialog: dialog.accept())
    await page.reload()
    await conditions(session)
    offsets: list[str] = []
    page.on("request", lambda request: offsets.extend(re.findall(r"offset=(\d+)", request.url)))
    await choose_and_send(page, tmp_path / "long.wav")
    dataset = await imported(console, page)
    (record,) = await console.team.manager.all(f"/datasets/{dataset['id']}/records")
    assert record["sha256"] == digest
    assert offsets
    assert "0" not in offsets


async def test_an_upload_can_be_paused_and_taken_up_and_given_up(console: Console, tmp_path: Path) -> None:
    noise(tmp_path / "long.wav", 30)
    page = await console.page("cora")
    await page.goto(console.at("datasets/import"))
    await slowed(page, 6 * MIB)
    await choose_and_send(page, tmp_path / "long.wav")
    await expect(upload_words(page)).to_contain_text("8 MiB of 30 MiB")
    await page.get_by_role("button", name="Pause").click()
    await expect(page.get_by_text("Paused")).to_be_visible()
    await page.get_by_role("link", name="Tasks").click()
    leaving = page.get_by_role("dialog", name="Leave while files are being sent?")
    await leaving.get_by_role("button", name="Cancel").click()
    await page.get_by_role("button", name="Go on").click()
    await expect(upload_words(page)).to_contain_text(re.compile(r"(16|24) MiB of 30 MiB"))
    await page.get_by_role("button", name="Cancel the upload").click()
    await expect(page.get_by_text("1 recording")).to_be_visible()
    assert await console.team.manager.all("/datasets", workspace=console.team.workspace) == []


async def test_a_folder_of_the_server_is_refused_at_its_field_outside_of_what_is_opened(
    console: Console,
) -> None:
    page = await console.page("cora")
    page.allow("status of 403", "status of 422")
    await page.goto(console.at("datasets/import?source=folder"))
    folder = page.get_by_label("Folder", exact=True).or_(page.get_by_role("textbox", name="Folder"))
    await folder.fill("/etc")
    await page.get_by_role("button", name="Import", exact=True).click()
    await expect(folder).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("The server may not import from there")).to_be_visible()
    inside = console.stack.import_root / "by-hand"
    write_clips(inside, 2)
    await folder.fill(str(inside / "nothing"))
    await page.get_by_role("button", name="Import", exact=True).click()
    await expect(page.get_by_text("is no folder there")).to_be_visible()
    await folder.fill(str(inside))
    await page.get_by_role("button", name="Import", exact=True).click()
    dataset = await imported(console, page)
    assert (dataset["record_count"], dataset["name"]) == (2, "by-hand")
    await expect(page.get_by_text(f"Folder {inside}")).to_be_visible()


async def test_a_subset_is_counted_before_it_is_made(console: Console) -> None:
    folder = console.stack.import_root / "lengths"
    for number in range(6):
        write_tone(folder / f"{number}.wav", 300, seconds=0.2 + 0.1 * number)
    dataset = await console.team.import_from({"kind": "folder", "path": str(folder)}, name="Lengths")
    page = await console.page("cora")
    await page.goto(console.at("datasets"))
    await page.get_by_role("button", name="Actions of Lengths").click()
    await page.get_by_role("menuitem", name="Make a subset").click()
    fitting = page.get_by_test_id("subset-count")
    await expect(fitting).to_have_text("6 records")
    await page.get_by_placeholder("Filter by a fact").click()
    await page.get_by_role("option", name="Length").click()
    await page.get_by_label("Length, from").fill("0.35")
    await expect(fitting).to_have_text("4 records")
    await page.get_by_label("Length, to").fill("0.1")
    await expect(fitting).to_have_text("0 records")
    await expect(page.get_by_role("button", name="Make the subset")).to_be_disabled()
    await page.get_by_label("Length, to").fill("")
    await page.get_by_label("Sample", exact=True).fill("2")
    await expect(fitting).to_have_text("2 records")
    assert await axe(page) == []
    await page.get_by_role("button", name="Make the subset").click()
    await expect(page).to_have_url(re.compile(r"/datasets/[0-9a-f-]{36}"))
    subset = await imported(console, page)
    assert (subset["subset_of"], subset["record_count"]) == (dataset, 2)
    assert subset["source"]["filter"] == {"seconds": {"min": 0.35}}


@pytest.mark.parametrize("who", ["ana", "eva"])
async def test_who_may_not_import_is_told_so(console: Console, who: str) -> None:
    page = await console.page(who)
    await page.goto(console.at("datasets/import"))
    await expect(page.get_by_role("heading", name="Your role does not reach here")).to_be_visible()
