"""Collections, jobs and indexes."""

from collections.abc import Mapping, Sequence
from typing import Final

from pymongo import IndexModel

DATASETS: Final = "datasets"
RECORDS: Final = "records"
FAILURES: Final = "failures"
MEDIA: Final = "media"
KNOWN_FILES: Final = "known_files"
UPLOADS: Final = "uploads"
UPLOAD_FILES: Final = "upload_files"
TASKS: Final = "tasks"

IMPORT: Final = "import"
LIST_RECORDS: Final = "list-records"
CLEAN_UP: Final = "clean-up"

INDEXES: Final[Mapping[str, Sequence[IndexModel]]] = {
    DATASETS: (
        IndexModel([("workspace", 1), ("_id", -1)]),
        IndexModel([("subset_of", 1)], sparse=True),
        IndexModel([("state", 1), ("cleaned", 1), ("deleted_at", 1)], name="to_clean"),
    ),
    RECORDS: (
        IndexModel([("dataset", 1), ("ordinal", 1)], unique=True),
        IndexModel([("dataset", 1), ("seconds", 1), ("ordinal", 1)]),
        IndexModel([("sha256", 1)]),
    ),
    MEDIA: (IndexModel([("first", 1)]),),
    KNOWN_FILES: (IndexModel([("seen_at", 1)], expireAfterSeconds=180 * 86400),),
    UPLOADS: (IndexModel([("touched_at", 1)]),),
    TASKS: (IndexModel([("dataset", 1), ("deleted", 1)]),),
}
"""The unique one of `records` also answers every other order and filter within a dataset, by a scan of that dataset."""
