"""How things look to clients."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from review_service.domain.findings import Findings
from review_service.domain.review import Review
from review_service.domain.rounds import Round
from review_service.domain.task import Task
from review_service.domain.transfer import Transfer
from review_service.use_cases.hand_out import Sight, Work
from review_service.use_cases.read_reviews import Row, Summary
from service_kit.http.media import MediaSigner
from service_kit.jobs import Job

View = dict[str, Any]
_MEDIA = "/api/v1/media"


@dataclass(frozen=True)
class Views:
    """Renders; ``media_seconds`` is how long the addresses it signs work."""

    media: MediaSigner
    media_seconds: int = 3600

    def record(self, review: Review, signed: bool) -> View:
        """What a record is and, signed, where its audio, peaks and spectrogram are for a while."""
        listed = orjson.loads(review.listing)
        record: View = {
            "id": review.record,
            "ordinal": listed["ordinal"],
            "audio_name": listed["audio_name"],
            "seconds": listed["seconds"],
            "sample_rate": listed["sample_rate"],
            "channels": listed["channels"],
            "facts": listed["facts"],
        }
        if signed:
            for kind in ("audio", "peaks", "spectrogram"):
                path = f"{_MEDIA}/{listed['media']}/{kind}"
                record[f"{kind}_url"] = self.media.sign(path, self.media_seconds)
        return record

    def item(self, review: Review, task: Task, *, manages: bool, held: bool, signed: bool = False) -> View:
        """A review without its annotation, as lists show it."""
        view: View = {
            "id": review.id,
            "task": review.task,
            "workspace": review.workspace,
            "assignment": review.assignment,
            "state": review.state,
            "round": review.round,
            "rework": review.rework,
            "record": self.record(review, signed),
            "reviewer": review.holder,
            "held": held,
            "waiting_since": moment(review.since),
            "by": review.by,
            "judged_by": review.reviewer,
            "judged_at": moment(review.judged_at),
        }
        if manages or not task.blind:
            view["annotator"] = review.annotator
        return view

    def whole(self, sight: Sight, task: Task, *, manages: bool, held: bool) -> View:
        """A review with what was submitted, and the rounds before."""
        review = sight.review
        view = self.item(review, task, manages=manages, held=held, signed=True)
        current = [round for round in sight.rounds if round.number == review.round]
        view.update(_said(current[0]) if current else _NOTHING)
        view["history"] = [
            {"round": round.number, **_said(round)} for round in sight.rounds if round.number < review.round
        ]
        return view

    def work(self, work: Work, task: Task) -> View:
        """What a reviewer does next."""
        whole = work.review
        return {
            "review": None if whole is None else self.whole(whole, task, manages=False, held=False),
            "upcoming": [self.item(r, task, manages=False, held=False, signed=True) for r in work.upcoming],
            "state": work.state,
            "task_state": work.task_state,
            "left": work.left,
        }


_NOTHING: View = {
    "annotation": None,
    "unusable": None,
    "submitted_at": None,
    "seconds_worked": None,
    "verdict": None,
    "reason": None,
    "categories": [],
    "marks": [],
}


def _said(round: Round) -> View:
    ruling = round.ruling
    view: View = {
        "annotation": round.annotation,
        "unusable": None if round.unusable is None else {"reason": round.unusable},
        "submitted_at": moment(round.submitted_at),
        "seconds_worked": round.seconds_worked,
        "verdict": None if ruling is None else ruling.verdict,
        "by": None if ruling is None else ruling.by,
        "judged_by": None if ruling is None else ruling.reviewer,
        "judged_at": None if ruling is None else moment(ruling.at),
        "reason": None if ruling is None else ruling.reason,
        "categories": [] if ruling is None else list(ruling.categories),
        "marks": []
        if ruling is None
        else [
            {"item": m.item, "segment": m.segment, "start": m.start, "end": m.end, "comment": m.comment}
            for m in ruling.marks
        ],
    }
    if round.returned is not None:
        view["returned"] = {"by": round.returned.by, "reason": round.returned.reason}
    return view


def summary_view(summary: Summary, task: Task) -> View:
    """Counts by reviewer, and of the task's records."""
    return {
        "task": task.id,
        "mode": task.mode,
        "counts": {
            "total": summary.total,
            "open": summary.open,
            "submitted": summary.submitted,
            "done": summary.done,
        },
        "reviewers": [row_view(row) for row in summary.rows],
    }


def row_view(row: Row) -> View:
    """Counts of one reviewer."""
    return {
        "reviewer": row.reviewer,
        "pending": row.pending,
        "held": row.held,
        "approved": row.approved,
        "rejected": row.rejected,
        "in_rework": row.in_rework,
    }


def findings_view(found: Findings, task: Task, annotator: str | None) -> View:
    """What a reviewer found so far."""
    return {
        "task": task.id,
        "annotator": annotator,
        "approved": found.approved,
        "rejected": found.rejected,
        "error_rate": found.error_rate,
        "interval": None if found.interval is None else list(found.interval),
        "remaining": found.remaining,
        "not_submitted": found.not_submitted,
        "in_rework": found.in_rework,
    }


def rest_view(job: Job) -> View:
    """A rest that is being approved or rejected."""
    return {
        "id": job.id,
        "task": job.args["task"],
        "annotator": job.args["annotator"],
        "include_future": job.args["include_future"],
        "reason": job.args["reason"],
        "reviewer": job.args["reviewer"],
        "state": job.state,
        "progress": {"done": job.done, "total": job.total, "unit": job.unit},
        "failure": job.failure,
        "created_at": moment(job.created_at),
        "finished_at": moment(job.finished_at),
    }


def transfer_view(transfer: Transfer, job: Job | None) -> View:
    """A transfer of reviews; ``job`` where it takes chunks."""
    state = "done" if not transfer.chunked else "pending" if job is None else job.state
    return {
        "id": transfer.id,
        "task": transfer.task,
        "from": transfer.from_user,
        "to": transfer.to_user,
        "quantity": "everything" if transfer.quantity is None else transfer.quantity,
        "moved": {"fresh": transfer.fresh, "rework": transfer.rework},
        "state": state,
        "progress": {"done": transfer.moved, "total": transfer.total, "unit": "reviews"},
        "failure": None if job is None else job.failure,
        "created_at": moment(transfer.at),
    }


def moment(at: datetime | None) -> str | None:
    """A time as RFC 3339 in UTC."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
