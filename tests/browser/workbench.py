"""What the tests of the workbench share: tasks with something to do, and what stands on the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaProducer
from playwright.async_api import Locator, expect
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page

from local_stack.client import Json
from local_stack.testing.clips import write_tone

PARTS: Json = {
    "items": [
        {
            "name": "parts",
            "kind": "segments",
            "labels": ["speech", "noise", "music"],
            "text": True,
            "speakers": ["Ann", "Ben"],
            "required": False,
        }
    ]
}


async def long_clips(console: Console, count: int = 1, seconds: float = 8.0) -> str:
    """A dataset of records long enough to work in."""
    folder: Path = console.stack.import_root / uuid4().hex
    for number in range(count):
        write_tone(folder / f"long-{number}.wav", 220 + 20 * number, seconds)
    return await console.team.import_from({"kind": "folder", "path": str(folder)})


async def parts_task(console: Console, count: int = 1, **more: Any) -> str:
    """A task of segments with texts and speakers, all of it ana's."""
    return await console.team.create_task(await long_clips(console, count), **{"schema": PARTS, **more})


async def open_bench(console: Console, task: str, who: str = "ana", **options: Any) -> Page:
    """The workbench, as soon as its record can be played."""
    page = await console.page(who, **options)
    await page.goto(console.at(f"tasks/{task}/label"))
    await ready(page)
    return page


async def ready(page: Page, but: str | None = None) -> str:
    """The assignment on the desk, as soon as it is there (another than `but`)."""
    bench = page.get_by_test_id("workbench")
    if but is not None:
        await expect(bench).not_to_have_attribute("data-assignment", but)
    await expect(bench).to_have_attribute("data-ready", "true")
    return str(await bench.get_attribute("data-assignment"))


def rows(page: Page) -> Locator:
    """The segments in the table."""
    return page.get_by_test_id("segment-row")


async def saved(page: Page) -> None:
    """Waits until the server has everything."""
    await expect(page.get_by_test_id("save-state")).to_have_attribute("data-kind", "saved")


async def draft(console: Console, assignment: str, who: str = "ana") -> Json:
    """What the server keeps as the draft."""
    kept = (await console.team[who].get(f"/assignments/{assignment}"))["draft"]
    return dict(kept["annotation"]) if kept else {}


async def draw(page: Page, start: float, end: float) -> None:
    """Drags over the waveform from one second to another."""
    timeline = page.get_by_test_id("timeline")
    await expect(timeline).to_have_attribute("data-ready", "true")
    first, last = [float(str(await timeline.get_attribute(f"data-{edge}"))) for edge in ("from", "to")]
    box = await page.get_by_test_id("timeline-canvas").bounding_box()
    assert box is not None
    left = 76.0  # names of lanes and frequencies stand there
    y = box["y"] + 90

    def at(time: float) -> float:
        return box["x"] + left + (time - first) / (last - first) * (box["width"] - left)

    await page.mouse.move(at(start), y)
    await page.mouse.down()
    await page.mouse.move(at((start + end) / 2), y)
    await page.mouse.move(at(end), y)
    await page.mouse.up()


async def predict(console: Console, task: str, record: str, annotation: Json) -> None:
    """Lets a model outside Earmark suggest an annotation of a record."""
    producer = AIOKafkaProducer(bootstrap_servers=console.stack.kafka_bootstrap)
    await producer.start()
    body = {"task": task, "record": record, "model": "outside", "version": "1", "annotation": annotation}
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(uuid4()),
        "ce_type": "earmark.RecordPredicted.v1",
        "ce_source": "/outside-model",
        "ce_subject": f"{task}/{record}",
        "content-type": "application/json",
    }
    try:
        await producer.send_and_wait(
            "earmark.predictions",
            json.dumps(body).encode(),
            key=f"{task}/{record}".encode(),
            headers=[(name, value.encode()) for name, value in headers.items()],
        )
    finally:
        await producer.stop()
