"""Approve by rule what is pending when review is turned off, a chunk at a time."""

from review_service.domain.rounds import Ruling
from review_service.domain.transfer import CHUNK
from review_service.ports import UnitOfWork
from review_service.use_cases.give_verdict import give_verdict


class ApproveByRule:
    """One chunk of the job: pending reviews that arrived up to an epoch, whoever holds them."""

    async def __call__(self, unit: UnitOfWork, task: str, epoch: int) -> int:
        """Approve up to a chunk; return how many there were (0: none is left, or the task is gone)."""
        known = await unit.tasks.get(task)
        if known is None or known.deleted:
            return 0
        reviews = await unit.reviews.pending(task, CHUNK, epoch=epoch)
        for review in reviews:
            give_verdict(unit, review, Ruling("approved", "rule", None, unit.now))
        return len(reviews)
