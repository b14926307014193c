"""Who may read which task: who manages reads all of the workspace, others what they take part in."""

from dataclasses import replace

from contracts.roles import Right, allows
from task_service.domain.errors import NotAllowed, NotFound
from task_service.domain.task import Task
from task_service.domain.workspace import belongs
from task_service.ports import Queries, TaskQuery


class ReadTasks:
    """Reads tasks for somebody."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries

    async def one(self, id: str, user: str) -> tuple[Task, bool]:
        """Return a task (a tombstone, too), and whether the user manages it."""
        task = await self._queries.task(id)
        if task is None:
            raise NotFound("there is no such task")
        return task, await self.manages(task, user)

    async def manages(self, task: Task, user: str) -> bool:
        """Say whether somebody manages a task, or only takes part. Raises NotFound and NotAllowed."""
        member = belongs(await self._queries.member(task.workspace, user))
        assert member.role is not None
        if allows(member.role, Right.MANAGE):
            return True
        if user not in task.settings.people:
            message = f"the role {member.role} reads the tasks it takes part in, and this is none of them"
            raise NotAllowed(member.role, Right.MANAGE, message)
        return False

    async def listed(self, query: TaskQuery, user: str) -> list[Task]:
        """Return tasks of a workspace, newest first: all for who manages, else those one takes part in."""
        member = belongs(await self._queries.member(query.workspace, user))
        if not allows(member.role, Right.MANAGE):
            query = replace(query, person=user)
        return await self._queries.tasks(query)
