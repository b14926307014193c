"""What the routes stand on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from service_kit.commands import Answer, CommandContext, Commands
from service_kit.http.commands import answer_response
from service_kit.http.etags import etag_of, if_match
from service_kit.http.live import LiveDocuments
from service_kit.http.problems import changed_meanwhile
from service_kit.mongo.session import Session
from task_service.api.views import task_view
from task_service.domain.errors import ChangedMeanwhile
from task_service.domain.task import Task
from task_service.ports import Queries, UnitOfWork
from task_service.use_cases.read_tasks import ReadTasks


@dataclass(frozen=True)
class Deps:
    """Made once, in bootstrap. ``look_again_seconds``: patience where an event may be on its way."""

    commands: Commands
    queries: Queries
    units: Callable[[Session], UnitOfWork]
    live: LiveDocuments
    look_again_seconds: float

    @property
    def read_tasks(self) -> ReadTasks:
        return ReadTasks(self.queries)

    async def run(self, context: CommandContext, work: Callable[[UnitOfWork], Awaitable[Answer]]) -> Response:
        """Run a command once, in one transaction, and return its answer."""

        async def in_session(session: Session) -> Answer:
            return await work(self.units(session))

        try:
            return answer_response(await self.commands.run(context, in_session))
        except ChangedMeanwhile as error:
            current: Task = error.current
            raise changed_meanwhile(task_view(current, context.user), etag_of(current.tag)) from error


def task_answer(task: Task, user: str, status: int = 200) -> Answer:
    """Return a task as the answer of a command."""
    headers = {"ETag": etag_of(task.tag), "Cache-Control": "no-store"}
    if status == 201:
        headers["Location"] = f"/api/v1/tasks/{task.id}"
    return Answer(status, task_view(task, user), headers)


def expected_tags(request: Request) -> tuple[str, ...] | None:
    """Return the tags that If-Match names; None where any will do."""
    asked = if_match(request)
    return None if asked is None or "*" in asked else tuple(tag.strip('"') for tag in asked)
