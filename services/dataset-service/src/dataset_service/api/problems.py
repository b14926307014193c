"""Every refusal of this service and the problem type it becomes."""

from collections.abc import Mapping
from typing import Final

from dataset_service import ports
from dataset_service.domain import errors
from service_kit.http.problems import INVALID_REQUEST, NOT_FOUND, ProblemType

OUTSIDE_IMPORT_ROOTS: Final = ProblemType(
    "outside-import-roots",
    "That may not be imported from",
    403,
    "Folders and buckets can be imported only from inside the roots that the operator of this installation allows "
    "(`EARMARK_IMPORT_ROOTS`). Upload the files instead, or ask the operator.",
)
DATASET_IN_USE: Final = ProblemType(
    "dataset-in-use",
    "The dataset is in use",
    409,
    "A dataset can be deleted when no task and no subset stands on it any more. `tasks` and `subsets` name (id and "
    "name) what has to be deleted first.",
    ("tasks", "subsets"),
)
SOURCE_NOT_READY: Final = ProblemType(
    "source-not-ready",
    "The dataset is not ready",
    409,
    "A subset can be made of a dataset whose state is `ready`. `state` says what it is now.",
    ("dataset", "state"),
)
NOT_IMPORTING: Final = ProblemType(
    "not-importing",
    "Nothing is being imported",
    409,
    "Only an import that is under way can be canceled. `state` says what the dataset is now.",
    ("state",),
)
UPLOAD_CLOSED: Final = ProblemType(
    "upload-closed",
    "The upload is closed",
    409,
    "A dataset was made of this upload, so its files change no more. Begin another upload.",
)
UPLOAD_INCOMPLETE: Final = ProblemType(
    "upload-incomplete",
    "The upload is not complete",
    409,
    "A dataset can be made of an upload that has files, all of them complete. `files` names those that lack parts; "
    "`GET /uploads/{id}` says which.",
    ("files",),
)
CHECKSUM_MISMATCH: Final = ProblemType(
    "checksum-mismatch",
    "The bytes are not the ones that were meant",
    422,
    "The SHA-256 of the whole file differs from the one given, so what was just sent was not kept. Send it again.",
    ("expected", "actual"),
)

PROBLEMS: Final[Mapping[type[Exception], ProblemType]] = {
    errors.NotFound: NOT_FOUND,
    errors.Malformed: INVALID_REQUEST,
    errors.OutsideImportRoots: OUTSIDE_IMPORT_ROOTS,
    errors.DatasetInUse: DATASET_IN_USE,
    errors.SourceNotReady: SOURCE_NOT_READY,
    errors.NotImporting: NOT_IMPORTING,
    errors.UploadClosed: UPLOAD_CLOSED,
    errors.UploadIncomplete: UPLOAD_INCOMPLETE,
    errors.ChecksumMismatch: CHECKSUM_MISMATCH,
    ports.MediaUnknown: NOT_FOUND,
}
