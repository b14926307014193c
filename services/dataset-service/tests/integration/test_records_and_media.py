"""Records in lists, one by one, and the bytes behind their addresses."""

import struct
import zlib
from typing import Any

import numpy as np
import pytest

from local_stack.client import Refused


async def test_records_are_sorted_filtered_and_paged_by_what_was_measured(lab: Any) -> None:
    files = {f"{n}.wav": lab.sound(100 + n, seconds=0.5 + (7 * n % 10) / 10) for n in range(10)}
    files["silence.wav"] = _silence()
    done = await lab.imported(files)
    chen = await lab.person("chen")
    path = f"/datasets/{done['id']}/records"
    for sort in ("seconds", "-seconds", "loudness_lufs", "-loudness_lufs", "name", "-peak_dbfs", "-ordinal"):
        whole = (await chen.get(path, sort=sort))["items"]
        paged = [record async for record in chen.items(path, sort=sort, limit=3)]
        assert [r["id"] for r in paged] == [r["id"] for r in whole], sort
        assert len(whole) == 11
    longest = (await chen.get(path, sort="-seconds", limit=1))["items"][0]
    assert longest["seconds"] == pytest.approx(1.4)
    some = await chen.all(path, min_seconds=0.95, max_seconds=1.25)
    assert {r["seconds"] for r in some} == {1.0, 1.1, 1.2}
    quiet = await chen.all(path, min_silence_share=1)
    assert [r["audio_name"] for r in quiet] == ["silence.wav"]
    assert [r["audio_name"] for r in await chen.all(path, name="LENCE")] == ["silence.wav"]
    assert len(await chen.all(path, min_loudness=-60)) == 10
    for bad in ({"sort": "shoe_size"}, {"min_seconds": "many"}, {"cursor": "x"}, {"limit": 0}):
        with pytest.raises(Refused) as refusal:
            await chen.get(path, **bad)
        assert refusal.value.status == 422


async def test_a_table_shows_any_window_of_the_records_and_plays_from_it(lab: Any) -> None:
    done = await lab.imported({f"{n}.wav": lab.sound(300 + n, seconds=0.1 + n / 10) for n in range(9)})
    chen = await lab.person("chen")
    path = f"/datasets/{done['id']}/records"
    window = await chen.get(path, from_ordinal=5, limit=3)
    assert [record["ordinal"] for record in window["items"]] == [5, 6, 7]
    rest = await chen.get(path, cursor=window["next"], limit=3)
    assert ([record["ordinal"] for record in rest["items"]], rest["next"]) == ([8], None)
    assert (await chen.get(path, from_ordinal=9))["items"] == []
    long_ones = await chen.get(path, from_ordinal=2, min_seconds=0.55)
    assert [record["ordinal"] for record in long_ones["items"]] == [5, 6, 7, 8]
    for record in window["items"]:
        assert (await chen.get(f"/records/{record['id']}")) == record
        for address in (record["audio_url"], record["peaks_url"], record["spectrogram_url"]):
            assert (await lab.http.get(address)).status_code == 200
    for sort in ("-ordinal", "seconds"):
        with pytest.raises(Refused) as refusal:
            await chen.get(path, from_ordinal=1, sort=sort)
        assert refusal.value.status == 422
    with pytest.raises(Refused) as refusal:
        await chen.get(path, from_ordinal=1, cursor=window["next"])
    assert refusal.value.status == 422


async def test_a_record_is_shown_to_who_takes_part_in_a_task_over_it(lab: Any, any_sound: bytes) -> None:
    done = await lab.imported({"a.wav": any_sound})
    (record,) = await lab.records(done["id"])
    dina, emil = await lab.person("dina"), await lab.person("emil")
    await lab.task(done["id"], 1, people=["dina"])
    shown = await dina.get(f"/records/{record['id']}")
    assert shown["audio_name"] == "a.wav"
    assert shown["ordinal"] == 0
    with pytest.raises(Refused) as refusal:
        await emil.get(f"/records/{record['id']}")
    assert refusal.value.status == 403
    with pytest.raises(Refused) as refusal:
        await (await lab.person("stranger")).get(f"/records/{record['id']}")
    assert refusal.value.status == 404
    with pytest.raises(Refused) as refusal:
        await dina.get("/records/nothing")
    assert refusal.value.status == 404


