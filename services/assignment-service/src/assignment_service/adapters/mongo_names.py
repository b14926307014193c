"""Collections, ids of rows, and indexes."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from pymongo import ASCENDING, IndexModel

TASKS: Final = "tasks"
SETTINGS: Final = "settings"
ASSIGNMENTS: Final = "assignments"
BATCHES: Final = "batches"
BUILT: Final = "built"
DRAFTS: Final = "drafts"
ROUNDS: Final = "rounds"
PREDICTIONS: Final = "predictions"
QUEUES: Final = "queues"
REDIRECTS: Final = "redirects"
TRANSFERS: Final = "transfers"
STREAMS: Final = "streams"

COMMAND_SHARD: Final = "c"
"""The row of a queue that the annotator's own requests write; it also says what is in hand."""
JOB_SHARD: Final = "j"
HANDLER_SHARDS: Final = 4
SHARDS: Final = (COMMAND_SHARD, JOB_SHARD, *(f"h{number}" for number in range(HANDLER_SHARDS)))

QUEUE_ORDER: Final = [("task", ASCENDING), ("owner", ASCENDING), ("q", ASCENDING), ("at", ASCENDING)]

INDEXES: Final[Mapping[str, Sequence[IndexModel]]] = {
    # Without indexes of their own, but made before a transaction needs them:
    **dict.fromkeys((SETTINGS, BATCHES, BUILT, DRAFTS, ROUNDS, PREDICTIONS, QUEUES, REDIRECTS, STREAMS), ()),
    ASSIGNMENTS: [
        IndexModel(QUEUE_ORDER, name="queue"),
        IndexModel([("task", ASCENDING), ("rec.o", ASCENDING)], name="ordinal"),
        IndexModel(
            [("task", ASCENDING), ("sub", ASCENDING)],
            name="submitted",
            partialFilterExpression={"sub": {"$gt": 0}},
        ),
    ],
    TASKS: [
        IndexModel(
            [("built", ASCENDING)], name="unbuilt", partialFilterExpression={"built": False, "deleted": False}
        ),
        IndexModel([("workspace", ASCENDING), ("_id", ASCENDING)], name="of_workspace"),
    ],
    TRANSFERS: (),
}


def handler_shard(partition: int) -> str:
    """Return the row that handlers of a partition write, so that partitions do not meet each other or the
    requests.
    """
    return f"h{partition % HANDLER_SHARDS}"


def queue_prefix(task: str, user: str) -> str:
    """Return how the ids of a queue's rows begin."""
    return f"{task}/{quote(user, safe='')}/"


def queue_row(task: str, user: str, shard: str) -> str:
    """Return the id of one row of a queue."""
    return queue_prefix(task, user) + shard


def queue_rows(task: str, user: str) -> list[str]:
    """Return the ids of all rows that a queue may have."""
    prefix = queue_prefix(task, user)
    return [prefix + shard for shard in SHARDS]


def redirect_id(task: str, user: str) -> str:
    """Return the id of a redirect."""
    return f"{task}/{quote(user, safe='')}"


def predictions_id(task: str, record: str) -> str:
    """Return the id of the predictions for a record."""
    return f"{task}/{record}"


def beginning_with(prefix: str) -> dict[str, dict[str, str]]:
    """Return the query for ids that begin with a prefix, which ends with a slash."""
    return {"_id": {"$gte": prefix, "$lt": prefix[:-1] + "0"}}
