"""Put a record off to the end of one's queue."""

from assignment_service.domain.errors import NoRightToLabel, NoSuchThing, NotYours, TaskIsStopped
from assignment_service.ports import UnitOfWork
from assignment_service.use_cases.finding import living_task
from assignment_service.use_cases.look_ahead import Hand, Outlook, Work
from assignment_service.use_cases.times import milliseconds


class PutOffRecord:
    """The record keeps its draft; the next one is given, or the same again where it is the only one."""

    def __init__(self, hand: Hand) -> None:
        self._hand = hand

    async def __call__(
        self, unit: UnitOfWork, assignment: str, by: str, outlook: Outlook, alone: bool = False
    ) -> Work:
        """Raises NoSuchThing, NotYours, TaskIsStopped, RecordDone, AlreadySubmitted, Outdated."""
        before = await unit.assignment(assignment)
        if before is None:
            raise NoSuchThing("There is no such assignment.")
        task = await living_task(unit, before.task)
        if not await unit.may_label(task.workspace, by):
            raise NoRightToLabel
        if before.owner != by:
            raise NotYours
        if task.stopped:
            raise TaskIsStopped
        after = before.put_off(by, milliseconds(unit.now))
        front = await self._hand.front(unit, task, by, before.id, alone)
        await unit.save(before, after)
        return await self._hand(unit, task, front, before, after, outlook, alone)
