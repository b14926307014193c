"""Keep what a model suggests for a record."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from assignment_service.domain.content import Prediction
from assignment_service.domain.errors import Senseless, Unheard
from assignment_service.ports import UnitOfWork
from assignment_service.use_cases.finding import built_need, settings_of, task_of_event
from assignment_service.use_cases.schemas import Schemas
from contracts.events import RecordPredicted
from contracts.ids import assignment_id
from contracts.validation import validate_draft

MOST_PREDICTIONS = 10
MOST_BYTES = 4 * 1024 * 1024
"""So many, and so much, is kept for one record: the newest."""


class KeepPrediction:
    """Keeps the newest per record, model and version; what does not fit the task's schema is refused."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    async def __call__(self, unit: UnitOfWork, event: RecordPredicted, said_at: datetime) -> None:
        task = await task_of_event(unit, event.task)
        if task is None:
            return
        assignment = await unit.assignment(assignment_id(event.task, event.record))
        if assignment is None:
            if task.built:
                raise Senseless("the task has no such record")
            raise Unheard(built_need(event.task))
        schema = self._schemas.of(await settings_of(unit, task))
        record = assignment.record
        plain = {name: without_extras(value) for name, value in event.annotation.items()}
        faults = validate_draft(schema, plain, record.seconds, channels=record.channels)
        if faults:
            told = "; ".join(f"{fault.pointer} {fault.rule}: {fault.message}" for fault in faults[:5])
            raise Senseless(f"the prediction does not fit the task's schema: {told}")
        said = Prediction(
            task=event.task,
            record=event.record,
            model=event.model,
            version=event.version,
            annotation=event.annotation,
            score=event.score,
            said_at=said_at,
        )
        known = await unit.predictions(event.task, event.record)
        kept = newest(known, said)
        if kept != known:
            unit.save_predictions(event.task, event.record, kept)


def newest(known: Sequence[Prediction], said: Prediction) -> list[Prediction]:
    """Return the newest prediction of each model and version, newest first, as many as are kept."""
    found = {(p.model, p.version): p for p in known}
    key = (said.model, said.version)
    if key not in found or found[key].said_at < said.said_at:
        found[key] = said
    kept: list[Prediction] = []
    left = MOST_BYTES
    for prediction in sorted(found.values(), key=lambda p: p.said_at, reverse=True)[:MOST_PREDICTIONS]:
        left -= len(json.dumps(prediction.annotation))
        if left >= 0:
            kept.append(prediction)
    return kept


_EXTRAS = frozenset({"score", "words"})
"""Of a suggested segment: how sure the model is, and its words with their times."""


def without_extras(value: Any) -> Any:
    """Return an item's value without what models say beside it on its segments, which no annotation has."""
    if not isinstance(value, list):
        return value
    return [
        {name: part for name, part in one.items() if name not in _EXTRAS} if isinstance(one, dict) else one
        for one in value
    ]
