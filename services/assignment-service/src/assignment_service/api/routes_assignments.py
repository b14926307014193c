"""Routes of `/assignments`: work, drafts, submissions."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from assignment_service.api import models as m
from assignment_service.api import problems as p
from assignment_service.api.desk import Desk
from assignment_service.api.views import Json, listed_view, opened_view, work_view
from assignment_service.domain.errors import DraftChanged, NoSuchThing, NotYours
from assignment_service.ports import UnitOfWork
from assignment_service.use_cases.look_ahead import Outlook
from assignment_service.use_cases.submit_record import Submission
from contracts.events.assignments import SuggestionOutcome
from contracts.roles import Right
from service_kit.commands import Answer
from service_kit.http.auth import Authenticated
from service_kit.http.commands import Command, answer_response, current_cause
from service_kit.http.etags import etag_of, if_match
from service_kit.http.problems import (
    CHANGED_MEANWHILE,
    FORBIDDEN,
    NOT_FOUND,
    changed_meanwhile,
    responses,
)
from service_kit.http.responses import JsonResponse
from service_kit.mongo.session import Session

AssignmentId = Annotated[str, Path(max_length=255)]
MaybeOf = Annotated[str | None, Query(min_length=1, max_length=255)]
TaskQuery = Annotated[str, Query(min_length=1, max_length=255)]


def assignment_routes(desk: Desk) -> APIRouter:
    """Return the routes of `/assignments`."""
    router = APIRouter(prefix="/assignments", tags=["assignments"])

    @router.post("/next", response_model=m.WorkView, responses=responses(FORBIDDEN, NOT_FOUND))
    async def next_assignment(body: m.NextBody, caller: Authenticated) -> Response:
        """The caller's next record of a task: the same until it is submitted, put off or moved."""
        return JsonResponse(work_view(await desk.next(body.task, caller.user), desk.sign))

    @router.get("/{id}", response_model=m.AssignmentView, responses=responses(NOT_FOUND))
    async def get_assignment(id: AssignmentId, caller: Authenticated) -> Response:
        """One assignment with its draft, history and predictions; it renews the addresses of its media."""
        view, etag = await _readable(desk, id, caller.user)
        return JsonResponse(view, headers={"ETag": etag, "Cache-Control": "no-cache"})

    @router.put(
        "/{id}/draft",
        status_code=204,
        response_class=Response,
        responses=responses(
            FORBIDDEN,
            NOT_FOUND,
            p.NOT_YOURS,
            p.EDITED_ELSEWHERE,
            p.RECORD_DONE,
            p.INVALID_ANNOTATION,
            p.PRECONDITION_REQUIRED,
            CHANGED_MEANWHILE,
        ),
    )
    async def save_draft(
        id: AssignmentId, body: m.DraftBody, caller: Authenticated, request: Request
    ) -> Response:
        """Save unfinished work; also while the task is stopped. Needs `If-Match` with the assignment's
        revision. For half a minute after a record was transferred its former owner's last draft is still taken, on
        the revision just before the move, while the new owner did nothing with it.
        """
        _, task, before = await desk.found(id)
        await desk.access.require(task.workspace, caller.user, Right.LABEL)
        if before.owner != caller.user and (before.former is None or before.former.user != caller.user):
            raise NotYours
        asked = if_match(request)
        if asked is None:
            raise p.IfMatchMissing
        based_on = (
            None if "*" in asked else {int(tag.strip('"')) for tag in asked if tag.strip('"').isdecimal()}
        )

        async def work(session: Session) -> int:
            saved = await desk.save_draft(
                desk.unit(session),
                id,
                caller.user,
                body.annotation,
                body.seconds_worked,
                based_on,
                body.seat,
            )
            return saved.revision

        try:
            revision = await desk.transactions.run(work, current_cause())
        except DraftChanged as changed:
            view, etag = await _readable(desk, id, caller.user)
            raise changed_meanwhile(view, etag) from changed
        return Response(status_code=204, headers={"ETag": etag_of(revision)})

    @router.post(
        "/{id}/submission",
        response_model=m.SubmittedView,
        responses=responses(
            FORBIDDEN,
            NOT_FOUND,
            p.NOT_YOURS,
            p.EDITED_ELSEWHERE,
            p.TASK_STOPPED,
            p.RECORD_DONE,
            p.ALREADY_SUBMITTED,
            p.WRONG_ROUND,
            p.INVALID_ANNOTATION,
        ),
    )
    async def submit_record(id: AssignmentId, body: m.SubmissionBody, command: Command) -> Response:
        """Submit an annotation, or that the record is unusable; answers with the next work."""
        submission = Submission(
            assignment=id,
            by=command.user,
            round=body.round,
            annotation=body.annotation,
            unusable=body.unusable.reason if body.unusable else None,
            seconds_worked=body.seconds_worked,
            suggestions=tuple(SuggestionOutcome(**said.model_dump()) for said in body.suggestions),
            seat=body.seat,
        )

        async def work(unit: UnitOfWork, outlook: Outlook, alone: bool) -> Answer:
            after, next_work = await desk.submit(unit, submission, outlook, alone)
            return Answer(
                200, {"submitted": listed_view(after, desk.sign), **work_view(next_work, desk.sign)}
            )

        return answer_response(await desk.answer_with_work(command, id, work))

    @router.post(
        "/{id}/deferral",
        response_model=m.WorkView,
        responses=responses(
            FORBIDDEN, NOT_FOUND, p.NOT_YOURS, p.TASK_STOPPED, p.RECORD_DONE, p.ALREADY_SUBMITTED
        ),
    )
    async def put_off_record(id: AssignmentId, command: Command) -> Response:
        """Put a record off to the end of the queue; answers with the next work."""

        async def work(unit: UnitOfWork, outlook: Outlook, alone: bool) -> Answer:
            next_work = await desk.put_off(unit, id, command.user, outlook, alone)
            return Answer(200, work_view(next_work, desk.sign))

        return answer_response(await desk.answer_with_work(command, id, work))

    @router.post(
        "/{id}/return",
        response_model=m.AssignmentView,
        responses=responses(FORBIDDEN, NOT_FOUND, p.NOT_DONE),
    )
    async def return_record(id: AssignmentId, body: m.ReturnBody, command: Command) -> Response:
        """Send a done record back to its annotator with a reason."""
        _, task, _ = await desk.found(id)
        await desk.access.require(task.workspace, command.user, Right.MANAGE)

        async def work(session: Session) -> Answer:
            unit = desk.unit(session)
            after = await desk.return_record(unit, id, command.user, body.reason)
            view = {**listed_view(after, desk.sign)}
            return Answer(200, view, {"ETag": etag_of(after.revision)})

        return answer_response(await desk.commands.run(command, work))

    return router


async def _readable(desk: Desk, id: str, user: str) -> tuple[Json, str]:
    """Return an assignment's view and ETag for its owner or a manager; to others of the workspace it is not
    there.
    """
    unit, task, assignment = await desk.found(id)
    member = await desk.access.member(task.workspace, user)
    if member is None or not (assignment.owner == user or member.may(Right.MANAGE)):
        if member is None:
            member = await desk.access.require(task.workspace, user)
        if not (assignment.owner == user or member.may(Right.MANAGE)):
            raise NoSuchThing("There is no such assignment.")
    opened = await desk.opened(unit, task, assignment)
    return opened_view(opened, desk.sign), etag_of(assignment.revision)
