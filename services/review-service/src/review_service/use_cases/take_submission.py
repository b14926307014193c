"""Take what an annotator submitted: open or renew its review, or learn that it needs none."""

from contracts.events import RecordSubmitted
from contracts.ids import review_id
from review_service.domain.errors import Contradiction, Unheard
from review_service.domain.review import Review
from review_service.domain.rounds import Round, Ruling
from review_service.domain.task import Task
from review_service.ports import UnitOfWork
from review_service.use_cases.follow_task import task_need
from review_service.use_cases.give_verdict import give_verdict


class TakeSubmission:
    """The first round of a record goes to whose share its place is in, a later one to whoever holds the
    review then."""

    async def __call__(self, unit: UnitOfWork, said: RecordSubmitted) -> None:
        """Apply one submission; a late one changes nothing."""
        task = await unit.tasks.get(said.task)
        if task is None or (task.version < said.task_version and not task.deleted):
            raise Unheard(task_need(said.task, said.task_version))
        if task.deleted:
            return
        id = review_id(said.task, said.record, said.slot)
        review = await unit.reviews.get(id)
        if review is None:
            review = self._new(id, task, said)
            unit.counters.see(task.id, review.place)
        outcome = review.take(
            said.round, said.annotator, said.assignment, said.review_required, said.submitted_at
        )
        if outcome == "late":
            return
        round = Round(
            review=review.id,
            number=said.round,
            annotator=said.annotator,
            annotation=said.annotation,
            unusable=said.unusable.reason if said.unusable else None,
            submitted_at=said.submitted_at,
            seconds_worked=said.seconds_worked,
        )
        ruling = None
        if outcome == "opened":
            ruling = await self._open(unit, task, review)
        elif outcome == "corrected" and task.mode == "none":
            ruling = Ruling("approved", "rule", None, unit.now)
        elif outcome == "done" and review.state is not None:
            round.ruling = Ruling("approved", "rule", None, unit.now)
        if ruling is not None:
            give_verdict(unit, review, ruling, round)
        else:
            unit.rounds.put(round)
            unit.reviews.save(review)

    @staticmethod
    def _new(id: str, task: Task, said: RecordSubmitted) -> Review:
        ordinal = said.listing.ordinal
        if ordinal >= task.total:
            raise Contradiction(f"the task has {task.total} records, so none has the ordinal {ordinal}")
        return Review(
            id=id,
            workspace=said.workspace,
            task=said.task,
            record=said.record,
            assignment=said.assignment,
            place=task.place_of(ordinal),
            annotator=said.annotator,
            listing=said.listing.model_dump_json().encode(),
            since=said.submitted_at,
        )

    @staticmethod
    async def _open(unit: UnitOfWork, task: Task, review: Review) -> Ruling | None:
        """Put it into a queue; return the verdict where it has one at once."""
        unit.tasks.rely_on(task.id)
        review.epoch = task.epoch
        holder = review.holder or task.first_holder(review.place)
        review.holder = task.takes_over(holder, review.annotator) if holder else None
        if task.mode == "none":
            return Ruling("approved", "rule", None, unit.now)
        if not review.queued or review.holder is None or not task.ended(review.holder, review.annotator):
            return None
        if not await unit.can_review(task.workspace, review.holder):
            return None
        return Ruling("approved", "rest", review.holder, unit.now)
