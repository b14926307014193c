"""Say that a window edits an assignment, or ask which one does."""

from assignment_service.domain.assignment import Assignment
from assignment_service.domain.errors import NoSuchThing
from assignment_service.ports import UnitOfWork
from assignment_service.use_cases.finding import living_task
from assignment_service.use_cases.times import milliseconds


class TakeSeat:
    """Takes or renews the seat where it is free, the window's own, or to be taken over. `lasts`: milliseconds."""

    def __init__(self, lasts: int) -> None:
        self._lasts = lasts

    async def __call__(
        self, unit: UnitOfWork, assignment: str, by: str, seat: str, take_over: bool
    ) -> Assignment:
        """Return the assignment with whoever has the seat now. Raises NoSuchThing, NotYours, RecordDone."""
        before = await unit.assignment(assignment)
        if before is None:
            raise NoSuchThing("There is no such assignment.")
        await living_task(unit, before.task)
        after = before.edited_by(by, seat, milliseconds(unit.now), self._lasts, take_over)
        if after != before:
            unit.save_seat(after)
        return after
