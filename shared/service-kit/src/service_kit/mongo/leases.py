"""Leases: which of several processes does what only one should; the database's clock decides, never one's
own."""

import os
import platform
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from pymongo import ReturnDocument
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import DuplicateKeyError

from service_kit.mongo.session import Doc

COLLECTION = "leases"
LEASE_SECONDS = 10.0
RENEW_SECONDS = 3.0
TRUST_SECONDS = 7.0
"""How long after the last renewal a holder still acts; less than the lease, by its own monotonic clock."""


def this_process() -> Doc:
    """Return what identifies this process to others; ``host`` differs wherever process ids do."""
    return {"token": uuid4().hex, "host": _host(), "pid": os.getpid()}


class Lease:
    """One lease and this process's hold on it. ``fence`` grows with every new owner."""

    def __init__(self, database: AsyncDatabase[Doc], name: str, owner: Doc) -> None:
        self._leases = database[COLLECTION]
        self._name = name
        self._owner = owner
        self._renewed: float | None = None
        self._made = False
        self.fence = 0

    @property
    def held(self) -> bool:
        """Whether this process may act as the holder."""
        return self._renewed is not None and time.monotonic() - self._renewed < TRUST_SECONDS

    async def take(self) -> bool:
        """Take or renew the lease; False when another process holds it. Raises MongoDB's errors."""
        if not self._made:
            await self._make()
        began = time.monotonic()
        mine = {"$eq": ["$owner.token", self._owner["token"]]}
        doc = await self._take_where({"$expr": {"$or": [mine, {"$lt": ["$until", "$$NOW"]}]}})
        if doc is None:
            doc = await self._take_from_the_dead()
        self._renewed = None if doc is None else began
        if doc is not None:
            self.fence = doc["fence"]
        return doc is not None

    async def release(self) -> None:
        """Let another process have it at once."""
        if self._renewed is not None:
            self._renewed = None
            await self._leases.update_one(
                {"_id": self._name, "owner.token": self._owner["token"]},
                {"$set": {"until": datetime.fromtimestamp(0, UTC)}},
            )

    async def _make(self) -> None:
        fresh = {"owner": None, "until": datetime.fromtimestamp(0, UTC), "fence": 0}
        with suppress(DuplicateKeyError):  # two processes at once: either will do
            await self._leases.update_one({"_id": self._name}, {"$setOnInsert": fresh}, upsert=True)
        self._made = True

    async def _take_where(self, condition: Doc) -> Doc | None:
        mine = {"$eq": ["$owner.token", self._owner["token"]]}
        return await self._leases.find_one_and_update(
            {"_id": self._name, **condition},
            [
                {
                    "$set": {
                        "fence": {"$cond": [mine, "$fence", {"$add": ["$fence", 1]}]},
                        "owner": {"$literal": self._owner},
                        "until": {"$add": ["$$NOW", int(LEASE_SECONDS * 1000)]},
                    }
                }
            ],
            return_document=ReturnDocument.AFTER,
        )

    async def _take_from_the_dead(self) -> Doc | None:
        """A process of this machine that was killed need not be waited for."""
        doc = await self._leases.find_one({"_id": self._name})
        owner = doc and doc["owner"]
        if not owner or lives_here(owner, self._owner):
            return None
        return await self._take_where({"owner.token": owner["token"]})


def lives_here(owner: Doc, me: Doc) -> bool:
    """Whether another owner may still live: False only for a process of this machine that is gone."""
    return owner["token"] == me["token"] or owner["host"] != me["host"] or _alive(owner["pid"])


def _alive(pid: int) -> bool:
    if pid == os.getpid():  # not ours by its token: an earlier process with the same number
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _host() -> str:
    parts = [platform.node()]
    try:
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
        parts.append(os.readlink("/proc/self/ns/pid"))
    except OSError:
        parts.append("-")
    return " ".join(parts)
