"""The console in a headless Chromium: opening, scrolling, going on, memory, first load."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import soundfile
from playwright.async_api import Browser, BrowserContext, Page
from tests.browser.harness.browser import chromium
from tests.browser.harness.page import sign_in

from bench.audio import many_names
from bench.earmark import Earmark
from bench.load import SEGMENTS, Crowd, Json, User, percentile
from local_stack.client import connect

Figures = dict[str, float]

KEYS = (
    "web_2h_waveform_s",
    "web_2000_segments_frame_ms",
    "web_next_record_ms",
    "web_heap_growth_mib_500_records",
    "web_first_load_kb_gzip",
)

WORKBENCH = "[data-testid=workbench]"
READY = f"{WORKBENCH}[data-ready=true]"
DRAWN = "[data-testid=timeline][data-ready=true]"
ROW = "[data-testid=segment-row]"
PLAY = "F2"
SUBMIT = "Control+Enter"

_PATIENCE_MS = 60_000
_CAPTION: Json = {"items": [{"name": "caption", "kind": "text", "prefill": "caption"}]}

# When sound begins, whichever way the console makes it.
_HEAR = """
window.bench = { heard: null };
const heard = () => { window.bench.heard ??= performance.now(); };
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function (...given) {
  this.addEventListener("playing", heard, { once: true });
  return play.apply(this, given);
};
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...given) { heard(); return start.apply(this, given); };
"""

# Frame after frame, in each of which both the table and the timeline move; resolves to the frames' lengths in ms.
_SCROLL = """
async (frames) => {
  const table = document.querySelector("[data-testid=segments-table]");
  const time = document.querySelector("[data-testid=timeline-canvas]");
  const box = time.getBoundingClientRect();
  const at = { bubbles: true, cancelable: true, clientX: box.x + box.width / 2, clientY: box.y + 20 };
  for (let step = 0; step < 12; step++) {
    time.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY: -100, ctrlKey: true }));
  }
  const lengths = [];
  let last = null;
  for (let frame = 0; frame < frames; frame++) {
    const now = await new Promise(requestAnimationFrame);
    if (last !== null) lengths.push(now - last);
    last = now;
    table.scrollTop += 60;
    time.dispatchEvent(new WheelEvent("wheel", { ...at, deltaX: 40 }));
  }
  return lengths;
}
"""

# From the key press to another record that can be played; resolves to ms.
_NEXT = """
({ workbench, before }) => { window.nextRecord = new Promise((resolve) => {
  let pressed = null;
  addEventListener("keydown", () => { pressed ??= performance.now(); }, { capture: true, once: true });
  const look = () => {
    const shown = document.querySelector(workbench);
    if (pressed === null || shown?.dataset.ready !== "true" || shown.dataset.assignment === before) return;
    watching.disconnect();
    resolve(performance.now() - pressed);
  };
  const watching = new MutationObserver(look);
  watching.observe(document, { subtree: true, childList: true, attributes: true });
}); }
"""


@dataclass(frozen=True)
class LongRecord:
    """A segments task over one record of two hours, with a draft of 2,000 segments."""

    workspace: str
    task: str
    annotator: User
    segments: int

    @classmethod
    async def made(cls, earmark: Earmark, crowd: Crowd, short: bool) -> "LongRecord":
        """Write and import the record, create the task, save the draft."""
        hours, count = (0.05, 200) if short else (2.0, 2000)
        folder = earmark.layout.imports / "two-hours"
        await asyncio.to_thread(_two_hours, folder, hours * 3600)
        dataset = await crowd.dataset({"kind": "folder", "path": str(folder)}, None, "two hours")
        (annotator,) = await crowd.members("long", 1, "annotation_operator")
        task = await crowd.task(dataset["id"], [annotator], [], SEGMENTS)
        async with connect(earmark.url) as api:
            person = await api.person(annotator.name)
            work = await person.post("/assignments/next", {"task": task["id"]})
            path = f"/assignments/{work['assignment']['id']}"
            shown = await person.request("GET", path)
            draft = {"annotation": _many_segments(hours * 3600, count), "seconds_worked": 1}
            await person.put(f"{path}/draft", draft, headers={"If-Match": shown.headers["ETag"]})
        return cls(crowd.workspace, task["id"], annotator, count)

    @property
    def address(self) -> str:
        """Where the console labels it."""
        return f"/w/{self.workspace}/tasks/{self.task}/label"


async def first_load(earmark: Earmark, crowd: Crowd) -> Figures:
    """What an empty browser loads of the console until My work is shown, in kB as gzip."""
    (user,) = await crowd.members("first", 1, "annotation_operator")
    async with chromium() as browser, _context(browser, earmark, user) as context:
        page = await context.new_page()
        loaded: list[str] = []
        page.on("response", lambda answer: loaded.append(urlsplit(answer.url).path))
        await page.goto(f"/w/{crowd.workspace}/my-work")
        await page.get_by_role("main").get_by_role("heading").first.wait_for(timeout=_PATIENCE_MS)
        files = [path for path in loaded if not path.startswith(("/api/", "/dev/", "/console.json"))]
    # Chromium itself would choose zstd.
    sizes = [await _gzipped(crowd, path) for path in files]
    return {"web_first_load_kb_gzip": sum(sizes) / 1000}


async def _gzipped(crowd: Crowd, path: str) -> int:
    headers = {"Accept-Encoding": "gzip"}
    async with crowd.http.get(path, headers=headers, auto_decompress=False) as answer:
        return len(await answer.read())


async def waveform(earmark: Earmark, long: LongRecord, short: bool) -> Figures:
    """From asking for the address in an empty browser to a drawn waveform that plays, median."""
    found: list[float] = []
    async with chromium() as browser:
        for _ in range(2 if short else 7):
            async with _context(browser, earmark, long.annotator) as context:
                page = await context.new_page()
                begun = time.perf_counter()
                await page.goto(long.address, wait_until="commit")
                await page.locator(READY).wait_for(timeout=_PATIENCE_MS)
                await page.locator(DRAWN).first.wait_for(timeout=_PATIENCE_MS)
                await page.keyboard.press(PLAY)
                await page.wait_for_function("window.bench.heard !== null", timeout=_PATIENCE_MS)
                found.append(time.perf_counter() - begun)
    return {"web_2h_waveform_s": statistics.median(found)}


async def segments(earmark: Earmark, long: LongRecord, short: bool) -> Figures:
    """Frames of a browser that waits for no screen, so that a frame is as long as its work."""
    unlimited = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
    async with chromium(*unlimited) as browser, _context(browser, earmark, long.annotator) as context:
        page = await context.new_page()
        await page.goto(long.address)
        await page.locator(DRAWN).first.wait_for(timeout=_PATIENCE_MS)
        await page.locator(ROW).first.wait_for(timeout=_PATIENCE_MS)
        lengths: list[float] = await page.evaluate(_SCROLL, 60 if short else 600)
    return {"web_2000_segments_frame_ms": percentile(lengths, 0.95)}


async def records(earmark: Earmark, crowd: Crowd, short: bool) -> Figures:
    """Submit after submit by key: how soon the next record can be played, and what the page keeps of each."""
    settled, counted, timed = (5, 20, 10) if short else (20, 500, 50)
    folder: Path = earmark.layout.imports / "short-records"
    count = settled + counted + 5
    await asyncio.to_thread(many_names, folder, count, count)
    dataset = await crowd.dataset({"kind": "folder", "path": str(folder)}, "manifest.jsonl", "short records")
    (user,) = await crowd.members("goes-on", 1, "annotation_operator")
    task = await crowd.task(dataset["id"], [user], [], _CAPTION)
    async with chromium() as browser, _context(browser, earmark, user) as context:
        page = await context.new_page()
        await page.goto(f"/w/{crowd.workspace}/tasks/{task['id']}/label")
        await page.locator(READY).wait_for(timeout=_PATIENCE_MS)
        for _ in range(settled):
            await _submit(page)
        before = await _heap_mib(context, page)
        found: list[float] = []
        for number in range(counted):
            if number < timed:  # a person listens first; what is prefetched has come by then
                await asyncio.sleep(1.0)
                found.append(await _submit(page))
            else:
                await _submit(page)
        grown = await _heap_mib(context, page) - before
    return {"web_next_record_ms": statistics.median(found), "web_heap_growth_mib_500_records": grown}


async def _submit(page: Page) -> float:
    """Submit by key; the ms until the next record can be played."""
    before = await page.locator(WORKBENCH).get_attribute("data-assignment")
    await page.evaluate(_NEXT, {"workbench": WORKBENCH, "before": before})  # it looks before the key comes
    await page.keyboard.press(SUBMIT)
    async with asyncio.timeout(_PATIENCE_MS / 1000):
        return float(await page.evaluate("window.nextRecord"))


async def _heap_mib(context: BrowserContext, page: Page) -> float:
    """What the page's JavaScript holds after everything that can go has gone."""
    devtools = await context.new_cdp_session(page)
    for _ in range(3):
        await devtools.send("HeapProfiler.collectGarbage")
    used = await devtools.send("Runtime.getHeapUsage")
    await devtools.detach()
    return float(used["usedSize"]) / 1024 / 1024


