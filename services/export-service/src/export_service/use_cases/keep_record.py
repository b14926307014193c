"""Keep the final annotation of every record ready."""

from contracts.events import RecordApproved, RecordRejected, RecordReturned, RecordSubmitted
from contracts.folding import Fact
from export_service.domain.finals import Content, RecordOfTask, Tally, Verdict, tally
from export_service.ports import UnitOfWork


class KeepRecord:
    """Folds what is said of a record; ``shard`` names the topic and partition it was said on, so that counters written
    in parallel never meet."""

    async def submitted(self, unit: UnitOfWork, event: RecordSubmitted, shard: str) -> None:
        """An annotator submitted it."""
        if (kept := await _find(unit, event.task, event.record)) is None:
            return
        record, before = kept
        record.submitted(
            Content(
                round=event.round,
                annotator=event.annotator,
                annotation=event.annotation,
                unusable=event.unusable.reason if event.unusable else None,
                seconds_worked=event.seconds_worked,
                submitted_at=_text(event.submitted_at.isoformat()),
                suggestions=tuple(outcome.model_dump() for outcome in event.suggestions),
                listing=event.listing.model_dump(exclude={"facts"}),
            ),
            event.review_required,
        )
        _keep(unit, record, before, shard)

    async def approved(self, unit: UnitOfWork, event: RecordApproved, shard: str) -> None:
        """It counts."""
        if (kept := await _find(unit, event.task, event.record)) is None:
            return
        record, before = kept
        record.approved(Verdict(event.round, event.reviewer, event.by, _text(event.judged_at.isoformat())))
        _keep(unit, record, before, shard)

    async def sent_back(self, unit: UnitOfWork, event: RecordRejected | RecordReturned, shard: str) -> None:
        """It is open again."""
        if (kept := await _find(unit, event.task, event.record)) is None:
            return
        record, before = kept
        record.sent_back(event.round, Fact.REJECTED if isinstance(event, RecordRejected) else Fact.RETURNED)
        _keep(unit, record, before, shard)


async def _find(unit: UnitOfWork, task: str, record: str) -> tuple[RecordOfTask, Tally] | None:
    known = await unit.tasks.get(task)
    if known is not None and known.deleted:
        return None
    kept = await unit.records.get(task, record) or RecordOfTask(task, record)
    return kept, tally(kept)


def _keep(unit: UnitOfWork, record: RecordOfTask, before: Tally, shard: str) -> None:
    unit.records.save(record)
    change = tally(record) - before
    if change != Tally():
        unit.records.count(record.task, shard, change)


def _text(moment: str) -> str:
    return moment.replace("+00:00", "Z")
