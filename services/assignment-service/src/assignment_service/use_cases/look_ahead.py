"""What an annotator gets next: worked out of a queue's front, and of what was looked up before the command."""

from dataclasses import dataclass, replace

from assignment_service.domain.assignment import Assignment
from assignment_service.domain.content import Opened
from assignment_service.domain.errors import Outdated
from assignment_service.domain.queue import UPCOMING, Choice, QueueState, choose, queue_state, task_state
from assignment_service.domain.tally import Tally, total_of
from assignment_service.domain.task import Task, TaskState
from assignment_service.ports import QueueFront, Queues, UnitOfWork
from assignment_service.use_cases.finding import original_settings_of
from assignment_service.use_cases.fronts import Fronts
from assignment_service.use_cases.open_assignment import OpenAssignment

READ_AHEAD = 48
"""How many of a queue's first are read at once: they last for nearly as many submissions."""
_NEARLY_OUT = 4
"""With so few open ones left the whole task is looked at beforehand: its state may be asked for."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is looked up before a command: a guess at what it will give, and how the whole task stands where
    the user's queue is about to run out (`everybody` is None where it is not).

    `comes_back`: whether what the user submitted would come back to them.
    """

    task: Task
    guess: Assignment | None
    everybody: Tally | None
    comes_back: bool


@dataclass(frozen=True, slots=True)
class Work:
    """What an annotator gets: the next assignment, what comes after it, and how the queue stands."""

    task: Task
    given: Opened | None
    upcoming: tuple[Assignment, ...]
    state: QueueState
    task_state: TaskState
    left: int


class LookAhead:
    """Looks at a queue before a command."""

    def __init__(self, queues: Queues, fronts: Fronts, read_ahead: int = READ_AHEAD) -> None:
        self._queues = queues
        self._fronts = fronts
        self._read_ahead = read_ahead

    async def __call__(
        self, unit: UnitOfWork, task: Task, user: str, leaving: str | None = None, anew: bool = False
    ) -> Outlook:
        """`unit` is for plain reads; `anew` says that what is remembered was of no use."""
        front = None if anew else self._fronts.newest(task.id, user)
        if front is None or not lasts(front, leaving):
            front = await self.read(task, user)
        choice = choose(front.first, front.in_hand, user, leaving) if task.works else Choice(None, ())
        left = (await beginning_of(unit, task, user)).open + front.tally.open
        runs_out = task.built and left <= (0 if leaving is None else _NEARLY_OUT)
        return Outlook(
            task=task,
            guess=choice.given,
            everybody=await self.everybody(task) if runs_out else None,
            comes_back=not runs_out or await self._comes_back(task.id, user),
        )

    async def front(self, task: Task, user: str, state: str) -> QueueFront:
        """Return a queue's front in the state it was just found in, or as it is read now."""
        known = self._fronts.front(task.id, user, state)
        if known is not None and lasts(known, None):
            return known
        return await self.read(task, user)

    async def read(self, task: Task, user: str) -> QueueFront:
        """Read a queue's front, and remember it."""
        front = await self._queues.front(task.id, user, self._read_ahead)
        if task.built:
            self._fronts.keep_front(task.id, user, front)
        return front

    async def everybody(self, task: Task) -> Tally:
        """Return the tally of all queues of a task."""
        if task.completed:
            return Tally(done=task.total)
        changes = await self._queues.tally_by_user(task.id)
        return Tally(fresh=task.total) + total_of(changes.values())

    async def _comes_back(self, task: str, user: str) -> bool:
        redirect = await self._queues.redirect(task, user)
        return redirect is None or redirect.receives_again


class Hand:
    """Gives the next assignment inside a command's transaction."""

    def __init__(self, fronts: Fronts, open_assignment: OpenAssignment, read_ahead: int = READ_AHEAD) -> None:
        self._fronts = fronts
        self._open = open_assignment
        self._read_ahead = read_ahead

    async def front(self, unit: UnitOfWork, task: Task, user: str, leaving: str, alone: bool) -> QueueFront:
        """Return the front of the user's queue as this transaction sees it. To be called before any change.

        It is remembered, or, where the unit is this command's `alone`, read. Raises Outdated where neither
        can be.
        """
        known = self._fronts.front(task.id, user, await unit.queue_state(task.id, user))
        if known is not None and lasts(known, leaving):
            return known
        if not alone:
            raise Outdated
        return await unit.front(task.id, user, self._read_ahead)

    async def __call__(
        self,
        unit: UnitOfWork,
        task: Task,
        front: QueueFront,
        before: Assignment,
        after: Assignment,
        outlook: Outlook,
        alone: bool,
    ) -> Work:
        """Take the next one in hand and return the work, after the user's assignment went `before` ->
        `after`.
        """
        user = before.owner
        choice = choose(front.first, front.in_hand, user, before.id) if task.works else Choice(None, ())
        put_off = after.put_off_at is not None
        if put_off:
            choice = _with_last(choice, after)
        given = choice.given
        wanted = given.id if given else None
        if front.hand != wanted:
            await unit.take_in_hand(task.id, user, wanted)
        tally = front.tally.moved(before.bucket, after.bucket)
        if task.built:
            following = QueueFront(
                state=await unit.queue_state(task.id, user),
                tally=tally,
                hand=wanted,
                in_hand=given,
                first=tuple(a for a in front.first if a.id != after.id),
                whole=front.whole and not put_off,  # it is somewhere behind now
            )
            self._fronts.keep_front(task.id, user, following)
        left = (await beginning_of(unit, task, user)) + tally
        everybody = outlook.everybody
        if left.open <= 0 and everybody is None and not alone:
            raise Outdated
        if everybody is not None:
            everybody = everybody.moved(before.bucket, after.bucket)
        return await self.compose(unit, task, choice, left, replace(outlook, everybody=everybody))

    async def compose(
        self, unit: UnitOfWork, task: Task, choice: Choice, tally: Tally, outlook: Outlook
    ) -> Work:
        """Return the work without writing anything."""
        given = choice.given
        return Work(
            task=task,
            given=await self._open(unit, given, task) if given else None,
            upcoming=choice.upcoming,
            state=queue_state(task, tally, outlook.comes_back),
            task_state=task_state(task, outlook.everybody if tally.open <= 0 else None),
            left=max(tally.open, 0),
        )


async def beginning_of(unit: UnitOfWork, task: Task, user: str) -> Tally:
    """Return a queue's tally when the task was built, to which what is written adds the differences."""
    if not task.built:
        return Tally()
    return Tally(fresh=(await original_settings_of(unit, task)).quantities.get(user, 0))


def lasts(front: QueueFront, leaving: str | None) -> bool:
    """Whether a front still has enough to give: the next one and those upcoming."""
    if front.whole:
        return True
    in_hand = front.in_hand.id if front.in_hand else None
    others = sum(1 for a in front.first[: 3 + UPCOMING] if a.id not in (leaving, in_hand))
    return others >= 1 + UPCOMING


def _with_last(choice: Choice, last: Assignment) -> Choice:
    """The choice with the one that was put off behind everything else, where there is room for it."""
    if choice.given is None:
        return Choice(last, ())
    if len(choice.upcoming) < UPCOMING:
        return Choice(choice.given, (*choice.upcoming, last))
    return choice
