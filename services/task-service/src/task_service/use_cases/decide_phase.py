"""Decide a task's phase by what was counted: the one place that says a task is completed, or not any more."""

from contracts.events.tasks import TaskCompleted, TaskReopened
from task_service.domain.task import decide
from task_service.ports import UnitOfWork


class DecidePhase:
    """Sums the counter rows and moves the task, in one transaction of its own.

    Never part of an event's transaction: two events handled in parallel would each miss the other. Two
    decisions at once write the same task document, so one of them is run again on what the other left.
    """

    async def __call__(self, unit: UnitOfWork, id: str) -> bool:
        """Return whether anything changed."""
        task = await unit.tasks.get(id)
        if task is None or task.deleted:
            return False
        decision = decide(task, await unit.counters.counts(id))
        moved = decision.task
        if moved == task:
            return False
        unit.tasks.put(moved)
        version = task.ver
        if decision.reopened is not None:
            version += 1
            reopened = TaskReopened(workspace=task.workspace, task=id, completion=decision.reopened)
            unit.emit(reopened, aggregate=id, version=version)
        if decision.completed is not None:
            version += 1
            completed = TaskCompleted(
                workspace=task.workspace,
                task=id,
                completion=decision.completed,
                total=task.record_count,
                rounds=moved.counts.rounds,
            )
            unit.emit(completed, aggregate=id, version=version)
        return True
