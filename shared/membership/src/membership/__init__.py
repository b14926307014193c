"""Who is a member of which workspace, in which role, as every service knows it."""

from membership.access import PROBLEMS, Access, NotAllowed, NotAMember
from membership.projection import (
    INDEXES,
    MEMBERS,
    WORKSPACES,
    Member,
    MemberState,
    member_document,
    member_key,
    subscription,
    workspace_need,
)

__all__ = [
    "INDEXES",
    "MEMBERS",
    "PROBLEMS",
    "WORKSPACES",
    "Access",
    "Member",
    "MemberState",
    "NotAMember",
    "NotAllowed",
    "member_document",
    "member_key",
    "subscription",
    "workspace_need",
]
