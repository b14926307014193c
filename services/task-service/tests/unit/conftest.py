"""A workspace with everybody in it, in memory."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from contracts.roles import Role
from task_service.adapters.in_memory import InMemoryUnit, Memory
from task_service.domain.settings import Wanted
from task_service.domain.task import Task
from task_service.domain.workspace import Member, Workspace
from task_service.ports import Dataset
from task_service.use_cases.create_task import CreateTask, CreateTaskCommand

PEOPLE = {
    "ana": Role.SUPER_ADMIN,
    "mina": Role.ANNOTATION_ADMINISTRATOR,
    "bo": Role.ANNOTATION_OPERATOR,
    "chen": Role.ANNOTATION_OPERATOR,
    "rea": Role.ANNOTATION_AUDITOR,
    "rolf": Role.ANNOTATION_AUDITOR,
}
SCHEMA: dict[str, Any] = {"items": [{"name": "caption", "kind": "text"}]}

MakeTask = Callable[..., Awaitable[Task]]


@pytest.fixture
def memory() -> Memory:
    """One workspace `w` with a member of each role, and a dataset `d` of ten records."""
    memory = Memory()
    unit = InMemoryUnit(memory)
    unit.workspaces.put(Workspace("w", "Birds", "ana", unit.now, super_admins=1, ver=6))
    for user, role in PEOPLE.items():
        unit.members.put(Member("w", user, user, role))
    unit.datasets.put(Dataset("d", "w", "Dawn", 10, 30.0))
    return memory


@pytest.fixture
def make_task(memory: Memory) -> MakeTask:
    """Create a task; what is not said is: ana makes it, bo labels everything."""

    async def make(**changes: Any) -> Task:
        said: dict[str, Any] = {
            "workspace": "w",
            "user": "ana",
            "name": "Dawn chorus",
            "dataset": "d",
            "schema": SCHEMA,
            "annotators": (Wanted("bo"),),
            **changes,
        }
        return await CreateTask()(InMemoryUnit(memory), CreateTaskCommand(**said))

    return make
