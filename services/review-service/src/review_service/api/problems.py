"""Every refusal of this service and the problem type it becomes."""

from collections.abc import Mapping
from typing import Final

import membership
from membership.problems import NOT_AN_AUDITOR, NOT_ENOUGH_OPEN, NOT_YOURS, TASK_STOPPED, WRONG_ROUND
from review_service.domain import errors
from service_kit.http.problems import INVALID_REQUEST, NOT_FOUND, ProblemType

ALREADY_JUDGED: Final = ProblemType(
    "already-judged",
    "The round has its verdict",
    409,
    "The review was judged already, by hand, by rule or as the rest of a review. `state` says how. Ask for the next "
    "one.",
    ("state", "round"),
)
OWN_ANNOTATION: Final = ProblemType(
    "own-annotation",
    "It is your own annotation",
    409,
    "Nobody judges what they labeled themselves. The review is held until a manager transfers it to somebody else.",
)
FULL_REVIEW: Final = ProblemType(
    "full-review",
    "The task is under full review",
    409,
    "Under full review every record is approved by hand. A manager can change the review to partial.",
)
BLIND_REVIEW: Final = ProblemType(
    "blind-review",
    "The task is reviewed blind",
    409,
    "The reviewers of the task do not see who labeled a record, so they cannot choose one annotator's records.",
)

PROBLEMS: Final[Mapping[type[Exception], ProblemType]] = {
    **membership.PROBLEMS,
    errors.NotFound: NOT_FOUND,
    errors.NotYours: NOT_YOURS,
    errors.OwnAnnotation: OWN_ANNOTATION,
    errors.TaskIsStopped: TASK_STOPPED,
    errors.WrongRound: WRONG_ROUND,
    errors.AlreadyJudged: ALREADY_JUDGED,
    errors.FullReview: FULL_REVIEW,
    errors.BlindReview: BLIND_REVIEW,
    errors.NotAnAuditor: NOT_AN_AUDITOR,
    errors.NotEnoughOpen: NOT_ENOUGH_OPEN,
    errors.Malformed: INVALID_REQUEST,
}
