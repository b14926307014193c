"""Look at a queue before a command: what will be next, how much is left. Plain reads, to be confirmed in
the transaction.
"""

from dataclasses import dataclass

from assignment_service.domain.assignment import Assignment
from assignment_service.domain.content import Opened, Prediction
from assignment_service.domain.errors import Outdated
from assignment_service.domain.queue import (
    LOOK_AHEAD,
    UPCOMING,
    Choice,
    QueueState,
    choose,
    queue_state,
    task_state,
)
from assignment_service.domain.tally import Bucket, Tally, total_of
from assignment_service.domain.task import Settings, Task, TaskState
from assignment_service.ports import Queues, UnitOfWork
from assignment_service.use_cases.finding import original_settings_of, settings_of
from assignment_service.use_cases.open_assignment import OpenAssignment

MOST_PREDICTIONS = 10


@dataclass(frozen=True, slots=True)
class Outlook:
    """A queue as seen just before a command.

    `leaving` is the assignment that the command is about (None: it gives the next one only). `tally` is the
    caller's, `whole` that of all queues of the task, which is looked up only where the caller's runs out.
    """

    task: Task
    settings: Settings
    user: str
    leaving: Assignment | None
    choice: Choice
    hand: str | None
    tally: Tally
    whole: Tally | None
    comes_back: bool
    predictions: tuple[Prediction, ...]


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
    """Reads what a command will need to answer with the next work."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues

    async def __call__(
        self,
        unit: UnitOfWork,
        task: Task,
        user: str,
        leaving: Assignment | None = None,
        put_off: bool = False,
    ) -> Outlook:
        settings = await settings_of(unit, task)
        front = await self._queues.front(task.id, user, LOOK_AHEAD)
        tally = (await beginning(unit, task, user)) + front.tally
        choice = Choice(None, ())
        if task.built and not task.stopped:
            leaves = leaving.id if leaving else None
            choice = choose(front.first, front.in_hand, user, leaves)
            if put_off and leaving:
                choice = _with_last(choice, leaving)
        open_after = tally.open - (1 if leaving and not put_off and leaving.state == "open" else 0)
        out_of_work = task.built and open_after <= 0
        given = choice.given
        return Outlook(
            task=task,
            settings=settings,
            user=user,
            leaving=leaving,
            choice=choice,
            hand=front.hand,
            tally=tally,
            whole=await self._whole(task) if out_of_work else None,
            comes_back=not out_of_work or await self._comes_back(task.id, user),
            predictions=(
                tuple(await self._queues.predictions(task.id, given.record.id, MOST_PREDICTIONS))
                if given and task.assistance
                else ()
            ),
        )

    async def _whole(self, task: Task) -> Tally:
        if task.completed:
            return Tally(done=task.total)
        changes = await self._queues.tally_by_user(task.id)
        return Tally(fresh=task.total) + total_of(changes.values())

    async def _comes_back(self, task: str, user: str) -> bool:
        redirect = await self._queues.redirect(task, user)
        return redirect is None or redirect.receives_again


class Hand:
    """Gives what an outlook chose, inside the command's transaction."""

    def __init__(self, open_assignment: OpenAssignment) -> None:
        self._open = open_assignment

    async def __call__(
        self, unit: UnitOfWork, task: Task, outlook: Outlook, before: Bucket | None, after: Bucket | None
    ) -> Work:
        """Take the chosen assignment in hand and return the work, after one of the caller's went `before`
        -> `after`.

        Raises Outdated where the chosen one has changed since the look: look again.
        """
        if (task.stopped, task.built) != (outlook.task.stopped, outlook.task.built):
            raise Outdated
        given = outlook.choice.given
        if given is not None:
            current = await unit.assignment(given.id)
            if current is None or current.owner != outlook.user or current.state != "open":
                raise Outdated
            given = current
        wanted = given.id if given else None
        if outlook.hand != wanted:
            unit.take_in_hand(task.id, outlook.user, wanted)
        return await self.compose(unit, task, outlook, given, before, after)

    async def compose(
        self,
        unit: UnitOfWork,
        task: Task,
        outlook: Outlook,
        given: Assignment | None,
        before: Bucket | None = None,
        after: Bucket | None = None,
    ) -> Work:
        """Return the work without writing anything."""
        tally = outlook.tally.moved(before, after)
        whole = outlook.whole
        if whole is not None and not task.completed:
            whole = whole.moved(before, after)
        return Work(
            task=task,
            given=await self._open(unit, given, outlook.settings, outlook.predictions) if given else None,
            upcoming=outlook.choice.upcoming,
            state=queue_state(task, tally, outlook.comes_back),
            task_state=task_state(task, whole if tally.open <= 0 else None),
            left=max(tally.open, 0),
        )


async def beginning(unit: UnitOfWork, task: Task, user: str) -> Tally:
    """Return a queue's tally when the task was built, to which what is written adds the differences."""
    if not task.built:
        return Tally()
    return Tally(fresh=(await original_settings_of(unit, task)).quantities.get(user, 0))


def _with_last(choice: Choice, last: Assignment) -> Choice:
    """The choice with the one that was put off behind everything else, where there is room for it."""
    if choice.given is None:
        return Choice(last, ())
    if len(choice.upcoming) < UPCOMING:
        return Choice(choice.given, (*choice.upcoming, last))
    return choice
