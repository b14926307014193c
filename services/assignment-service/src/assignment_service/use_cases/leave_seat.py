"""Say that a window edits an assignment no more."""

from assignment_service.domain.errors import NoSuchThing
from assignment_service.ports import UnitOfWork
from assignment_service.use_cases.finding import living_task


class LeaveSeat:
    """Frees the seat where the window has it; else nothing changes."""

    async def __call__(self, unit: UnitOfWork, assignment: str, by: str, seat: str) -> None:
        """Raises NoSuchThing, NotYours."""
        before = await unit.assignment(assignment)
        if before is None:
            raise NoSuchThing("There is no such assignment.")
        await living_task(unit, before.task)
        after = before.left_by(by, seat)
        if after != before:
            unit.save_seat(after)
