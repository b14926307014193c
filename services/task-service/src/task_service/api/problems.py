"""Every refusal of this service and the problem type it becomes."""

from collections.abc import Mapping
from typing import Final

from membership.problems import NOT_A_LABELER, NOT_AN_AUDITOR
from service_kit.http.problems import (
    CHANGED_MEANWHILE,
    FORBIDDEN,
    INVALID_REQUEST,
    NOT_FOUND,
    ProblemType,
)
from task_service.domain import errors

LAST_SUPER_ADMIN: Final = ProblemType(
    "last-super-admin",
    "The last super_admin stays",
    409,
    "A workspace keeps at least one super_admin, so the last one can neither be removed nor get another "
    "role. Make another member super_admin first.",
    ("user",),
)
QUANTITIES_DO_NOT_ADD_UP: Final = ProblemType(
    "quantities-do-not-add-up",
    "The quantities do not add up",
    409,
    "The annotators' quantities must add up to the number of records of the dataset. `given` is their sum, "
    "`needed` the number of records. Leave a quantity out, and who has none shares the rest evenly.",
    ("given", "needed"),
)
DATASET_NOT_READY: Final = ProblemType(
    "dataset-not-ready",
    "The dataset is not ready",
    409,
    "A task needs a raw dataset that is imported and holds at least one record. Wait until its state is "
    "ready.",
    ("dataset",),
)
TASK_COMPLETED: Final = ProblemType(
    "task-completed",
    "The task is completed",
    409,
    "A completed task cannot be stopped, and its review cannot be changed. A return opens it again.",
)
TASK_FAILED: Final = ProblemType(
    "task-failed",
    "The task has failed",
    409,
    "The task's records could not be listed (`failure` says why), so there is nothing to stop. Delete it.",
    ("failure",),
)
TASK_NOT_STOPPED: Final = ProblemType(
    "task-not-stopped",
    "The task is not stopped",
    409,
    "Only a stopped task can be resumed.",
)

PROBLEMS: Final[Mapping[type[Exception], ProblemType]] = {
    errors.NotFound: NOT_FOUND,
    errors.NotAllowed: FORBIDDEN,
    errors.Malformed: INVALID_REQUEST,
    errors.ChangedMeanwhile: CHANGED_MEANWHILE,
    errors.LastSuperAdmin: LAST_SUPER_ADMIN,
    errors.QuantitiesDoNotAddUp: QUANTITIES_DO_NOT_ADD_UP,
    errors.NotALabeler: NOT_A_LABELER,
    errors.NotAnAuditor: NOT_AN_AUDITOR,
    errors.DatasetNotReady: DATASET_NOT_READY,
    errors.TaskIsCompleted: TASK_COMPLETED,
    errors.TaskHasFailed: TASK_FAILED,
    errors.TaskNotStopped: TASK_NOT_STOPPED,
}
