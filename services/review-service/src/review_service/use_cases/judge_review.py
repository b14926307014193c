"""Judge one review by hand: approve it, or reject it with a reason."""

import json
from dataclasses import dataclass

from review_service.domain.errors import NotFound, TaskIsStopped
from review_service.domain.marks import Mark, check_rejection
from review_service.domain.review import Review
from review_service.domain.rounds import Ruling
from review_service.domain.task import Task
from review_service.ports import UnitOfWork
from review_service.use_cases.give_verdict import give_verdict


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a round is rejected."""

    reason: str
    categories: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


class JudgeReview:
    """Refuses, in this order: not there, not yours, your own annotation, task stopped, wrong round, judged
    already,
    a category or mark that cannot be. Only reads by id, so that it can share a transaction."""

    async def __call__(
        self, unit: UnitOfWork, id: str, caller: str, round: int, rejection: Rejection | None
    ) -> tuple[Task, Review]:
        """Give the verdict of ``caller`` (rejection None: approved) on the pending ``round``."""
        review = await unit.reviews.get(id)
        task = await unit.tasks.get(review.task) if review is not None else None
        if review is None or review.state is None or task is None or task.deleted:
            raise NotFound("review")
        review.judgeable(caller)
        if task.stopped:
            raise TaskIsStopped
        review.at_round(round)
        submitted = await unit.rounds.get(id, round)
        if rejection is None:
            ruling = Ruling("approved", "person", caller, unit.now)
        else:
            check_rejection(
                rejection.categories,
                rejection.marks,
                known=task.categories,
                items=task.items,
                annotation=submitted.annotation if submitted else None,
                seconds=float(json.loads(review.listing)["seconds"]),
            )
            ruling = Ruling(
                "rejected",
                "person",
                caller,
                unit.now,
                rejection.reason,
                rejection.categories,
                rejection.marks,
            )
        give_verdict(unit, review, ruling, submitted)
        return task, review
