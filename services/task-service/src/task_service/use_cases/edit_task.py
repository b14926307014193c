"""Edit a task's settings; annotators and their quantities stay as they are."""

from dataclasses import dataclass

from contracts.roles import Right
from task_service.domain.errors import ChangedMeanwhile
from task_service.domain.settings import Edit, refuse_repeated
from task_service.domain.task import Task, edit
from task_service.ports import UnitOfWork
from task_service.use_cases.create_task import refuse_unfit
from task_service.use_cases.manage_task import managed_task
from task_service.use_cases.task_events import say_edited


@dataclass(frozen=True, slots=True)
class EditTaskCommand:
    """``expected``: the tags the caller would go on with (None: any)."""

    task: str
    user: str
    edit: Edit
    expected: tuple[str, ...] | None = None


class EditTask:
    """An edit that changes nothing says nothing."""

    async def __call__(self, unit: UnitOfWork, command: EditTaskCommand) -> Task:
        task = await managed_task(unit, command.task, command.user, Right.MANAGE)
        if command.expected is not None and task.tag not in command.expected:
            raise ChangedMeanwhile(task)
        review = command.edit.review
        if review is not None and review.reviewers is not None:
            refuse_repeated(review.reviewers, "/review/reviewers")
            known = {reviewer.user for reviewer in task.settings.review.reviewers}
            # Who takes part already and lost the right holds reviews until they are transferred: no obstacle.
            joining = tuple(person for person in review.reviewers if person.user not in known)
            await refuse_unfit(unit, task.workspace, (), joining)
        changed = edit(task, command.edit)
        if changed is not task:
            unit.tasks.put(changed)
            say_edited(unit, changed, command.user)
        return changed
