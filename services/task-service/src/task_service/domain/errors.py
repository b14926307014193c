"""What the rules refuse, and why. Errors carry facts; the HTTP side has a table that gives each a status."""

from typing import Any


class Refused(Exception):
    """The root of everything that this service refuses by rule."""

    def facts(self) -> dict[str, Any]:
        """Return what a program needs to know of the refusal."""
        return {}


class NotFound(Refused):
    """There is no such thing, or it is in a workspace that the caller does not belong to."""


class NotAllowed(Refused):
    """The caller is a member, but their role does not include the right."""

    def __init__(self, role: str, right: str, message: str | None = None) -> None:
        super().__init__(message or f"the role {role} does not include the right to {right}")
        self.role = role
        self.right = right

    def facts(self) -> dict[str, Any]:
        return {"role": self.role, "right": self.right}


class Malformed(Refused):
    """The request contradicts itself; ``pointer`` says where (RFC 6901)."""

    def __init__(self, pointer: str, message: str) -> None:
        super().__init__(message)
        self.pointer = pointer

    def facts(self) -> dict[str, Any]:
        return {"errors": [{"pointer": self.pointer, "message": str(self), "in": "body"}]}


class ChangedMeanwhile(Refused):
    """The version that the caller names is not the current one."""

    def __init__(self, current: Any) -> None:
        super().__init__("it was changed meanwhile")
        self.current = current


class LastSuperAdmin(Refused):
    """A workspace keeps at least one super_admin."""

    def __init__(self, user: str) -> None:
        super().__init__("this is the last super_admin of the workspace")
        self.user = user

    def facts(self) -> dict[str, Any]:
        return {"user": self.user}


class QuantitiesDoNotAddUp(Refused):
    """The annotators' quantities are not the number of records of the dataset."""

    def __init__(self, given: int, needed: int) -> None:
        super().__init__(f"the quantities add up to {given}, the dataset has {needed} records")
        self.given = given
        self.needed = needed

    def facts(self) -> dict[str, Any]:
        return {"given": self.given, "needed": self.needed}


class NotALabeler(Refused):
    """Somebody named as annotator is not a member who may label."""

    def __init__(self, user: str, role: str | None) -> None:
        super().__init__(f"{user} {_cannot(role)} label")
        self.user = user
        self.role = role

    def facts(self) -> dict[str, Any]:
        return {"user": self.user, "role": self.role}


class NotAnAuditor(Refused):
    """Somebody named as reviewer is not a member who may review."""

    def __init__(self, user: str, role: str | None) -> None:
        super().__init__(f"{user} {_cannot(role)} review")
        self.user = user
        self.role = role

    def facts(self) -> dict[str, Any]:
        return {"user": self.user, "role": self.role}


class DatasetNotReady(Refused):
    """The dataset is not imported (yet), or holds no record."""

    def __init__(
        self, dataset: str, message: str = "the dataset is not ready: it is not imported yet"
    ) -> None:
        super().__init__(message)
        self.dataset = dataset

    def facts(self) -> dict[str, Any]:
        return {"dataset": self.dataset}


class TaskIsCompleted(Refused):
    """What was asked for is possible only while the task is not completed."""


class TaskHasFailed(Refused):
    """A task whose records could not be listed can only be deleted."""

    def __init__(self, reason: str | None) -> None:
        super().__init__(f"the task has failed: {reason or 'its records could not be listed'}")
        self.reason = reason

    def facts(self) -> dict[str, Any]:
        return {"failure": self.reason}


class TaskNotStopped(Refused):
    """Only a stopped task can be resumed."""


def _cannot(role: str | None) -> str:
    return "is not a member and cannot" if role is None else f"is {role} and may not"
