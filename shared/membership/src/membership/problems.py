"""Problem types that several services answer with, so that each has one text at its address."""

from typing import Final

from service_kit.http.problems import ProblemType

NOT_A_LABELER: Final = ProblemType(
    "not-a-labeler",
    "This person may not label",
    409,
    "Somebody named as annotator, or as receiver of assignments, is no member of the workspace with a role "
    "that may label. `user` says who, `role` what they are now (null: not a member). Name somebody else, or "
    "have their role changed.",
    ("user", "role"),
)
NOT_AN_AUDITOR: Final = ProblemType(
    "not-an-auditor",
    "This person may not review",
    409,
    "Somebody named as reviewer, or as receiver of reviews, is not an annotation_auditor of the workspace. "
    "`user` says who, `role` what they are now (null: not a member). Name somebody else, or have their role "
    "changed.",
    ("user", "role"),
)
NOT_YOURS: Final = ProblemType(
    "not-yours",
    "It is in somebody else's queue",
    409,
    "The assignment or review is in the queue of another member: it was never yours, or it was transferred. Ask for "
    "the next one.",
)
TASK_STOPPED: Final = ProblemType(
    "task-stopped",
    "The task is stopped",
    409,
    "A manager stopped the task: nothing is handed out, submitted or judged until it is resumed. Drafts are still "
    "saved, and what was accepted before stays.",
)
WRONG_ROUND: Final = ProblemType(
    "wrong-round",
    "It is at another round",
    409,
    "The request names another round of the record than the one that comes now: it was submitted again, judged or "
    "returned meanwhile. `expected` is the round, `given` what the request named. Get it again and look anew.",
    ("given", "expected"),
)
NOT_ENOUGH_OPEN: Final = ProblemType(
    "not-enough-open",
    "Fewer are open than are to be moved",
    409,
    "A transfer names more assignments or reviews than are open and can move. `open` is how many there are.",
    ("open",),
)
