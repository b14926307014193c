"""The pool of processes: one bad file costs nobody else anything, and no work means no memory."""

import asyncio
import os
import signal
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from dataset_service.adapters.audio.analysis import Analyser, fingerprint
from dataset_service.adapters.audio.peaks import PeaksLayout
from dataset_service.adapters.audio.workers import PoolSettings, WorkerPool
from dataset_service.domain.audio_facts import AnalysisResult, DecodeLimits, Unreadable


async def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - other processes set no event here
            await asyncio.sleep(0.02)


def children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()]


def workers_reading(path: Path) -> list[int]:
    """The child processes that have a file open."""
    found = []
    for pid in children():
        try:
            opened = {os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()}
        except OSError:
            continue
        if str(path) in opened:
            found.append(pid)
    return found


def enormous(path: Path) -> Path:
    """Five hours of silence in a WAV that takes no room on the disk, and seconds to analyse."""
    size = 44_100 * 2 * 3_600 * 5
    head = (
        b"RIFF"
        + struct.pack("<I", size + 36)
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, 44_100, 88_200, 2, 16)
    )
    path.write_bytes(head + b"data" + struct.pack("<I", size))
    os.truncate(path, size + 44)
    return path


async def test_what_the_pool_tells_is_what_the_analyser_tells(tmp_path: Path, lena: Path) -> None:
    async with WorkerPool(PoolSettings(processes=1)) as pool:
        result = await pool.analyse(lena / "lena.mp3", tmp_path)
        assert isinstance(result, AnalysisResult)
        assert result == Analyser().analyse(lena / "lena.mp3", tmp_path)
        assert PeaksLayout.read(Path(result.peaks_path).read_bytes()[:32]).frames == result.facts.frames
        assert await pool.fingerprint(lena / "lena.mp3") == fingerprint(lena / "lena.mp3")
        proxy = tmp_path / "proxy.flac"
        assert await pool.make_proxy(lena / "lena.mp3", proxy) == result.facts.frames
        tile = tmp_path / "tile.png"
        size = await pool.draw_tile(
            proxy, tile, frames=result.facts.frames, sample_rate=44_100, zoom=1, index=0
        )
        assert tile.stat().st_size == size
        assert tile.read_bytes().startswith(b"\x89PNG")


async def test_broken_files_among_many_are_named_and_the_rest_goes_on(
    tmp_path: Path, write_sound: Callable[..., Path], babble: NDArray[np.float32]
) -> None:
    paths = [write_sound(f"{n}.wav", babble * (n + 1) / 200) for n in range(120)]
    paths[17].write_bytes(b"nothing that sounds")
    paths[60].write_bytes(b"")
    paths[61] = tmp_path / "missing.wav"
    out = tmp_path / "out"
    out.mkdir()
    async with WorkerPool(PoolSettings(processes=2)) as pool:
        outcomes = {index: outcome async for index, outcome in pool.analyse_many(paths, out)}
    assert outcomes.keys() == set(range(120))
    refused = {
        index: outcome.reason for index, outcome in outcomes.items() if isinstance(outcome, Unreadable)
    }
    assert refused == {17: "not-audio", 60: "empty", 61: "missing"}
    assert len(list(out.iterdir())) == 117


async def test_a_file_that_kills_its_process_is_refused_alone(
    tmp_path: Path, write_sound: Callable[..., Path], babble: NDArray[np.float32]
) -> None:
    killer = enormous(tmp_path / "killer.wav")
    paths = [write_sound(f"{n}.wav", babble * (n + 1) / 40) for n in range(12)]
    paths[1] = killer  # in a batch with others: six at a time for one process
    outcomes: dict[int, AnalysisResult | Unreadable] = {}
    async with WorkerPool(PoolSettings(processes=1)) as pool:

        async def collect() -> None:
            async for index, outcome in pool.analyse_many(paths, tmp_path):
                outcomes[index] = outcome  # noqa: PERF403 - looked at while it fills

        collecting = asyncio.create_task(collect())
        killed: list[int] = []
        for _ in range(2):  # once in company, once alone
            await until(lambda: any(pid not in killed for pid in workers_reading(killer)))
            assert not isinstance(outcomes.get(1), Unreadable)
            (pid,) = workers_reading(killer)
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
        async with asyncio.timeout(60):
            await collecting
    assert outcomes.keys() == set(range(12))
    refused = {
        index: outcome.reason for index, outcome in outcomes.items() if isinstance(outcome, Unreadable)
    }
    assert refused == {1: "worker-died"}


