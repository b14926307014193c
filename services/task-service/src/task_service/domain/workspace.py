"""Workspaces and their members: who may change whose role, and that a super_admin always remains."""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.roles import Right, Role, allows
from task_service.domain.errors import LastSuperAdmin, NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class Workspace:
    """A boundary of access; ``super_admins`` counts its members with that role, ``ver`` its events."""

    id: str
    name: str
    created_by: str
    created_at: datetime
    super_admins: int = 0
    ver: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A user in a workspace; ``role`` None: removed."""

    workspace: str
    user: str
    name: str
    role: Role | None

    @property
    def key(self) -> str:
        """The member's id: ``<workspace>/<user>``."""
        return member_key(self.workspace, self.user)


def member_key(workspace: str, user: str) -> str:
    """Return the id of a member."""
    return f"{workspace}/{user}"


def belongs(member: Member | None) -> Member:
    """Return the member; NotFound for who is none (any more)."""
    if member is None or member.role is None:
        raise NotFound("there is no such workspace, or you are not a member of it")
    return member


def entitled(member: Member | None, right: Right) -> Member:
    """Return the member if they have the right; NotFound for a stranger, NotAllowed for another role."""
    found = belongs(member)
    assert found.role is not None
    if not allows(found.role, right):
        raise NotAllowed(found.role, right)
    return found


def change_member(
    workspace: Workspace, actor: Member, before: Member | None, user: str, role: Role | None, name: str | None
) -> tuple[Workspace, Member] | None:
    """Give a user a role (None: remove them) and return the workspace and the member as they are then.

    None when nothing changes. ``actor`` has the right to change members. Raises NotAllowed where a
    super_admin is touched or made by somebody else than a super_admin, NotFound for removing nobody,
    LastSuperAdmin.
    """
    old = before.role if before is not None else None
    if role is None and old is None:
        raise NotFound(f"{user} is not a member of this workspace")
    if Role.SUPER_ADMIN in (old, role) and actor.role is not Role.SUPER_ADMIN:
        assert actor.role is not None
        message = "only a super_admin grants, changes or removes a super_admin"
        raise NotAllowed(actor.role, Right.MEMBERS, message)
    if old is Role.SUPER_ADMIN and role is not Role.SUPER_ADMIN and workspace.super_admins <= 1:
        raise LastSuperAdmin(user)
    shown = name or (before.name if before is not None else user)
    after = Member(workspace.id, user, shown, role)
    if after == before:
        return None
    change = (role is Role.SUPER_ADMIN) - (old is Role.SUPER_ADMIN)
    return replace(workspace, super_admins=workspace.super_admins + change, ver=workspace.ver + 1), after
