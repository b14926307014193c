"""Who may call what: one row per operation of the API, and what everybody else is answered.

The rights are those of the roles; `TAKES_PART` and the `OWN_...` rules stand for what goes with a queue of one's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SUPER_ADMIN: Final = "super_admin"
ADMINISTRATOR: Final = "administrator"
ANNOTATION_ADMINISTRATOR: Final = "annotation_administrator"
OPERATOR: Final = "operator"  # an annotator of the task; the assignments in question are theirs
OTHER_OPERATOR: Final = "other_operator"  # takes part in nothing
AUDITOR: Final = "auditor"  # a reviewer of the task; the reviews in question are theirs
OTHER_AUDITOR: Final = "other_auditor"  # takes part in nothing
REMOVED: Final = "removed"  # was an annotator of the task, and is no member any more
STRANGER: Final = "stranger"  # super_admin of another workspace
NO_TOKEN: Final = "no_token"
EXPIRED: Final = "expired"  # the operator, an hour too late

MANAGERS: Final = (SUPER_ADMIN, ADMINISTRATOR, ANNOTATION_ADMINISTRATOR)
MEMBERS: Final = (*MANAGERS, OPERATOR, OTHER_OPERATOR, AUDITOR, OTHER_AUDITOR)
OUTSIDERS: Final = (REMOVED, STRANGER)
UNKNOWN: Final = (NO_TOKEN, EXPIRED)
EVERYBODY: Final = (*MEMBERS, *OUTSIDERS, *UNKNOWN)

Expected = int | str | None
"""None: not refused for who one is; a status; or the slug of the problem it must be."""


@dataclass(frozen=True)
class Rule:
    """What each caller is answered."""

    answers: Mapping[str, Expected]

    def __getitem__(self, caller: str) -> Expected:
        return self.answers[caller]


def rule(*may: str, others: Expected = 403, outside: Expected = 404, **special: Expected) -> Rule:
    """Those who may; what other members, outsiders and, by name, some callers are answered."""
    answers: dict[str, Expected] = {
        **dict.fromkeys(MEMBERS, others),
        **dict.fromkeys(OUTSIDERS, outside),
        **dict.fromkeys(UNKNOWN, 401),
        **dict.fromkeys(may, None),
    }
    return Rule({**answers, **special})


ANYBODY = rule(*MEMBERS, *OUTSIDERS)
MEMBER = rule(*MEMBERS)
MEMBER_MANAGERS = rule(SUPER_ADMIN, ADMINISTRATOR)
CREATE = rule(*MANAGERS)
MANAGE = rule(*MANAGERS)
REVIEW = rule(AUDITOR, OTHER_AUDITOR)
REVIEW_OR_MANAGE = rule(*MANAGERS, AUDITOR, OTHER_AUDITOR)
TAKES_PART = rule(*MANAGERS, OPERATOR, AUDITOR)
# Whoever may label has a queue in the tasks they take part in; other tasks are not there for them.
LABEL = rule(*MANAGERS, OPERATOR, other_operator=404)
OWN_ASSIGNMENT = rule(*MANAGERS, OPERATOR, others=404)
ON_OWN_ASSIGNMENT = rule(
    OPERATOR,
    **dict.fromkeys((*MANAGERS, OTHER_OPERATOR), "not-yours"),  # they may label, but not this one
)
OWN_ASSIGNMENTS_AWAY = rule(*MANAGERS, OPERATOR)
OWN_TRANSFER = rule(*MANAGERS, OPERATOR, others=404)
OWN_REVIEW = rule(*MANAGERS, AUDITOR, others=404)
ON_OWN_REVIEW = rule(AUDITOR, other_auditor="not-yours")
OWN_REVIEWS_AWAY = rule(*MANAGERS, AUDITOR)
SIGNED = rule(*EVERYBODY)
"""The address's signature alone decides; who has it may be anybody."""

RIGHTS: Final[Mapping[str, Rule]] = {
    # task-service
    "get_me": ANYBODY,
    "create_workspace": ANYBODY,
    "get_workspace": MEMBER,
    "list_members": MEMBER,
    "put_member": MEMBER_MANAGERS,
    "remove_member": MEMBER_MANAGERS,
    "list_presets": ANYBODY,
    "create_task": CREATE,
    "list_tasks": MEMBER,
    "get_task": TAKES_PART,
    "edit_task": MANAGE,
    "delete_task": MANAGE,
    "stop_task": MANAGE,
    "resume_task": MANAGE,
    "get_progress": TAKES_PART,
    "follow_task": TAKES_PART,
    # dataset-service
    "begin_upload": CREATE,
    "get_upload": CREATE,
    "put_upload_file": CREATE,
    "import_dataset": CREATE,
    "list_datasets": CREATE,
    "get_dataset": CREATE,
    "delete_dataset": CREATE,
    "watch_dataset": CREATE,
    "list_failures": CREATE,
    "cancel_import": CREATE,
    "list_records": CREATE,
    "get_record": TAKES_PART,
    "get_audio": SIGNED,
    "get_peaks": SIGNED,
    "get_spectrogram": SIGNED,
    # assignment-service
    "next_assignment": LABEL,
    "list_assignments": LABEL,
    "summarise_assignments": LABEL,
    "get_assignment": OWN_ASSIGNMENT,
    "take_seat": ON_OWN_ASSIGNMENT,
    "leave_seat": ON_OWN_ASSIGNMENT,
    "follow_assignment": OWN_ASSIGNMENT,
    "save_draft": ON_OWN_ASSIGNMENT,
    "submit_record": ON_OWN_ASSIGNMENT,
    "put_off_record": ON_OWN_ASSIGNMENT,
    "return_record": MANAGE,
    "preview_assignment_transfer": OWN_ASSIGNMENTS_AWAY,
    "transfer_assignments": OWN_ASSIGNMENTS_AWAY,
    "get_assignment_transfer": OWN_TRANSFER,
    # review-service
    "next_review": REVIEW,
    "list_reviews": REVIEW_OR_MANAGE,
    "summarize_reviews": REVIEW_OR_MANAGE,
    "get_review": OWN_REVIEW,
    "approve_review": ON_OWN_REVIEW,
    "reject_review": ON_OWN_REVIEW,
    "preview_rest": REVIEW,
    "approve_rest": REVIEW,
    "reject_rest": REVIEW,
    "get_rest_approval": OWN_REVIEW,
    "get_rest_rejection": OWN_REVIEW,
    "preview_review_transfer": OWN_REVIEWS_AWAY,
    "transfer_reviews": OWN_REVIEWS_AWAY,
    "get_review_transfer": OWN_REVIEW,
    # export-service
    "generate_processed_dataset": MANAGE,
    "list_processed_datasets": MANAGE,
    "get_processed_dataset": MANAGE,
    "watch_processed_dataset": MANAGE,
    "cancel_processed_dataset": MANAGE,
    "download_processed_dataset": MANAGE,
    "get_processed_file": MANAGE,
    "sign_download": MANAGE,
    "delete_processed_dataset": MANAGE,
}
