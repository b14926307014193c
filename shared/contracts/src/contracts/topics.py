"""The topic registry: who owns a topic, what its key is, what is said on it, who listens, how long it is kept."""

from dataclasses import dataclass

from contracts import events as e
from contracts.events.base import EventData

PARTITIONS = 12  # fixed: changing the count of a living topic breaks the order of its keys
SERVICES = (
    "task-service",
    "assignment-service",
    "review-service",
    "export-service",
    "dataset-service",
    "assist-service",
)


@dataclass(frozen=True, slots=True)
class Topic:
    """One Kafka topic.

    ``retention_days`` None means kept forever. ``gapless``: `ce_aggversion` counts each aggregate's events from 1
    without a gap, and consumers apply them in that order. ``owner`` None means that anybody may publish.
    """

    name: str
    owner: str | None
    key: str
    events: tuple[type[EventData], ...]
    consumers: tuple[str, ...]
    meaning: str
    retention_days: int | None = 7
    partitions: int = PARTITIONS
    gapless: bool = True


WORKSPACES = Topic(
    name="earmark.workspaces",
    owner="task-service",
    key="workspace",
    events=(e.WorkspaceCreated, e.MemberChanged, e.MemberRemoved),
    consumers=("assignment-service", "review-service", "export-service", "dataset-service", "assist-service"),
    retention_days=None,
    meaning="Workspaces and who is a member of them in which role.",
)
DATASETS = Topic(
    name="earmark.datasets",
    owner="dataset-service",
    key="dataset",
    events=(e.DatasetImported, e.DatasetDeleted),
    consumers=("task-service",),
    retention_days=None,
    meaning="Raw datasets that are ready for tasks, or gone.",
)
TASKS = Topic(
    name="earmark.tasks",
    owner="task-service",
    key="task",
    events=(
        e.TaskCreated,
        e.TaskEdited,
        e.TaskStopped,
        e.TaskResumed,
        e.TaskDeleted,
        e.TaskCompleted,
        e.TaskReopened,
    ),
    consumers=("assignment-service", "review-service", "export-service", "dataset-service", "assist-service"),
    retention_days=None,
    meaning="Tasks, their settings and their life.",
)
LISTINGS = Topic(
    name="earmark.listings",
    owner="dataset-service",
    key="task and batch",
    events=(e.RecordsListed, e.ListingFailed),
    consumers=("task-service", "assignment-service", "assist-service"),
    meaning="The records of a new task, in batches.",
)
ASSIGNMENTS = Topic(
    name="earmark.assignments",
    owner="assignment-service",
    key="record of a task, or task",
    events=(e.RecordSubmitted, e.RecordReturned, e.AssignmentsBuilt, e.RecordsTransferred),
    consumers=("task-service", "review-service", "export-service", "assist-service"),
    meaning="What annotators submitted, what managers returned, what moved between queues.",
)
REVIEWS = Topic(
    name="earmark.reviews",
    owner="review-service",
    key="record of a task, or task",
    events=(e.RecordApproved, e.RecordRejected, e.ReviewsTransferred),
    consumers=("task-service", "assignment-service", "export-service"),
    meaning="Verdicts on submissions.",
)
PREDICTIONS = Topic(
    name="earmark.predictions",
    owner=None,
    key="record of a task",
    events=(e.RecordPredicted,),
    consumers=("assignment-service",),
    gapless=False,
    meaning="What models suggest, inside and outside of Earmark.",
)
EXPORTS = Topic(
    name="earmark.exports",
    owner="export-service",
    key="processed dataset",
    events=(e.DatasetGenerated, e.GenerationFailed),
    consumers=("task-service",),
    retention_days=30,
    meaning="Processed datasets that are ready, or failed.",
)

TOPICS: tuple[Topic, ...] = (
    WORKSPACES,
    DATASETS,
    TASKS,
    LISTINGS,
    ASSIGNMENTS,
    REVIEWS,
    PREDICTIONS,
    EXPORTS,
)
TOPIC_OF: dict[type[EventData], Topic] = {event: topic for topic in TOPICS for event in topic.events}
DEAD_LETTER_RETENTION_DAYS = 30


def dead_letter_topic(service: str) -> str:
    """Return the name of the topic that carries what a service could not handle, and why."""
    return f"earmark.dead-letters.{service}"
