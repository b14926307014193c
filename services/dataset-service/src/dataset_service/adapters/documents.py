"""How the domain's objects are stored."""

from dataclasses import asdict, fields
from typing import Any

from dataset_service.domain.dataset import Cursor, Dataset
from dataset_service.domain.task import Task
from dataset_service.domain.upload import FilePart, Upload, UploadFile

Doc = dict[str, Any]
_DATASET = [
    field.name for field in fields(Dataset) if field.name not in ("id", "cursor", "fact_sizes", "source")
]


def dataset_document(dataset: Dataset) -> Doc:
    """Return the document; names of facts may hold dots, so their sizes are pairs, and a filter is text-safe too."""
    doc: Doc = {"_id": dataset.id}
    doc |= {name: getattr(dataset, name) for name in _DATASET if name != "subset_of"}
    if dataset.subset_of is not None:
        doc["subset_of"] = dataset.subset_of
    doc["source"] = dataset.source
    doc["cursor"] = asdict(dataset.cursor)
    doc["fact_sizes"] = [[name, size] for name, size in dataset.fact_sizes.items()]
    return doc


def dataset_of(doc: Doc) -> Dataset:
    """Read a stored dataset."""
    return Dataset(
        id=doc["_id"],
        cursor=Cursor(**doc["cursor"]),
        fact_sizes=dict(doc["fact_sizes"]),
        source=doc["source"],
        **{name: doc.get(name) for name in _DATASET},  # type: ignore[arg-type]
    )


def upload_document(upload: Upload) -> Doc:
    """Return the document."""
    doc = asdict(upload)
    doc["_id"] = doc.pop("id")
    return doc


def upload_of(doc: Doc) -> Upload:
    """Read a stored upload."""
    return Upload(**{("id" if name == "_id" else name): value for name, value in doc.items()})


def file_key(upload: str, path: str) -> str:
    """Return the id of a file of an upload; ids of one upload lie together, in the order of the paths."""
    return f"{upload}/{path}"


def files_of(upload: str) -> Doc:
    """Return the query for the files of an upload; "0" is the character after "/"."""
    return {"_id": {"$gt": f"{upload}/", "$lt": f"{upload}0"}}


def file_document(file: UploadFile) -> Doc:
    """Return the document."""
    doc = asdict(file)
    return {"_id": file_key(file.upload, file.path), **doc, "complete": file.complete}


def file_of(doc: Doc) -> UploadFile:
    """Read a stored file of an upload."""
    parts = [FilePart(**part) for part in doc["parts"]]
    return UploadFile(doc["upload"], doc["path"], doc["total"], parts, doc["expected"], doc["sha256"])


def task_document(task: Task) -> Doc:
    """Return the document."""
    doc = asdict(task)
    doc["_id"] = doc.pop("id")
    return doc


def task_of(doc: Doc) -> Task:
    """Read a stored task."""
    return Task(**{("id" if name == "_id" else name): value for name, value in doc.items()})
