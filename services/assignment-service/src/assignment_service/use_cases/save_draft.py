"""Save work that is not submitted yet; also while the task is stopped."""

from collections.abc import Collection

from assignment_service.domain.assignment import Assignment
from assignment_service.domain.content import Annotation, Draft
from assignment_service.domain.errors import InvalidAnnotation, NoSuchThing
from assignment_service.domain.seats import check_seat
from assignment_service.ports import UnitOfWork
from assignment_service.use_cases.finding import living_task, settings_of
from assignment_service.use_cases.schemas import Schemas
from assignment_service.use_cases.times import milliseconds
from contracts.validation import validate_draft


class SaveDraft:
    """Keeps a draft on top of the revision it was based on, and takes the assignment in hand where nothing
    is. The last one of the owner before is kept, too, where it comes right after the move (see `domain.seats`).
    `seat_lasts`: milliseconds.
    """

    def __init__(self, schemas: Schemas, seat_lasts: int = 60_000) -> None:
        self._schemas = schemas
        self._seat_lasts = seat_lasts

    async def __call__(
        self,
        unit: UnitOfWork,
        assignment: str,
        by: str,
        annotation: Annotation,
        seconds_worked: float,
        based_on: Collection[int] | None,
        seat: str | None = None,
    ) -> Assignment:
        """Raises NoSuchThing, NotYours, EditedElsewhere, DraftChanged, RecordDone, InvalidAnnotation."""
        before = await unit.assignment(assignment)
        if before is None:
            raise NoSuchThing("There is no such assignment.")
        task = await living_task(unit, before.task)
        now = milliseconds(unit.now)
        late = before.owner != by
        if late:
            after = before.with_late_draft(by, based_on, now)
        else:
            check_seat(before.seat, seat, now)
            after = before.with_draft(by, based_on)
            if seat is not None:
                after = after.edited_by(by, seat, now, self._seat_lasts)
        schema = self._schemas.of(await settings_of(unit, task))
        record = before.record
        faults = validate_draft(schema, annotation, record.seconds, channels=record.channels)
        if faults:
            raise InvalidAnnotation([fault._asdict() for fault in faults])
        unit.save_draft(before.id, Draft(annotation, seconds_worked, unit.now))
        await unit.save(before, after)
        if after.state == "open" and not late:
            await self._take_in_hand(unit, after)
        return after

    async def _take_in_hand(self, unit: UnitOfWork, assignment: Assignment) -> None:
        held = await unit.in_hand(assignment.task, assignment.owner)
        if held == assignment.id:
            return
        other = await unit.assignment(held) if held else None
        if other is None or other.owner != assignment.owner or other.state != "open":
            await unit.take_in_hand(assignment.task, assignment.owner, assignment.id)
