"""Take a manager's return of a done record: its last verdict stays, its next round will be reviewed again."""

from contracts.events import RecordReturned
from contracts.ids import review_id
from review_service.domain.errors import Unheard
from review_service.domain.rounds import Returned
from review_service.ports import UnitOfWork
from review_service.use_cases.follow_task import task_need


class TakeReturn:
    """Marks the returned round; what was never submitted here has nothing to mark."""

    async def __call__(self, unit: UnitOfWork, said: RecordReturned) -> None:
        """Apply one return; a late one changes nothing."""
        task = await unit.tasks.get(said.task)
        if task is None:
            raise Unheard(task_need(said.task))
        review = await unit.reviews.get(review_id(said.task, said.record))
        if task.deleted or review is None or not review.send_back(said.round, unit.now):
            return
        unit.reviews.save(review)
        round = await unit.rounds.get(review.id, said.round)
        if round is not None:
            round.returned = Returned(by=said.returned_by, reason=said.reason)
            unit.rounds.put(round)
