"""Every event that Earmark publishes or hears, by its CloudEvents type."""

from contracts.events.assignments import AssignmentsBuilt, RecordReturned, RecordsTransferred, RecordSubmitted
from contracts.events.base import EventData
from contracts.events.datasets import DatasetDeleted, DatasetImported
from contracts.events.exports import DatasetGenerated, GenerationFailed
from contracts.events.listings import ListingFailed, RecordsListed
from contracts.events.predictions import RecordPredicted
from contracts.events.reviews import RecordApproved, RecordRejected, ReviewsTransferred
from contracts.events.tasks import (
    TaskCompleted,
    TaskCreated,
    TaskDeleted,
    TaskEdited,
    TaskReopened,
    TaskResumed,
    TaskStopped,
)
from contracts.events.workspaces import MemberChanged, MemberRemoved, WorkspaceCreated

_ALL: tuple[type[EventData], ...] = (
    WorkspaceCreated,
    MemberChanged,
    MemberRemoved,
    DatasetImported,
    DatasetDeleted,
    TaskCreated,
    TaskEdited,
    TaskStopped,
    TaskResumed,
    TaskDeleted,
    TaskCompleted,
    TaskReopened,
    RecordsListed,
    ListingFailed,
    RecordSubmitted,
    RecordReturned,
    AssignmentsBuilt,
    RecordsTransferred,
    RecordApproved,
    RecordRejected,
    ReviewsTransferred,
    RecordPredicted,
    DatasetGenerated,
    GenerationFailed,
)

EVENTS: dict[str, type[EventData]] = {event.ce_type: event for event in _ALL}

__all__ = [
    "EVENTS",
    "AssignmentsBuilt",
    "DatasetDeleted",
    "DatasetGenerated",
    "DatasetImported",
    "EventData",
    "GenerationFailed",
    "ListingFailed",
    "MemberChanged",
    "MemberRemoved",
    "RecordApproved",
    "RecordPredicted",
    "RecordRejected",
    "RecordReturned",
    "RecordSubmitted",
    "RecordsListed",
    "RecordsTransferred",
    "ReviewsTransferred",
    "TaskCompleted",
    "TaskCreated",
    "TaskDeleted",
    "TaskEdited",
    "TaskReopened",
    "TaskResumed",
    "TaskStopped",
    "WorkspaceCreated",
]
