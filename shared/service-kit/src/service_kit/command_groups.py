"""Group commit: commands that come at the same time share one transaction."""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from pymongo.errors import PyMongoError

from service_kit.messaging.events import Cause
from service_kit.mongo.errors import CommitUnknown, is_passing
from service_kit.mongo.session import Session

GROUP_SIZE = 50
GROUP_SECONDS = 0.004
COMMITTERS = 2
_GROUP_RUNS = 3


@dataclass(frozen=True, slots=True)
class CommandContext:
    """Who asks for what, and under which key a repetition of it is recognised."""

    user: str
    id: str
    """The client's Idempotency-Key, or one made for a request without."""
    fingerprint: str
    """Hash of method, path and body: the same key with another one is a mistake of the client."""
    from_client: bool
    cause: Cause


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answers; kept, and given again for a repetition."""

    status: int
    body: Any = None
    """A dict that JSON can carry, or None."""
    headers: dict[str, str] = field(default_factory=dict)


Work = Callable[[Session], Awaitable[Answer]]


@dataclass(slots=True, eq=False)
class Member:
    """One command on its way into a transaction."""

    context: CommandContext
    work: Work
    reads: tuple[tuple[str, str], ...] = ()
    run: bytes = field(default_factory=lambda: uuid4().bytes)
    """Tells this call's own row from an earlier call's with the same key."""
    looks: bool = False
    """Whether its row is looked up first: the client named a key, or an earlier try went unanswered."""

    def __post_init__(self) -> None:
        self.looks = self.looks or self.context.from_client


class GroupCommit:
    """Takes what arrives within a few milliseconds into one transaction; two of them run at a time.

    ``attempt`` runs a group and returns each member's result once it is committed; when a group cannot be
    committed, its members run ``single``, so that none suffers for another.
    """

    def __init__(
        self,
        attempt: Callable[[Sequence[Member]], Awaitable[Sequence[Answer | Exception]]],
        single: Callable[[Member], Awaitable[Answer]],
    ) -> None:
        self._attempt = attempt
        self._single = single
        self._queue: deque[tuple[Member, asyncio.Future[Answer]]] = deque()
        self._committers: set[asyncio.Task[None]] = set()
        self._collecting = False

    async def submit(self, member: Member) -> Answer:
        """Have a command done with others; returns or raises when it is committed or refused."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._queue.append((member, future))
        if not self._collecting and len(self._committers) < COMMITTERS:
            self._collecting = True
            task = asyncio.create_task(self._commit_what_comes())
            self._committers.add(task)
            task.add_done_callback(self._committers.discard)
        return await future

    async def _commit_what_comes(self) -> None:
        try:
            await asyncio.sleep(GROUP_SECONDS)
        finally:
            self._collecting = False
        while self._queue:
            group = [self._queue.popleft() for _ in range(min(GROUP_SIZE, len(self._queue)))]
            await self._commit(group)

    async def _commit(self, group: list[tuple[Member, asyncio.Future[Answer]]]) -> None:
        try:
            results = await self._together([member for member, _ in group])
        except Exception:
            results = await asyncio.gather(
                *(self._single(member) for member, _ in group), return_exceptions=True
            )
        for (_, future), result in zip(group, results, strict=True):
            if future.done():  # whoever asked has gone
                continue
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)

    async def _together(self, members: Sequence[Member]) -> Sequence[Answer | BaseException]:
        for run in range(_GROUP_RUNS):
            try:
                return await self._attempt(members)
            except (PyMongoError, CommitUnknown) as error:
                for member in members:
                    member.looks = True
                if run + 1 == _GROUP_RUNS or not is_passing(error):
                    raise
                await asyncio.sleep(random.uniform(0, 0.01 * 2**run))
        raise AssertionError("unreachable")
