"""Ranges of a large file through the gateway."""

import asyncio
import random

from bench.audio import long_wav
from bench.earmark import Earmark
from bench.load import Crowd

Figures = dict[str, float]
_RANGE = 64 * 1024


async def ranges(earmark: Earmark, crowd: Crowd, short: bool) -> Figures:
    """CPU of everything per 64 KiB range of a 100 MB WAV, four players."""
    folder = earmark.layout.imports / "long"
    folder.mkdir(parents=True)
    await asyncio.to_thread(long_wav, folder / "long.wav", 20 if short else 100)
    dataset = await crowd.dataset({"kind": "folder", "path": str(folder)}, None, "long")
    listed = await crowd.root.call("GET", f"/datasets/{dataset['id']}/records")
    record = await crowd.root.call("GET", f"/records/{listed['items'][0]['id']}")
    address = record["audio_url"]
    size = (folder / "long.wav").stat().st_size
    times = 50 if short else 500

    async def play(times: int, seed: int) -> None:
        places = random.Random(seed)
        for _ in range(times):
            start = places.randrange(0, size - _RANGE)
            headers = {"Range": f"bytes={start}-{start + _RANGE - 1}"}
            async with crowd.http.get(address, headers=headers) as answer:
                content = await answer.read()
                assert answer.status == 206, answer.status
                assert len(content) == _RANGE

    await asyncio.gather(*(play(5, seed) for seed in range(4)))
    await earmark.quiet()
    before = earmark.cpu_seconds()
    await asyncio.gather(*(play(times, seed) for seed in range(4)))
    return {"range_cpu_ms": (earmark.cpu_seconds() - before) / (4 * times) * 1000}
