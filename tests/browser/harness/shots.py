"""Which pictures there are: a name, who looks, at which address, and what they do before it is taken."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from playwright.async_api import FilePayload, Page, expect
from tests.browser.harness.scene import Scene

from local_stack.demo.conversations import DATASET, TASK

Path = Callable[[Scene], str]
Steps = Callable[[Page, Scene], Awaitable[None]]

_TRANSCRIBE = "Transcribe European voices"
_PARTIAL = "Who speaks when, Asian voices"


# A page that follows a stream is never idle: enough that it asked for nothing more for a second.
_STILL = """() => new Promise((still) => {
  let [before, times] = [-1, 0];
  const timer = setInterval(() => {
    const now = performance.getEntriesByType("resource").length;
    times = now === before ? times + 1 : 0;
    before = now;
    if (times >= 5) still(clearInterval(timer));
  }, 200);
})"""


_SPECTROGRAM = """() => performance.getEntriesByType("resource").some(
  ({ name, responseStatus }) => /spectrogram.*[?&]tile=/.test(name) && responseStatus === 200,
)"""


async def quiet(page: Page, _: Scene) -> None:
    """Waits until the page stands and has what it asked for."""
    await expect(page.locator("h1").first).to_be_visible()
    await page.evaluate(_STILL)


async def drawn(page: Page) -> None:
    """Waits until the spectrogram is there, which the server may have to draw first."""
    await page.wait_for_function(_SPECTROGRAM, timeout=120_000)
    await page.evaluate(_STILL)


async def bench(page: Page, _: Scene) -> None:
    """Waits until a record can be labeled and its pictures are drawn."""
    await expect(page.get_by_test_id("workbench")).to_have_attribute("data-ready", "true")
    await drawn(page)


async def bench_with_selection(page: Page, scene: Scene) -> None:
    """Chooses a turn in the middle."""
    await bench(page, scene)
    await page.get_by_role("textbox", name="Text of segment 4").click()


async def review(page: Page, _: Scene) -> None:
    """Waits until a record can be judged and its pictures are drawn."""
    await expect(page.get_by_test_id("review")).to_have_attribute("data-ready", "true")
    await expect(page.get_by_text(re.compile("differs? from round"))).to_be_visible()
    await drawn(page)


async def record(page: Page, _: Scene) -> None:
    """Waits until a record is shown beside its round before, and chooses a turn that is not the same."""
    await expect(page.get_by_test_id("record")).to_have_attribute("data-ready", "true")
    await expect(page.get_by_text(re.compile("differs? from round"))).to_be_visible()
    rows = page.get_by_role("list", name="Segments").get_by_role("listitem")
    await rows.filter(has_text="changed").first.get_by_role("button").nth(1).click()
    await drawn(page)


async def rest(page: Page, scene: Scene) -> None:
    """Opens what an auditor can do with the rest."""
    await expect(page.get_by_test_id("review")).to_have_attribute("data-ready", "true")
    await page.get_by_role("button", name="The rest").click()
    await expect(page.get_by_role("dialog")).to_contain_text("You approved")
    await quiet(page, scene)


async def generate(page: Page, scene: Scene) -> None:
    """Waits for the dialog that the address opens."""
    await expect(page.get_by_role("dialog").get_by_role("checkbox", name="JSON Lines")).to_be_visible()
    await quiet(page, scene)


async def chosen_files(page: Page, scene: Scene) -> None:
    """Chooses recordings and a manifest, as in the wizard for files of one's own."""
    sound = b"RIFF" + bytes(600_000)
    line = '{{"audio_name": "{}", "caption": "{}"}}\n'
    told = {
        "blackbird.wav": "A blackbird sings.",
        "rain-on-tin.wav": "Rain on a tin roof.",
        "tram.wav": "A tram goes by.",
    }
    manifest = "".join(line.format(*each) for each in told.items()).encode()
    await page.get_by_test_id("choose-files").set_input_files(
        [
            *(FilePayload(name=name, mimeType="audio/wav", buffer=sound) for name in told),
            FilePayload(name="manifest.jsonl", mimeType="application/jsonl", buffer=manifest),
        ]
    )
    await page.get_by_label("Name of the dataset").fill("Field recordings")
    await expect(page.get_by_role("table", name="First lines of the manifest")).to_be_visible()
    await page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    await quiet(page, scene)


def create(step: str) -> Path:
    """A step of the wizard, begun from a copy of the task on conversations."""
    return lambda scene: scene.at(f"tasks/new?copy={scene.tasks[TASK]}&step={step}")


def label(which: Callable[[Scene], str]) -> Path:
    """The workbench with a record of the conversations."""
    return lambda scene: scene.task(TASK, f"/label?record={which(scene)}")


@dataclass(frozen=True)
class Shot:
    """One picture, made in light and in dark."""

    name: str
    who: str | None
    path: Path
    steps: Steps = quiet


SHOTS: tuple[Shot, ...] = (
    Shot("sign-in", None, lambda _: "/signin"),
    Shot("my-work", "dina", lambda scene: scene.at("my-work")),
    Shot("my-work-auditor", "farah", lambda scene: scene.at("my-work")),
    Shot("my-work-manager", "chen", lambda scene: scene.at("my-work")),
    Shot("datasets", "chen", lambda scene: scene.at("datasets")),
    Shot("import", "chen", lambda scene: scene.at("datasets/import"), chosen_files),
    Shot("dataset", "chen", lambda scene: scene.at(f"datasets/{scene.datasets[DATASET]}")),
    Shot("create-items", "chen", create("items")),
    Shot("create-people", "chen", create("people")),
    Shot("create-review", "chen", create("review")),
    Shot("tasks", "chen", lambda scene: scene.at("tasks")),
    Shot("task", "chen", lambda scene: scene.task(_TRANSCRIBE)),
    Shot("task-records", "chen", lambda scene: scene.task(_TRANSCRIBE, "?tab=records")),
    Shot("record", "chen", lambda scene: scene.task(TASK, f"/records/{scene.corrected}"), record),
    Shot("workbench", "dina", label(lambda scene: scene.begun), bench_with_selection),
    Shot("workbench-suggestions", "dina", label(lambda scene: scene.suggested), bench),
    Shot("workbench-rework", "dina", label(lambda scene: scene.rework), bench),
    Shot("workbench-transcript", "dina", lambda scene: scene.task(_TRANSCRIBE, "/label"), bench),
    Shot("review", "farah", lambda scene: scene.task(TASK, "/review"), review),
    Shot("review-rest", "gus", lambda scene: scene.task(_PARTIAL, "/review"), rest),
    Shot(
        "processed-dataset", "chen", lambda scene: scene.at(f"processed-datasets/{scene.processed}")
    ),
    Shot("generate", "chen", lambda scene: scene.task("Caption Asian voices", "?generate=1"), generate),
    Shot("members", "ana", lambda scene: scene.at("members")),
    Shot("keyboard", "dina", lambda scene: scene.at("keyboard")),
)  # fmt: skip
