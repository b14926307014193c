"""Give a pending review its verdict, and say so: the one way every verdict takes."""

from contracts.events import RecordApproved, RecordRejected
from contracts.events.reviews import Mark as EventMark
from contracts.ids import record_key
from review_service.domain.review import Review
from review_service.domain.rounds import Round, Ruling
from review_service.ports import UnitOfWork


def give_verdict(unit: UnitOfWork, review: Review, ruling: Ruling, round: Round | None = None) -> None:
    """Judge a pending review and say `RecordApproved` or `RecordRejected`; ``round`` where it is at hand
    already."""
    review.judge(ruling.verdict, ruling.by, ruling.reviewer, ruling.at)
    unit.reviews.save(review)
    if round is None:
        unit.rounds.rule(review.id, review.round, ruling)
    else:
        round.ruling = ruling
        unit.rounds.put(round)
    event = _approved(review, ruling) if ruling.verdict == "approved" else _rejected(review, ruling)
    unit.emit(event, aggregate=record_key(review.task, review.record), version=review.version)


def _approved(review: Review, ruling: Ruling) -> RecordApproved:
    return RecordApproved(
        workspace=review.workspace,
        task=review.task,
        record=review.record,
        review=review.id,
        round=review.round,
        annotator=review.annotator,
        reviewer=ruling.reviewer,
        by=ruling.by,
        judged_at=ruling.at,
    )


def _rejected(review: Review, ruling: Ruling) -> RecordRejected:
    if ruling.reviewer is None or ruling.reason is None or ruling.by == "rule":
        raise ValueError("a rejection has a reviewer and a reason")
    return RecordRejected(
        workspace=review.workspace,
        task=review.task,
        record=review.record,
        review=review.id,
        round=review.round,
        annotator=review.annotator,
        reviewer=ruling.reviewer,
        by=ruling.by,
        reason=ruling.reason,
        categories=ruling.categories,
        marks=tuple(
            EventMark(item=m.item, segment=m.segment, start=m.start, end=m.end, comment=m.comment)
            for m in ruling.marks
        ),
        judged_at=ruling.at,
    )
