"""Routes of `/assignments/{id}` for the windows in which one is open: who edits it, and how it stands."""

from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from assignment_service.api import models as m
from assignment_service.api import problems as p
from assignment_service.api.desk import Desk
from assignment_service.api.views import live_view, seat_view
from assignment_service.domain.assignment import Assignment
from assignment_service.domain.errors import NoSuchThing
from assignment_service.use_cases.times import milliseconds
from contracts.roles import Right
from service_kit.http.auth import Authenticated
from service_kit.http.commands import current_cause
from service_kit.http.live import Last
from service_kit.http.problems import FORBIDDEN, NOT_FOUND, responses
from service_kit.http.responses import JsonResponse
from service_kit.mongo.session import Doc, Session

AssignmentId = Annotated[str, Path(max_length=255)]
_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "model": m.LiveAssignment,
        "content": {"text/event-stream": {}},
        "description": "How the assignment stands, with each change",
    }
}


def editor_routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/assignments", tags=["assignments"])

    @router.put(
        "/{id}/editor",
        response_model=m.EditorView,
        responses=responses(FORBIDDEN, NOT_FOUND, p.NOT_YOURS, p.RECORD_DONE),
    )
    async def take_seat(id: AssignmentId, body: m.EditorBody, caller: Authenticated) -> Response:
        """Edit an assignment in this window, or go on with it; answers with which window has it now."""
        await desk.mine(id, caller.user)

        async def work(session: Session) -> Assignment:
            return await desk.take_seat(desk.unit(session), id, caller.user, body.seat, body.take_over)

        taken = await desk.transactions.run(work, current_cause())
        assert taken.seat is not None
        yours = taken.seat.id == body.seat
        return JsonResponse({**seat_view(taken.seat), "yours": yours, "revision": taken.revision})

    @router.delete(
        "/{id}/editor",
        status_code=204,
        response_class=Response,
        responses=responses(FORBIDDEN, NOT_FOUND, p.NOT_YOURS),
    )
    async def leave_seat(
        id: AssignmentId, caller: Authenticated, seat: Annotated[str, Query(min_length=1, max_length=64)]
    ) -> Response:
        """Edit an assignment in this window no more; nothing changes where another window has it."""
        await desk.mine(id, caller.user)

        async def work(session: Session) -> None:
            await desk.leave_seat(desk.unit(session), id, caller.user, seat)

        await desk.transactions.run(work, current_cause())
        return Response(status_code=204)

    @router.get("/{id}/live", response_class=Response, responses={**responses(NOT_FOUND), **_STREAM})
    async def follow_assignment(id: AssignmentId, request: Request, caller: Authenticated) -> Response:
        """How one's own assignment stands (or any, for managers), and again with each change, its editor's included.
        When one's own moves to somebody else, a last message says so."""

        async def look() -> tuple[Assignment, dict[str, Any]]:
            unit, task, assignment = await desk.found(id)
            member = await desk.access.require(task.workspace, caller.user)
            draft = await unit.draft(id) if assignment.has_draft else None
            now = milliseconds(datetime.now(UTC))
            manages = member.may(Right.MANAGE)
            return assignment, live_view(assignment, draft, caller.user, manages, now)

        first, view = await look()
        if view["annotator"] is None:
            raise NoSuchThing("There is no such assignment.")
        own = first.owner == caller.user

        async def render(_: Doc | None) -> dict[str, Any] | Last:
            assignment, view = await look()
            return Last(view) if own and assignment.owner != caller.user else view

        return await desk.live.stream(request, desk.assignments, id, render, caller)

    return router
