"""Which refusal is which problem."""

from collections.abc import Mapping
from typing import Final

from assignment_service.domain import errors as e
from membership import PROBLEMS as MEMBERSHIP_PROBLEMS
from membership.problems import NOT_A_LABELER, NOT_ENOUGH_OPEN, NOT_YOURS, TASK_STOPPED, WRONG_ROUND
from service_kit.http.problems import NOT_FOUND, UNAVAILABLE, ProblemType

__all__ = [
    "ALREADY_SUBMITTED",
    "EDITED_ELSEWHERE",
    "INVALID_ANNOTATION",
    "NOT_A_LABELER",
    "NOT_DONE",
    "NOT_ENOUGH_OPEN",
    "NOT_YOURS",
    "PRECONDITION_REQUIRED",
    "PROBLEMS",
    "RECORD_DONE",
    "TASK_PREPARING",
    "TASK_STOPPED",
    "WRONG_ROUND",
    "IfMatchMissing",
]

TASK_PREPARING: Final = ProblemType(
    "task-preparing",
    "The task is still being prepared",
    409,
    "The task's records are not yet all in the annotators' queues. Try again when the task is `labeling`.",
)
RECORD_DONE: Final = ProblemType(
    "record-done",
    "The record is done",
    409,
    "A done record takes no draft and no submission; a manager can return it. `round` is the round that counts.",
    ("round",),
)
ALREADY_SUBMITTED: Final = ProblemType(
    "already-submitted",
    "This round is submitted",
    409,
    "The record's round was submitted before. To correct it, submit `next_round`.",
    ("round", "next_round"),
)
EDITED_ELSEWHERE: Final = ProblemType(
    "edited-elsewhere",
    "Another window edits it",
    409,
    "The draft or submission names a window (`seat`), but another one of yours has had the assignment since `since`. "
    "Take over there or here: `PUT /assignments/{id}/editor` with `take_over`.",
    ("since",),
)
NOT_DONE: Final = ProblemType(
    "not-done",
    "The record is not done",
    409,
    "Only a done record can be returned to its annotator. `state` is what it is now.",
    ("state",),
)
INVALID_ANNOTATION: Final = ProblemType(
    "invalid-annotation",
    "The annotation does not fit",
    422,
    "The annotation breaks the schema, or lies outside the record. `errors` names each item, a JSON pointer into "
    "the annotation, the rule, and what is wrong.",
    ("errors",),
)


class IfMatchMissing(Exception):
    """A change that could overwrite newer work came without the version it is based on."""

    def __init__(self) -> None:
        super().__init__("Send the assignment's revision (its ETag) as If-Match.")


PRECONDITION_REQUIRED: Final = ProblemType(
    "precondition-required",
    "If-Match is needed",
    428,
    "Send the ETag of the version you changed as `If-Match`, so that two windows cannot overwrite each other's work.",
)

PROBLEMS: Final[Mapping[type[Exception], ProblemType]] = {
    **MEMBERSHIP_PROBLEMS,
    e.NoSuchThing: NOT_FOUND,
    e.NotYours: NOT_YOURS,
    e.TaskIsStopped: TASK_STOPPED,
    e.TaskIsPreparing: TASK_PREPARING,
    e.RecordDone: RECORD_DONE,
    e.AlreadySubmitted: ALREADY_SUBMITTED,
    e.WrongRound: WRONG_ROUND,
    e.NotDone: NOT_DONE,
    e.InvalidAnnotation: INVALID_ANNOTATION,
    e.NotALabeler: NOT_A_LABELER,
    e.NotEnoughOpen: NOT_ENOUGH_OPEN,
    e.Outdated: UNAVAILABLE,
    e.EditedElsewhere: EDITED_ELSEWHERE,
    IfMatchMissing: PRECONDITION_REQUIRED,
}
