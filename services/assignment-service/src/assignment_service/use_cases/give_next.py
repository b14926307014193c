"""Give an annotator the next record."""

from assignment_service.domain.errors import NoSuchThing, Outdated
from assignment_service.domain.task import Task
from assignment_service.ports import Queues, UnitOfWork
from assignment_service.use_cases.look_ahead import Hand, LookAhead, Work

_TRIES = 20


class GiveNext:
    """Returns what is in hand; where nothing is, takes the first of the queue in hand.

    Asking again costs a few reads and writes nothing.
    """

    def __init__(self, queues: Queues, look_ahead: LookAhead, hand: Hand) -> None:
        self._queues = queues
        self._look = look_ahead
        self._hand = hand

    async def __call__(self, unit: UnitOfWork, task: Task, user: str) -> Work:
        """`unit` is for plain reads. Raises NoSuchThing when the task is deleted meanwhile."""
        if task.deleted:
            raise NoSuchThing("There is no such task.")
        for _ in range(_TRIES):
            outlook = await self._look(unit, task, user)
            given = outlook.choice.given
            if (
                given is None
                or given.id == outlook.hand
                or await self._queues.claim(task.id, user, outlook.hand, given.id)
            ):
                return await self._hand.compose(unit, task, outlook, given)
        raise Outdated
