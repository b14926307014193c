"""Generation on a real MongoDB, Kafka and object store, through the gateway."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from local_stack.client import Api, Person, Refused, eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")
SPANS = [{"id": "s1", "start": 0.01, "end": 0.05, "label": "bark", "text": 'he said "wuff", twice'}]


async def generated(root: Person, task: str, **body: Any) -> dict[str, Any]:
    asked = await root.post("/processed-datasets", {"task": task, "formats": ["jsonl"], **body})
    assert asked["state"] == "generating"
    return await root.until_state(f"/processed-datasets/{asked['id']}", "ready", "failed", "canceled")


async def generated_or_none(root: Person, task: str) -> dict[str, Any] | None:
    try:
        return await generated(root, task, scope="done")
    except Refused as refused:
        if refused.slug != "nothing-done":
            raise
        return None


async def text(root: Person, processed: dict[str, Any], name: str) -> str:
    return (await root.request("GET", f"/processed-datasets/{processed['id']}/files/{name}")).text


async def rows(root: Person, processed: dict[str, Any], name: str = "data.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (await text(root, processed, name)).splitlines()]


async def test_a_completed_task_becomes_rows_in_the_order_of_its_records(
    exporting: Any, root: Person
) -> None:
    told = await exporting.task(await exporting.workspace(), 5)
    for ordinal in (3, 0, 4, 1, 2):
        await told.approve(ordinal)  # verdicts may be heard before their submissions
        await told.submit(ordinal, spans=SPANS if ordinal == 2 else [])
    await told.complete(5)
    processed = await generated(root, told.id, formats=["jsonl", "csv"])
    assert (processed["state"], processed["version"], processed["partial"]) == ("ready", "V001", False)
    data = await rows(root, processed)
    assert [row["ordinal"] for row in data] == [0, 1, 2, 3, 4]
    assert data[2]["caption"] == "caption 2, =round 1"
    assert data[2]["spans"] == SPANS
    assert (data[0]["annotator"], data[0]["reviewer"], data[0]["reviewed_by"]) == ("ana", "eva", "person")
    csv = await text(root, processed, "data.csv")
    assert csv.startswith("audio_name,caption,seconds")
    assert csv.count("\r\n") == 6
    segments = await text(root, processed, "segments.csv")
    assert '"he said ""wuff"", twice"' in segments


async def test_generating_waits_until_every_final_has_arrived(exporting: Any, root: Person) -> None:
    told = await exporting.task(await exporting.workspace(), 3)
    for ordinal in (0, 1):
        await told.submit(ordinal)
        await told.approve(ordinal)
    await told.complete(3)
    asked = await root.post("/processed-datasets", {"task": told.id, "formats": ["jsonl"]})
    waiting = await root.until(
        f"/processed-datasets/{asked['id']}",
        lambda found: found["progress"] == {"done": 2, "total": 3, "unit": "records"},
    )
    assert waiting["state"] == "generating"
    await told.submit(2)
    await told.approve(2)
    ready = await root.until_state(f"/processed-datasets/{asked['id']}", "ready", "failed")
    assert ready["record_count"] == 3


async def test_an_uncompleted_task_is_refused_with_what_is_missing_and_can_be_generated_in_part(
    exporting: Any, root: Person
) -> None:
    told = await exporting.task(await exporting.workspace(), 3)
    with pytest.raises(Refused) as nothing:
        await root.post("/processed-datasets", {"task": told.id, "formats": ["jsonl"], "scope": "done"})
    assert nothing.value.slug == "nothing-done"
    await told.submit(1)
    await told.approve(1)
    processed = await eventually(lambda: generated_or_none(root, told.id), "the final to be heard of")
    assert (processed["state"], processed["partial"], processed["record_count"]) == ("ready", True, 1)
    with pytest.raises(Refused) as refused:
        await root.post("/processed-datasets", {"task": told.id, "formats": ["jsonl"]})
    assert (refused.value.status, refused.value.slug) == (409, "task-not-completed")
    assert (refused.value.problem["done"], refused.value.problem["total"]) == (1, 3)


async def test_the_same_input_gives_the_same_bytes_and_versions_count_up(
    exporting: Any, root: Person
) -> None:
    told = await exporting.task(await exporting.workspace(), 6)
    await told.all_done()
    body = {
        "formats": ["jsonl", "csv", "audiofolder"],
        "options": {"split": {"train": 0.5, "test": 0.5}, "seed": 7},
    }
    first, second = await generated(root, told.id, **body), await generated(root, told.id, **body)
    assert (first["version"], second["version"]) == ("V001", "V002")
    assert first["files"] == second["files"]
    assert len(await rows(root, first, "data-train.jsonl")) == 3
    listed = await root.all("/processed-datasets", task=told.id)
    assert [item["version"] for item in listed] == ["V002", "V001"]


async def test_the_download_is_a_zip_whose_ranges_fit_and_whose_sums_hold(
    exporting: Any, root: Person
) -> None:
    told = await exporting.task(await exporting.workspace(), 4)
    await told.all_done()
    processed = await generated(root, told.id, formats=["jsonl"], options={"audio": True})
    path = f"/processed-datasets/{processed['id']}/download"
    whole = (await root.request("GET", path)).content
    assert len(whole) == processed["bytes"]
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        lines = archive.read("SHA256SUMS").decode().splitlines()
        sums = {line[66:]: line[:64] for line in lines}
        assert set(sums) == set(archive.namelist()) - {"SHA256SUMS"}
        assert all(hashlib.sha256(archive.read(name)).hexdigest() == digest for name, digest in sums.items())
        row = json.loads(archive.read("data.jsonl").splitlines()[0])
        assert hashlib.sha256(archive.read(row["audio"])).hexdigest() == row["sha256"]
    edges = [0, 1, 29, 30, 100, 5000, len(whole) - 200, len(whole) - 1]
    for start in edges:
        for length in (1, 77, 4000):
            answer = await root.request("GET", path, headers={"Range": f"bytes={start}-{start + length - 1}"})
            assert answer.status_code == 206
            assert answer.content == whole[start : start + length]
    with pytest.raises(Refused) as refused:
        await root.request("GET", path, headers={"Range": f"bytes={len(whole)}-"})
    assert refused.value.status == 416


async def test_hugging_face_opens_the_audiofolder(
    exporting: Any, root: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = await exporting.task(await exporting.workspace(), 5)
    await told.all_done()
    processed = await generated(
        root, told.id, formats=["audiofolder"], options={"split": {"train": 0.6, "test": 0.4}}
    )
    archive = await root.request("GET", f"/processed-datasets/{processed['id']}/download")
    zipfile.ZipFile(io.BytesIO(archive.content)).extractall(tmp_path / "set")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    import datasets

    loaded = datasets.load_dataset(
        "audiofolder", data_dir=str(tmp_path / "set" / "audiofolder"), cache_dir=str(tmp_path / "cache")
    )
    assert {name: len(split) for name, split in loaded.items()} == {"train": 3, "test": 2}
    opened = loaded["train"].cast_column("audio", datasets.Audio(decode=False))
    assert all(
        row["caption"].startswith("caption") and Path(row["audio"]["path"]).is_file() for row in opened
    )


async def test_unusable_records_are_left_out_unless_asked_for(exporting: Any, root: Person) -> None:
    told = await exporting.task(await exporting.workspace(), 2)
    await told.submit(0)
    await told.submit(1, unusable="only noise")
    await told.approve(0)
    await told.approve(1)
    await told.complete(2)
    without = await generated(root, told.id)
    assert [row["ordinal"] for row in await rows(root, without)] == [0]
    kept = await generated(root, told.id, options={"unusable": True})
    assert [row["unusable"] for row in await rows(root, kept)] == [None, "only noise"]


async def test_a_deleted_processed_dataset_is_gone_with_its_files(exporting: Any, root: Person) -> None:
    told = await exporting.task(await exporting.workspace(), 2)
    await told.all_done()
    processed = await generated(root, told.id)
    folder = exporting.stack.storage_dir / "processed" / processed["id"]
    assert folder.is_dir()
    await root.delete(f"/processed-datasets/{processed['id']}")
    with pytest.raises(Refused) as refused:
        await root.get(f"/processed-datasets/{processed['id']}")
    assert refused.value.status == 404
    again = await generated(root, told.id)
    assert again["version"] == "V002"


async def test_another_workspace_sees_nothing(exporting: Any, root: Person, api: Api) -> None:
    told = await exporting.task(await exporting.workspace(), 1)
    await told.all_done()
    processed = await generated(root, told.id)
    await exporting.workspace("stranger")
    stranger = await api.person("stranger")
    for path in ("", "/download", "/files/data.jsonl", "/live"):
        with pytest.raises(Refused) as refused:
            await stranger.get(f"/processed-datasets/{processed['id']}{path}")
        assert refused.value.status == 404
    with pytest.raises(Refused) as refused:
        await stranger.post("/processed-datasets", {"task": told.id, "formats": ["jsonl"]})
    assert refused.value.status == 404


async def test_a_download_address_works_without_a_token_for_what_it_was_made_for_alone(
    exporting: Any, root: Person, api: Api
) -> None:
    told = await exporting.task(await exporting.workspace(), 2)
    told.records[0] = told.records[0].model_copy(update={"audio_name": "clips/\u00e9t\u00e9 100%41 #1.wav"})
    await told.all_done()
    processed = await generated(root, told.id, formats=["jsonl", "audiofolder"])
    path = f"/processed-datasets/{processed['id']}"
    odd = next(file["name"] for file in processed["files"] if "#" in file["name"])
    async with httpx.AsyncClient(base_url=exporting.stack.base_url) as browser:
        for file in (None, "data.jsonl", odd):
            address = await root.post(f"{path}/download-address", {"file": file} if file else {})
            answer = await browser.get(address["url"])
            assert answer.status_code == 200, file
            expected = await root.request(
                "GET", f"{path}/{'download' if file is None else 'files/' + quote(file)}"
            )
            assert answer.content == expected.content
            assert answer.headers["Content-Disposition"].startswith("attachment")
            part = await browser.get(address["url"], headers={"Range": "bytes=3-9"})
            assert (part.status_code, part.content) == (206, expected.content[3:10])
        for wrong in (
            address["url"].replace(quote(odd), "data.jsonl"),
            address["url"].replace("expires=", "expires=9"),
            address["url"].partition("&signature=")[0] + "&signature=",
        ):
            assert (await browser.get(wrong)).json()["type"] == "/problems/signature-invalid"
        assert (await browser.get(address["url"].partition("?")[0])).status_code == 401
        await root.delete(path)
        assert (await browser.get(address["url"])).status_code == 404


async def test_a_download_address_is_given_to_who_manages_and_for_what_is_there(
    exporting: Any, root: Person, api: Api
) -> None:
    told = await exporting.task(await exporting.workspace(), 1)
    await told.all_done()
    path = f"/processed-datasets/{(await generated(root, told.id))['id']}/download-address"
    stranger = await api.person("stranger")
    for person, body in ((stranger, {}), (root, {"file": "no-such-file"})):
        with pytest.raises(Refused) as refused:
            await person.post(path, body)
        assert refused.value.status == 404


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"formats": ["parquet"]}, "/formats/0"),
        ({"formats": []}, "/formats"),
        ({"formats": ["jsonl"], "options": {"spilt": {}}}, "/options/spilt"),
        ({"formats": ["jsonl"], "options": {"split": {"train": -1}}}, "/options/split/train"),
        ({"formats": ["jsonl", "jsonl"]}, ""),
    ],
)
async def test_a_malformed_request_is_refused_at_its_place(
    root: Person, body: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(Refused) as refused:
        await root.post("/processed-datasets", {"task": "any", **body})
    assert (refused.value.status, refused.value.slug) == (422, "invalid-request")
    assert refused.value.problem["errors"][0]["pointer"] == pointer


async def test_a_kill_during_generation_loses_nothing(exporting: Any, root: Person) -> None:
    told = await exporting.task(await exporting.workspace(), 40)
    await told.all_done()
    asked = await root.post("/processed-datasets", {"task": told.id, "formats": ["audiofolder", "jsonl"]})
    service = exporting.stack.process("export-service")
    await service.kill9()
    await service.start()
    ready = await root.until_state(f"/processed-datasets/{asked['id']}", "ready", "failed", seconds=120)
    assert (ready["state"], ready["record_count"], ready["version"]) == ("ready", 40, "V001")
    archive = await root.request("GET", f"/processed-datasets/{asked['id']}/download")
    assert zipfile.ZipFile(io.BytesIO(archive.content)).testzip() is None
