"""A replica set of several mongods on one machine, for tests that take members away."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from pymongo import AsyncMongoClient
from pymongo.errors import PyMongoError

from local_stack.errors import PartFailed
from local_stack.mongo import REPLICA_SET, Mongod, form_set

# A lost primary is noticed after 2 s instead of 10.
_QUICK = {"electionTimeoutMillis": 2000, "heartbeatIntervalMillis": 500, "catchUpTimeoutMillis": 2000}


class ReplicaSet:
    """Members are ordinary `Mongod`s: kill, stop and restart them one by one."""

    def __init__(self, folder: Path, *, size: int = 3) -> None:
        """Args: a folder for the data and logs of all members; `size` an odd number."""
        self.members = [
            Mongod(
                folder / f"mongod-{number}",
                folder / f"mongod-{number}.log",
                name=f"mongod-{number}",
                member_of_larger_set=True,
                oplog_mib=64,
            )
            for number in range(size)
        ]

    @property
    def url(self) -> str:
        """Connection string that names every member."""
        return f"mongodb://{','.join(m.address for m in self.members)}/?replicaSet={REPLICA_SET}"

    async def start(self) -> None:
        """Starts every member, forms the set, and waits for a primary."""
        await asyncio.gather(*(member.start() for member in self.members))
        async with self.members[0].client() as client:
            members = {number: m.address for number, m in enumerate(self.members)}
            await form_set(client, members, _QUICK)
        await self.until_whole()

    async def stop(self) -> None:
        """Stops every member."""
        await asyncio.gather(*(member.stop() for member in self.members))

    async def primary(self, timeout: float = 30.0) -> Mongod:
        """The member that takes writes now, waiting for an election. Raises PartFailed."""
        try:
            async with asyncio.timeout(timeout):
                while True:
                    for member in self.members:
                        if member.running and (await _hello(member)).get("isWritablePrimary"):
                            return member
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise PartFailed("replica set", f"has no primary after {timeout:.0f} s") from None

    async def until_whole(self, timeout: float = 60.0) -> None:
        """Waits until there is a primary and every running member follows it. Raises PartFailed."""
        await self.primary(timeout)
        try:
            async with asyncio.timeout(timeout):
                while True:
                    states = [await _hello(m) for m in self.members if m.running]
                    if all(s.get("isWritablePrimary") or s.get("secondary") for s in states):
                        return
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise PartFailed("replica set", f"is not whole after {timeout:.0f} s") from None


async def _hello(member: Mongod) -> dict[str, Any]:
    client: AsyncMongoClient[dict[str, Any]]
    async with member.client() as client:
        try:
            return dict(await client.admin.command("hello"))
        except PyMongoError:
            return {}
