"""The domain's objects as clients see them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from dataset_service.domain.dataset import Dataset
from dataset_service.domain.upload import Upload, UploadFile
from dataset_service.ports import RecordRow


def time_text(at: datetime) -> str:
    """Return RFC 3339 in UTC, in milliseconds: as exact as times are stored."""
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def dataset_view(dataset: Dataset) -> dict[str, Any]:
    """Return the JSON of a dataset."""
    cursor = dataset.cursor
    told = dataset.told if dataset.state == "importing" else None
    progress = {
        "done": cursor.records + cursor.failed,
        "total": dataset.total,
        "unit": "files",
        "seconds": cursor.seconds,
        "seconds_per_second": None,
        "files_per_second": None,
        "remaining_seconds": None,
    } | (told or {})
    return {
        "id": dataset.id,
        "workspace": dataset.workspace,
        "name": dataset.name,
        "kind": "raw",
        "state": dataset.state,
        "source": {"kind": dataset.kind, **dataset.source},
        "manifest": dataset.manifest,
        "subset_of": dataset.subset_of,
        "record_count": cursor.records,
        "seconds": cursor.seconds,
        "failed_count": cursor.failed,
        "bytes": cursor.bytes,
        "progress": progress,
        "failure": dataset.failure,
        "created_by": dataset.created_by,
        "created_at": time_text(dataset.created_at),
        "finished_at": time_text(dataset.finished_at) if dataset.finished_at else None,
    }


def record_view(record: RecordRow, sign: Callable[[str], str]) -> dict[str, Any]:
    """Return the JSON of a record, with signed addresses."""
    media = f"/api/v1/media/{record.sha256}"
    return {
        "id": record.id,
        "dataset": record.dataset,
        "ordinal": record.ordinal,
        "audio_name": record.name,
        "sha256": record.sha256,
        **record.audio,
        "duplicate_of": record.duplicate_of,
        "facts": dict(record.facts),
        "audio_url": sign(f"{media}/audio"),
        "peaks_url": sign(f"{media}/peaks"),
        "spectrogram_url": sign(f"{media}/spectrogram"),
    }


def file_view(file: UploadFile) -> dict[str, Any]:
    """Return the JSON of a file of an upload."""
    return {
        "path": file.path,
        "received": file.received,
        "total": file.total,
        "complete": file.complete,
        "missing": [list(gap) for gap in file.missing()],
        "sha256": file.sha256,
    }


def upload_view(upload: Upload, files: Sequence[UploadFile], next: str | None) -> dict[str, Any]:
    """Return the JSON of an upload."""
    return {
        "id": upload.id,
        "workspace": upload.workspace,
        "state": "open" if upload.dataset is None else "closed",
        "dataset": upload.dataset,
        "created_at": time_text(upload.created_at),
        "expires_at": time_text(upload.expires_at),
        "files": [file_view(file) for file in files],
        "next": next,
    }
