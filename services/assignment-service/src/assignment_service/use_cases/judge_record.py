"""Fold a verdict into an assignment: approved is done, rejected goes back to whose it is now."""

from datetime import datetime

from assignment_service.domain.assignment import stays
from assignment_service.domain.content import Verdict
from assignment_service.domain.errors import Senseless, Unheard
from assignment_service.ports import UnitOfWork
from assignment_service.use_cases.finding import built_need, task_of_event
from assignment_service.use_cases.succession import successor_in
from assignment_service.use_cases.times import milliseconds
from contracts.events import RecordApproved, RecordRejected
from contracts.folding import Fact
from contracts.ids import assignment_id


class JudgeRecord:
    """A late or repeated verdict changes nothing but the history of its round."""

    async def __call__(
        self, unit: UnitOfWork, event: RecordApproved | RecordRejected, said_at: datetime
    ) -> None:
        task = await task_of_event(unit, event.task)
        if task is None:
            return
        before = await unit.assignment(assignment_id(event.task, event.record))
        if before is None:
            if task.built:
                raise Senseless("the task has no such record")
            raise Unheard(built_need(event.task))
        rejected = isinstance(event, RecordRejected)
        successor = await successor_in(unit, task.id, before.owner) if rejected else stays
        fact = Fact.REJECTED if rejected else Fact.APPROVED
        after = before.judged(event.round, fact, milliseconds(said_at), successor)
        unit.note_verdict(before.id, event.round, _verdict(event))
        if after is not before:
            await unit.save(before, after)


def _verdict(event: RecordApproved | RecordRejected) -> Verdict:
    if isinstance(event, RecordApproved):
        return Verdict("approved", judged_at=event.judged_at)
    return Verdict(
        "rejected",
        reason=event.reason,
        categories=event.categories,
        marks=tuple(mark.model_dump(exclude_none=True) for mark in event.marks),
        judged_at=event.judged_at,
    )
