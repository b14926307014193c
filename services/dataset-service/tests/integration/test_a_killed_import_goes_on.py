"""kill -9 in the middle of an import: nothing is lost, nothing twice, nothing analysed again."""

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest_asyncio

from local_stack.client import Refused, eventually
from local_stack.testing import Stack

_FILES = 120


@pytest_asyncio.fixture
async def own_lab(open_lab: Any) -> AsyncIterator[Any]:
    """A stack that may be hurt."""
    async with Stack(services=("dataset-service",)) as stack:
        async for lab in open_lab(stack):
            yield lab


async def test_an_import_that_was_killed_goes_on_where_it_was(own_lab: Any) -> None:
    lab = own_lab
    for n in range(_FILES):
        content = lab.sound(5000 + n, seconds=15, rate=44_100, format="FLAC")
        (lab.folder / f"{n:03}.flac").write_bytes(content)
    (lab.folder / "more.zip").write_bytes(lab.zipped({"z.wav": lab.sound(1), "bad.wav": b"no"}))
    dataset = await lab.begin({"kind": "folder", "path": str(lab.folder)})
    chen = await lab.person("chen")
    await chen.until(f"/datasets/{dataset}", lambda seen: 5 <= seen["progress"]["done"] < _FILES, seconds=60)
    analysed = _stored(lab.stack.storage_dir)
    part = lab.stack.process("dataset-service")
    await part.kill9()
    stored = _stored(lab.stack.storage_dir)
    assert len(stored) >= len(analysed) > 0
    await part.start()

    async def answers() -> bool:
        with suppress(Refused):
            return bool(await chen.get(f"/datasets/{dataset}"))
        return False

    await eventually(answers, "the service is back")
    done = await lab.ended(dataset)
    assert (done["state"], done["record_count"], done["failed_count"]) == ("ready", _FILES + 1, 1)
    records = await lab.records(dataset)
    assert [r["ordinal"] for r in records] == list(range(_FILES + 1))
    assert [r["audio_name"] for r in records] == [*(f"{n:03}.flac" for n in range(_FILES)), "z.wav"]
    now = _stored(lab.stack.storage_dir)
    again = [name for name, at in stored.items() if now[name] != at]
    assert len(again) <= 8  # at most what was in hand: stored, but not yet written down
    assert [kind for kind, _ in await lab.heard("earmark.datasets", dataset, 1)] == ["DatasetImported"]
    work = lab.stack.storage_dir / ".work" / "imports"
    assert list(work.iterdir()) == []


def _stored(store: Path) -> dict[str, int]:
    """When each original was stored, by name."""
    return {str(path): path.stat().st_mtime_ns for path in store.glob("audio/*/*/original")}
