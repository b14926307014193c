"""Which errors of MongoDB pass by themselves, and what a commit without an answer is."""

from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DuplicateKeyError,
    OperationFailure,
    PyMongoError,
)

_DUPLICATE = 11000
# Interrupted, not primary, shutting down, write conflict, no such transaction, timeouts: MongoDB's own lists.
_PASSING = frozenset(
    {6, 7, 24, 50, 64, 89, 91, 112, 134, 189, 246, 251, 262, 9001, 10107, 11600, 11602, 13435, 13436, 13475}
)


class CommitUnknown(Exception):
    """The commit was sent, but nobody could say within the time whether it happened. What was done may
    stand or not."""


def is_duplicate(error: BaseException) -> bool:
    """Whether a unique index refused a write."""
    if isinstance(error, DuplicateKeyError):
        return True
    if isinstance(error, BulkWriteError):
        details = error.details or {}
        return any(failed.get("code") == _DUPLICATE for failed in details.get("writeErrors", ()))
    return False


def is_passing(error: BaseException) -> bool:
    """Whether running the same thing again later can succeed without anybody changing anything."""
    if isinstance(error, CommitUnknown | ConnectionFailure):
        return True
    if not isinstance(error, PyMongoError):
        return False
    if error.timeout or error.has_error_label("TransientTransactionError"):
        return True
    if error.has_error_label("UnknownTransactionCommitResult") or error.has_error_label(
        "RetryableWriteError"
    ):
        return True
    if isinstance(error, BulkWriteError):
        details = error.details or {}
        return any(failed.get("code") in _PASSING for failed in details.get("writeErrors", ()))
    return isinstance(error, OperationFailure) and error.code in _PASSING
