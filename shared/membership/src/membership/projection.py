"""The collections `workspaces` and `members`, written from what task-service says."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pymongo import IndexModel

from contracts import topics
from contracts.events import MemberChanged, MemberRemoved, WorkspaceCreated
from contracts.roles import Right, Role, allows
from service_kit.messaging.events import Received
from service_kit.messaging.subscriptions import Handler, Subscription
from service_kit.mongo.session import Doc, Session

WORKSPACES: Final = "workspaces"
MEMBERS: Final = "members"
INDEXES: Final[Mapping[str, Sequence[IndexModel]]] = {
    MEMBERS: (IndexModel([("workspace", 1), ("user", 1)]), IndexModel([("user", 1), ("workspace", 1)])),
}


@dataclass(frozen=True, slots=True)
class Member:
    """A user in a workspace."""

    workspace: str
    user: str
    name: str
    role: Role

    def may(self, right: Right) -> bool:
        """Say whether the member's role includes a right."""
        return allows(self.role, right)

    @classmethod
    def of(cls, doc: Mapping[str, Any] | None) -> "Member | None":
        """Return the member a document of `members` stands for; None where there is none, or no longer."""
        if doc is None or doc["removed"] or doc["role"] is None:
            return None
        return cls(doc["workspace"], doc["user"], doc["name"], Role(doc["role"]))


@dataclass(frozen=True, slots=True)
class MemberState:
    """What became of somebody's membership; a role of None means: not a member."""

    workspace: str
    user: str
    name: str
    role: Role | None
    role_before: Role | None

    def lost(self, right: Right) -> bool:
        """Say whether a right that was there is gone."""
        return allows(self.role_before, right) and not allows(self.role, right)

    def gained(self, right: Right) -> bool:
        """Say whether a right is there that was not."""
        return allows(self.role, right) and not allows(self.role_before, right)


OnChange = Callable[[Session, MemberState], Awaitable[None]]


def member_key(workspace: str, user: str) -> str:
    """Return the id of a member's document: ``<workspace>/<user>``."""
    return f"{workspace}/{user}"


def workspace_need(workspace: str) -> str:
    """Return what an event that names an unknown workspace waits for (`Missing.need`)."""
    return f"workspace/{workspace}"


def member_document(workspace: str, user: str, name: str, role: Role | None) -> Doc:
    """Return the document of a member; a role of None is the tombstone of somebody who was one."""
    return {
        "_id": member_key(workspace, user),
        "workspace": workspace,
        "user": user,
        "name": name,
        "role": None if role is None else role.value,
        "removed": role is None,
    }


def subscription(on_change: OnChange | None = None) -> Subscription:
    """Return what keeps the two collections; ``on_change`` is told of every change of a role, in the same
    transaction, and must touch a bounded number of documents (start a job for more)."""

    async def created(session: Session, event: Received[WorkspaceCreated]) -> None:
        data = event.data
        session.put(WORKSPACES, {"_id": data.workspace, "name": data.name, "created_by": data.created_by})
        session.arrived(workspace_need(data.workspace))

    async def changed(session: Session, event: Received[MemberChanged]) -> None:
        data = event.data
        await replace(session, data.workspace, data.user, data.name, data.role)

    async def removed(session: Session, event: Received[MemberRemoved]) -> None:
        data = event.data
        known = await session.get(MEMBERS, member_key(data.workspace, data.user))
        await replace(session, data.workspace, data.user, known["name"] if known else data.user, None)

    async def replace(session: Session, workspace: str, user: str, name: str, role: Role | None) -> None:
        known = Member.of(await session.get(MEMBERS, member_key(workspace, user)))
        session.put(MEMBERS, member_document(workspace, user, name, role))
        before = known.role if known else None
        if on_change is not None and before != role:
            await on_change(session, MemberState(workspace, user, name, role, before))

    def its_member(event: Received[MemberChanged] | Received[MemberRemoved]) -> list[tuple[str, str]]:
        return [(MEMBERS, member_key(event.data.workspace, event.data.user))]

    return Subscription(
        topics.WORKSPACES,
        (
            Handler(WorkspaceCreated, created),
            Handler(MemberChanged, changed, reads=its_member),
            Handler(MemberRemoved, removed, reads=its_member),
        ),
    )
