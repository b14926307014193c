"""This process's hold on one job: renewed while it works, and lost when somebody else has it."""

import asyncio
import time

from pymongo import ReturnDocument
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import PyMongoError

from service_kit.mongo.session import Doc
from service_kit.signals import Wake
from service_kit.telemetry.logs import EventLogger

log = EventLogger("service_kit.jobs")
LEASE_SECONDS = 20.0
TRUST_SECONDS = 15.0
RENEW_SECONDS = 5.0
CANCEL_SECONDS = 1.0


class JobHold:
    """A fenced lease: every write names the fence, so a process that lost it changes nothing any more."""

    def __init__(self, jobs: AsyncCollection[Doc], id: str, fence: int) -> None:
        self._jobs = jobs
        self.id = id
        self.fence = fence
        self.canceled = False
        self._taken_away = False
        self._renewed = time.monotonic()
        self._wake = Wake()

    @property
    def lost(self) -> bool:
        """Whether this process must not work on the job any more."""
        return self._taken_away or time.monotonic() - self._renewed > TRUST_SECONDS

    def look(self) -> None:
        """Look now whether the job was canceled."""
        self._wake.set()

    async def keep(self) -> None:
        """Renew until cancelled."""
        renew_at = time.monotonic() + RENEW_SECONDS
        while not self._taken_away:
            await self._wake.wait(CANCEL_SECONDS)
            try:
                if time.monotonic() >= renew_at:
                    await self._renew()
                    renew_at = time.monotonic() + RENEW_SECONDS
                else:
                    self._see(
                        await self._jobs.find_one({"_id": self.id}, {"cancel": 1, "fence": 1, "open": 1})
                    )
            except PyMongoError as error:
                log.warning("job_not_renewed", job=self.id, error=repr(error)[:300])

    async def _renew(self) -> None:
        began = time.monotonic()
        doc = await self._jobs.find_one_and_update(
            {"_id": self.id, "fence": self.fence, "open": True},
            [{"$set": {"until": {"$add": ["$$NOW", int(LEASE_SECONDS * 1000)]}}}],
            {"cancel": 1, "fence": 1, "open": 1},
            return_document=ReturnDocument.AFTER,
        )
        self._see(doc)
        if doc is not None:
            self._renewed = began

    def _see(self, doc: Doc | None) -> None:
        if doc is None or doc["fence"] != self.fence or not doc["open"]:
            self._taken_away = True
        else:
            self.canceled = self.canceled or doc["cancel"]

    async def write(self, fields: Doc) -> bool:
        """Write progress; False when the job is somebody else's."""
        result = await self._jobs.update_one(
            {"_id": self.id, "fence": self.fence, "open": True}, {"$set": {**fields, "tries": 0}}
        )
        self._taken_away = self._taken_away or not result.matched_count
        return bool(result.matched_count)

    async def release(self) -> None:
        """Let another process go on at once."""
        try:
            await asyncio.shield(
                self._jobs.update_one(
                    {"_id": self.id, "fence": self.fence, "open": True},
                    {"$set": {"state": "pending"}, "$unset": {"owner": "", "until": ""}},
                )
            )
        except PyMongoError as error:
            log.info("job_not_released", job=self.id, error=repr(error)[:300])
