"""Follow what is said of tasks: their settings and their life."""

from contracts.events import (
    AssignmentsBuilt,
    TaskCompleted,
    TaskCreated,
    TaskDeleted,
    TaskEdited,
    TaskReopened,
    TaskResumed,
    TaskStopped,
)
from contracts.events.tasks import TaskSettings
from review_service.domain.errors import Unheard
from review_service.domain.task import Numbers, Task
from review_service.ports import UnitOfWork

APPROVE_BY_RULE = "approve-by-rule"
FORGET_TASK = "forget-task"


def task_need(task: str, version: int | None = None) -> str:
    """Return the name under which an event waits for a task, or for a version of its settings."""
    return f"task:{task}" if version is None else f"task:{task}@{version}"


class FollowTask:
    """Keeps the projection of tasks; starts what a change of the review requirement, or the end of a task,
    asks for."""

    async def created(self, unit: UnitOfWork, event: TaskCreated) -> None:
        """A task exists."""
        if await unit.tasks.get(event.task) is None:
            settings = event.settings
            task = Task(
                id=event.task,
                workspace=event.workspace,
                total=event.record_count,
                version=event.version,
                mode=settings.review.mode,
                reviewers=_reviewers(settings),
                annotators=_annotators(settings),
                items=_items(settings),
                blind=settings.review.blind,
                categories=settings.review.categories,
            )
            unit.tasks.save(task)
        unit.arrived(task_need(event.task))
        unit.arrived(task_need(event.task, event.version))

    async def edited(self, unit: UnitOfWork, event: TaskEdited) -> None:
        """Its settings changed; where review was turned off, what is pending is approved by rule."""
        task = await self._task(unit, event.task)
        had_review, settings = task.mode != "none", event.settings
        changed = task.edit(
            event.version,
            settings.review.mode,
            _reviewers(settings),
            _annotators(settings),
            _items(settings),
            settings.review.blind,
            settings.review.categories,
        )
        unit.tasks.save(task)
        unit.arrived(task_need(event.task, event.version))
        if changed and not task.deleted:
            unit.tasks.fence(task.id)
            if had_review and task.mode == "none":
                args = {"task": task.id, "epoch": task.epoch - 1}
                unit.enqueue(APPROVE_BY_RULE, f"{APPROVE_BY_RULE}/{task.id}/{event.version}", args, None)

    async def stopped(self, unit: UnitOfWork, event: TaskStopped) -> None:
        """Nothing is handed out or judged until it is resumed."""
        task = await self._task(unit, event.task)
        task.stopped = True
        unit.tasks.save(task)

    async def resumed(self, unit: UnitOfWork, event: TaskResumed) -> None:
        """It goes on."""
        task = await self._task(unit, event.task)
        task.stopped = False
        unit.tasks.save(task)

    async def deleted(self, unit: UnitOfWork, event: TaskDeleted) -> None:
        """It is gone: nothing of it answers any more, its reviews are forgotten, a tombstone stays."""
        task = await self._task(unit, event.task)
        task.deleted = True
        unit.tasks.save(task)
        unit.tasks.fence(task.id)
        unit.enqueue(FORGET_TASK, f"{FORGET_TASK}/{task.id}", {"task": task.id}, None)

    async def completed(self, unit: UnitOfWork, event: TaskCompleted) -> None:
        """Every record is done."""
        task = await self._task(unit, event.task)
        task.completed = True
        unit.tasks.save(task)

    async def reopened(self, unit: UnitOfWork, event: TaskReopened) -> None:
        """A record is open again."""
        task = await self._task(unit, event.task)
        task.completed = False
        unit.tasks.save(task)

    async def built(self, unit: UnitOfWork, event: AssignmentsBuilt) -> None:
        """Every record is in an annotator's queue."""
        task = await self._task(unit, event.task)
        task.built = True
        unit.tasks.save(task)

    @staticmethod
    async def _task(unit: UnitOfWork, id: str) -> Task:
        task = await unit.tasks.get(id)
        if task is None:
            raise Unheard(task_need(id))
        return task


def _reviewers(settings: TaskSettings) -> Numbers:
    return tuple((reviewer.user, reviewer.share) for reviewer in settings.review.reviewers)


def _annotators(settings: TaskSettings) -> Numbers:
    return tuple((annotator.user, annotator.quantity) for annotator in settings.annotators)


def _items(settings: TaskSettings) -> dict[str, str]:
    return {item.name: item.kind for item in settings.annotation_schema.items}
