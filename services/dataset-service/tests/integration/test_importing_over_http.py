"""Imports as a client sees them: uploads, folders, archives, manifests, what is refused."""

import json
from hashlib import sha256
from typing import Any

import pytest

from local_stack.client import Refused, eventually


async def test_uploaded_files_become_records_in_the_order_of_their_paths(lab: Any) -> None:
    files = {
        "b/2.wav": lab.sound(2),
        "b/1.flac": lab.sound(1, format="FLAC"),
        "a.ogg": lab.sound(3, format="OGG"),
    }
    done = await lab.imported(files)
    assert done["state"] == "ready", done
    assert (done["record_count"], done["failed_count"]) == (3, 0)
    assert done["seconds"] == pytest.approx(3.0, abs=0.01)
    records = await lab.records(done["id"])
    assert [(r["ordinal"], r["audio_name"]) for r in records] == [
        (0, "a.ogg"),
        (1, "b/1.flac"),
        (2, "b/2.wav"),
    ]
    assert records[2]["sha256"] == sha256(files["b/2.wav"]).hexdigest()
    assert records[2]["sample_rate"] == 16_000
    (kind, said) = (await lab.heard("earmark.datasets", done["id"], 1))[0]
    assert kind == "DatasetImported"
    assert (said["record_count"], said["failed_count"], said["source"]) == (3, 0, "upload")


async def test_a_manifest_gives_order_captions_and_facts(lab: Any) -> None:
    manifest = lab.jsonl(
        [
            {"audio_name": "z.wav", "caption": "zed", "speaker": "ann", "take": 3},
            {"audio_name": "a.wav", "caption": "ay"},
            {"audio_name": "gone.wav", "caption": "nothing"},
        ]
    )
    done = await lab.imported(
        {"m.jsonl": manifest, "a.wav": lab.sound(4), "z.wav": lab.sound(5), "x.wav": lab.sound(6)}, "m.jsonl"
    )
    assert (done["record_count"], done["failed_count"]) == (2, 1)
    records = await lab.records(done["id"])
    assert [r["audio_name"] for r in records] == ["z.wav", "a.wav"]
    assert records[0]["facts"] == {"caption": "zed", "speaker": "ann", "take": 3}
    assert await lab.failures(done["id"]) == {"gone.wav": "missing-audio"}


async def test_a_csv_manifest_inside_a_zip_is_read(lab: Any) -> None:
    inside = {
        "data/list.csv": b"audio_name,caption\none.wav,first\ntwo.wav,second\n",
        "data/one.wav": lab.sound(7),
        "data/two.wav": lab.sound(8),
    }
    done = await lab.imported({"all.zip": lab.zipped(inside)}, "data/list.csv")
    assert done["state"] == "ready", done
    assert [r["facts"]["caption"] for r in await lab.records(done["id"])] == ["first", "second"]


async def test_archives_are_unpacked_and_bad_members_named(lab: Any) -> None:
    bad = {
        "../evil.wav": lab.sound(9),
        "ok.wav": lab.sound(10),
        "broken.wav": lab.sound(11)[:300],
        "text.wav": b"hello" * 99,
    }
    done = await lab.imported({"some.tar.gz": lab.tarred(bad)})
    assert done["state"] == "ready", done
    assert [r["audio_name"] for r in await lab.records(done["id"])] == ["ok.wav"]
    assert await lab.failures(done["id"]) == {
        "some.tar.gz/../evil.wav": "path-outside",
        "broken.wav": "truncated",
        "text.wav": "not-audio",
    }


async def test_an_archive_bomb_is_refused_and_the_rest_goes_on(lab: Any) -> None:
    done = await lab.imported(
        {"bomb.zip": lab.zipped({"zeros.wav": bytes(80 << 20)}), "fine.wav": lab.sound(12)}
    )
    assert (done["state"], done["record_count"]) == ("ready", 1)
    assert await lab.failures(done["id"]) == {"bomb.zip": "bomb"}


async def test_two_archives_with_the_same_names_keep_both(lab: Any) -> None:
    done = await lab.imported(
        {"one.zip": lab.zipped({"x.wav": lab.sound(13)}), "two.zip": lab.zipped({"x.wav": lab.sound(14)})}
    )
    assert [r["audio_name"] for r in await lab.records(done["id"])] == ["two/x.wav", "x.wav"]


async def test_an_import_without_any_record_has_failed_and_says_why(lab: Any) -> None:
    done = await lab.imported({"empty.wav": b"", "notes.txt": b"not audio at all, sorry"})
    assert done["state"] == "failed"
    assert "no-records" in done["failure"]
    assert await lab.failures(done["id"]) == {"empty.wav": "empty", "notes.txt": "not-audio"}


async def test_a_missing_manifest_fails_the_import_by_name(lab: Any) -> None:
    done = await lab.imported({"a.wav": lab.sound(15)}, "list.jsonl")
    assert done["state"] == "failed"
    assert "list.jsonl" in done["failure"]


async def test_too_long_audio_is_listed(lab: Any) -> None:
    done = await lab.imported(
        {"long.flac": lab.sound(16, seconds=601, rate=8000, format="FLAC"), "s.wav": lab.sound(17)}
    )
    assert (done["record_count"], await lab.failures(done["id"])) == (1, {"long.flac": "too-long"})


