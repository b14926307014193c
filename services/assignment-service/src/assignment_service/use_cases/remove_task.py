"""Remove a deleted task's assignments, chunk by chunk; its tombstone stays."""

from assignment_service.domain.transfers import AT_ONCE
from assignment_service.ports import UnitOfWork


class RemoveTask:
    """One chunk; says how many went and whether that was all."""

    async def __call__(self, unit: UnitOfWork, task: str) -> tuple[int, bool]:
        return await unit.remove_some(task, AT_ONCE)
