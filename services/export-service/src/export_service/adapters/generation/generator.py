"""The long job that turns a plan into a processed dataset."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from export_service.adapters.documents import processed_of
from export_service.adapters.generation.formats import FormatWriter, Written
from export_service.adapters.generation.outputs import Made, Output
from export_service.adapters.generation.spool import Spooled, spool_finals
from export_service.adapters.generation.store import AudioMissing, ProcessedStore, folder_of
from export_service.adapters.mongo_unit import FILES, PROCESSED, MongoTasks
from export_service.domain.card import dataset_card
from export_service.domain.processed import ProcessedDataset
from export_service.domain.zips import END_SIZE, Entry, central_size, entry_size
from export_service.ports import UnitOfWork
from export_service.use_cases.end_generation import FailGeneration, FinishGeneration
from service_kit.jobs import Job, JobContext, JobFailed
from service_kit.mongo.session import Doc, Session
from service_kit.mongo.transactions import Transactions

SHOWN_FILES = 1000
_WAIT_SECONDS = 0.1
_FILE_ROWS = 1000
_AUDIO_AT_ONCE = 4


class Generator:
    """Runs generations. One that is interrupted starts over: what it had written is replaced, so it does no harm."""

    def __init__(
        self,
        transactions: Transactions,
        store: ProcessedStore,
        unit: Callable[[Session], UnitOfWork],
        work_folder: Path,
    ) -> None:
        self._transactions = transactions
        self._database = transactions.database
        self._store = store
        self._unit = unit
        self._work_folder = work_folder

    async def run(self, job: Job, context: JobContext) -> None:
        """Generate the processed dataset whose id is the job's."""
        doc = await self._database[PROCESSED].find_one({"_id": job.id})
        if doc is None or doc["state"] != "generating":
            return
        processed = processed_of(doc)
        folder = folder_of(self._work_folder, processed.id)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            spooled = await self._spool(processed, folder, context)
            written = await self._write(processed, spooled, folder, context)
            await self._publish(processed, spooled, written, folder, context)
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def failed(self, session: Session, job: Job, reason: str) -> None:
        """Note in the job's last transaction why it failed."""
        await FailGeneration()(self._unit(session), job.id, reason)

    async def _spool(self, processed: ProcessedDataset, folder: Path, context: JobContext) -> Spooled:
        plan = processed.plan
        while True:
            expected = await self._arrived(processed, context)

            async def progress(done: int, total: int = expected[0]) -> None:
                await context.progress(done, total)

            spooled = await spool_finals(self._database, plan, folder / "rows.spool", progress)
            if plan.scope == "done" or (spooled.finals, spooled.rounds) == expected:
                break
            await asyncio.sleep(_WAIT_SECONDS)  # something came back between the count and the snapshot
        if plan.scope == "done" and spooled.finals == 0:
            raise JobFailed("no record of the task is done any more")
        return spooled

    async def _arrived(self, processed: ProcessedDataset, context: JobContext) -> tuple[int, int]:
        """Wait until this service has heard of every record that the completion counted (scope all)."""
        plan = processed.plan
        while True:
            await context.check_canceled()
            tasks = MongoTasks(await self._transactions.read_session())
            task = await tasks.get(plan.task)
            if task is None or task.deleted:
                raise JobFailed("the task was deleted")
            tally = await tasks.finals(plan.task)
            counted = (tally.finals, tally.rounds)
            if plan.scope == "done":
                return counted
            if not task.completed:
                raise JobFailed(
                    "the task was opened again by a return or a correction; generate when it is completed"
                )
            if counted == (task.total, task.rounds):
                return counted
            await context.progress(counted[0], task.total)
            await asyncio.sleep(_WAIT_SECONDS)

    async def _write(
        self, processed: ProcessedDataset, spooled: Spooled, folder: Path, context: JobContext
    ) -> Written:
        stop = threading.Event()
        writer = FormatWriter(processed.plan, folder / "out", spooled.summary.records)
        (folder / "out").mkdir()
        running = asyncio.create_task(asyncio.to_thread(writer.write, spooled.path, stop, lambda _: None))
        try:
            while not (await asyncio.wait({running}, timeout=0.5))[0]:
                await context.check_canceled()
            return running.result()
        except BaseException:
            stop.set()
            await asyncio.wait({running})
            if running.done() and not running.cancelled():
                running.exception()  # seen: the reason for ending goes first
            raise

    async def _publish(
        self,
        processed: ProcessedDataset,
        spooled: Spooled,
        written: Written,
        folder: Path,
        context: JobContext,
    ) -> None:
        plan, summary = processed.plan, spooled.summary
        card = Output(folder / "out", "README.md")
        card.write(dataset_card(plan, summary, written.splits).encode())
        data = sorted([*written.files, card.close()], key=lambda made: made.name)
        rows = FileRows(self._transactions, processed.id, folder / "out")
        await rows.begin()
        for made in data:
            await self._store.publish(processed.id, made)
            await rows.add(made)
        if written.audio_list is not None:
            await self._copy_audio(processed.id, written, rows, context)
        sums = rows.sums()
        await self._store.publish(processed.id, sums)
        await rows.add(sums)
        await rows.flush()
        made_set = replace(
            processed,
            record_count=summary.records,
            seconds=summary.seconds,
            file_count=rows.count,
            archive_bytes=rows.offset + rows.directory_bytes + END_SIZE,
            directory_offset=rows.offset,
            files=tuple(rows.shown),
            lineage=summary.lineage(
                {"task": plan.task, "dataset": plan.dataset, "scope": plan.scope, "partial": plan.partial}
            ),
        )

        async def finish(session: Session) -> bool:
            return await FinishGeneration()(self._unit(session), made_set)

        await context.check_canceled()
        await self._transactions.run(finish)

    async def _copy_audio(
        self, processed: str, written: Written, rows: "FileRows", context: JobContext
    ) -> None:
        assert written.audio_list is not None
        copied = 0

        async def copy(line: bytes) -> Made:
            name, sha256 = orjson.loads(line)
            return await self._store.copy_audio(processed, name, sha256)

        try:
            with written.audio_list.open("rb") as listed:
                while lines := [line for _, line in zip(range(_AUDIO_AT_ONCE), listed, strict=False)]:
                    for made in await asyncio.gather(*(copy(line) for line in lines)):
                        await rows.add(made)
                    copied += len(lines)
                    await context.progress(copied, written.audio_count, step="audio")
        except AudioMissing as missing:
            raise JobFailed(f"the store does not hold the audio {missing}") from missing


