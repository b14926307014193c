"""Routes of `/assignment-transfers`."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from assignment_service.api import models as m
from assignment_service.api import problems as p
from assignment_service.api.desk import Desk
from assignment_service.api.views import moved_view, transfer_view
from assignment_service.domain.errors import NoSuchThing
from assignment_service.domain.task import Task
from assignment_service.ports import UnitOfWork
from assignment_service.use_cases.transfer_assignments import TransferWanted
from contracts.roles import Right
from service_kit.commands import Answer
from service_kit.http.auth import Authenticated
from service_kit.http.commands import Command, answer_response
from service_kit.http.problems import FORBIDDEN, NOT_FOUND, invalid, responses
from service_kit.http.responses import JsonResponse
from service_kit.mongo.session import Session

PREFIX = "/assignment-transfers"
_REFUSALS = responses(FORBIDDEN, NOT_FOUND, p.NOT_ENOUGH_OPEN, p.NOT_A_LABELER, p.TASK_PREPARING)


def transfer_routes(desk: Desk) -> APIRouter:
    """Return the routes of `/assignment-transfers`."""
    router = APIRouter(prefix=PREFIX, tags=["assignment transfers"])

    @router.post("/preview", response_model=m.MovedView, responses=_REFUSALS)
    async def preview_assignment_transfer(body: m.TransferBody, caller: Authenticated) -> Response:
        """What a transfer would move; refused as the transfer itself would be."""
        unit, task, wanted = await _allowed(desk, body, caller.user)
        planned = await desk.preview_transfer(unit, wanted)
        tally = (await desk.summarise(unit, task)).get(wanted.giver)
        return JsonResponse({"moved": moved_view(planned), "open": tally.open if tally else 0})

    @router.post(
        "",
        status_code=201,
        response_model=m.TransferView,
        responses={202: {"model": m.TransferView, "description": "It takes chunks"}, **_REFUSALS},
    )
    async def transfer_assignments(body: m.TransferBody, command: Command) -> Response:
        """Move open assignments: up to 500 at once, more in chunks with progress at the `Location`."""
        _, _, wanted = await _allowed(desk, body, command.user)

        async def work(session: Session) -> Answer:
            transfer = await desk.start_transfer(desk.unit(session), wanted)
            headers = {"Location": f"/api/v1{PREFIX}/{transfer.id}"}
            return Answer(202 if transfer.in_chunks else 201, transfer_view(transfer, None), headers)

        return answer_response(await desk.commands.run(command, work))

    @router.get("/{id}", response_model=m.TransferView, responses=responses(NOT_FOUND))
    async def get_assignment_transfer(
        id: Annotated[str, Path(max_length=255)], caller: Authenticated
    ) -> Response:
        """A transfer and how far it is; for those it concerns, and for managers."""
        job = await desk.jobs.get(id)  # first: when it is done, so is everything that is read after it
        unit = await desk.reading()
        transfer = await unit.transfer(id)
        task = await unit.task(transfer.task) if transfer else None
        if transfer is None or task is None or task.deleted:
            raise NoSuchThing("There is no such transfer.")
        member = await desk.access.require(task.workspace, caller.user)
        if caller.user not in (transfer.by, transfer.giver, transfer.receiver) and not member.may(
            Right.MANAGE
        ):
            raise NoSuchThing("There is no such transfer.")
        return JsonResponse(transfer_view(transfer, job))

    return router


async def _allowed(desk: Desk, body: m.TransferBody, user: str) -> tuple[UnitOfWork, Task, TransferWanted]:
    giver = body.from_ or user
    unit, task = await desk.task(body.task)
    if giver == user:
        await desk.queue_reader(unit, task, user)
    else:
        await desk.access.require(task.workspace, user, Right.MANAGE)
    if body.to == giver:
        raise invalid("/to", "must be somebody else than who gives")
    await desk.labeler(task.workspace, body.to)
    return unit, task, TransferWanted(task.id, giver, body.to, body.quantity, user)
