"""What this process remembers of queues, so that most requests need not read them anew."""

from collections import OrderedDict
from typing import TypeVar

from assignment_service.domain.task import Task
from assignment_service.ports import QueueFront

K = TypeVar("K")
V = TypeVar("V")


class Fronts:
    """Remembers fronts of queues by their state, tasks, and to which task an assignment belongs.

    A front is only ever asked for by the state that a queue is found to be in, and a state never comes
    again: so what is remembered is what a read would give, even if it was worked out in a transaction that
    came to nothing.
    """

    def __init__(self, fronts: int = 4096, tasks: int = 1024, assignments: int = 50_000) -> None:
        self._fronts: OrderedDict[tuple[str, str, str], QueueFront] = OrderedDict()
        self._newest: OrderedDict[tuple[str, str], QueueFront] = OrderedDict()
        self._tasks: OrderedDict[str, Task] = OrderedDict()
        self._task_of: OrderedDict[str, str] = OrderedDict()
        self._limits = (fronts, tasks, assignments)

    def front(self, task: str, user: str, state: str) -> QueueFront | None:
        """Return what is remembered of a queue in a state."""
        return self._fronts.get((task, user, state))

    def newest(self, task: str, user: str) -> QueueFront | None:
        """Return what was remembered last of a queue: a guess at how it is now."""
        return self._newest.get((task, user))

    def task(self, id: str) -> Task | None:
        """Return a task as it was seen last: a guess, too, but for its workspace."""
        return self._tasks.get(id)

    def task_of(self, assignment: str) -> str | None:
        """Return the task that an assignment belongs to, which never changes."""
        return self._task_of.get(assignment)

    def keep_front(self, task: str, user: str, front: QueueFront) -> None:
        """Remember a front that was read, or follows from one."""
        _keep(self._fronts, (task, user, front.state), front, self._limits[0])
        _keep(self._newest, (task, user), front, self._limits[0])
        for assignment in front.first[:4]:
            self.keep_task_of(assignment.id, task)
        if front.in_hand is not None:
            self.keep_task_of(front.in_hand.id, task)

    def keep_task(self, task: Task) -> None:
        """Remember a task that was read."""
        _keep(self._tasks, task.id, task, self._limits[1])

    def keep_task_of(self, assignment: str, task: str) -> None:
        """Remember where an assignment belongs."""
        _keep(self._task_of, assignment, task, self._limits[2])

    def forget(self, task: str) -> None:
        """Forget a task whose guess proved wrong."""
        self._tasks.pop(task, None)


def _keep(kept: OrderedDict[K, V], key: K, value: V, limit: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > limit:
        kept.popitem(last=False)
