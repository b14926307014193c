"""From a task to the events that tell of it."""

from contracts.events.tasks import (
    AnnotatorQuota,
    AssistanceSettings,
    ReviewerShare,
    ReviewSettings,
    TaskCreated,
    TaskEdited,
    TaskSettings,
)
from contracts.schema import Schema
from task_service.domain.settings import Settings
from task_service.domain.task import Task
from task_service.ports import UnitOfWork


def settings_of(settings: Settings) -> TaskSettings:
    """Return the settings as events carry them."""
    review, assistance = settings.review, settings.ai_assistance
    return TaskSettings(
        name=settings.name,
        description=settings.description,
        guideline=settings.guideline,
        schema=Schema.model_validate(settings.schema),
        annotators=tuple(AnnotatorQuota(user=a.user, quantity=a.quantity) for a in settings.annotators),
        review=ReviewSettings(
            mode=review.mode,
            reviewers=tuple(ReviewerShare(user=r.user, share=r.share) for r in review.reviewers),
            blind=review.blind,
            categories=review.categories,
        ),
        ai_assistance=AssistanceSettings(
            enabled=assistance.enabled,
            predictor=assistance.predictor,
            settings=dict(assistance.settings),
        ),
    )


def say_created(unit: UnitOfWork, task: Task) -> None:
    """Emit TaskCreated."""
    event = TaskCreated(
        workspace=task.workspace,
        task=task.id,
        dataset=task.dataset,
        record_count=task.record_count,
        version=task.version,
        settings=settings_of(task.settings),
        created_by=task.created_by,
    )
    unit.emit(event, aggregate=task.id, version=task.ver)


def say_edited(unit: UnitOfWork, task: Task, by: str) -> None:
    """Emit TaskEdited, with the whole settings."""
    event = TaskEdited(
        workspace=task.workspace,
        task=task.id,
        version=task.version,
        settings=settings_of(task.settings),
        edited_by=by,
    )
    unit.emit(event, aggregate=task.id, version=task.ver)
