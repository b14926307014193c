"""A task's progress, and the task live."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from service_kit.http.auth import Authenticated
from service_kit.http.problems import FORBIDDEN, NOT_FOUND, responses
from service_kit.http.responses import JsonResponse
from service_kit.mongo.session import Doc
from task_service.api.deps import Deps
from task_service.api.models import ProgressView
from task_service.api.views import progress_view, task_view
from task_service.use_cases.progress import progress_of

_LIVE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events; the data of each is the whole task as it is then",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


def progress_router(deps: Deps) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["tasks"])

    @router.get(
        "/tasks/{task}/progress", response_model=ProgressView, responses=responses(FORBIDDEN, NOT_FOUND)
    )
    async def get_progress(task: str, caller: Authenticated) -> Response:
        """What events told of the work on a task, per annotator, reviewer and UTC day; one's own rows for
        who only takes part."""
        found, manages = await deps.read_tasks.one(task, caller.user)
        standing = await deps.queries.standing(task)
        activity = await deps.queries.activity(task)
        progress = progress_of(found, standing, activity, only=None if manages else caller.user)
        return JsonResponse(progress_view(found, progress, manages), headers={"Cache-Control": "no-store"})

    @router.get(
        "/tasks/{task}/live",
        response_class=Response,
        responses={**responses(FORBIDDEN, NOT_FOUND), **_LIVE},
    )
    async def follow_task(task: str, request: Request, caller: Authenticated) -> Response:
        """The task as it is, and again whenever it changes."""
        await deps.read_tasks.one(task, caller.user)

        async def render(_: Doc | None) -> dict[str, Any]:
            found, _manages = await deps.read_tasks.one(task, caller.user)
            return task_view(found, caller.user)

        return await deps.live.stream(request, "tasks", task, render, caller)

    return router
