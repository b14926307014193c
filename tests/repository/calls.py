"""A call of every operation that changes as little as can be, so that each can be made by everybody at once.

Where a permitted call would change what others rely on, it is one that is refused for another reason than who makes
it: a stale `If-Match`, a round that does not come, more than there is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]
Things = Mapping[str, str]
"""The ids of what is there, by name; `caller` is who calls."""

STALE: Final = {"If-Match": '"stale"'}
NO_SUCH_ROUND: Final = 99
MORE_THAN_THERE_IS: Final = 100_000


@dataclass(frozen=True)
class Call:
    """How an operation is called. `path` names what stands for each parameter of its path."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Callable[[Things], Mapping[str, str]] = lambda there: {}
    json: Callable[[Things], Json] | None = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def _task(there: Things) -> Json:
    return {"task": there["task"]}


def _workspace(there: Things) -> Json:
    return {"workspace": there["workspace"]}


def _new_task(there: Things) -> Json:
    annotator = {"user": there["operator"], "quantity": 1}  # of more records, so nothing is created
    return {
        **_workspace(there),
        "name": "Another one",
        "dataset": there["dataset"],
        "schema": {"items": [{"name": "caption", "kind": "text"}]},
        "annotators": [annotator],
        "review": {"mode": "none"},
    }


def _import(there: Things) -> Json:
    source = {"kind": "subset", "dataset": there["dataset"], "sample": 1, "seed": 1}
    return {**_workspace(there), "name": f"Pilot of {there['caller']}", "source": source}


def _transfer(giver: str, receiver: str) -> Callable[[Things], Json]:
    return lambda there: {
        **_task(there),
        "from": there[giver],
        "to": there[receiver],
        "quantity": MORE_THAN_THERE_IS,
    }


_ON_TASK = {"task": "task"}
_ON_SPARE_TASK = {"task": "spare_task"}
_WORKSPACE = {"workspace": "workspace"}

CALLS: Final[Mapping[str, Call]] = {
    "get_me": Call(),
    "create_workspace": Call(json=lambda there: {"name": f"Of {there['caller']}"}),
    "get_workspace": Call(_WORKSPACE),
    "list_members": Call(_WORKSPACE),
    "put_member": Call(
        {**_WORKSPACE, "user": "newcomer"}, json=lambda there: {"role": "annotation_operator", "name": "New"}
    ),
    "remove_member": Call({**_WORKSPACE, "user": "leaver"}),
    "list_presets": Call(),
    "create_task": Call(json=_new_task),
    "list_tasks": Call(query=_workspace),
    "get_task": Call(_ON_TASK),
    "edit_task": Call(_ON_SPARE_TASK, json=lambda there: {"description": "Changed"}, headers=STALE),
    "delete_task": Call(_ON_SPARE_TASK, headers=STALE),
    "stop_task": Call(_ON_SPARE_TASK),
    "resume_task": Call(_ON_SPARE_TASK),
    "get_progress": Call(_ON_TASK),
    "follow_task": Call(_ON_TASK),
    "begin_upload": Call(json=_workspace),
    "get_upload": Call({"id": "upload"}),
    "put_upload_file": Call({"id": "upload", "path": "file"}, content=b"no audio"),
    "import_dataset": Call(json=_import),
    "list_datasets": Call(query=_workspace),
    "get_dataset": Call({"id": "dataset"}),
    "delete_dataset": Call({"id": "dataset"}, headers=STALE),
    "watch_dataset": Call({"id": "dataset"}),
    "list_failures": Call({"id": "dataset"}),
    "cancel_import": Call({"id": "dataset"}),  # it is ready, so there is nothing to cancel
    "list_records": Call({"id": "dataset"}),
    "get_record": Call({"id": "record"}),
    "get_audio": Call(query=lambda there: {"signed": there["audio_url"]}),
    "get_peaks": Call(query=lambda there: {"signed": there["peaks_url"]}),
    "get_spectrogram": Call(query=lambda there: {"signed": there["spectrogram_url"]}),
    "next_assignment": Call(json=_task),
    "list_assignments": Call(query=_task),
    "summarise_assignments": Call(query=_task),
    "get_assignment": Call({"id": "assignment"}),
    "take_seat": Call({"id": "assignment"}, json=lambda there: {"seat": "a window"}),
    "leave_seat": Call({"id": "assignment"}, query=lambda there: {"seat": "a window"}),
    "follow_assignment": Call({"id": "assignment"}),
    "save_draft": Call(
        {"id": "assignment"}, json=lambda there: {"annotation": {}, "seconds_worked": 1}, headers=STALE
    ),
    "submit_record": Call(
        {"id": "assignment"},
        json=lambda there: {"annotation": {"caption": "x"}, "round": NO_SUCH_ROUND, "seconds_worked": 1},
    ),
    "put_off_record": Call({"id": "assignment"}),
    "return_record": Call({"id": "assignment"}, json=lambda there: {"reason": "it is not done at all"}),
    "preview_assignment_transfer": Call(json=_transfer("operator", "helping_operator")),
    "transfer_assignments": Call(json=_transfer("operator", "helping_operator")),
    "get_assignment_transfer": Call({"id": "assignment_transfer"}),
    "next_review": Call(json=_task),
    "list_reviews": Call(query=_task),
    "summarize_reviews": Call(query=_task),
    "get_review": Call({"review": "review"}),
    "approve_review": Call({"review": "review"}, json=lambda there: {"round": NO_SUCH_ROUND}),
    "reject_review": Call({"review": "review"}, json=lambda there: {"round": NO_SUCH_ROUND, "reason": "no"}),
    "preview_rest": Call(query=_task),
    "approve_rest": Call(json=lambda there: {**_task(there), "annotator": there["idler"]}),
    "reject_rest": Call(json=lambda there: {**_task(there), "annotator": there["idler"], "reason": "no"}),
    "get_rest_approval": Call({"id": "rest_approval"}),
    "get_rest_rejection": Call({"id": "rest_rejection"}),
    "preview_review_transfer": Call(json=_transfer("auditor", "helping_auditor")),
    "transfer_reviews": Call(json=_transfer("auditor", "helping_auditor")),
    "get_review_transfer": Call({"id": "review_transfer"}),
    "generate_processed_dataset": Call(
        json=lambda there: {**_task(there), "scope": "all", "formats": ["jsonl"]}  # it is not completed
    ),
    "list_processed_datasets": Call(query=_workspace),
    "get_processed_dataset": Call({"id": "processed"}),
    "watch_processed_dataset": Call({"id": "processed"}),
    "cancel_processed_dataset": Call({"id": "processed"}),  # it is ready, so there is nothing to cancel
    "download_processed_dataset": Call({"id": "processed"}),
    "get_processed_file": Call({"id": "processed", "name": "generated_file"}),
    "sign_download": Call({"id": "processed"}, json=lambda there: {}),
    "delete_processed_dataset": Call({"id": "processed"}, headers=STALE),
}
