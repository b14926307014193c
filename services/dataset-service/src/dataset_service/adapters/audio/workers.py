"""A pool of processes for audio work that one bad file cannot take down.

Processes are started afresh (never forked), when there is work; each does one batch of jobs at a time, with
one thread, and ends after a while without work, so that an idle service holds no memory for it. A process
that dies or hangs costs nobody else: what was left of its batch is tried again file by file, and the file
that does it again on its own is the one that is refused (`worker-died`, `timed-out`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from dataset_service.domain.audio_facts import AnalysisResult, AudioFacts, DecodeLimits, Unreadable

_LINE_LIMIT = 1 << 20
_logger = logging.getLogger(__name__)
_START_SECONDS = 120.0
_BATCH = 32


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """How many processes, and when they end."""

    processes: int = field(default_factory=lambda: os.cpu_count() or 1)
    timeout_seconds: float = 600.0
    """Longest time one file may take."""
    idle_seconds: float = 20.0
    """A process without work ends after this long."""
    drawing_idle_seconds: float = 600.0
    """The one that draws tiles waits this long for the next: loading librosa takes seconds, and people who look
    at one recording soon look at another."""
    recycle_after: int = 5_000
    """Jobs after which a process is replaced."""
    recycle_mib: int = 600
    """Peak resident memory after which a process is replaced when its batch is done."""
    niceness: int = 5
    limits: DecodeLimits = field(default_factory=DecodeLimits)


@dataclass(slots=True)
class _Task:
    job: dict[str, Any]
    answer: asyncio.Future[Any]
    suspect: bool = False


class _Died(Exception):
    """The process ended, or was ended because it hung, before it answered."""

    def __init__(self, hung: bool) -> None:
        super().__init__()
        self.hung = hung


class WorkerPool:
    """Audio jobs as awaitables. Use as an async context manager, within one event loop."""

    def __init__(self, settings: PoolSettings | None = None) -> None:
        self._settings = settings or PoolSettings()
        self._waiting: deque[_Task] = deque()
        self._urgent: deque[_Task] = deque()
        self._arrived = asyncio.Condition()
        self._runners: set[asyncio.Task[None]] = set()
        self._places = 0  # runners that still take work; one that is ending does not
        self._idle = 0
        self._drawer: asyncio.Task[None] | None = None
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def processes(self) -> int:
        """How many processes run, or are being started or ended, right now."""
        return len(self._runners)

    async def analyse(
        self, path: str | Path, out_dir: str | Path, *, sha256: str | None = None, with_proxy: bool = True
    ) -> AnalysisResult | Unreadable:
        """Analyses a file; peaks and proxy are left in `out_dir` (see Analyser.analyse)."""
        job = _analyse_job(path, out_dir, sha256, with_proxy)
        return _analysis(await self._submit(job))

    async def analyse_many(
        self, paths: Sequence[str | Path], out_dir: str | Path, *, with_proxy: bool = True
    ) -> AsyncIterator[tuple[int, AnalysisResult | Unreadable]]:
        """Analyses files as fast as the pool can. Yields (index in `paths`, outcome), in any order.

        Give some thousands at a time: all of them wait in memory. What is left is dropped when the caller stops.
        """
        tasks = [self._enqueue(_analyse_job(path, out_dir, None, with_proxy)) for path in paths]
        await self._wake()
        ready: asyncio.Queue[int] = asyncio.Queue()
        for index, task in enumerate(tasks):
            task.answer.add_done_callback(lambda _, index=index: ready.put_nowait(index))  # type: ignore[misc]
        try:
            for _ in tasks:
                index = await ready.get()
                yield index, _analysis(tasks[index].answer.result())
        finally:
            for task in tasks:
                task.answer.cancel()

    async def fingerprint(self, path: str | Path) -> str | Unreadable:
        """The SHA-256 of a file."""
        answer: str | Unreadable = await self._submit({"kind": "fingerprint", "path": str(path)})
        return answer

    async def make_proxy(
        self, path: str | Path, target: str | Path, *, urgent: bool = False
    ) -> int | Unreadable:
        """Writes the FLAC to play for an upload; `urgent`: before any import work that waits. The number of its
        frames."""
        job = {"kind": "proxy", "path": str(path), "target": str(target)}
        answer: int | Unreadable = await self._submit(job, urgent=urgent)
        return answer

    async def draw_tile(
        self, path: str | Path, target: str | Path, *, frames: int, sample_rate: int, zoom: int, index: int
    ) -> int | Unreadable:
        """Draws a spectrogram tile (see tiles.render_tile) before any import work that waits. Its bytes."""
        job = {"kind": "tile", "path": str(path), "target": str(target), "frames": frames}
        job |= {"sample_rate": sample_rate, "zoom": zoom, "index": index}
        answer: int | Unreadable = await self._submit(job, urgent=True)
        return answer

    async def close(self) -> None:
        """Ends all processes at once; jobs that are not done are cancelled."""
        self._closed = True
        for runner in list(self._runners):
            runner.cancel()
        await asyncio.gather(*self._runners, return_exceptions=True)
        for task in (*self._waiting, *self._urgent):
            task.answer.cancel()
        self._waiting.clear()
        self._urgent.clear()

    async def _submit(self, job: dict[str, Any], *, urgent: bool = False) -> Any:
        task = self._enqueue(job, urgent=urgent)
        await self._wake()
        return await task.answer

    def _enqueue(self, job: dict[str, Any], *, urgent: bool = False) -> _Task:
        if self._closed:
            raise RuntimeError("the pool is closed")
        task = _Task(job, asyncio.get_running_loop().create_future())
        (self._urgent if urgent else self._waiting).append(task)
        return task

    async def _wake(self) -> None:
        self._start_runners()
        async with self._arrived:
            self._arrived.notify_all()

    def _start_runners(self) -> None:
        """As many as there is work for, beside those that wait for some."""
        wanted = min(self._settings.processes, self._places - self._idle + self._backlog())
        while self._places < wanted and not self._closed:
            self._places += 1
            runner = asyncio.create_task(self._run(), name="audio-worker")
            self._runners.add(runner)
            runner.add_done_callback(self._ended)

    def _ended(self, runner: asyncio.Task[None]) -> None:
        self._runners.discard(runner)
        self._start_runners()  # it may have ended in trouble, with work left

    def _backlog(self) -> int:
        return len(self._waiting) + len(self._urgent)

    async def _run(self) -> None:
        """One place of the pool: takes batches, on one process after the other, until there is no more to do."""
        process: _Process | None = None
        batch: list[_Task] = []
        try:
            while batch := await self._take(self._patience()):
                if process is None:
                    process = await _Process.start(self._settings)
                try:
                    await self._work_off(process, batch)
                except _Died as death:
                    await process.kill()
                    process = None
                    self._sort_out(batch, death)
                    continue
                if self._drawer is None and any(task.job["kind"] == "tile" for task in batch):
                    self._drawer = asyncio.current_task()
                if process.worn_out(self._settings):
                    await process.finish()
                    process = None
        except Exception as error:
            _logger.exception("an audio worker failed")
            for task in batch:
                if not task.answer.done():
                    task.answer.set_exception(error)
        finally:
            self._places -= 1
            if self._drawer is asyncio.current_task():
                self._drawer = None
            for task in batch:
                task.answer.cancel()  # no effect on what is answered; else the pool is being closed
            if process is not None:
                await (process.kill() if self._closed else process.finish())

    def _patience(self) -> float:
        drawer = self._drawer is asyncio.current_task()
        return self._settings.drawing_idle_seconds if drawer else self._settings.idle_seconds

    async def _take(self, patience: float) -> list[_Task]:
        """The next batch; empty when nothing comes within `patience` seconds. Suspects and urgent jobs go alone."""
        deadline = asyncio.get_running_loop().time() + patience
        while True:
            batch = self._next_batch()
            if batch:
                return batch
            self._idle += 1
            try:
                async with asyncio.timeout_at(deadline), self._arrived:
                    await self._arrived.wait()
            except TimeoutError:
                if not self._backlog():
                    return []
            finally:
                self._idle -= 1

    def _next_batch(self) -> list[_Task]:
        while self._urgent:
            task = self._urgent.popleft()
            if not task.answer.done():
                return [task]
        share = max(1, min(_BATCH, len(self._waiting) // (2 * self._settings.processes)))
        batch: list[_Task] = []
        while self._waiting and len(batch) < share:
            if self._waiting[0].suspect and batch:
                break
            task = self._waiting.popleft()
            if not task.answer.done():
                batch.append(task)
                if task.suspect:
                    break
        return batch

    async def _work_off(self, process: _Process, batch: list[_Task]) -> None:
        await process.send([task.job for task in batch])
        left = iter(batch)
        open_ones = len(batch)
        while open_ones:
            for answer in await process.receive(self._settings.timeout_seconds):
                open_ones -= 1
                task = next(left)
                if not task.answer.done():
                    refused = answer.get("unreadable")
                    task.answer.set_result(Unreadable(*refused) if refused else answer["result"])

    def _sort_out(self, batch: list[_Task], death: _Died) -> None:
        left = [task for task in batch if not task.answer.done()]
        if len(batch) == 1 and left:
            seconds = self._settings.timeout_seconds
            left[0].answer.set_result(
                Unreadable("timed-out", f"not done within {seconds:g} s")
                if death.hung
                else Unreadable("worker-died", "the process that decoded it died")
            )
            return
        for task in reversed(left):
            task.suspect = True
            self._waiting.appendleft(task)


class _Process:
    """One worker process and its pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._done = 0
        self._peak_mib = 0

    @classmethod
    async def start(cls, settings: PoolSettings) -> Self:
        """Starts a process and waits until its libraries are loaded. Raises RuntimeError where it cannot
        start."""
        options = json.dumps({"limits": asdict(settings.limits), "niceness": settings.niceness})
        process = cls(
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "dataset_service.adapters.audio.worker_process",
                options,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=_LINE_LIMIT,
            )
        )
        try:
            await process.receive(_START_SECONDS)
        except _Died as death:
            await process.kill()
            raise RuntimeError("an audio worker process cannot start; see its standard error") from death
        except BaseException:
            await process.kill()
            raise
        process._done = 0
        return process

    async def send(self, jobs: list[dict[str, Any]]) -> None:
        """Hands a batch over. Raises _Died."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(jobs).encode() + b"\n")
            await self._process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise _Died(hung=False) from error

    async def receive(self, timeout: float) -> list[dict[str, Any]]:
        """The next answers, in the order of the jobs. Raises _Died."""
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(timeout):
                line = await self._process.stdout.readline()
        except TimeoutError as error:
            raise _Died(hung=True) from error
        if not line.endswith(b"\n"):
            raise _Died(hung=False)
        answers: list[dict[str, Any]] = json.loads(line)
        self._done += len(answers)
        self._peak_mib = answers[-1].get("peak_mib", 0)
        return answers

    def worn_out(self, settings: PoolSettings) -> bool:
        """Whether it should make place for a fresh one."""
        return self._done >= settings.recycle_after or self._peak_mib >= settings.recycle_mib

    async def finish(self) -> None:
        """Lets it end by itself, and helps where it does not."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(5):
                await self._process.wait()
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        """Ends it now."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._process.wait()


def _analyse_job(
    path: str | Path, out_dir: str | Path, sha256: str | None, with_proxy: bool
) -> dict[str, Any]:
    job = {"kind": "analyse", "path": str(path), "out_dir": str(out_dir)}
    return job | {"sha256": sha256, "with_proxy": with_proxy}


def _analysis(answer: Any) -> AnalysisResult | Unreadable:
    if isinstance(answer, Unreadable):
        return answer
    return AnalysisResult(AudioFacts.from_dict(answer["facts"]), answer["peaks_path"], answer["proxy_path"])