@asynccontextmanager
async def _context(browser: Browser, earmark: Earmark, user: User) -> AsyncIterator[BrowserContext]:
    """An empty browser in which a user is signed in."""
    context = await browser.new_context(base_url=earmark.url, viewport={"width": 1440, "height": 900})
    await context.add_init_script(_HEAR)
    await sign_in(context, user.name, user.name)
    try:
        yield context
    finally:
        await context.close()


def _two_hours(folder: Path, seconds: float) -> None:
    """Write a FLAC of that length: a minute of modulated noise, again and again, a little louder or softer."""
    folder.mkdir(parents=True)
    rate = 16_000
    random = np.random.default_rng(3)
    times = np.arange(60 * rate) / rate
    minute = random.standard_normal(times.size) * np.clip(np.sin(2 * np.pi * 0.4 * times), 0.02, None) * 0.2
    with soundfile.SoundFile(folder / "two-hours.flac", "w", rate, 1, "PCM_16") as file:
        for number in range(round(seconds / 60)):
            file.write(np.clip(minute * (0.4 + 0.6 * ((number * 7) % 10) / 10), -1, 1).astype("float32"))


def _many_segments(seconds: float, count: int) -> Json:
    """An annotation of so many segments of two speakers, one after the other."""
    step = seconds / count
    return {
        "speech": [
            {
                "id": f"segment-{number}",
                "start": round(number * step, 4),
                "end": round((number + 0.8) * step, 4),
                "label": "speech",
                "text": f"and then she said number {number}",
                "speaker": f"speaker {number % 2}",
            }
            for number in range(count)
        ]
    }
