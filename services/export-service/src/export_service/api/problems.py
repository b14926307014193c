"""Every refusal of this service and the problem type it becomes."""

from collections.abc import Mapping
from typing import Final

from export_service.domain import errors
from service_kit.http.problems import NOT_FOUND, ProblemType

TASK_NOT_COMPLETED: Final = ProblemType(
    "task-not-completed",
    "The task is not completed",
    409,
    "A whole task can be generated when every record of it is done. `done` of `total` are; wait for the others, or "
    'generate what is done so far with `"scope": "done"`.',
    ("done", "total"),
)
NOTHING_DONE: Final = ProblemType(
    "nothing-done",
    "Nothing is done yet",
    409,
    "No record of the task is done, so there is nothing to generate a processed dataset from.",
)
NOT_READY: Final = ProblemType(
    "processed-dataset-not-ready",
    "The processed dataset is not ready",
    409,
    "Its files can be had when its state is `ready`. `state` says what it is now.",
    ("state",),
)
NOT_GENERATING: Final = ProblemType(
    "not-generating",
    "Nothing is being generated",
    409,
    "Only a processed dataset whose state is `generating` can be canceled. `state` says what it is now.",
    ("state",),
)

PROBLEMS: Final[Mapping[type[Exception], ProblemType]] = {
    errors.TaskUnknown: NOT_FOUND,
    errors.ProcessedDatasetUnknown: NOT_FOUND,
    errors.FileUnknown: NOT_FOUND,
    errors.TaskNotCompleted: TASK_NOT_COMPLETED,
    errors.NothingDone: NOTHING_DONE,
    errors.NotReady: NOT_READY,
    errors.NotGenerating: NOT_GENERATING,
}