async def test_a_file_that_takes_too_long_is_ended_and_the_rest_goes_on(
    tmp_path: Path, write_sound: Callable[..., Path], babble: NDArray[np.float32]
) -> None:
    slow = enormous(tmp_path / "slow.wav")
    paths = [slow, *(write_sound(f"{n}.wav", babble * (n + 1) / 20) for n in range(6))]
    async with WorkerPool(PoolSettings(processes=1, timeout_seconds=1.0)) as pool:
        outcomes = {index: outcome async for index, outcome in pool.analyse_many(paths, tmp_path)}
    refused = {
        index: outcome.reason for index, outcome in outcomes.items() if isinstance(outcome, Unreadable)
    }
    assert refused == {0: "timed-out"}
    assert len(outcomes) == 7


async def test_processes_end_when_there_is_no_work_and_come_back_when_there_is(
    tmp_path: Path, write_sound: Callable[..., Path], babble: NDArray[np.float32]
) -> None:
    path = write_sound("a.wav", babble)
    before = set(children())
    async with WorkerPool(PoolSettings(processes=2, idle_seconds=0.2)) as pool:
        assert pool.processes == 0
        for _ in range(2):
            assert isinstance(await pool.analyse(path, tmp_path), AnalysisResult)
            assert pool.processes == 1  # no more than there is work for
            await until(lambda: pool.processes == 0)
            assert set(children()) <= before


async def test_the_process_that_draws_tiles_stays_for_the_next_and_no_other_does(
    tmp_path: Path, write_sound: Callable[..., Path], babble: NDArray[np.float32]
) -> None:
    path = write_sound("a.wav", babble)
    info = soundfile.info(str(path))
    about = {"frames": info.frames, "sample_rate": info.samplerate, "zoom": 0, "index": 0}
    before = set(children())
    async with WorkerPool(PoolSettings(processes=2, idle_seconds=0.2, drawing_idle_seconds=300)) as pool:
        await asyncio.gather(*(pool.draw_tile(path, tmp_path / f"{n}.png", **about) for n in range(4)))
        await until(lambda: pool.processes == 1)
        (drawer,) = set(children()) - before
        await asyncio.gather(*(pool.analyse(path, tmp_path) for _ in range(8)))
        await until(lambda: pool.processes == 1)
        await pool.draw_tile(path, tmp_path / "again.png", **about)
        assert drawer in set(children())


async def test_work_that_arrives_while_a_process_is_ending_is_done(
    tmp_path: Path, write_sound: Callable[..., Path], babble: NDArray[np.float32]
) -> None:
    path = write_sound("a.wav", babble)
    async with WorkerPool(PoolSettings(processes=1, idle_seconds=0.0)) as pool:
        async with asyncio.timeout(120):
            for _ in range(8):
                assert isinstance(await pool.fingerprint(path), str)


async def test_a_process_is_replaced_after_its_share_of_work(
    tmp_path: Path, write_sound: Callable[..., Path], babble: NDArray[np.float32]
) -> None:
    path = write_sound("a.wav", babble)
    before = set(children())
    async with WorkerPool(PoolSettings(processes=1, recycle_after=2)) as pool:
        seen: set[int] = set()
        for _ in range(4):
            await pool.fingerprint(path)
            seen |= set(children()) - before
        assert len(seen) >= 2


async def test_closing_ends_all_processes_and_cancels_what_waits(tmp_path: Path) -> None:
    before = set(children())
    slow = enormous(tmp_path / "slow.wav")
    pool = WorkerPool(PoolSettings(processes=1))
    waiting = [asyncio.create_task(pool.analyse(slow, tmp_path)) for _ in range(3)]
    await until(lambda: bool(workers_reading(slow)))
    await pool.close()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes)
    assert set(children()) <= before
    with pytest.raises(RuntimeError, match="closed"):
        await pool.fingerprint(slow)


async def test_the_limits_of_the_settings_reach_the_processes(
    tmp_path: Path, write_sound: Callable[..., Path]
) -> None:
    path = write_sound("a.wav", np.zeros(48_000, np.int16))
    async with WorkerPool(PoolSettings(processes=1, limits=DecodeLimits(max_seconds=2))) as pool:
        outcome = await pool.analyse(path, tmp_path)
    assert isinstance(outcome, Unreadable)
    assert outcome.reason == "too-long"
