"""Uploads: parts in any order, repeated, checked, refused."""

from hashlib import sha256
from typing import Any

import pytest

from local_stack.client import Person, Refused


async def _begin(lab: Any) -> tuple[Person, str]:
    chen = await lab.person("chen")
    return chen, str((await chen.post("/uploads", {"workspace": lab.workspace}))["id"])


async def test_parts_may_come_in_any_order_and_twice(lab: Any) -> None:
    chen, upload = await _begin(lab)
    content = lab.sound(40, seconds=2)
    path, size = f"/uploads/{upload}/files/deep/er/a.wav", len(content)
    whole = sha256(content).hexdigest()
    cuts = [(20_000, size), (0, 12_000), (10_000, 20_000), (0, 12_000)]
    for start, end in cuts:
        answer = await chen.request(
            "PUT",
            path,
            params={"offset": start, "total": size, "sha256": whole},
            content=content[start:end],
            headers={"Content-Type": "application/json"},
        )
    assert answer.json()["complete"]
    shown = await chen.get(f"/uploads/{upload}")
    assert shown["state"] == "open"
    assert [(f["path"], f["received"], f["total"], f["complete"]) for f in shown["files"]] == [
        ("deep/er/a.wav", size, size, True)
    ]
    done = await lab.ended(await lab.begin({"kind": "upload", "upload": upload}))
    (record,) = await lab.records(done["id"])
    assert record["sha256"] == whole


async def test_what_is_missing_is_shown_and_stops_the_import(lab: Any) -> None:
    chen, upload = await _begin(lab)
    put = f"/uploads/{upload}/files/a.wav"
    answer = await chen.request("PUT", put, params={"offset": 10, "total": 100}, content=bytes(20))
    assert answer.json()["missing"] == [[0, 10], [30, 100]]
    with pytest.raises(Refused) as refusal:
        await lab.begin({"kind": "upload", "upload": upload})
    assert (refusal.value.status, refusal.value.slug) == (409, "upload-incomplete")
    assert refusal.value.problem["files"] == ["a.wav"]


async def test_a_wrong_sha256_is_refused_and_nothing_kept(lab: Any) -> None:
    chen, upload = await _begin(lab)
    put = f"/uploads/{upload}/files/a.wav"
    with pytest.raises(Refused) as refusal:
        await chen.request("PUT", put, params={"sha256": "0" * 64}, content=b"other bytes")
    assert (refusal.value.status, refusal.value.slug) == (422, "checksum-mismatch")
    assert (await chen.get(f"/uploads/{upload}"))["files"] == []


async def test_a_wrong_sha256_of_parts_together_is_refused_with_the_last_part(lab: Any) -> None:
    chen, upload = await _begin(lab)
    put, good = f"/uploads/{upload}/files/a.bin", b"x" * 100
    digest = sha256(good).hexdigest()
    await chen.request("PUT", put, params={"offset": 0, "total": 100, "sha256": digest}, content=good[:60])
    with pytest.raises(Refused) as refusal:
        await chen.request(
            "PUT", put, params={"offset": 60, "total": 100, "sha256": digest}, content=b"y" * 40
        )
    assert refusal.value.slug == "checksum-mismatch"
    (file,) = (await chen.get(f"/uploads/{upload}"))["files"]
    assert file["missing"] == [[60, 100]]
    answer = await chen.request(
        "PUT", put, params={"offset": 60, "total": 100, "sha256": digest}, content=good[60:]
    )
    assert answer.json()["sha256"] == digest


@pytest.mark.parametrize("path", ["%2e%2e/a.wav", "a/%2e%2e/%2e%2e/b.wav", "%2Fetc/passwd", "a%5C..%5Cb"])
async def test_paths_that_lead_out_are_refused(lab: Any, path: str) -> None:
    chen, upload = await _begin(lab)
    with pytest.raises(Refused) as refusal:
        await chen.request("PUT", f"/uploads/{upload}/files/{path}", content=b"x")
    assert (refusal.value.status, refusal.value.slug) == (422, "invalid-request")


@pytest.mark.parametrize(
    ("query", "content"),
    [
        ({"offset": 5}, b"x"),
        ({"offset": 5, "total": 3}, b"x"),
        ({"offset": 0, "total": 3}, b"four"),
        ({"offset": -1, "total": 3}, b"x"),
        ({"sha256": "no"}, b"x"),
    ],
)
async def test_parts_that_do_not_fit_are_refused(lab: Any, query: dict[str, str], content: bytes) -> None:
    chen, upload = await _begin(lab)
    with pytest.raises(Refused) as refusal:
        await chen.request("PUT", f"/uploads/{upload}/files/a.wav", params=query, content=content)
    assert refusal.value.status == 422


async def test_a_file_that_would_be_too_large_is_refused(lab: Any) -> None:
    chen, upload = await _begin(lab)
    with pytest.raises(Refused) as refusal:
        await chen.request(
            "PUT", f"/uploads/{upload}/files/a.wav", params={"total": 51 * 1024**3}, content=b"x"
        )
    assert (refusal.value.status, refusal.value.slug) == (413, "too-large")


async def test_nothing_is_added_once_a_dataset_was_made(lab: Any, any_sound: bytes) -> None:
    upload = await lab.upload({"a.wav": any_sound})
    await lab.begin({"kind": "upload", "upload": upload})
    chen = await lab.person("chen")
    with pytest.raises(Refused) as refusal:
        await chen.request("PUT", f"/uploads/{upload}/files/b.wav", content=any_sound)
    assert (refusal.value.status, refusal.value.slug) == (409, "upload-closed")


async def test_who_may_not_create_may_not_upload(lab: Any) -> None:
    dina = await lab.person("dina")
    with pytest.raises(Refused) as refusal:
        await dina.post("/uploads", {"workspace": lab.workspace})
    assert (refusal.value.status, refusal.value.slug) == (403, "forbidden")
    stranger = await lab.person("stranger")
    _, upload = await _begin(lab)
    for attempt in (
        stranger.post("/uploads", {"workspace": lab.workspace}),
        stranger.get(f"/uploads/{upload}"),
        stranger.request("PUT", f"/uploads/{upload}/files/a.wav", content=b"x"),
    ):
        with pytest.raises(Refused) as refusal:
            await attempt
        assert refusal.value.status == 404