async def test_audio_is_served_in_ranges(lab: Any) -> None:
    content = lab.sound(200, seconds=60)
    done = await lab.imported({"a.wav": content})
    (record,) = await lab.records(done["id"])
    chen = await lab.person("chen")
    url = (await chen.get(f"/records/{record['id']}"))["audio_url"]
    assert url.startswith("/api/v1/media/")
    get = lab.http.get
    whole = await get(url)
    assert (whole.status_code, whole.content) == (200, content)
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.headers["accept-ranges"] == "bytes"
    assert "immutable" in whole.headers["cache-control"]
    etag = whole.headers["etag"]
    some = await get(url, headers={"Range": "bytes=1000-1999"})
    assert (some.status_code, some.content) == (206, content[1000:2000])
    assert some.headers["content-range"] == f"bytes 1000-1999/{len(content)}"
    last = await get(url, headers={"Range": "bytes=-500"})
    assert last.content == content[-500:]
    rest = await get(url, headers={"Range": "bytes=1500000-"})
    assert rest.content == content[1_500_000:]
    beyond = await get(url, headers={"Range": f"bytes={len(content)}-"})
    assert beyond.status_code == 416
    assert beyond.headers["content-range"] == f"bytes */{len(content)}"
    assert (await get(url, headers={"Range": "bytes=0-1,5-6"})).status_code == 200
    assert (await get(url, headers={"If-None-Match": etag})).status_code == 304
    assert (await get(url, headers={"Range": "bytes=0-9", "If-Range": etag})).status_code == 206
    assert (await get(url, headers={"Range": "bytes=0-9", "If-Range": '"old"'})).status_code == 200
    head = await lab.http.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(content))


async def test_addresses_that_were_tampered_with_or_are_over_are_refused(lab: Any, any_sound: bytes) -> None:
    done = await lab.imported({"a.wav": any_sound})
    (record,) = await lab.records(done["id"])
    chen = await lab.person("chen")
    url = (await chen.get(f"/records/{record['id']}"))["audio_url"]
    for wrong in (
        url.partition("?")[0],
        url.replace("/audio?", "/peaks?"),
        url[:-3] + "AAA",
        url.replace("expires=", "expires=9"),
    ):
        answer = await lab.http.get(wrong)
        assert answer.status_code == 403
        assert answer.json()["type"] == "/problems/signature-invalid"


async def test_an_mp3_is_played_from_a_flac_of_exactly_its_length(lab: Any) -> None:
    done = await lab.imported({"a.mp3": lab.sound(201, seconds=3, rate=44_100, format="MP3")})
    (record,) = await lab.records(done["id"])
    chen = await lab.person("chen")
    url = (await chen.get(f"/records/{record['id']}"))["audio_url"]
    played = await lab.http.get(url)
    assert played.headers["content-type"] == "audio/flac"
    assert played.content[:4] == b"fLaC"


async def test_peaks_come_in_slices_of_every_level(lab: Any) -> None:
    done = await lab.imported({"a.wav": lab.sound(202, seconds=4)})
    (record,) = await lab.records(done["id"])
    chen = await lab.person("chen")
    url = (await chen.get(f"/records/{record['id']}"))["peaks_url"]
    about = (await lab.http.get(f"{url}&info=1")).json()
    assert about["frames"] == 64_000
    assert about["levels"][0] == {"level": 0, "samples_per_pixel": 256, "points": 250}
    whole = (await lab.http.get(url)).content
    version, flags, rate, samples, length, channels = struct.unpack("<iIiiIi", whole[:24])
    assert (version, flags, rate, samples, length, channels) == (2, 1, 16_000, 256, 250, 1)
    assert len(whole) == 24 + 2 * 250
    part = (await lab.http.get(f"{url}&level=0&from=10&to=20")).content
    assert part[24:] == whole[24 + 20 : 24 + 40]
    assert len((await lab.http.get(f"{url}&level=1&bits=16")).content) == 24 + 4 * 63
    assert (await lab.http.get(f"{url}&level=17")).status_code == 422
    assert (await lab.http.get(f"{url}&from=9&to=3")).status_code == 422


async def test_spectrogram_tiles_are_made_when_asked_for_and_kept(lab: Any) -> None:
    done = await lab.imported({"a.wav": lab.sound(203, seconds=12)})
    (record,) = await lab.records(done["id"])
    chen = await lab.person("chen")
    url = (await chen.get(f"/records/{record['id']}"))["spectrogram_url"]
    about = (await lab.http.get(f"{url}&info=1")).json()
    assert [zoom["tiles"] for zoom in about["zooms"]] == [2, 1, 1]
    first = await lab.http.get(f"{url}&zoom=0&tile=1")
    assert (first.status_code, first.headers["content-type"]) == (200, "image/png")
    assert _png_size(first.content) == (1200 - 1024, 128)
    again = await lab.http.get(f"{url}&zoom=0&tile=1")
    assert again.content == first.content
    for bad in ("zoom=9", "tile=2&zoom=1", "preset=rainbow", "tile=-1"):
        assert (await lab.http.get(f"{url}&{bad}")).status_code == 422


def _png_size(content: bytes) -> tuple[int, int]:
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert zlib.crc32(content[12:29]) == struct.unpack(">I", content[29:33])[0]
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _silence() -> bytes:
    import io

    import soundfile

    buffer = io.BytesIO()
    soundfile.write(buffer, np.zeros(16_000, np.int16), 16_000, format="WAV")
    return buffer.getvalue()
