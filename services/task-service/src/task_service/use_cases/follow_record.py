"""What happens to a record of a task: folded once, counted once, whatever the order of arrival."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from contracts.events.assignments import RecordReturned, RecordSubmitted
from contracts.events.reviews import RecordApproved, RecordRejected
from contracts.folding import Fact
from task_service.domain.record import Path, difference, standing
from task_service.ports import Lane, UnitOfWork
from task_service.use_cases.follow_task import UnknownTask

Amounts = dict[Path, float]


@dataclass(frozen=True, slots=True)
class Happening:
    """One fact of one round of a record; ``amounts`` is what it adds, once, to the activity of its day."""

    task: str
    record: str
    round: int
    fact: Fact
    annotator: str
    at: datetime
    amounts: Amounts


class FollowRecord:
    """Adds a happening to its record. Touches one record and two counter rows of the event's own lane."""

    async def __call__(self, unit: UnitOfWork, happening: Happening, lane: Lane) -> None:
        gate = await unit.tasks.gate(happening.task)
        if gate is None:
            raise UnknownTask(f"no task {happening.task} was ever created")
        if gate.deleted:
            return
        before = await unit.records.get(happening.task, happening.record)
        after = before.add(happening.round, happening.fact, happening.annotator)
        if after is None:
            return
        unit.records.put(after)
        unit.counters.add_standing(happening.task, lane, difference(standing(before), standing(after)))
        day = happening.at.astimezone(UTC).date().isoformat()
        unit.counters.add_activity(happening.task, lane, day, happening.amounts)
        unit.look_at(happening.task)


def submitted(event: RecordSubmitted) -> Happening:
    """Return what a submission adds. Audio seconds count with a record's first submission, once."""
    own = ("annotators", event.annotator)
    amounts: Amounts = {(*own, "submitted"): 1}
    if event.seconds_worked:
        amounts[*own, "seconds_worked"] = event.seconds_worked
    if event.round == 1:
        amounts[*own, "records"] = 1
        amounts[*own, "audio_seconds"] = event.listing.seconds
    if event.unusable is not None:
        amounts[*own, "unusable"] = 1
    fact = Fact.SUBMITTED if event.review_required else Fact.SUBMITTED_WITHOUT_REVIEW
    return Happening(
        event.task, event.record, event.round, fact, event.annotator, event.submitted_at, amounts
    )


def returned(event: RecordReturned, at: datetime) -> Happening:
    """Return what a return adds."""
    amounts: Amounts = {("annotators", event.annotator, "returned"): 1}
    return Happening(event.task, event.record, event.round, Fact.RETURNED, event.annotator, at, amounts)


def approved(event: RecordApproved) -> Happening:
    """Return what an approval adds; one by rule has no reviewer."""
    amounts: Amounts = {("annotators", event.annotator, "approved"): 1}
    if event.reviewer is not None:
        amounts[("reviewers", event.reviewer, "approved")] = 1
        if event.by == "rest":
            amounts[("reviewers", event.reviewer, "approved_as_rest")] = 1
    if event.by == "rule":
        amounts["approved_by_rule",] = 1
    return Happening(
        event.task, event.record, event.round, Fact.APPROVED, event.annotator, event.judged_at, amounts
    )


def rejected(event: RecordRejected) -> Happening:
    """Return what a rejection adds, its reason categories included."""
    amounts: Amounts = {
        ("annotators", event.annotator, "rejected"): 1,
        ("reviewers", event.reviewer, "rejected"): 1,
    }
    if event.by == "rest":
        amounts[("reviewers", event.reviewer, "rejected_as_rest")] = 1
    for category in _each_once(event.categories):
        amounts["categories", category] = 1
        amounts["annotators", event.annotator, "categories", category] = 1
    return Happening(
        event.task, event.record, event.round, Fact.REJECTED, event.annotator, event.judged_at, amounts
    )


def _each_once(categories: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(categories)
