"""From what the domain knows to what clients get (`models` names the shapes)."""

from datetime import datetime
from typing import Any

from contracts.presets import PRESETS
from task_service.domain.settings import Settings
from task_service.domain.task import Task
from task_service.domain.workspace import Member, Workspace
from task_service.use_cases.progress import ANNOTATOR_NUMBERS, REVIEWER_NUMBERS, Progress, Row

View = dict[str, Any]
_PEOPLE_IN_LISTS = 20
_SECONDS = frozenset({"seconds_worked", "audio_seconds"})


def workspace_view(workspace: Workspace, member: Member) -> View:
    return {
        "id": workspace.id,
        "name": workspace.name,
        "role": member.role,
        "created_by": workspace.created_by,
        "created_at": _time(workspace.created_at),
    }


def member_view(member: Member) -> View:
    return {"id": member.user, "user": member.user, "name": member.name, "role": member.role}


def counts_view(task: Task) -> View:
    return {
        "total": task.record_count,
        "open": task.open,
        "submitted": task.counts.submitted,
        "done": task.counts.done,
    }


def task_item(task: Task, user: str) -> View:
    settings, processed = task.settings, task.processed
    parts = []
    if any(annotator.user == user for annotator in settings.annotators):
        parts.append("annotator")
    if any(reviewer.user == user for reviewer in settings.review.reviewers):
        parts.append("reviewer")
    return {
        "id": task.id,
        "workspace": task.workspace,
        "name": settings.name,
        "state": task.state,
        "phase": task.phase,
        "failure": task.failure,
        "dataset": task.dataset,
        "dataset_name": task.dataset_name,
        "record_count": task.record_count,
        "seconds": task.seconds,
        "counts": counts_view(task),
        "version": task.version,
        "review_mode": settings.review.mode,
        "parts": parts,
        "annotator_users": [annotator.user for annotator in settings.annotators[:_PEOPLE_IN_LISTS]],
        "reviewer_users": [reviewer.user for reviewer in settings.review.reviewers[:_PEOPLE_IN_LISTS]],
        "completion": task.completion,
        "processed_dataset": None
        if processed is None
        else {
            "id": processed.id,
            "version": processed.version,
            "partial": processed.partial,
            "record_count": processed.record_count,
            "at": _time(processed.at),
        },
        "created_by": task.created_by,
        "created_at": _time(task.created_at),
    }


def task_view(task: Task, user: str) -> View:
    settings = settings_view(task.settings)
    return {**task_item(task, user), "stopped": task.stopped, **settings, "settings": settings}


def settings_view(settings: Settings) -> View:
    review, assistance = settings.review, settings.ai_assistance
    return {
        "name": settings.name,
        "description": settings.description,
        "guideline": settings.guideline,
        "schema": settings.schema,
        "annotators": [{"user": a.user, "quantity": a.quantity} for a in settings.annotators],
        "review": {
            "mode": review.mode,
            "reviewers": [{"user": r.user, "quantity": r.share} for r in review.reviewers],
            "blind": review.blind,
            "categories": list(review.categories),
        },
        "ai_assistance": {
            "enabled": assistance.enabled,
            "predictor": assistance.predictor,
            "settings": assistance.settings,
        },
    }


def progress_view(task: Task, progress: Progress, whole: bool) -> View:
    return {
        "task": task.id,
        "state": task.state,
        "phase": task.phase,
        "counts": counts_view(task),
        "annotators": [
            {**_row(row, ANNOTATOR_NUMBERS), "categories": row.categories} for row in progress.annotators
        ],
        "reviewers": [_row(row, REVIEWER_NUMBERS) for row in progress.reviewers],
        "approved_by_rule": progress.approved_by_rule if whole else None,
        "categories": progress.categories if whole else None,
    }


def preset_views() -> list[View]:
    return [
        {
            "id": preset.id,
            "title": preset.title,
            "description": preset.description,
            "schema": preset.schema.as_json(),
        }
        for preset in PRESETS.values()
    ]


def _row(row: Row, names: tuple[str, ...]) -> View:
    return {
        "user": row.user,
        "quantity": row.quantity,
        **{name: _number(name, amount) for name, amount in row.numbers.items()},
        "by_day": [
            {"day": day, **{name: _number(name, of_day.get(name, 0)) for name in names}}
            for day, of_day in sorted(row.by_day.items())
        ],
    }


def _number(name: str, amount: float) -> float:
    # Sums of floats carry noise that nobody measured.
    return round(amount, 6) if name in _SECONDS else int(amount)


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
