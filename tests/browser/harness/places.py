"""Every page of the console, with work of all kinds on it: for what must hold on each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.async_api import expect
from tests.browser.harness.console import Console
from tests.browser.harness.page import Page

from local_stack.client import Json
from local_stack.testing.team import Team

_WORKBENCH = "[data-testid=workbench][data-ready=true]"
_RECORD = "[data-testid=record][data-ready=true]"


@dataclass(frozen=True)
class Place:
    """A page: who looks, at which path of the workspace (or of the console, with a slash)."""

    name: str
    who: str | None
    path: str
    ready: str = "h1"
    """What is there when the page has what it asked for."""


@dataclass(frozen=True)
class World:
    """What the pages show."""

    dataset: str
    task: str
    record: str
    """An assignment of the task, rejected with a comment."""
    waiting: str
    processed: str

    def places(self) -> Sequence[Place]:
        """Every page of the console."""
        return (
            Place("sign-in", None, "/signin"),
            Place("spaces", "cora", "/spaces"),
            Place("my work of an annotator", "ana", "my-work"),
            Place("my work of an auditor", "eva", "my-work"),
            Place("my work of a manager", "cora", "my-work"),
            Place("datasets", "cora", "datasets"),
            Place("import", "cora", "datasets/import"),
            Place("dataset", "cora", f"datasets/{self.dataset}"),
            Place("processed datasets", "cora", "processed-datasets"),
            Place("processed dataset", "cora", f"processed-datasets/{self.processed}"),
            Place("tasks", "cora", "tasks"),
            Place("create a task", "cora", "tasks/new"),
            Place("task", "cora", f"tasks/{self.task}"),
            Place("record", "cora", f"tasks/{self.task}/records/{self.record}", _RECORD),
            Place("task of an annotator", "ana", f"tasks/{self.task}"),
            Place("workbench", "ana", f"tasks/{self.task}/label", _WORKBENCH),
            Place("workbench without segments", "ana", f"tasks/{self.waiting}/label", _WORKBENCH),
            Place("review", "eva", f"tasks/{self.task}/review", "[data-testid=review][data-ready=true]"),
            Place("members", "mara", "members"),
            Place("keyboard", "ana", "keyboard"),
            Place("not found", "ana", "no-such-page"),
            Place("not allowed", "ana", "datasets"),
        )  # fmt: skip


async def make_world(team: Team, text: str = "as people write", *, schema: Json | None = None) -> World:
    """Work of all kinds in a team's workspace; `text` stands wherever people may write."""
    dataset = await team.import_clips(4, captions=[text] * 4, name=f"Clips {text}"[:200])
    schema = schema or {
        "items": [
            {
                "name": "parts", "kind": "segments", "title": text, "help": text, "text": True, "speakers": True,
                "labels": [{"value": "speech", "label": text}, "noise"], "required": False,
            },
            {"name": "caption", "kind": "text", "title": text, "help": text, "prefill": "caption"},
            {"name": "kind", "kind": "choice", "options": [{"value": "yes", "label": text}, "no"]},
        ]
    }  # fmt: skip
    task = await team.create_task(
        dataset, ["ana"], review="full", reviewers=["eva"], schema=schema, name=text, description=text,
        guideline=f"# {text}\n\n{text}\n\n[{text}](javascript:window.hacked=1)\n\n- one\n- two",
        review_settings={"categories": [text[:100]]},
    )  # fmt: skip

    def value(_: Json) -> Json:
        segment: dict[str, Any] = {"id": "a", "start": 0.05, "end": 0.3, "label": "speech"}
        return {"parts": [{**segment, "text": text, "speaker": text}], "caption": text, "kind": ["yes"]}

    first, second = (await team.label("ana", task, 2, value))[:2]
    await team.until_counts(task, submitted=2)
    reviews = (await team["eva"].get(f"/reviews?task={task}"))["items"]
    rejected = next(review for review in reviews if review["assignment"] == first["id"])
    mark = {"item": "parts", "segment": "a", "start": 0.05, "end": 0.3, "comment": text}
    body = {"round": 1, "reason": text, "categories": [text[:100]], "marks": [mark]}
    await team["eva"].post(f"/reviews/{rejected['id']}/rejection", body)
    waiting = await team.create_task(dataset, ["ana", "bo"], name=f"{text} 2"[:200])
    await team.label("bo", waiting)
    unusable = await team.assignment("ana", waiting)
    await team.submit("ana", unusable, unusable={"reason": text})
    await team.return_record(unusable["id"], text)
    generated = await team["cora"].post(
        "/processed-datasets", {"task": waiting, "scope": "done", "formats": ["jsonl", "csv"]}
    )
    processed = str(generated["id"])
    await team["cora"].until_state(f"/processed-datasets/{processed}", "ready", "failed")
    assert second["id"] != first["id"]
    return World(dataset, task, str(first["id"]), waiting, processed)


async def visit(console: Console, page: Page, place: Place) -> None:
    """Goes to a place and waits until it shows what it is for."""
    path = place.path if place.path.startswith("/") else console.at(place.path)
    await page.goto(path)
    await expect(page.locator(place.ready).first).to_be_visible()
    await expect(page.get_by_role("status", name="Loading")).to_have_count(0)
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
