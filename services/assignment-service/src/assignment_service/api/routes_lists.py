"""Routes of `/assignments` that list and count."""

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from assignment_service.api import models as m
from assignment_service.api.desk import Desk
from assignment_service.api.views import Json, listed_view, tally_view, valued_view
from assignment_service.domain.assignment import Kind
from assignment_service.domain.filters import Filters
from assignment_service.domain.tally import total_of
from assignment_service.domain.task import Task
from assignment_service.use_cases.list_orders import (
    BadPosition,
    ByOrdinal,
    ByQueue,
    BySubmission,
    ByTurn,
    Order,
)
from contracts.roles import Right
from service_kit.http.auth import Authenticated
from service_kit.http.paging import Paged, page_response
from service_kit.http.problems import FORBIDDEN, NOT_FOUND, invalid, responses
from service_kit.http.responses import JsonResponse

TaskQuery = Annotated[str, Query(min_length=1, max_length=255)]
MaybeOf = Annotated[str | None, Query(min_length=1, max_length=255)]
Sort = Literal["ordinal", "-ordinal", "submitted_at", "-submitted_at", "queue"]


def list_routes(desk: Desk) -> APIRouter:
    """Return the routes."""
    router = APIRouter(prefix="/assignments", tags=["assignments"])

    @router.get("", response_model=m.AssignmentPage, responses=responses(FORBIDDEN, NOT_FOUND))
    async def list_assignments(
        caller: Authenticated,
        page: Paged,
        task: TaskQuery,
        annotator: MaybeOf = None,
        state: m.State | None = None,
        kind: Annotated[Kind | None, Query(description="Of open ones")] = None,
        unusable: Annotated[bool | None, Query(description="Whether the last submission says so")] = None,
        round_min: Annotated[int | None, Query(ge=1, le=2**31)] = None,
        verdict: Annotated[
            Literal["approved", "rejected"] | None, Query(description="On the last submission")
        ] = None,
        search: Annotated[
            str | None,
            Query(
                min_length=1,
                max_length=200,
                description="A part of the audio name, of a text or choice submitted last, or of a reason",
            ),
        ] = None,
        sort: Annotated[
            Sort | None,
            Query(
                description="`queue` needs an annotator: open ones in the order they will get them. By "
                "`submitted_at` those never submitted come last. Without it: by annotator and queue"
            ),
        ] = None,
        values: Annotated[
            bool, Query(description="With what was submitted last, and signed addresses")
        ] = False,
    ) -> Response:
        """Assignments of a task: the caller's own, or anybody's for those who manage tasks. A page may be short, even
        empty, and yet have a `next`: each looks at some thousands at most."""
        unit, found = await desk.task(task)
        member = await desk.queue_reader(unit, found, caller.user)
        if not member.may(Right.MANAGE):
            if annotator not in (None, caller.user):
                await desk.access.require(found.workspace, caller.user, Right.MANAGE)
            annotator = caller.user
        filters = Filters(state, kind, unusable, round_min, verdict, search)
        order = _order(desk, found, annotator, sort, filters)
        after = page.after
        if after is not None and (after := dict(after)).pop("s", None) != sort:
            raise _not_of_this_list()
        try:
            rows, behind = await desk.list(order, filters, after, page.limit, values)
        except BadPosition as error:
            raise _not_of_this_list() from error
        items = [valued_view(row, desk.sign) if values else listed_view(row.assignment) for row in rows]
        following: Json | None = None if behind is None else dict(behind)
        if following is not None and sort is not None:
            following["s"] = sort
        return page_response(items, following)

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

    return router


def _order(desk: Desk, task: Task, annotator: str | None, sort: Sort | None, filters: Filters) -> Order:
    queues = desk.queues
    match sort:
        case None:
            return ByQueue(queues, task.id, annotator, filters.ranks)
        case "queue":
            if annotator is None:
                raise invalid("/query/sort", "queue needs an annotator", "query")
            if filters.state not in (None, "open"):
                raise invalid("/query/state", "only open ones are in the order of a queue", "query")
            return ByTurn(queues, task.id, annotator, replace(filters, state="open").ranks)
        case "ordinal" | "-ordinal":
            return ByOrdinal(queues, task.id, task.total, annotator, descending=sort == "-ordinal")
        case _:
            return BySubmission(queues, task.id, task.total, annotator, descending=sort == "-submitted_at")


async def _own_summary(desk: Desk, workspace: str, user: str) -> Json:
    who = await desk.access.require(workspace, user)
    held = not who.may(Right.LABEL)
    items = [
        {"task": task, "annotator": user, "name": who.name, **tally_view(tally, held)}
        for task, tally in (await desk.summarise_own(workspace, user)).items()
    ]
    return {"workspace": workspace, "items": items}


def _not_of_this_list() -> Exception:
    return invalid("/query/cursor", "is not a cursor of this list", "query")
