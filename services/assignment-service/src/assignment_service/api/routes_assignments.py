"""Routes of `/assignments`: work, drafts, submissions."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from assignment_service.api import models as m
from assignment_service.api import problems as p
from assignment_service.api.desk import Desk
from assignment_service.api.views import Json, listed_view, opened_view, tally_view, work_view
from assignment_service.domain.errors import DraftChanged, NoSuchThing
from assignment_service.domain.queue import RANKS, place, rank
from assignment_service.domain.tally import total_of
from assignment_service.ports import ListPlace, UnitOfWork
from assignment_service.use_cases.look_ahead import Outlook
from assignment_service.use_cases.submit_record import Submission
from contracts.events.assignments import SuggestionOutcome
from contracts.roles import Right
from service_kit.commands import Answer
from service_kit.http.auth import Authenticated
from service_kit.http.commands import Command, answer_response, current_cause
from service_kit.http.etags import etag_of, if_match
from service_kit.http.paging import Paged, page_response
from service_kit.http.problems import (
    CHANGED_MEANWHILE,
    FORBIDDEN,
    NOT_FOUND,
    changed_meanwhile,
    invalid,
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

    @router.get("", response_model=m.AssignmentPage, responses=responses(FORBIDDEN, NOT_FOUND))
    async def list_assignments(
        caller: Authenticated,
        page: Paged,
        task: TaskQuery,
        annotator: Annotated[str | None, Query(min_length=1, max_length=255)] = None,
        state: m.State | None = None,
    ) -> Response:
        """Assignments of a task: the caller's own, or anybody's for those who manage tasks."""
        unit, found = await desk.task(task)
        member = await desk.queue_reader(unit, found, caller.user)
        if not member.may(Right.MANAGE):
            if annotator not in (None, caller.user):
                await desk.access.require(found.workspace, caller.user, Right.MANAGE)
            annotator = caller.user
        ranks = RANKS[state] if state else tuple(q for group in RANKS.values() for q in group)
        after = None if page.after is None else _place(page.after)
        items = await desk.queues.list(task, annotator, ranks, after, page.one_more)
        shown = items[: page.limit]
        last = shown[-1] if len(items) > page.limit else None
        following = None if last is None else {"o": last.owner, "q": rank(last), "at": place(last)}
        return page_response([listed_view(item) for item in shown], following)

    @router.get(
        "/summary",
        response_model=m.SummaryView | m.OwnSummaryView,
        responses=responses(FORBIDDEN, NOT_FOUND),
    )
    async def summarise_assignments(
        caller: Authenticated, task: MaybeOf = None, workspace: MaybeOf = None
    ) -> Response:
        """Of a task, per annotator: open (fresh, draft, rework), held, submitted, done; one's own, or everybody's
        for managers. Of a workspace: the caller's own row of every task in which they have assignments.
        """
        if workspace is not None and task is None:
            return JsonResponse(await _own_summary(desk, workspace, caller.user))
        if task is None or workspace is not None:
            raise invalid("/query/task", "name either a task or a workspace", "query")
        unit, found = await desk.task(task)
        member = await desk.queue_reader(unit, found, caller.user)
        tallies = await desk.summarise(unit, found)
        if not member.may(Right.MANAGE):
            tallies = {user: tally for user, tally in tallies.items() if user == caller.user}
        items: list[Json] = []
        for user, tally in tallies.items():
            who = await desk.access.member(found.workspace, user)
            held = who is None or not who.may(Right.LABEL)
            items.append({"annotator": user, "name": who.name if who else user, **tally_view(tally, held)})
        totals = tally_view(total_of(tallies.values()), held=False)
        totals["held"] = sum(item["held"] for item in items)
        return JsonResponse({"task": task, "items": items, "totals": totals})

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
        revision.
        """
        await desk.mine(id, caller.user)
        asked = if_match(request)
        if asked is None:
            raise p.IfMatchMissing
        based_on = (
            None if "*" in asked else {int(tag.strip('"')) for tag in asked if tag.strip('"').isdecimal()}
        )

        async def work(session: Session) -> int:
            saved = await desk.save_draft(
                desk.unit(session), id, caller.user, body.annotation, body.seconds_worked, based_on
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


async def _own_summary(desk: Desk, workspace: str, user: str) -> Json:
    who = await desk.access.require(workspace, user)
    held = not who.may(Right.LABEL)
    items = [
        {"task": task, "annotator": user, "name": who.name, **tally_view(tally, held)}
        for task, tally in (await desk.summarise_own(workspace, user)).items()
    ]
    return {"workspace": workspace, "items": items}


def _place(after: dict[str, Any]) -> ListPlace:
    owner, q, at = after.get("o"), after.get("q"), after.get("at")
    if not isinstance(owner, str) or type(q) is not int or type(at) is not int:
        raise invalid("/query/cursor", "is not a cursor of this list", "query")
    return ListPlace(owner, q, at)
