"""Forget the reviews of a deleted task, a chunk at a time."""

from review_service.domain.transfer import CHUNK
from review_service.ports import UnitOfWork


class ForgetTask:
    """One chunk of the job; the task's tombstone stays."""

    async def __call__(self, unit: UnitOfWork, task: str) -> int:
        """Delete up to a chunk of what is kept; return how much there was (0: all is gone)."""
        reviews = await unit.reviews.of_task(task, CHUNK // 2)
        for review in reviews:
            unit.rounds.delete(review.id, review.round)
            unit.reviews.delete(review)
        return len(reviews) or await unit.tasks.purge(task, CHUNK)
