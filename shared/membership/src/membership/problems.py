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
