"""Workspaces and members."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from service_kit.commands import Answer
from service_kit.http.auth import Authenticated
from service_kit.http.commands import Command
from service_kit.http.etags import etag_of, resource_response
from service_kit.http.paging import Paged, page_response
from service_kit.http.problems import FORBIDDEN, NOT_FOUND, responses
from service_kit.http.responses import JsonResponse
from task_service.api.bodies import MemberRole, NewWorkspace
from task_service.api.deps import Deps
from task_service.api.models import Me, MemberList, MemberView, WorkspaceView
from task_service.api.problems import LAST_SUPER_ADMIN
from task_service.api.views import member_view, workspace_view
from task_service.domain.errors import NotFound
from task_service.domain.workspace import belongs
from task_service.ports import UnitOfWork
from task_service.use_cases.change_members import (
    ChangeMember,
    ChangeMemberCommand,
    CreateWorkspace,
    CreateWorkspaceCommand,
)

UserPath = Annotated[str, Path(min_length=1, max_length=255, pattern=r"^[^\x00]*$")]


def workspaces_router(deps: Deps) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["workspaces"])
    create, change = CreateWorkspace(), ChangeMember()

    @router.get("/me", response_model=Me)
    async def get_me(caller: Authenticated) -> Response:
        """The caller, and the workspaces they belong to with their role in each."""
        pairs = await deps.queries.memberships(caller.user)
        workspaces = [
            {"id": workspace.id, "name": workspace.name, "role": member.role} for member, workspace in pairs
        ]
        return JsonResponse({"user": caller.user, "name": caller.name, "workspaces": workspaces})

    @router.post("/workspaces", status_code=201, response_model=WorkspaceView)
    async def create_workspace(body: NewWorkspace, caller: Authenticated, context: Command) -> Response:
        """Make a workspace; the caller becomes its super_admin."""
        command = CreateWorkspaceCommand(body.name, caller.user, caller.name)

        async def work(unit: UnitOfWork) -> Answer:
            workspace, member = await create(unit, command)
            headers = {"Location": f"/api/v1/workspaces/{workspace.id}", "ETag": etag_of(workspace.name)}
            return Answer(201, workspace_view(workspace, member), headers)

        return await deps.run(context, work)

    @router.get("/workspaces/{workspace}", response_model=WorkspaceView, responses=responses(NOT_FOUND))
    async def get_workspace(workspace: str, request: Request, caller: Authenticated) -> Response:
        """A workspace the caller belongs to."""
        member = belongs(await deps.queries.member(workspace, caller.user))
        found = await deps.queries.workspace(workspace)
        if found is None:
            raise NotFound("there is no such workspace")
        view = workspace_view(found, member)
        return resource_response(request, view, etag_of(view))

    @router.get("/workspaces/{workspace}/members", response_model=MemberList, responses=responses(NOT_FOUND))
    async def list_members(workspace: str, page: Paged, caller: Authenticated) -> Response:
        """The members of a workspace, in the order of their ids."""
        belongs(await deps.queries.member(workspace, caller.user))
        after = None if page.after is None else str(page.after.get("user", ""))
        members = await deps.queries.members(workspace, after, page.one_more)
        shown = members[: page.limit]
        following = {"user": shown[-1].user} if len(members) > page.limit else None
        return page_response([member_view(member) for member in shown], following)

    @router.put(
        "/workspaces/{workspace}/members/{user:path}",
        response_model=MemberView,
        responses=responses(FORBIDDEN, NOT_FOUND, LAST_SUPER_ADMIN),
    )
    async def put_member(workspace: str, user: UserPath, body: MemberRole, context: Command) -> Response:
        """Make a user a member, or give a member another role or name. Only a super_admin grants, changes
        or removes a super_admin."""
        command = ChangeMemberCommand(workspace, context.user, user, body.role, body.name)

        async def work(unit: UnitOfWork) -> Answer:
            return Answer(200, member_view(await change(unit, command)))

        return await deps.run(context, work)

    @router.delete(
        "/workspaces/{workspace}/members/{user:path}",
        status_code=204,
        responses=responses(FORBIDDEN, NOT_FOUND, LAST_SUPER_ADMIN),
    )
    async def remove_member(workspace: str, user: UserPath, context: Command) -> Response:
        """Remove a member. Their open work is held until somebody transfers it."""
        command = ChangeMemberCommand(workspace, context.user, user, role=None)

        async def work(unit: UnitOfWork) -> Answer:
            await change(unit, command)
            return Answer(204)

        return await deps.run(context, work)

    return router
