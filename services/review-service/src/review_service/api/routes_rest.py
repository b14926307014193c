"""The rest of a review at once: what was found so far, approve it, reject it."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from contracts.ids import new_id
from contracts.roles import Right
from membership.problems import TASK_STOPPED
from review_service.api.bodies import RestApproval, RestRejection
from review_service.api.deps import Deps
from review_service.api.models import FindingsView, RestView
from review_service.api.problems import BLIND_REVIEW, FULL_REVIEW
from review_service.api.views import View, findings_view, moment, rest_view
from review_service.domain.errors import NotFound
from review_service.domain.review import Verdict
from review_service.ports import UnitOfWork
from review_service.use_cases.judge_rest import JUDGE_REST, OrderRest, PreviewRest, RestOrder
from service_kit.commands import Answer, CommandContext
from service_kit.http.auth import Authenticated
from service_kit.http.commands import Command
from service_kit.http.problems import FORBIDDEN, NOT_FOUND, responses
from service_kit.http.responses import JsonResponse

Id = Annotated[str, Path(max_length=255)]
OfTask = Annotated[str, Query(max_length=255)]
OfAnnotator = Annotated[str | None, Query(min_length=1, max_length=255)]


def rest_router(deps: Deps) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["rest of a review"])
    preview, order_rest = PreviewRest(), OrderRest()

    @router.get(
        "/rest-approvals/preview",
        response_model=FindingsView,
        responses=responses(FORBIDDEN, NOT_FOUND, BLIND_REVIEW),
    )
    async def preview_rest(caller: Authenticated, task: OfTask, annotator: OfAnnotator = None) -> Response:
        """What the caller found by hand so far, and what they have not judged."""
        found = await deps.task(task)
        await deps.reviewer(found, caller.user)
        findings = await preview(await deps.reading(), found, caller.user, annotator)
        return JsonResponse(findings_view(findings, found, annotator))

    @router.post(
        "/rest-approvals",
        status_code=202,
        response_model=RestView,
        responses=responses(FORBIDDEN, NOT_FOUND, FULL_REVIEW, TASK_STOPPED, BLIND_REVIEW),
    )
    async def approve_rest(body: RestApproval, context: Command) -> Response:
        """Approve the caller's pending reviews, in the background; repeating it does no harm."""
        order = RestOrder("approved", body.annotator, include_future=body.include_future)
        return await ordered(body.task, order, context)

    @router.post(
        "/rest-rejections",
        status_code=202,
        response_model=RestView,
        responses=responses(FORBIDDEN, NOT_FOUND, TASK_STOPPED, BLIND_REVIEW),
    )
    async def reject_rest(body: RestRejection, context: Command) -> Response:
        """Reject the caller's pending reviews with a reason, in the background."""
        return await ordered(body.task, RestOrder("rejected", body.annotator, body.reason), context)

    @router.get("/rest-approvals/{id}", response_model=RestView, responses=responses(NOT_FOUND))
    async def get_rest_approval(id: Id, caller: Authenticated) -> Response:
        """How far it is; for who ordered it, and who manages tasks."""
        return JsonResponse(await shown(id, "approved", caller.user))

    @router.get("/rest-rejections/{id}", response_model=RestView, responses=responses(NOT_FOUND))
    async def get_rest_rejection(id: Id, caller: Authenticated) -> Response:
        """How far it is; for who ordered it, and who manages tasks."""
        return JsonResponse(await shown(id, "rejected", caller.user))

    async def ordered(task: str, order: RestOrder, context: CommandContext) -> Response:
        await deps.reviewer(await deps.task(task), context.user)
        id = new_id()

        async def work(unit: UnitOfWork) -> Answer:
            found = await unit.tasks.get(task)
            if found is None or found.deleted:
                raise NotFound("task")
            total = await order_rest(unit, id, found, context.user, order)
            view: View = {
                "id": id,
                "task": task,
                "annotator": order.annotator,
                "include_future": order.include_future,
                "reason": order.reason,
                "reviewer": context.user,
                "state": "pending",
                "progress": {"done": 0, "total": total, "unit": "reviews"},
                "failure": None,
                "created_at": moment(unit.now),
                "finished_at": None,
            }
            return Answer(202, view, {"Location": f"/api/v1/{_PATHS[order.verdict]}/{id}"})

        return await deps.run(context, work)

    async def shown(id: str, verdict: Verdict, user: str) -> View:
        job = await deps.jobs.get(id)
        if job is None or job.kind != JUDGE_REST or job.args["verdict"] != verdict:
            raise NotFound(_PATHS[verdict][:-1])
        task = await (await deps.reading()).tasks.get(job.args["task"])
        if task is None or task.deleted:
            raise NotFound(_PATHS[verdict][:-1])
        member = await deps.access.require(task.workspace, user)
        if job.args["reviewer"] != user and not member.may(Right.MANAGE):
            raise NotFound(_PATHS[verdict][:-1])
        return rest_view(job)

    return router


_PATHS: dict[Verdict, str] = {"approved": "rest-approvals", "rejected": "rest-rejections"}
