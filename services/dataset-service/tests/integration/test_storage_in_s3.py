"""The object store, and a bucket as a source, on a real S3: SeaweedFS."""

import asyncio
import io
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import numpy as np
import obstore
import pytest
import pytest_asyncio
import soundfile

from dataset_service.adapters.store import Adoption, Store
from local_stack.client import eventually
from local_stack.ports import free_port
from local_stack.testing import Stack
from service_kit.storage import open_store

_IDENTITIES = {
    "identities": [
        {
            "name": "earmark",
            "credentials": [{"accessKey": "earmark", "secretKey": "earmark-secret"}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
    ]
}


@dataclass
class S3:
    """A running S3 with a bucket."""

    endpoint: str
    bucket: str

    @property
    def options(self) -> dict[str, str]:
        return {
            "endpoint": self.endpoint,
            "region": "us-east-1",
            "access_key_id": "earmark",
            "secret_access_key": "earmark-secret",
        }


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def s3() -> AsyncIterator[S3]:
    weed = str(Path(sys.executable).parent / "weed")
    folder = Path(tempfile.mkdtemp(prefix="earmark-s3-"))
    config = folder / "s3.json"
    config.write_text(json.dumps(_IDENTITIES))
    names = ("master", "volume", "filer", "s3", "webdav", "admin")
    ports: dict[str, int] = {}
    for name in names:
        ports[name] = free_port(set(ports.values()))
    bucket = f"b{uuid4().hex[:12]}"
    command = [
        weed,
        "mini",
        f"-dir={folder}",
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        "-webdav=false",
        "-admin.ui=false",
        f"-s3.config={config}",
        f"-bucket={bucket}",
        *(f"-{name}.port={port}" for name, port in ports.items()),
    ]
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdout=quiet, stderr=quiet, cwd=folder)
    found = S3(f"http://127.0.0.1:{ports['s3']}", bucket)

    async def made() -> bool:
        assert process.returncode is None, "weed ended"
        with suppress(Exception):
            await obstore.put_async(open_store(f"s3://{found.bucket}", found.options), "made", b"x")
            return True
        return False

    await eventually(made, "S3 takes an object", 60)
    yield found
    process.terminate()
    await process.wait()
    shutil.rmtree(folder, ignore_errors=True)


async def test_objects_are_adopted_read_signed_and_removed(s3: S3, tmp_path: Path) -> None:
    store = Store(f"s3://{s3.bucket}/store", s3.options)
    file = tmp_path / "a.bin"
    file.write_bytes(bytes(range(256)) * 50_000)
    await store.adopt([Adoption(str(file), "audio/ab/x/original", "audio/wav", keep=True)])
    assert file.exists()
    assert await store.size("audio/ab/x/original") == 12_800_000
    assert await store.size("audio/ab/x/none") is None
    assert await store.read_range("audio/ab/x/original", 10, 14) == bytes([10, 11, 12, 13])
    read = b"".join([block async for block in store.read("audio/ab/x/original", 1, 12_799_999)])
    assert read == file.read_bytes()[1:-1]
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(
            await store.address("audio/ab/x/original", 60), headers={"Range": "bytes=0-3"}
        )
    assert (answer.status_code, answer.content) == (206, bytes([0, 1, 2, 3]))
    assert answer.headers["content-type"] == "audio/wav"
    await store.remove_below("audio/ab/x")
    with pytest.raises(FileNotFoundError):
        await store.read_range("audio/ab/x/original", 0, 1)


@pytest_asyncio.fixture
async def s3_lab(s3: S3, open_lab: Any) -> AsyncIterator[Any]:
    """A service whose store is S3, and that may import from a bucket prefix."""
    env = {
        "EARMARK_STORAGE_URL": f"s3://{s3.bucket}/store",
        "EARMARK_STORAGE_OPTIONS": json.dumps(s3.options),
        "EARMARK_IMPORT_OPTIONS": json.dumps(s3.options),
        "EARMARK_IMPORT_ROOTS": f"/nowhere:s3://{s3.bucket}/raw",
    }
    async with Stack(services=("dataset-service",), env=env) as stack:
        stack.process("dataset-service").env.update(env)  # type: ignore[attr-defined]
        await stack.process("dataset-service").restart()
        async for lab in open_lab(stack):
            yield lab


async def test_a_bucket_is_imported_and_played_from_the_store(s3: S3, s3_lab: Any) -> None:
    lab = s3_lab
    source = open_store(f"s3://{s3.bucket}/raw", s3.options)
    await obstore.put_async(source, "set/a.wav", lab.sound(1))
    await obstore.put_async(source, "set/b.mp3", lab.sound(2, seconds=2, format="MP3"))
    await obstore.put_async(source, "set/pack.zip", lab.zipped({"c.flac": lab.sound(3, format="FLAC")}))
    lines = [{"audio_name": name, "caption": name} for name in ("c.flac", "b.mp3", "a.wav", "d.wav")]
    await obstore.put_async(source, "set/m.jsonl", lab.jsonl(lines))
    of = {"kind": "bucket", "url": f"s3://{s3.bucket}/raw/set"}
    done = await lab.ended(await lab.begin(of, "m.jsonl"))
    assert (done["state"], done["record_count"], done["failed_count"]) == ("ready", 3, 1), done
    records = await lab.records(done["id"])
    assert [r["audio_name"] for r in records] == ["c.flac", "b.mp3", "a.wav"]
    chen = await lab.person("chen")
    shown = await chen.get(f"/records/{records[1]['id']}")
    answer = await lab.http.get(shown["audio_url"])
    assert answer.status_code == 302
    async with httpx.AsyncClient(trust_env=False) as http:
        played = await http.get(answer.headers["location"], headers={"Range": "bytes=0-3"})
        whole = await http.get(answer.headers["location"])
    assert (played.status_code, played.content) == (206, b"fLaC")
    expected, rate = soundfile.read(io.BytesIO(whole.content), dtype="int16", always_2d=True)
    part = await lab.http.get(f"{shown['audio_url']}&from=0.5&to=1.25")
    assert part.status_code == 200
    got, _ = soundfile.read(io.BytesIO(part.content), dtype="int16", always_2d=True)
    assert np.array_equal(got, expected[round(0.5 * rate) : round(1.25 * rate)])
    peaks = await lab.http.get(f"{shown['peaks_url']}&from=0&to=5")
    assert len(peaks.content) == 24 + 10
    tile = await lab.http.get(shown["spectrogram_url"])
    assert tile.status_code == 302
    plain = await lab.ended(await lab.begin(of))
    assert [r["audio_name"] for r in await lab.records(plain["id"])] == ["a.wav", "b.mp3", "c.flac"]


async def test_an_upload_goes_through_the_store(s3_lab: Any) -> None:
    lab = s3_lab
    content = lab.sound(9, seconds=3)
    chen = await lab.person("chen")
    upload = (await chen.post("/uploads", {"workspace": lab.workspace}))["id"]
    for start in (40_000, 0):
        part = content[start : start + 40_000] if start == 0 else content[start:]
        query = {"offset": start, "total": len(content)}
        await chen.request("PUT", f"/uploads/{upload}/files/a.wav", params=query, content=part)
    done = await lab.ended(await lab.begin({"kind": "upload", "upload": upload}))
    assert (done["state"], done["record_count"]) == ("ready", 1), done
