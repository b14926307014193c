"""Send a done record back to its annotator."""

from assignment_service.domain.assignment import Assignment
from assignment_service.domain.content import Return
from assignment_service.domain.errors import NoSuchThing
from assignment_service.ports import UnitOfWork
from assignment_service.use_cases.finding import living_task
from assignment_service.use_cases.succession import successor_in
from assignment_service.use_cases.times import milliseconds
from contracts.events import RecordReturned


class ReturnRecord:
    """From completed tasks too. The verdict of its last round stays as it is."""

    async def __call__(self, unit: UnitOfWork, assignment: str, by: str, reason: str) -> Assignment:
        """Raises NoSuchThing, NotDone."""
        before = await unit.assignment(assignment)
        if before is None:
            raise NoSuchThing("There is no such assignment.")
        task = await living_task(unit, before.task)
        after = before.returned(milliseconds(unit.now), await successor_in(unit, task.id, before.owner))
        await unit.save(before, after)
        unit.note_return(before.id, before.fold.round, Return(by, reason, unit.now))
        event = RecordReturned(
            workspace=task.workspace,
            task=task.id,
            record=before.record.id,
            assignment=before.id,
            round=before.fold.round,
            annotator=before.owner,
            returned_by=by,
            reason=reason,
        )
        unit.say_of_record(event, task.id, before.record.id, after.said)
        return after