class FileRows:
    """The list of a processed dataset's files with their places in the archive, in the collection `files`."""

    def __init__(self, transactions: Transactions, processed: str, folder: Path) -> None:
        self._files = transactions.database[FILES]
        self._processed = processed
        self._sums = Output(folder, "SHA256SUMS")
        self._pending: list[Doc] = []
        self.count = 0
        self.offset = 0
        self.directory_bytes = 0
        self.shown: list[Mapping[str, Any]] = []

    async def begin(self) -> None:
        """Forget the rows of an interrupted run."""
        await self._files.delete_many({"p": self._processed})

    async def add(self, made: Made) -> None:
        """Append a file."""
        entry = Entry(made.name, made.bytes, made.crc32)
        self._pending.append(
            {
                "_id": f"{self._processed}/{self.count:09d}",
                "p": self._processed,
                "name": made.name,
                "bytes": made.bytes,
                "sha256": made.sha256,
                "crc32": made.crc32,
                "offset": self.offset,
            }
        )
        if len(self.shown) < SHOWN_FILES:
            self.shown.append({"name": made.name, "bytes": made.bytes, "sha256": made.sha256})
        self.count += 1
        self.offset += entry_size(entry)
        self.directory_bytes += central_size(made.name)
        if made.name != "SHA256SUMS":
            self._sums.write(f"{made.sha256}  {made.name}\n".encode())
        if len(self._pending) >= _FILE_ROWS:
            await self.flush()

    def sums(self) -> Made:
        """Finish the list of checksums of everything added so far."""
        return self._sums.close()

    async def flush(self) -> None:
        """Write the rows that are not written yet."""
        if self._pending:
            rows, self._pending = self._pending, []
            await self._files.insert_many(rows, ordered=False)
