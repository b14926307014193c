"""May this user do that here? One read by id, and a second look before a refusal."""

from collections.abc import Mapping
from typing import Any, Final

from pymongo.asynchronous.database import AsyncDatabase

from contracts.roles import Right
from membership.projection import MEMBERS, Member, member_key
from service_kit.http.patience import look_again
from service_kit.http.problems import FORBIDDEN, NOT_FOUND, ProblemType
from service_kit.mongo.session import Doc


class NotAMember(Exception):
    """The user is not a member of the workspace; to them nothing of it exists."""

    def __init__(self) -> None:
        super().__init__("There is no such thing, or it belongs to a workspace that is not yours.")


class NotAllowed(Exception):
    """The member's role does not include a right."""

    def __init__(self, role: str, right: Right) -> None:
        super().__init__(f"Your role {role} does not include the right to {_SPOKEN[right]}.")
        self.role = role
        self.right = right

    def facts(self) -> dict[str, Any]:
        """Return the role there is and the right that is missing."""
        return {"role": self.role, "right": self.right.value}


_SPOKEN: Final = {
    Right.CREATE: "create tasks and import datasets",
    Right.LABEL: "label",
    Right.REVIEW: "review",
    Right.MANAGE: "manage tasks",
    Right.MEMBERS: "manage members",
}
PROBLEMS: Final[Mapping[type[Exception], ProblemType]] = {NotAMember: NOT_FOUND, NotAllowed: FORBIDDEN}


class Access:
    """Answers from the service's own `members` collection.

    ``look_again_seconds``: how long a refusal waits for a membership or role that may be on its way; 0 in the
    service that owns the members.
    """

    def __init__(self, database: AsyncDatabase[Doc], look_again_seconds: float = 2.0) -> None:
        self._members = database[MEMBERS]
        self._patience = look_again_seconds

    async def member(self, workspace: str, user: str) -> Member | None:
        """Return the member as known here and now; None where the user is none."""
        return Member.of(await self._members.find_one({"_id": member_key(workspace, user)}))

    async def require(self, workspace: str, user: str, right: Right | None = None) -> Member:
        """Return the member who has the right (None: any member). Raises NotAMember or NotAllowed, after a
        second look."""
        found = await self.member(workspace, user)
        if not _enough(found, right):
            seen: Member | None = found

            async def read() -> Member | None:
                nonlocal seen
                seen = await self.member(workspace, user)
                return seen if _enough(seen, right) else None

            found = await look_again(read, self._patience) if self._patience else None
            if found is None:
                if seen is None or right is None:
                    raise NotAMember
                raise NotAllowed(seen.role.value, right)
        assert found is not None
        return found

    async def can(self, workspace: str, user: str, right: Right) -> bool:
        """Say whether the user has the right, as known here and now: for choosing what to show, not for
        refusing."""
        found = await self.member(workspace, user)
        return found is not None and found.may(right)


def _enough(member: Member | None, right: Right | None) -> bool:
    return member is not None and (right is None or member.may(right))
