"""What the rules of review refuse; each error carries its facts, none knows a status code."""

from typing import Any


class Refused(Exception):
    """A command breaks a rule; the message is for people, `facts` for programs."""

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self._facts = facts

    def facts(self) -> dict[str, Any]:
        """Return the facts of the refusal, by name."""
        return self._facts


class Unheard(Exception):
    """An event needs another one that was not heard of yet; ``need`` names it."""

    def __init__(self, need: str) -> None:
        super().__init__(need)
        self.need = need


class Contradiction(Exception):
    """An event says what can never be, as far as its task is known."""


class NotFound(Refused):
    """There is no such thing, or it is not for the caller to know."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.")


class NotYours(Refused):
    """The review is in somebody else's queue."""

    def __init__(self) -> None:
        super().__init__("This review is in somebody else's queue.")


class OwnAnnotation(Refused):
    """Nobody judges their own annotation."""

    def __init__(self) -> None:
        super().__init__("Nobody judges their own annotation; a manager can transfer this review.")


class TaskIsStopped(Refused):
    """The task is stopped: nothing is handed out, submitted or judged."""

    def __init__(self) -> None:
        super().__init__("The task is stopped.")


class WrongRound(Refused):
    """The command names another round than the review's."""

    def __init__(self, given: int, expected: int) -> None:
        super().__init__(f"The review is at round {expected}, not {given}.", given=given, expected=expected)


class AlreadyJudged(Refused):
    """The round has its verdict."""

    def __init__(self, state: str, round: int) -> None:
        super().__init__(f"Round {round} is {state} already.", state=state, round=round)


class FullReview(Refused):
    """Under full review every record is judged by hand."""

    def __init__(self) -> None:
        super().__init__("The task is under full review: every record is approved by hand.")


class BlindReview(Refused):
    """The task hides who labeled a record from its reviewers."""

    def __init__(self) -> None:
        super().__init__("The task is reviewed blind: its reviewers cannot choose an annotator.")


class NotAnAuditor(Refused):
    """Whoever is to review has no right to."""

    def __init__(self, user: str, role: str | None) -> None:
        super().__init__(f"{user} may not review in this workspace.", user=user, role=role)


class NotEnoughOpen(Refused):
    """More reviews are to be moved than are open."""

    def __init__(self, open: int) -> None:
        super().__init__(f"{open} reviews are open and can move.", open=open)


class Malformed(Refused):
    """A value is not what it can be; `errors` names the places (RFC 6901) and says why."""

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        place, message = errors[0]
        shown = [{"pointer": pointer, "message": text, "in": "body"} for pointer, text in errors]
        super().__init__(f"{place}: {message}", errors=shown)
