"""What the routes stand on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response

from contracts.roles import Right
from dataset_service.domain.dataset import Dataset
from dataset_service.domain.errors import NotFound
from dataset_service.domain.sources import ImportRoots
from dataset_service.domain.upload import Upload
from dataset_service.ports import Queries, RecordRow, UnitOfWork
from membership import Access, NotAllowed
from service_kit.commands import Answer, CommandContext, Commands
from service_kit.http.commands import answer_response
from service_kit.http.live import LiveDocuments
from service_kit.http.media import MediaSigner
from service_kit.http.patience import look_again
from service_kit.mongo.session import Session
from service_kit.mongo.transactions import Transactions


@dataclass(frozen=True)
class Deps:
    """Made once, in bootstrap. ``look_again_seconds``: patience before a refusal that an event may overtake."""

    commands: Commands
    transactions: Transactions
    live: LiveDocuments
    access: Access
    queries: Queries
    units: Callable[[Session], UnitOfWork]
    signer: MediaSigner
    media_seconds: int
    look_again_seconds: float
    roots: ImportRoots

    async def run(self, context: CommandContext, work: Callable[[UnitOfWork], Awaitable[Answer]]) -> Response:
        """Run a command once, in one transaction, and return its answer."""

        async def in_session(session: Session) -> Answer:
            return await work(self.units(session))

        return answer_response(await self.commands.run(context, in_session))

    async def may_import(self, workspace: str, user: str) -> None:
        """Raise NotAMember or NotAllowed unless the user may import into the workspace."""
        await self.access.require(workspace, user, Right.CREATE)

    async def may_read(self, workspace: str, user: str) -> None:
        """Raise NotAMember or NotAllowed unless the user may read all of the workspace's datasets."""
        await self._any_right(workspace, user, (Right.CREATE, Right.MANAGE))

    async def dataset(self, id: str, user: str, *, to_change: bool = False) -> Dataset:
        """Return a dataset that the user may read (or change). Raises NotFound, NotAMember, NotAllowed."""
        dataset = await self.queries.dataset(id)
        if dataset is None:
            raise NotFound("dataset")
        readers = (Right.CREATE,) if to_change else (Right.CREATE, Right.MANAGE)
        await self._any_right(dataset.workspace, user, readers)
        if dataset.deleted:
            raise NotFound("dataset")
        return dataset

    async def upload(self, id: str, user: str) -> Upload:
        """Return an upload of a workspace that the user may import into."""
        upload = await self.queries.upload(id)
        if upload is None:
            raise NotFound("upload")
        await self.may_import(upload.workspace, user)
        return upload

    async def record(self, id: str, user: str) -> RecordRow:
        """Return a record for who manages its workspace, or takes part in a task over a dataset that holds it."""
        record = await self.queries.record(id)
        dataset = await self.queries.dataset(record.dataset) if record is not None else None
        if record is None or dataset is None:
            raise NotFound("record")
        member = await self.access.require(dataset.workspace, user)
        if dataset.deleted or dataset.state != "ready":
            raise NotFound("record")
        if member.may(Right.MANAGE) or member.may(Right.CREATE):
            return record
        holding = [record.dataset, *await self.queries.datasets_with(id)]

        async def taking_part() -> bool | None:
            return await self.queries.takes_part(user, holding) or None

        if await look_again(taking_part, self.look_again_seconds) is None:
            raise NotAllowed(member.role.value, Right.MANAGE)
        return record

    async def _any_right(self, workspace: str, user: str, rights: tuple[Right, ...]) -> None:
        for right in rights[1:]:
            if await self.access.can(workspace, user, right):
                return
        await self.access.require(workspace, user, rights[0])
