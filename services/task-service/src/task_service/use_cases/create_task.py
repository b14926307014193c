"""Create a task: a dataset, a schema, annotators with quantities, and how it is reviewed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contracts.ids import new_id
from contracts.roles import Right, allows
from task_service.domain.errors import DatasetNotReady, NotALabeler, NotAnAuditor, NotFound
from task_service.domain.settings import (
    Assistance,
    Review,
    ReviewMode,
    Settings,
    Wanted,
    quotas,
    refuse_repeated,
    reviewed,
    shares,
)
from task_service.domain.task import Task
from task_service.domain.workspace import Member, entitled
from task_service.ports import UnitOfWork
from task_service.use_cases.task_events import say_created


@dataclass(frozen=True, slots=True)
class CreateTaskCommand:
    """``schema`` is a valid annotation schema as JSON data."""

    workspace: str
    user: str
    name: str
    dataset: str
    schema: Mapping[str, Any]
    annotators: tuple[Wanted, ...]
    description: str = ""
    guideline: str = ""
    mode: ReviewMode = "none"
    reviewers: tuple[Wanted, ...] = ()
    blind: bool = False
    categories: tuple[str, ...] = ()
    ai_assistance: Assistance = field(default_factory=Assistance)


class CreateTask:
    """Refuses in this order: who may not, what contradicts itself, a dataset of another workspace, quantities
    that do not add up, people without the right for their part, a dataset that is not ready."""

    async def __call__(self, unit: UnitOfWork, command: CreateTaskCommand) -> Task:
        entitled(await unit.members.get(command.workspace, command.user), Right.CREATE)
        refuse_repeated(command.annotators, "/annotators")
        refuse_repeated(command.reviewers, "/review/reviewers")
        dataset = await unit.datasets.get(command.dataset)
        if dataset is not None and (dataset.workspace != command.workspace or dataset.deleted):
            raise NotFound("there is no such dataset in this workspace")
        ready = dataset is not None and dataset.record_count > 0
        count = dataset.record_count if dataset is not None and ready else 0
        reviewers = shares(command.reviewers, max(count, 1))
        reviewed(command.mode, reviewers)
        annotators = quotas(command.annotators, count) if ready else ()
        await refuse_unfit(unit, command.workspace, command.annotators, command.reviewers)
        if dataset is None:
            raise DatasetNotReady(command.dataset)
        if not ready:
            raise DatasetNotReady(command.dataset, "the dataset holds no record")
        task = Task(
            id=new_id(),
            workspace=command.workspace,
            dataset=dataset.id,
            dataset_name=dataset.name,
            record_count=count,
            seconds=dataset.seconds,
            settings=Settings(
                name=command.name,
                description=command.description,
                guideline=command.guideline,
                schema=command.schema,
                annotators=annotators,
                review=Review(command.mode, reviewers, command.blind, command.categories),
                ai_assistance=command.ai_assistance,
            ),
            created_by=command.user,
            created_at=unit.now,
            ver=1,
        )
        unit.tasks.put(task)
        say_created(unit, task)
        return task


async def refuse_unfit(
    unit: UnitOfWork, workspace: str, annotators: tuple[Wanted, ...], reviewers: tuple[Wanted, ...]
) -> None:
    """Raise NotALabeler or NotAnAuditor for the first who has no right for the part they are named for."""
    users = [person.user for person in (*annotators, *reviewers)]
    members = await unit.members.get_all(workspace, users)
    for person in annotators:
        role = _role(members.get(person.user))
        if not allows(role, Right.LABEL):
            raise NotALabeler(person.user, role)
    for person in reviewers:
        role = _role(members.get(person.user))
        if not allows(role, Right.REVIEW):
            raise NotAnAuditor(person.user, role)


def _role(member: Member | None) -> str | None:
    return None if member is None else member.role
