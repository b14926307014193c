"""Workspaces and members: create, change, remove."""

from dataclasses import dataclass, replace

from contracts.events.workspaces import MemberChanged, MemberRemoved, WorkspaceCreated
from contracts.ids import new_id
from contracts.roles import Right, Role
from task_service.domain.errors import NotFound
from task_service.domain.workspace import Member, Workspace, change_member, entitled
from task_service.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class CreateWorkspaceCommand:
    """``user_name``: what the caller's token calls them, if it does."""

    name: str
    user: str
    user_name: str | None


@dataclass(frozen=True, slots=True)
class ChangeMemberCommand:
    """``role`` None removes the member; ``name`` None keeps the name, or takes the user id."""

    workspace: str
    actor: str
    user: str
    role: Role | None
    name: str | None = None


class CreateWorkspace:
    """Whoever creates a workspace becomes its first super_admin."""

    async def __call__(self, unit: UnitOfWork, command: CreateWorkspaceCommand) -> tuple[Workspace, Member]:
        bare = Workspace(new_id(), command.name, command.user, unit.now, ver=1)
        unit.emit(
            WorkspaceCreated(workspace=bare.id, name=bare.name, created_by=command.user),
            aggregate=bare.id,
            version=bare.ver,
        )
        member = Member(bare.id, command.user, command.user_name or command.user, Role.SUPER_ADMIN)
        workspace = replace(bare, super_admins=1, ver=2)
        unit.workspaces.put(workspace)
        _keep(unit, workspace, member, command.user)
        return workspace, member


class ChangeMember:
    """Gives somebody a role, or removes them."""

    async def __call__(self, unit: UnitOfWork, command: ChangeMemberCommand) -> Member:
        actor = entitled(await unit.members.get(command.workspace, command.actor), Right.MEMBERS)
        workspace = await unit.workspaces.get(command.workspace)
        if workspace is None:
            raise NotFound("there is no such workspace")
        before = await unit.members.get(command.workspace, command.user)
        changed = change_member(workspace, actor, before, command.user, command.role, command.name)
        if changed is None:
            assert before is not None
            return before
        workspace, member = changed
        unit.workspaces.put(workspace)
        _keep(unit, workspace, member, command.actor)
        return member


def _keep(unit: UnitOfWork, workspace: Workspace, member: Member, by: str) -> None:
    unit.members.put(member)
    event: MemberChanged | MemberRemoved
    if member.role is None:
        event = MemberRemoved(workspace=workspace.id, user=member.user, removed_by=by)
    else:
        event = MemberChanged(
            workspace=workspace.id, user=member.user, name=member.name, role=member.role, changed_by=by
        )
    unit.emit(event, aggregate=workspace.id, version=workspace.ver)
