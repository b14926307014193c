"""What is left of datasets that are deleted, failed or canceled: rows, and content that no dataset names any more."""

import asyncio
import contextlib
import shutil
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pymongo.asynchronous.database import AsyncDatabase

from contracts.storage import audio_object
from dataset_service.adapters.names import CLEAN_UP, DATASETS, FAILURES, MEDIA, RECORDS
from dataset_service.adapters.store import Store
from service_kit.jobs import Job, JobContext, Jobs
from service_kit.mongo.session import Doc, Session
from service_kit.mongo.transactions import Transactions

_CHUNK = 500
_HALF_DONE_SECONDS = 86_400


class CleanUp:
    """Finds what is due (`look`), and does it (`run`, the work of the jobs of kind `clean-up`).

    ``grace``: how long a deleted dataset's rows and content stay, and how long content stays that was looked at by
    an import, so that no import loses what it has just found.
    """

    def __init__(
        self, database: AsyncDatabase[Doc], jobs: Jobs, store: Store, scratch: Path, grace: timedelta
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._store = store
        self._scratch = scratch
        self._grace = grace

    async def look(self, transactions: Transactions) -> None:
        """Begin a job for each dataset that is due, and remove folders of imports that have ended."""
        now = datetime.now(UTC)
        due = now - self._grace
        query = {
            "cleaned": False,
            "$or": [
                {"deleted_at": {"$lte": due}},
                {"state": {"$in": ["failed", "canceled"]}, "finished_at": {"$lte": due}},
            ],
        }
        ids = [doc["_id"] async for doc in self._database[DATASETS].find(query, {"_id": 1}).limit(100)]

        async def begin(session: Session) -> None:
            for id in ids:
                self._jobs.enqueue(session, CLEAN_UP, f"{CLEAN_UP}/{id}/{now:%Y%m%d%H%M}", {"dataset": id})

        if ids:
            await transactions.run(begin)
        await self._remove_folders()

    async def run(self, job: Job, context: JobContext) -> None:
        """Run again from the beginning after an interruption: what is gone is gone."""
        id: str = job.args["dataset"]
        records = self._database[RECORDS]
        done = 0
        while rows := await records.find({"dataset": id}, {"sha256": 1}).limit(_CHUNK).to_list():
            await self._mark(id, {row["sha256"] for row in rows})
            await records.delete_many({"_id": {"$in": [row["_id"] for row in rows]}})
            done += len(rows)
            await context.progress(done)
        media = self._database[MEDIA]
        after, whole = "", True
        while found := (
            await media.find({"first": id, "_id": {"$gt": after}}, {"_id": 1})
            .sort("_id", 1)
            .limit(_CHUNK)
            .to_list()
        ):
            after = found[-1]["_id"]
            whole &= await self._remove_unused([doc["_id"] for doc in found])
            await context.progress(done)
        doc = await self._database[DATASETS].find_one({"_id": id}, {"deleted_at": 1})
        if doc is not None and doc["deleted_at"] is not None:
            await self._database[FAILURES].delete_many({"_id": {"$gt": f"{id}/", "$lt": f"{id}0"}})
        if whole:  # else `look` comes back to it
            await self._database[DATASETS].update_one({"_id": id}, {"$set": {"cleaned": True}})

    async def _mark(self, dataset: str, digests: set[str]) -> None:
        """Have the content looked at again at the end of this run, whoever imported it first."""
        await self._database[MEDIA].update_many({"_id": {"$in": list(digests)}}, {"$set": {"first": dataset}})

    async def _remove_unused(self, digests: Sequence[str]) -> bool:
        """Return whether no unused content is left; some that an import looked at lately stays for now."""
        whole = True
        used = set(await self._database[RECORDS].distinct("sha256", {"sha256": {"$in": list(digests)}}))
        due = datetime.now(UTC) - self._grace
        media = self._database[MEDIA]
        for sha256 in digests:
            if sha256 in used:
                continue
            # An import that found it meanwhile has moved `used_at`; one that comes now waits until it is gone.
            taken = await media.find_one_and_update(
                {
                    "_id": sha256,
                    "$or": [{"used_at": {"$lte": due}}, {"removing": True}],
                },
                {"$set": {"removing": True}},
            )
            if taken is None:
                whole = False
                continue
            if await self._database[RECORDS].find_one({"sha256": sha256}, {"_id": 1}) is not None:
                await media.update_one({"_id": sha256}, {"$unset": {"removing": ""}})
                continue
            await self._store.remove_below(audio_object(sha256).rpartition("/")[0])
            await media.delete_one({"_id": sha256, "removing": True})
        return whole

    async def _remove_folders(self) -> None:
        """Remove folders that a killed process left."""
        folder = self._scratch / "imports"
        names = await asyncio.to_thread(lambda: [p.name for p in folder.iterdir()] if folder.is_dir() else [])
        for name in names:
            id, _, run = name.rpartition("-")
            doc = await self._database[DATASETS].find_one({"_id": id}, {"state": 1, "run": 1})
            if doc is None or doc["state"] != "importing" or str(doc["run"]) != run:
                await asyncio.to_thread(shutil.rmtree, folder / name, True)
        for working in ("analysed", "tiles"):
            await asyncio.to_thread(_remove_old, self._scratch / working)


def _remove_old(folder: Path) -> None:
    """Remove what a killed process left half done, long ago."""
    before = time.time() - _HALF_DONE_SECONDS
    for path in folder.iterdir() if folder.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