async def test_equal_content_is_noted_as_duplicate(lab: Any, any_sound: bytes) -> None:
    done = await lab.imported({"a.wav": any_sound, "b.wav": lab.sound(18), "c.wav": any_sound})
    records = await lab.records(done["id"])
    assert [r["duplicate_of"] for r in records] == [None, None, 0]


async def test_one_audio_may_be_named_by_many_lines(lab: Any, any_sound: bytes) -> None:
    lines = [{"audio_name": "a.wav", "caption": f"caption {n}"} for n in range(5)]
    done = await lab.imported({"a.wav": any_sound, "m.jsonl": lab.jsonl(lines)}, "m.jsonl")
    assert [r["facts"]["caption"] for r in await lab.records(done["id"])] == [
        f"caption {n}" for n in range(5)
    ]


async def test_a_folder_is_imported_without_leaving_it(lab: Any, any_sound: bytes) -> None:
    (lab.folder / "sub").mkdir()
    (lab.folder / "sub" / "ü 1.wav").write_bytes(any_sound)
    (lab.folder / ".hidden.wav").write_bytes(any_sound)
    (lab.folder / "link.wav").symlink_to("/etc/passwd")
    (lab.folder / "inner.wav").symlink_to(lab.folder / "sub" / "ü 1.wav")
    done = await lab.ended(await lab.begin({"kind": "folder", "path": str(lab.folder)}))
    assert [r["audio_name"] for r in await lab.records(done["id"])] == ["inner.wav", "sub/ü 1.wav"]
    assert await lab.failures(done["id"]) == {"link.wav": "outside-import-roots"}
    assert (lab.folder / "sub" / "ü 1.wav").read_bytes() == any_sound


@pytest.mark.parametrize("path", ["/etc", "{root}/../..", "/"])
async def test_a_folder_outside_the_roots_is_refused(lab: Any, path: str) -> None:
    with pytest.raises(Refused) as refusal:
        await lab.begin({"kind": "folder", "path": path.format(root=lab.folder)})
    assert (refusal.value.status, refusal.value.slug) == (403, "outside-import-roots")


@pytest.mark.parametrize(
    "source",
    [
        {"kind": "folder", "path": "relative"},
        {"kind": "folder"},
        {"kind": "carrier-pigeon"},
        {"kind": "subset", "dataset": "x", "sample": 0},
        {"kind": "subset", "dataset": "x", "filter": {"seconds": {"near": 3}}},
        {"kind": "upload", "upload": "x", "more": 1},
    ],
)
async def test_a_malformed_source_is_refused(lab: Any, source: dict[str, object]) -> None:
    with pytest.raises(Refused) as refusal:
        await lab.begin(source)
    assert (refusal.value.status, refusal.value.slug) == (422, "invalid-request")


async def test_a_canceled_import_keeps_nothing_and_can_be_deleted(lab: Any) -> None:
    files = {f"{n:03}.flac": lab.sound(1000 + n, seconds=20, rate=44_100, format="FLAC") for n in range(60)}
    dataset = await lab.begin({"kind": "upload", "upload": await lab.upload(files)})
    chen = await lab.person("chen")
    canceled = await chen.post(f"/datasets/{dataset}/cancel")
    assert canceled["state"] == "canceled"
    assert (await chen.post(f"/datasets/{dataset}/cancel"))["state"] == "canceled"

    async def swept() -> bool:
        return not await lab.records(dataset)

    await eventually(swept, "the rows of a canceled import are gone")
    await chen.delete(f"/datasets/{dataset}")
    with pytest.raises(Refused) as refusal:
        await chen.get(f"/datasets/{dataset}")
    assert refusal.value.status == 404


async def test_progress_is_followed_live(lab: Any) -> None:
    files = {f"{n:03}.flac": lab.sound(2000 + n, seconds=10, rate=44_100, format="FLAC") for n in range(40)}
    dataset = await lab.begin({"kind": "upload", "upload": await lab.upload(files)})
    chen = await lab.person("chen")
    states = []
    headers = {"Authorization": f"Bearer {chen.token}"}
    async with lab.http.stream("GET", f"/api/v1/datasets/{dataset}/live", headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                states.append(json.loads(line[6:]))
                if states[-1]["state"] != "importing":
                    break
    assert states[-1]["state"] == "ready"
    assert states[-1]["progress"] | {"done": 40, "total": 40} == states[-1]["progress"]
    assert {state["progress"]["unit"] for state in states} == {"files"}


async def test_the_same_key_begins_one_import(lab: Any, any_sound: bytes) -> None:
    chen = await lab.person("chen")
    upload = await lab.upload({"a.wav": any_sound})
    body = {"workspace": lab.workspace, "name": "Once", "source": {"kind": "upload", "upload": upload}}
    first = await chen.post("/datasets", body, key="import-once")
    second = await chen.request("POST", "/datasets", json=body, headers={"Idempotency-Key": "import-once"})
    assert second.json()["id"] == first["id"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.status_code == 202
    assert second.headers["Location"] == f"/api/v1/datasets/{first['id']}"
