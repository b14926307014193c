"""How tasks, records and processed datasets are stored.

A record's document is kept small and ready to become a row: ``c`` (content) and ``v`` (verdict) are what
`domain.rows` reads, ``o`` its ordinal, ``fin`` is there only while it is final, so that a partial index holds just the
finals in their order.
"""

from typing import Any

from contracts.folding import Fact, Fold
from contracts.ids import record_key
from export_service.domain.finals import Content, RecordOfTask, Verdict
from export_service.domain.generation import Options, Plan
from export_service.domain.processed import ProcessedDataset
from export_service.domain.tasks import KnownTask
from service_kit.mongo.session import Doc


def task_document(task: KnownTask) -> Doc:
    """Return the document of a task."""
    return {
        "_id": task.id,
        "workspace": task.workspace,
        "name": task.name,
        "dataset": task.dataset,
        "schema": dict(task.schema),
        "record_count": task.record_count,
        "completed": task.completed,
        "total": task.total,
        "rounds": task.rounds,
        "deleted": task.deleted,
        "last_version": task.last_version,
    }


def task_of(doc: Doc) -> KnownTask:
    """Read a task."""
    return KnownTask(id=doc["_id"], **{name: value for name, value in doc.items() if name != "_id"})


def record_document(record: RecordOfTask) -> Doc:
    """Return the document of a record."""
    doc: Doc = {
        "_id": record_key(record.task, record.record),
        "t": record.task,
        "r": record.fold.round,
        "f": int(record.fold.facts),
    }
    if record.content is not None:
        content = record.content
        doc["o"] = content.listing["ordinal"]
        doc["c"] = {
            "round": content.round,
            "annotator": content.annotator,
            "annotation": content.annotation,
            "unusable": content.unusable,
            "seconds_worked": content.seconds_worked,
            "submitted_at": content.submitted_at,
            "suggestions": list(content.suggestions),
            "listing": content.listing,
        }
    if record.verdict is not None:
        verdict = record.verdict
        doc["v"] = {
            "round": verdict.round,
            "reviewer": verdict.reviewer,
            "by": verdict.by,
            "judged_at": verdict.judged_at,
        }
    if record.final:
        doc["fin"] = True
    return doc


def record_of(doc: Doc) -> RecordOfTask:
    """Read a record."""
    task, _, record = doc["_id"].partition("/")
    content, verdict = doc.get("c"), doc.get("v")
    return RecordOfTask(
        task=task,
        record=record,
        fold=Fold(doc["r"], Fact(doc["f"])),
        content=Content(**{**content, "suggestions": tuple(content["suggestions"])}) if content else None,
        verdict=Verdict(**verdict) if verdict else None,
    )


def processed_document(processed: ProcessedDataset) -> Doc:
    """Return the document of a processed dataset."""
    plan = processed.plan
    options = plan.options
    return {
        "_id": processed.id,
        "workspace": plan.workspace,
        "task": plan.task,
        "task_name": plan.task_name,
        "dataset": plan.dataset,
        "schema": dict(plan.schema),
        "formats": list(plan.formats),
        "scope": plan.scope,
        "partial": plan.partial,
        "options": {
            "audio": options.audio,
            "unusable": options.unusable,
            "split": [[name, share] for name, share in options.split.items()] if options.split else None,
            "seed": options.seed,
            "license": options.license,
        },
        "number": processed.number,
        "requested_by": processed.requested_by,
        "created_at": processed.created_at,
        "state": processed.state,
        "failure": processed.failure,
        "finished_at": processed.finished_at,
        "record_count": processed.record_count,
        "seconds": processed.seconds,
        "file_count": processed.file_count,
        "archive_bytes": processed.archive_bytes,
        "directory_offset": processed.directory_offset,
        "files": [dict(file) for file in processed.files],
        "lineage": dict(processed.lineage),
        "ver": processed.ver,
    }


def processed_of(doc: Doc) -> ProcessedDataset:
    """Read a processed dataset."""
    options: dict[str, Any] = dict(doc["options"])
    if options["split"] is not None:
        options["split"] = dict(options["split"])
    plan = Plan(
        processed_dataset=doc["_id"],
        workspace=doc["workspace"],
        task=doc["task"],
        task_name=doc["task_name"],
        dataset=doc["dataset"],
        schema=doc["schema"],
        formats=tuple(doc["formats"]),
        scope=doc["scope"],
        partial=doc["partial"],
        options=Options(**options),
    )
    return ProcessedDataset(
        plan=plan,
        number=doc["number"],
        requested_by=doc["requested_by"],
        created_at=doc["created_at"],
        state=doc["state"],
        failure=doc["failure"],
        finished_at=doc["finished_at"],
        record_count=doc["record_count"],
        seconds=doc["seconds"],
        file_count=doc["file_count"],
        archive_bytes=doc["archive_bytes"],
        directory_offset=doc["directory_offset"],
        files=tuple(doc["files"]),
        lineage=doc["lineage"],
        ver=doc["ver"],
    )
