"""What the rules refuse: errors carry facts and no status; `api/problems.py` and `consumers/failures.py`
translate them.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any


class AssignmentError(Exception):
    """The root of everything the rules refuse."""

    def facts(self) -> dict[str, Any]:
        """Return what a program may want to know, JSON-able, by name."""
        return {}


class NoSuchThing(AssignmentError):
    """There is no such task, assignment or transfer, or it is not for the caller's eyes."""


class NotYours(AssignmentError):
    """The assignment is in somebody else's queue."""

    def __init__(self) -> None:
        super().__init__("This record is in somebody else's queue now.")


class TaskIsStopped(AssignmentError):
    """The task is stopped: nothing is submitted or put off until it is resumed; drafts are still saved."""

    def __init__(self) -> None:
        super().__init__("The task is stopped; drafts are still saved.")


class TaskIsPreparing(AssignmentError):
    """The task's records are not yet all in the annotators' queues."""

    def __init__(self) -> None:
        super().__init__("The task is still being prepared.")


class RecordDone(AssignmentError):
    """The record is done; only a return opens it again."""

    def __init__(self, round: int) -> None:
        super().__init__("This record is done; a manager can return it.")
        self.round = round

    def facts(self) -> dict[str, Any]:
        return {"round": self.round}


class AlreadySubmitted(AssignmentError):
    """This round of the record was submitted before; a correction names the next round."""

    def __init__(self, round: int) -> None:
        super().__init__(f"Round {round} of this record is submitted; a correction is round {round + 1}.")
        self.round = round

    def facts(self) -> dict[str, Any]:
        return {"round": self.round, "next_round": self.round + 1}


class WrongRound(AssignmentError):
    """The submission names a round that is not the next one."""

    def __init__(self, given: int, expected: int) -> None:
        super().__init__(f"The next round of this record is {expected}, not {given}.")
        self.given = given
        self.expected = expected

    def facts(self) -> dict[str, Any]:
        return {"given": self.given, "expected": self.expected}


class NotDone(AssignmentError):
    """Only a done record can be returned."""

    def __init__(self, state: str) -> None:
        super().__init__(f"Only a done record can be returned; this one is {state}.")
        self.state = state

    def facts(self) -> dict[str, Any]:
        return {"state": self.state}


class InvalidAnnotation(AssignmentError):
    """The annotation does not fit the task's schema or the record's duration."""

    def __init__(self, errors: Sequence[dict[str, str]]) -> None:
        super().__init__("The annotation does not fit: " + "; ".join(e["message"] for e in errors[:3]))
        self.errors = list(errors)

    def facts(self) -> dict[str, Any]:
        return {"errors": self.errors}


class NotALabeler(AssignmentError):
    """The receiver of a transfer is no member who may label."""

    def __init__(self, user: str, role: str | None) -> None:
        super().__init__(f"{user} may not label in this workspace.")
        self.user = user
        self.role = role

    def facts(self) -> dict[str, Any]:
        return {"user": self.user, "role": self.role}


class NotEnoughOpen(AssignmentError):
    """More was to be moved than is open."""

    def __init__(self, open: int) -> None:
        super().__init__(f"Only {open} records are open.")
        self.open = open

    def facts(self) -> dict[str, Any]:
        return {"open": self.open}


class DraftChanged(AssignmentError):
    """The assignment is at another revision than the one the draft was based on."""

    def __init__(self, revision: int) -> None:
        super().__init__(f"The assignment is at revision {revision}.")
        self.revision = revision


class EditedElsewhere(AssignmentError):
    """Another window of the owner's edits the assignment; `since` is in milliseconds since the epoch."""

    def __init__(self, since: int) -> None:
        super().__init__("Another window edits this record; take over there or here.")
        self.since = since

    def facts(self) -> dict[str, Any]:
        return {"since": datetime.fromtimestamp(self.since / 1000, UTC).isoformat().replace("+00:00", "Z")}


class Outdated(AssignmentError):
    """What was looked up before the transaction has changed since: look again and repeat. Never leaves the
    service.
    """


class NoRightToLabel(AssignmentError):
    """As the transaction sees it, the caller is no member who may label: look again before refusing. Never
    leaves the service."""


class Unheard(AssignmentError):
    """An event speaks of something that has not been heard of yet; it waits for `need`."""

    def __init__(self, need: str) -> None:
        super().__init__(need)
        self.need = need


class Senseless(AssignmentError):
    """An event can never be applied, for the reason it carries."""
