"""Imports: known audio by a manifest, and new audio against a bare decode."""

import asyncio
import multiprocessing
import time
from pathlib import Path

import soundfile

from bench.audio import many_names, speech_like
from bench.earmark import Earmark
from bench.load import Crowd

Figures = dict[str, float]


async def known_audio(earmark: Earmark, crowd: Crowd, short: bool) -> tuple[str, Figures]:
    """Import a manifest over audio that the store has analysed before; return the dataset and the figure."""
    count = 1000 if short else 10_000
    first = earmark.layout.imports / "known-contents"
    many_names(first, 20, 20)
    await crowd.dataset({"kind": "folder", "path": str(first)}, "manifest.jsonl", "contents")
    folder = earmark.layout.imports / "known"
    await asyncio.to_thread(many_names, folder, count, 20)
    await earmark.quiet()
    begun = time.perf_counter()
    dataset = await crowd.dataset({"kind": "folder", "path": str(folder)}, "manifest.jsonl", "known")
    seconds = time.perf_counter() - begun
    assert dataset["record_count"] == count, dataset
    return dataset["id"], {"metadata_import_per_s": count / seconds}


def _decode(path: str) -> None:
    with soundfile.SoundFile(path) as file:
        for _ in file.blocks(1 << 16, dtype="float32", always_2d=True):
            pass


async def new_audio(earmark: Earmark, crowd: Crowd, short: bool) -> Figures:
    """Import audio nobody has seen, against decoding the same files with as many processes."""
    folder: Path = earmark.layout.imports / "new"
    processes = 2
    seconds = await asyncio.to_thread(speech_like, folder, 8 if short else 32, 30 if short else 120)
    paths = [str(path) for path in sorted(folder.iterdir())]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        await asyncio.to_thread(pool.map, _decode, paths[:2])
        begun = time.perf_counter()
        await asyncio.to_thread(pool.map, _decode, paths, 1)
        bare = time.perf_counter() - begun
    await earmark.quiet()
    begun = time.perf_counter()
    dataset = await crowd.dataset({"kind": "folder", "path": str(folder)}, None, "new")
    imported = time.perf_counter() - begun
    assert dataset["record_count"] == len(paths), dataset
    return {"import_vs_decode": (seconds / imported) / (seconds / bare)}
