"""Give an annotator the next record."""

from assignment_service.domain.errors import Outdated
from assignment_service.domain.queue import Choice, choose
from assignment_service.domain.task import Task
from assignment_service.ports import Queues, UnitOfWork
from assignment_service.use_cases.look_ahead import Hand, LookAhead, Outlook, Work, beginning_of

_TRIES = 20


class GiveNext:
    """Returns what is in hand; where nothing is, takes the first of the queue in hand.

    Asking again costs a small read and writes nothing.
    """

    def __init__(self, queues: Queues, look_ahead: LookAhead, hand: Hand) -> None:
        self._queues = queues
        self._look = look_ahead
        self._hand = hand

    async def __call__(self, unit: UnitOfWork, task: Task, user: str, state: str) -> Work:
        """`unit` is for plain reads; `state` is that of the queue as just read."""
        front = await self._look.front(task, user, state)
        for _ in range(_TRIES):
            choice = choose(front.first, front.in_hand, user) if task.works else Choice(None, ())
            given = choice.given
            if (
                given is None
                or given.id == front.hand
                or await self._queues.claim(task.id, user, front.hand, given.id)
            ):
                tally = (await beginning_of(unit, task, user)) + front.tally
                outlook = Outlook(task, given, None, True)
                if task.built and tally.open <= 0:
                    outlook = await self._look(unit, task, user, anew=True)
                return await self._hand.compose(unit, task, choice, tally, outlook)
            front = await self._look.read(task, user)
        raise Outdated
