"""Processed datasets as clients see them."""

from datetime import UTC, datetime
from typing import Any

from export_service.domain.processed import ProcessedDataset
from service_kit.jobs import Job


def processed_view(processed: ProcessedDataset, job: Job | None) -> dict[str, Any]:
    """Return the JSON of a processed dataset; ``job`` is its generation, for the progress."""
    plan, options = processed.plan, processed.plan.options
    if processed.state == "ready" or job is None:
        done, total = processed.record_count, processed.record_count if processed.state == "ready" else None
    else:
        done, total = job.done, job.total
    return {
        "id": processed.id,
        "workspace": plan.workspace,
        "task": plan.task,
        "task_name": plan.task_name,
        "dataset": plan.dataset,
        "version": processed.version,
        "scope": plan.scope,
        "partial": plan.partial,
        "formats": list(plan.formats),
        "options": {
            "audio": options.audio,
            "unusable": options.unusable,
            "split": dict(options.split) if options.split else None,
            "seed": options.seed,
            "license": options.license,
        },
        "state": processed.state,
        "progress": {"done": done, "total": total, "unit": "records"},
        "failure": processed.failure,
        "record_count": processed.record_count,
        "seconds": processed.seconds,
        "file_count": processed.file_count,
        "bytes": processed.archive_bytes,
        "files": [dict(file) for file in processed.files],
        "lineage": dict(processed.lineage),
        "requested_by": processed.requested_by,
        "created_at": _moment(processed.created_at),
        "finished_at": _moment(processed.finished_at),
    }


def _moment(at: datetime | None) -> str | None:
    # As text, and no finer than the database keeps it: a repeated command gives exactly the first answer.
    return (
        None if at is None else at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )
