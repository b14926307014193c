"""Transfers of reviews."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from contracts.ids import new_id
from contracts.roles import Right
from membership.problems import NOT_AN_AUDITOR, NOT_ENOUGH_OPEN
from review_service.api.bodies import TransferBody
from review_service.api.deps import Deps
from review_service.api.models import TransferPreview, TransferView
from review_service.api.views import transfer_view
from review_service.domain.errors import Malformed, NotFound
from review_service.domain.task import Task
from review_service.ports import UnitOfWork
from review_service.use_cases.transfer_reviews import OrderTransfer, PreviewTransfer, TransferOrder
from service_kit.commands import Answer
from service_kit.http.auth import Authenticated
from service_kit.http.commands import Command
from service_kit.http.patience import look_again
from service_kit.http.problems import FORBIDDEN, NOT_FOUND, responses
from service_kit.http.responses import JsonResponse

Id = Annotated[str, Path(max_length=255)]


def transfers_router(deps: Deps) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["transfers of reviews"])
    preview, order_transfer = PreviewTransfer(), OrderTransfer()

    @router.post(
        "/review-transfers/preview",
        response_model=TransferPreview,
        responses=responses(FORBIDDEN, NOT_FOUND, NOT_AN_AUDITOR, NOT_ENOUGH_OPEN),
    )
    async def preview_review_transfer(body: TransferBody, caller: Authenticated) -> Response:
        """What a transfer would move, from the end of the queue; the receiver's own annotations stay."""
        task, order = await checked(body, caller.user)
        would = await preview(await deps.reading(), task, order)
        return JsonResponse({"moved": {"fresh": would.fresh, "rework": would.rework}})

    @router.post(
        "/review-transfers",
        status_code=201,
        response_model=TransferView,
        responses={
            202: {"model": TransferView, "description": "It takes chunks"},
            **responses(FORBIDDEN, NOT_FOUND, NOT_AN_AUDITOR, NOT_ENOUGH_OPEN),
        },
    )
    async def transfer_reviews(body: TransferBody, context: Command) -> Response:
        """Move a number of pending reviews, or everything, what comes later included. Up to 500 move at
        once, more
        of them in chunks (202)."""
        known, order = await checked(body, context.user)
        id = new_id()

        async def work(unit: UnitOfWork) -> Answer:
            task = await unit.tasks.get(known.id)
            if task is None or task.deleted:
                raise NotFound("task")
            transfer = await order_transfer(unit, id, task, order)
            headers = {"Location": f"/api/v1/review-transfers/{id}"}
            return Answer(202 if transfer.chunked else 201, transfer_view(transfer, None), headers)

        return await deps.run(context, work)

    @router.get("/review-transfers/{id}", response_model=TransferView, responses=responses(NOT_FOUND))
    async def get_review_transfer(id: Id, caller: Authenticated) -> Response:
        """How far it is; for giver and receiver, who ordered it, and who manages tasks."""
        job = await deps.jobs.get(id)  # first: when it is done, so is everything that is read after it
        unit = await deps.reading()
        transfer = await unit.transfers.get(id)
        task = await unit.tasks.get(transfer.task) if transfer is not None else None
        if transfer is None or task is None or task.deleted:
            raise NotFound("transfer")
        member = await deps.access.require(task.workspace, caller.user)
        people = (transfer.from_user, transfer.to_user, transfer.by)
        if caller.user not in people and not member.may(Right.MANAGE):
            raise NotFound("transfer")
        return JsonResponse(transfer_view(transfer, job))

    async def checked(body: TransferBody, user: str) -> tuple[Task, TransferOrder]:
        task = await deps.task(body.task)
        giver = body.from_user if body.from_user is not None else user
        if giver == user:
            await deps.reader(task, user)
        else:
            await deps.access.require(task.workspace, user, Right.MANAGE)
        if giver == body.to:
            raise Malformed([("/to", "is who gives the reviews")])

        async def may_review() -> bool | None:
            return await deps.access.can(task.workspace, body.to, Right.REVIEW) or None

        await look_again(may_review, deps.look_again_seconds)
        quantity = None if body.quantity == "everything" else body.quantity
        return task, TransferOrder(giver, body.to, quantity, user)

    return router
