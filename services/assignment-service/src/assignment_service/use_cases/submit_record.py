"""Submit a record, or a correction of it, or declare it unusable."""

from dataclasses import dataclass

from assignment_service.domain.assignment import Assignment
from assignment_service.domain.content import Annotation, Round
from assignment_service.domain.errors import (
    InvalidAnnotation,
    NoRightToLabel,
    NoSuchThing,
    NotYours,
    TaskIsStopped,
)
from assignment_service.domain.seats import check_seat
from assignment_service.domain.task import Settings
from assignment_service.ports import UnitOfWork
from assignment_service.use_cases.finding import living_task, settings_of
from assignment_service.use_cases.listed import listed
from assignment_service.use_cases.look_ahead import Hand, Outlook, Work
from assignment_service.use_cases.schemas import Schemas
from assignment_service.use_cases.times import milliseconds
from contracts.events import RecordSubmitted
from contracts.events.assignments import SuggestionOutcome, Unusable
from contracts.validation import validate


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody submits: either an annotation, or why the record is unusable."""

    assignment: str
    by: str
    round: int
    annotation: Annotation | None
    unusable: str | None
    seconds_worked: float = 0.0
    suggestions: tuple[SuggestionOutcome, ...] = ()
    seat: str | None = None


class SubmitRecord:
    """Checks in this order: there, may label, theirs, edited in no other window, not stopped, not done, not this
    round already, the right round, a valid annotation.
    """

    def __init__(self, schemas: Schemas, hand: Hand) -> None:
        self._schemas = schemas
        self._hand = hand

    async def __call__(
        self, unit: UnitOfWork, submission: Submission, outlook: Outlook, alone: bool = False
    ) -> tuple[Assignment, Work]:
        before = await unit.assignment(submission.assignment)
        if before is None:
            raise NoSuchThing("There is no such assignment.")
        task = await living_task(unit, before.task)
        if not await unit.may_label(task.workspace, submission.by):
            raise NoRightToLabel
        if before.owner != submission.by:
            raise NotYours
        check_seat(before.seat, submission.seat, milliseconds(unit.now))
        if task.stopped:
            raise TaskIsStopped
        before.check_submission(submission.by, submission.round)
        settings = await settings_of(unit, task)
        if submission.unusable is None:
            self._check(submission.annotation, before, settings)
        front = await self._hand.front(unit, task, submission.by, before.id, alone)
        after = before.submitted(task.review != "none", milliseconds(unit.now))
        await unit.save(before, after)
        unit.add_round(
            Round(
                assignment=after.id,
                number=after.fold.round,
                annotator=submission.by,
                submitted_at=unit.now,
                seconds_worked=submission.seconds_worked,
                annotation=submission.annotation if submission.unusable is None else None,
                unusable=submission.unusable,
            )
        )
        if before.has_draft:
            unit.drop_draft(before.id)
        event = RecordSubmitted(
            workspace=task.workspace,
            task=task.id,
            record=after.record.id,
            assignment=after.id,
            round=after.fold.round,
            annotator=submission.by,
            annotation=submission.annotation if submission.unusable is None else None,
            unusable=None if submission.unusable is None else Unusable(reason=submission.unusable),
            suggestions=submission.suggestions,
            seconds_worked=submission.seconds_worked,
            review_required=task.review != "none",
            task_version=task.version,
            listing=listed(after.record),
            submitted_at=unit.now,
        )
        unit.say_of_record(event, task.id, after.record.id, after.said)
        return after, await self._hand(unit, task, front, before, after, outlook, alone)

    def _check(self, annotation: Annotation | None, assignment: Assignment, settings: Settings) -> None:
        record = assignment.record
        faults = validate(self._schemas.of(settings), annotation, record.seconds, channels=record.channels)
        if faults:
            raise InvalidAnnotation([fault._asdict() for fault in faults])
