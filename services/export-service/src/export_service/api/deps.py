"""What the routes stand on."""

from collections.abc import Callable
from dataclasses import dataclass

from pymongo.asynchronous.database import AsyncDatabase

from contracts.roles import Right
from export_service.domain.errors import ProcessedDatasetUnknown, TaskUnknown
from export_service.domain.processed import ProcessedDataset
from export_service.domain.tasks import KnownTask
from export_service.ports import Queries, UnitOfWork
from membership import Access
from service_kit.commands import Commands
from service_kit.http.live import LiveDocuments
from service_kit.http.patience import look_again
from service_kit.jobs import Jobs
from service_kit.mongo.session import Doc, Session


@dataclass(frozen=True)
class Deps:
    """Made once, in bootstrap. ``look_again_seconds``: patience before a refusal that an event may overtake."""

    commands: Commands
    jobs: Jobs
    live: LiveDocuments
    access: Access
    queries: Queries
    units: Callable[[Session], UnitOfWork]
    database: AsyncDatabase[Doc]
    look_again_seconds: float

    async def managed_task(self, id: str, user: str, *, completed: bool = False) -> KnownTask:
        """Return a task whose workspace the user manages; with ``completed``, wait a little for its completion to be
        heard of. Raises TaskUnknown, NotAMember, NotAllowed."""

        async def read() -> KnownTask | None:
            return await self.queries.task(id)

        task = await look_again(read, self.look_again_seconds)
        if task is None:
            raise TaskUnknown
        await self.access.require(task.workspace, user, Right.MANAGE)
        if task.deleted:
            raise TaskUnknown
        if completed and not task.completed:

            async def read_completed() -> KnownTask | None:
                found = await self.queries.task(id)
                return found if found is not None and (found.completed or found.deleted) else None

            task = await look_again(read_completed, self.look_again_seconds) or task
        return task

    async def managed(self, id: str, user: str) -> ProcessedDataset:
        """Return a processed dataset whose workspace the user manages. Raises ProcessedDatasetUnknown, NotAMember,
        NotAllowed."""
        found = await self.queries.processed(id)
        if found is None:
            raise ProcessedDatasetUnknown
        await self.access.require(found.plan.workspace, user, Right.MANAGE)
        if found.state == "deleted":
            raise ProcessedDatasetUnknown
        return found

    async def existing(self, id: str) -> ProcessedDataset:
        """Return a processed dataset, whoever asks. Raises ProcessedDatasetUnknown."""
        found = await self.queries.processed(id)
        if found is None or found.state == "deleted":
            raise ProcessedDatasetUnknown
        return found
