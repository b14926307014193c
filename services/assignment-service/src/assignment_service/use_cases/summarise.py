"""Sum up queues: everybody's of a task, or somebody's own of a workspace."""

from assignment_service.domain.tally import Tally
from assignment_service.domain.task import Task
from assignment_service.ports import Queues, UnitOfWork
from assignment_service.use_cases.finding import original_settings_of, settings_of


class Summarise:
    """Reads counted differences, never assignments."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues

    async def __call__(self, unit: UnitOfWork, task: Task) -> dict[str, Tally]:
        """Return the tally of each annotator: those of the task, in their order, then whoever else has
        work.
        """
        original = (await original_settings_of(unit, task)).quantities
        changes = await self._queues.tally_by_user(task.id)
        users = [user for user, _ in (await settings_of(unit, task)).annotators]
        others = sorted({*original, *changes} - set(users))
        begun = original if task.built else {}
        return {
            user: Tally(fresh=begun.get(user, 0)) + changes.get(user, Tally()) for user in [*users, *others]
        }


class SummariseOwn:
    """Reads counted differences, never assignments."""

    def __init__(self, queues: Queues) -> None:
        self._queues = queues

    async def __call__(self, workspace: str, user: str) -> dict[str, Tally]:
        """Return the user's tally by task: of those in which they have assignments, or will when all are built."""
        tallies: dict[str, Tally] = {}
        for queue in await self._queues.own(workspace, user):
            given = queue.given or 0
            tally = queue.tally + Tally(fresh=given if queue.task.built else 0)
            if tally.total > 0 or (given > 0 and not queue.task.built):
                tallies[queue.task.id] = tally
        return tallies
