"""Generate and read back: rows, segments, an audio folder, the archive whole and in pieces, and what changes
nothing."""

import csv
import hashlib
import io
import json
import wave
import zipfile

import pytest

from local_stack.client import Json, Refused
from local_stack.testing.team import Team

SCHEMA: Json = {
    "items": [
        {"name": "caption", "kind": "text", "prefill": "caption", "required": True},
        {"name": "quality", "kind": "rating", "from": 1, "to": 5},
        {"name": "parts", "kind": "segments", "labels": ["speech", "noise"], "text": True},
    ]
}


def values(assignment: Json) -> Json:
    number = assignment["record"]["ordinal"]
    part = {"id": f"p{number}", "start": 0.05, "end": 0.25, "label": "speech", "text": "hm"}
    return {"caption": f'=clip {number}, "so" said', "quality": 1 + number % 5, "parts": [part]}


async def generate(team: Team, task: str, **body: object) -> Json:
    made = await team.manager.request("POST", "/processed-datasets", json={"task": task, **body})
    assert made.status_code == 202
    path = made.headers["Location"].removeprefix("/api/v1")
    ready = await team.manager.until_state(path, "ready", "failed", "canceled")
    assert ready["state"] == "ready", ready
    return ready


async def test_a_generated_dataset_reads_back(team: Team) -> None:
    dataset = await team.import_clips(5, captions=[f"clip {n}" for n in range(5)])
    task = await team.create_task(
        dataset, {"ana": 3, "bo": 2}, review="full", reviewers=["eva"], schema=SCHEMA, name="Read back"
    )
    await team.label("ana", task, value=values)
    with pytest.raises(Refused) as refused:
        await team.manager.post("/processed-datasets", {"task": task, "formats": ["jsonl"]})
    assert (refused.value.status, refused.value.slug) == (409, "task-not-completed")
    assert refused.value.problem["total"] == 5
    await team.label("bo", task, value=values)
    await team.review_all(task, "eva")
    await team.until(task, "completed")

    formats = ["jsonl", "csv", "audiofolder"]
    ready = await generate(team, task, formats=formats)
    assert (ready["version"], ready["partial"], ready["record_count"]) == ("V001", False, 5)
    path = f"/processed-datasets/{ready['id']}"
    text = (await team.manager.request("GET", f"{path}/files/data.jsonl")).text
    rows = [json.loads(line) for line in text.splitlines()]
    assert [row["audio_name"] for row in rows] == [f"clip-{n:03}.wav" for n in range(5)]
    assert [row["quality"] for row in rows] == [1, 2, 3, 4, 5]
    assert {row["reviewer"] for row in rows} == {team.user("eva")}
    assert {row["annotator"] for row in rows} == {team.user("ana"), team.user("bo")}
    assert rows[2]["caption"] == '=clip 2, "so" said'

    table = (await team.manager.request("GET", f"{path}/files/data.csv")).text
    lines = list(csv.DictReader(io.StringIO(table)))
    assert len(lines) == 5
    assert all(line["caption"].startswith("'=") for line in lines), "formulas are neutralised"
    segments = (await team.manager.request("GET", f"{path}/files/segments.csv")).text
    assert [(s["label"], s["start"]) for s in csv.DictReader(io.StringIO(segments))] == [
        ("speech", "0.05")
    ] * 5

    archive = await team.manager.request("GET", f"{path}/download")
    assert archive.status_code == 200
    with zipfile.ZipFile(io.BytesIO(archive.content)) as whole:
        assert whole.testzip() is None
        names = set(whole.namelist())
        sums = whole.read("SHA256SUMS").decode().splitlines()
        for line in sums:
            digest, name = line.split("  ", 1)
            assert hashlib.sha256(whole.read(name)).hexdigest() == digest, name
        metadata = [json.loads(line) for line in _text(whole, "metadata.jsonl").splitlines()]
        assert len(metadata) == 5
        clip = next(name for name in names if name.endswith("clip-000.wav"))
        with wave.open(io.BytesIO(whole.read(clip))) as audio:
            assert (audio.getframerate(), audio.getnchannels(), audio.getnframes()) == (8000, 1, 3200)
        card = whole.read("README.md").decode()
    assert "Read back" in card

    half = len(archive.content) // 2
    pieces = b""
    for span in (f"bytes=0-{half - 1}", f"bytes={half}-"):
        piece = await team.manager.request("GET", f"{path}/download", headers={"Range": span})
        assert piece.status_code == 206
        pieces += piece.content
    assert pieces == archive.content
    with pytest.raises(Refused) as refused:
        await team.manager.request("GET", f"{path}/download", headers={"Range": "bytes=99999999-"})
    assert refused.value.status == 416

    again = await generate(team, task, formats=formats)
    assert again["version"] == "V002"
    assert _sums(again, "data.jsonl") == _sums(ready, "data.jsonl"), "the same input, the same bytes"
    split = await generate(
        team, task, formats=["jsonl"], options={"split": {"train": 0.6, "test": 0.4}, "seed": 3}
    )
    assert {file["name"] for file in split["files"]} >= {"data-train.jsonl", "data-test.jsonl"}

    await team.manager.delete(f"/processed-datasets/{again['id']}")
    listed = await team.manager.all("/processed-datasets", task=task)
    assert [item["version"] for item in listed] == ["V003", "V001"]
    with pytest.raises(Refused) as refused:
        await team["ana"].get(path)
    assert refused.value.status in (403, 404)


def _text(archive: zipfile.ZipFile, end: str) -> str:
    (name,) = [name for name in archive.namelist() if name.endswith(end)]
    return archive.read(name).decode()


def _sums(processed: Json, name: str) -> str:
    return next(str(file["sha256"]) for file in processed["files"] if file["name"] == name)
