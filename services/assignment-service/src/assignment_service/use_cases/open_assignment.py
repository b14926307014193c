"""Bring together all it takes to label an assignment."""

from collections.abc import Sequence

from assignment_service.domain.assignment import Assignment
from assignment_service.domain.content import Draft, Opened, Round
from assignment_service.domain.task import Settings, Task
from assignment_service.ports import UnitOfWork
from assignment_service.use_cases.finding import settings_of
from assignment_service.use_cases.schemas import Schemas
from contracts.validation import prefilled


class OpenAssignment:
    """Reads drafts and rounds, and predictions while assistance is on.

    A rejected or returned record starts from its last annotation, a fresh one from the prefill.
    """

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    async def __call__(self, unit: UnitOfWork, assignment: Assignment, task: Task) -> Opened:
        draft = await unit.draft(assignment.id) if assignment.has_draft else None
        rounds = await unit.rounds(assignment.id, assignment.fold.round) if assignment.fold.round else []
        begun = assignment.has_draft or bool(rounds)
        predictions = await unit.predictions(task.id, assignment.record.id) if task.assistance else []
        return Opened(
            assignment=assignment,
            draft=draft or _from_last_round(assignment, rounds),
            rounds=tuple(rounds),
            predictions=tuple(predictions),
            prefill={} if begun else self._prefill(assignment, await settings_of(unit, task)),
        )

    def _prefill(self, assignment: Assignment, settings: Settings) -> dict[str, object]:
        record = assignment.record
        if not record.facts:
            return {}
        return prefilled(self._schemas.of(settings), record.facts, record.seconds)


def _from_last_round(assignment: Assignment, rounds: Sequence[Round]) -> Draft | None:
    if assignment.state != "open":
        return None
    for round in reversed(rounds):
        if round.annotation is not None:
            return Draft(round.annotation, round.seconds_worked, None)
    return None
