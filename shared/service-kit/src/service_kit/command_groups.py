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
BUSY_GROUP_SECONDS = 0.012
"""How long the first command waits for company: longer while commands keep coming together, since a transaction
costs nearly the same for one or for many."""
COMMITTERS = 2
HELP_SECONDS = 0.05
"""A second transaction runs beside the first when a whole group waits, or a command has waited for so long."""
_BUSY_SECONDS = 0.1
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


@dataclass(slots=True, eq=False)
class _Waiting:
    member: Member
    answer: asyncio.Future[Answer]
    since: float


class GroupCommit:
    """Takes what arrives within a few milliseconds into one transaction; a second one runs beside it where
    the first does not keep up.

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
        self._queue: deque[_Waiting] = deque()
        self._committers: set[asyncio.Task[None]] = set()
        self._collecting = False
        self._help: asyncio.TimerHandle | None = None
        self._busy_until = 0.0

    async def submit(self, member: Member) -> Answer:
        """Have a command done with others; returns or raises when it is committed or refused."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(member, loop.create_future(), loop.time())
        self._queue.append(waiting)
        if not self._committers or len(self._queue) >= GROUP_SIZE:
            self._begin()
        elif self._help is None:
            self._help = loop.call_later(HELP_SECONDS, self._bring_help)
        return await waiting.answer

    def _begin(self) -> None:
        if not self._collecting and len(self._committers) < COMMITTERS:
            self._collecting = True
            task = asyncio.create_task(self._commit_what_comes())
            self._committers.add(task)
            task.add_done_callback(self._committers.discard)

    def _bring_help(self) -> None:
        self._help = None
        if not self._queue:
            return
        loop = asyncio.get_running_loop()
        left = self._queue[0].since + HELP_SECONDS - loop.time()
        if left > 0:
            self._help = loop.call_later(left, self._bring_help)
        else:
            self._begin()

    async def _commit_what_comes(self) -> None:
        busy = asyncio.get_running_loop().time() < self._busy_until
        try:
            await asyncio.sleep(BUSY_GROUP_SECONDS if busy else GROUP_SECONDS)
        finally:
            self._collecting = False
        while self._queue:
            group = [self._queue.popleft() for _ in range(min(GROUP_SIZE, len(self._queue)))]
            if len(group) > 1:
                self._busy_until = asyncio.get_running_loop().time() + _BUSY_SECONDS
            await self._commit(group)

    async def _commit(self, group: list[_Waiting]) -> None:
        try:
            results = await self._together([waiting.member for waiting in group])
        except Exception:
            results = await asyncio.gather(
                *(self._single(waiting.member) for waiting in group), return_exceptions=True
            )
        for waiting, result in zip(group, results, strict=True):
            if waiting.answer.done():  # whoever asked has gone
                continue
            if isinstance(result, BaseException):
                waiting.answer.set_exception(result)
            else:
                waiting.answer.set_result(result)

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
