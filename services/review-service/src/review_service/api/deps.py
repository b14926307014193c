"""What the routes stand on: units of work, and who may do what with a task."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from contracts.roles import Right
from membership import Access, Member, NotAllowed
from review_service.api.views import Views
from review_service.domain.errors import NotFound
from review_service.domain.task import Task
from review_service.ports import UnitOfWork
from service_kit.commands import Answer, CommandContext, Commands
from service_kit.http.commands import answer_response
from service_kit.http.patience import look_again
from service_kit.jobs import Jobs
from service_kit.mongo.session import Session
from service_kit.mongo.transactions import Transactions


@dataclass(frozen=True)
class Collections:
    """Names of the collections whose documents a shared transaction reads ahead."""

    tasks: str
    reviews: str
    rounds: str
    round_id: Callable[[str, int], str]


@dataclass(frozen=True)
class Deps:
    """Made once, in bootstrap. ``look_again_seconds``: patience where an event may be on its way."""

    transactions: Transactions
    commands: Commands
    jobs: Jobs
    access: Access
    views: Views
    units: Callable[[Session], UnitOfWork]
    """For reading, and for verdicts, which share transactions."""
    orders: Callable[[Session], UnitOfWork]
    """For commands that have a transaction of their own."""
    collections: Collections
    look_again_seconds: float

    async def reading(self) -> UnitOfWork:
        """Return a unit of work that only reads."""
        return self.units(await self.transactions.read_session())

    async def run(self, context: CommandContext, work: Callable[[UnitOfWork], Awaitable[Answer]]) -> Response:
        """Run a command once, in a transaction of its own, and return its answer."""

        async def in_session(session: Session) -> Answer:
            return await work(self.orders(session))

        return answer_response(await self.commands.run(context, in_session))

    async def task(self, id: str) -> Task:
        """Return a task that exists; one that was just created may be on its way here. Raises `NotFound`."""

        async def read() -> Task | None:
            return await (await self.reading()).tasks.get(id)

        found = await read() or await look_again(read, self.look_again_seconds)
        if found is None or found.deleted:
            raise NotFound("task")
        return found

    async def reviewer(self, task: Task, user: str) -> Member:
        """Return the caller as somebody who may review. Raises NotAMember, NotAllowed."""
        return await self.access.require(task.workspace, user, Right.REVIEW)

    async def reader(self, task: Task, user: str) -> Member:
        """Return the caller as somebody who reviews or manages. Raises NotAMember, NotAllowed."""
        member = await self.access.require(task.workspace, user)
        if not reviews_or_manages(member):

            async def read() -> Member | None:
                seen = await self.access.member(task.workspace, user)
                return seen if seen is not None and reviews_or_manages(seen) else None

            seen = await look_again(read, self.look_again_seconds)
            if seen is None:
                raise NotAllowed(member.role.value, Right.REVIEW)
            return seen
        return member


def reviews_or_manages(member: Member) -> bool:
    """Say whether a member may read reviews at all: their own, or all."""
    return member.may(Right.REVIEW) or member.may(Right.MANAGE)
