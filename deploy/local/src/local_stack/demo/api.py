"""The calls the demo is told in: import, create, label, review, each by a person of the team."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from local_stack.client import Json, Person, eventually
from local_stack.demo.clips import Clip

_PATIENCE = 120.0

Values = Callable[[Json], Json]
"""The annotation for a record, given the record."""


async def import_clips(person: Person, workspace: str, name: str, clips: Sequence[Clip]) -> str:
    """Uploads clips with a manifest of their captions and imports them. Returns the dataset's id."""
    lines = [
        json.dumps(
            {"audio_name": c.audio_name, "caption": c.caption, "language": c.language}, ensure_ascii=False
        )
        for c in clips
    ]
    files = {c.audio_name: c.path.read_bytes() for c in clips}
    manifest = "manifest.jsonl"
    files[manifest] = "".join(f"{line}\n" for line in lines).encode()
    return await import_files(person, workspace, name, files, manifest)


async def import_files(
    person: Person, workspace: str, name: str, files: Mapping[str, bytes], manifest: str | None = None
) -> str:
    """Uploads files (path to content) and imports them. Returns the dataset's id."""
    upload = (await person.post("/uploads", {"workspace": workspace}))["id"]
    for path, content in files.items():
        await person.request(
            "PUT",
            f"/uploads/{upload}/files/{path}",
            params={"offset": 0, "total": len(content), "sha256": hashlib.sha256(content).hexdigest()},
            content=content,
            headers={"Content-Type": "application/octet-stream"},
        )
    source = {"kind": "upload", "upload": upload}
    body = {"workspace": workspace, "name": name, "source": source, "manifest": manifest}
    dataset = (await person.post("/datasets", body))["id"]
    ready = await person.until_state(f"/datasets/{dataset}", "ready", "failed", seconds=_PATIENCE)
    if ready["state"] == "failed":
        raise RuntimeError(f"the dataset {name} could not be imported: {ready.get('failure')}")
    return str(dataset)


async def create_task(person: Person, body: Json) -> str:
    """Creates a task and waits until it can be labeled. Returns its id."""
    task = (await person.post("/tasks", body))["id"]
    state = await person.until_state(f"/tasks/{task}", "labeling", "failed", seconds=_PATIENCE)
    if state["state"] == "failed":
        raise RuntimeError(f"the task {body['name']} could not be prepared: {state.get('failure')}")
    return str(task)


async def next_assignment(person: Person, task: str) -> Json:
    """The person's next record to label, waiting until there is one."""

    async def look() -> Json | None:
        found: Json | None = (await person.post("/assignments/next", {"task": task}))["assignment"]
        return found

    return await eventually(look, f"a record of {task} for {person.user}", _PATIENCE)


async def label(person: Person, task: str, values: Values, count: int | None = None) -> int:
    """Labels up to `count` records, or all there are. Returns how many."""
    done = 0
    assignment: Json | None = await next_assignment(person, task)
    while assignment is not None and done != count:
        body = {
            "annotation": values(assignment["record"]),
            "round": assignment["round"],
            "seconds_worked": round(float(assignment["record"]["seconds"]) * 2 + 3, 1),
        }
        work = await person.post(f"/assignments/{assignment['id']}/submission", body)
        assignment = work["assignment"]
        done += 1
    return done


async def save_draft(person: Person, task: str, values: Values) -> None:
    """Begins the next record without submitting it."""
    assignment = await next_assignment(person, task)
    path = f"/assignments/{assignment['id']}"
    shown = await person.request("GET", path)
    body = {"annotation": values(shown.json()["record"]), "seconds_worked": 4.0}
    await person.put(f"{path}/draft", body, headers={"If-Match": shown.headers["ETag"]})


async def next_review(person: Person, task: str) -> Json:
    """The person's next submitted record to judge, waiting until there is one."""

    async def look() -> Json | None:
        found: Json | None = (await person.post("/reviews/next", {"task": task}))["review"]
        return found

    return await eventually(look, f"a review of {task} for {person.user}", _PATIENCE)


async def approve(person: Person, task: str, count: int) -> None:
    """Approves the next `count` reviews."""
    for _ in range(count):
        review = await next_review(person, task)
        await person.post(f"/reviews/{review['id']}/approval", {"round": review["round"]})


async def reject(person: Person, task: str, reason: str, **more: Any) -> None:
    """Rejects the next review with a reason."""
    review = await next_review(person, task)
    body = {"round": review["round"], "reason": reason, **more}
    await person.post(f"/reviews/{review['id']}/rejection", body)


async def until_completed(person: Person, task: str) -> None:
    """Waits until nothing of the task is left to do."""
    await person.until_state(f"/tasks/{task}", "completed", seconds=_PATIENCE)


async def generate(person: Person, task: str, formats: Sequence[str]) -> str:
    """Generates a processed dataset and waits for it. Returns its id."""
    made = (await person.post("/processed-datasets", {"task": task, "formats": list(formats)}))["id"]
    ready = await person.until_state(f"/processed-datasets/{made}", "ready", "failed", seconds=_PATIENCE)
    if ready["state"] == "failed":
        raise RuntimeError(f"the processed dataset could not be generated: {ready.get('failure')}")
    return str(made)
