"""Finding tasks and their settings, or saying why not."""

from assignment_service.domain.errors import NoSuchThing, Unheard
from assignment_service.domain.task import Settings, Task
from assignment_service.ports import UnitOfWork


async def living_task(unit: UnitOfWork, id: str) -> Task:
    """Return a task for a request. Raises NoSuchThing for an unknown or deleted one."""
    task = await unit.task(id)
    if task is None or task.deleted:
        raise NoSuchThing("There is no such task.")
    return task


async def task_of_event(unit: UnitOfWork, id: str) -> Task | None:
    """Return the task an event speaks of, None for a deleted one: late events change nothing. Raises
    Unheard.
    """
    task = await unit.task(id)
    if task is None:
        raise Unheard(task_need(id))
    return None if task.deleted else task


async def settings_of(unit: UnitOfWork, task: Task) -> Settings:
    """Return a task's newest settings."""
    return await _version(unit, task, task.version)


async def original_settings_of(unit: UnitOfWork, task: Task) -> Settings:
    """Return the settings a task was created with, whose quantities say who owned what in the beginning."""
    return await _version(unit, task, task.first_version)


async def takes_part(unit: UnitOfWork, task: Task, user: str) -> bool:
    """Say whether somebody is, or was from the beginning, one of the task's annotators."""
    if user in (await settings_of(unit, task)).quantities:
        return True
    return user in (await original_settings_of(unit, task)).quantities


async def _version(unit: UnitOfWork, task: Task, version: int) -> Settings:
    settings = await unit.settings(task.id, version)
    if settings is None:
        raise LookupError(f"version {version} of the settings of task {task.id} is not stored")
    return settings


def task_need(task: str) -> str:
    """Return the name under which events wait for a task."""
    return f"task:{task}"


def built_need(task: str) -> str:
    """Return the name under which events wait for a task's assignments."""
    return f"built:{task}"
