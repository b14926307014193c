"""Topic `earmark.workspaces`: workspaces and their members (owner: task-service; key: workspace)."""

from contracts.events.base import EventData, Id, UserId
from contracts.roles import Role


class WorkspaceCreated(EventData):
    """A workspace exists; the `MemberChanged` that follows makes its creator super_admin."""

    workspace: Id
    name: str
    created_by: UserId


class MemberChanged(EventData):
    """A user became a member, or got another role or name."""

    workspace: Id
    user: UserId
    name: str
    role: Role
    changed_by: UserId


class MemberRemoved(EventData):
    """A user is no longer a member; their open work is held until it is transferred."""

    workspace: Id
    user: UserId
    removed_by: UserId
