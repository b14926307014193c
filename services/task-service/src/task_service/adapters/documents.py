"""How workspaces, members, datasets, tasks and records are stored. Settings are kept as JSON text: nobody
queries inside them, and their names may hold anything that JSON allows."""

from datetime import UTC, datetime
from typing import Any

import orjson

from contracts.folding import Fact
from contracts.roles import Role
from task_service.domain.record import Record, Round
from task_service.domain.settings import Annotator, Assistance, Review, Reviewer, Settings
from task_service.domain.task import Counts, ProcessedDataset, Task
from task_service.domain.workspace import Member, Workspace
from task_service.ports import Dataset

Doc = dict[str, Any]


def workspace_doc(workspace: Workspace) -> Doc:
    return {
        "_id": workspace.id,
        "name": workspace.name,
        "created_by": workspace.created_by,
        "created_at": workspace.created_at,
        "super_admins": workspace.super_admins,
        "ver": workspace.ver,
    }


def workspace_of(doc: Doc) -> Workspace:
    return Workspace(
        id=doc["_id"],
        name=doc["name"],
        created_by=doc["created_by"],
        created_at=_utc(doc["created_at"]),
        super_admins=doc["super_admins"],
        ver=doc["ver"],
    )


def member_doc(member: Member) -> Doc:
    return {
        "_id": member.key,
        "workspace": member.workspace,
        "user": member.user,
        "name": member.name,
        "role": None if member.role is None else str(member.role),
        "removed": member.role is None,
    }


def member_of(doc: Doc) -> Member:
    role = doc["role"]
    return Member(doc["workspace"], doc["user"], doc["name"], None if role is None else Role(role))


def dataset_doc(dataset: Dataset) -> Doc:
    return {
        "_id": dataset.id,
        "workspace": dataset.workspace,
        "name": dataset.name,
        "record_count": dataset.record_count,
        "seconds": dataset.seconds,
        "deleted": dataset.deleted,
    }


def dataset_of(doc: Doc) -> Dataset:
    return Dataset(
        id=doc["_id"],
        workspace=doc["workspace"],
        name=doc["name"],
        record_count=doc["record_count"],
        seconds=doc["seconds"],
        deleted=doc["deleted"],
    )


def record_doc(record: Record) -> Doc:
    rounds = {str(number): [int(known.facts), known.annotator] for number, known in record.rounds.items()}
    return {"_id": f"{record.task}/{record.id}", "r": rounds}


def record_of(task: str, id: str, doc: Doc | None) -> Record:
    rounds = {} if doc is None else doc["r"]
    return Record(task, id, {int(number): Round(Fact(mask), who) for number, (mask, who) in rounds.items()})


def task_doc(task: Task) -> Doc:
    settings, counts, processed = task.settings, task.counts, task.processed
    return {
        "_id": task.id,
        "workspace": task.workspace,
        "dataset": task.dataset,
        "dataset_name": task.dataset_name,
        "record_count": task.record_count,
        "seconds": task.seconds,
        "name": settings.name,
        "mode": settings.review.mode,
        "annotators": [annotator.user for annotator in settings.annotators],
        "reviewers": [reviewer.user for reviewer in settings.review.reviewers],
        "people": list(settings.people),
        "settings": orjson.dumps(_settings_json(settings)).decode(),
        "created_by": task.created_by,
        "created_at": task.created_at,
        "version": task.version,
        "phase": task.phase,
        "state": task.state,
        "built": task.built,
        "failure": task.failure,
        "stopped": task.stopped,
        "deleted": task.deleted,
        "completion": task.completion,
        "completed_rounds": task.completed_rounds,
        "counts": {
            "submitted": counts.submitted,
            "done": counts.done,
            "rounds": counts.rounds,
            "seen": counts.seen,
        },
        "undecided": task.undecided,
        "processed": None
        if processed is None
        else {
            "id": processed.id,
            "version": processed.version,
            "partial": processed.partial,
            "record_count": processed.record_count,
            "at": processed.at,
        },
        "ver": task.ver,
    }


def task_of(doc: Doc) -> Task:
    processed = doc["processed"]
    return Task(
        id=doc["_id"],
        workspace=doc["workspace"],
        dataset=doc["dataset"],
        dataset_name=doc["dataset_name"],
        record_count=doc["record_count"],
        seconds=doc["seconds"],
        settings=_settings_of(doc),
        created_by=doc["created_by"],
        created_at=_utc(doc["created_at"]),
        version=doc["version"],
        phase=doc["phase"],
        built=doc["built"],
        failure=doc["failure"],
        stopped=doc["stopped"],
        deleted=doc["deleted"],
        completion=doc["completion"],
        completed_rounds=doc["completed_rounds"],
        counts=Counts(**doc["counts"]),
        undecided=doc["undecided"],
        processed=None
        if processed is None
        else ProcessedDataset(
            id=processed["id"],
            version=processed["version"],
            partial=processed["partial"],
            record_count=processed["record_count"],
            at=_utc(processed["at"]),
        ),
        ver=doc["ver"],
    )


def _settings_json(settings: Settings) -> Doc:
    review, assistance = settings.review, settings.ai_assistance
    return {
        "name": settings.name,
        "description": settings.description,
        "guideline": settings.guideline,
        "schema": settings.schema,
        "annotators": [[a.user, a.quantity] for a in settings.annotators],
        "review": {
            "mode": review.mode,
            "reviewers": [[r.user, r.share] for r in review.reviewers],
            "blind": review.blind,
            "categories": list(review.categories),
        },
        "ai_assistance": {
            "enabled": assistance.enabled,
            "predictor": assistance.predictor,
            "settings": dict(assistance.settings),
        },
    }


def _settings_of(doc: Doc) -> Settings:
    stored = orjson.loads(doc["settings"])
    review, assistance = stored["review"], stored["ai_assistance"]
    return Settings(
        name=stored["name"],
        description=stored["description"],
        guideline=stored["guideline"],
        schema=stored["schema"],
        annotators=tuple(Annotator(user, quantity) for user, quantity in stored["annotators"]),
        review=Review(
            mode=review["mode"],
            reviewers=tuple(Reviewer(user, share) for user, share in review["reviewers"]),
            blind=review["blind"],
            categories=tuple(review["categories"]),
        ),
        ai_assistance=Assistance(
            enabled=assistance["enabled"],
            predictor=assistance["predictor"],
            settings=assistance["settings"],
        ),
    )


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
