"""Domain objects as JSON."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import orjson

from assignment_service.domain.assignment import Assignment, Record
from assignment_service.domain.content import Draft, Opened, Prediction, Round
from assignment_service.domain.filters import reason_of
from assignment_service.domain.seats import Seat
from assignment_service.domain.tally import Tally
from assignment_service.domain.transfers import Moved
from assignment_service.ports import Transfer
from assignment_service.use_cases.list_assignments import Row
from assignment_service.use_cases.look_ahead import Work
from service_kit.jobs import Job

Json = dict[str, Any]
Sign = Callable[[str], str]
LARGEST_WORK = 4 * 1024 * 1024
"""Bytes of annotations in an answer that is kept; a longer history is left to GET."""


def record_view(record: Record, sign: Sign | None) -> Json:
    """Return a record, with its signed addresses where it is handed out."""
    view: Json = {
        "id": record.id,
        "ordinal": record.ordinal,
        "audio_name": record.audio_name,
        "seconds": record.seconds,
        "sample_rate": record.sample_rate,
        "channels": record.channels,
        "facts": dict(record.facts),
    }
    if sign is not None:
        media = f"/api/v1/media/{record.media}"
        view["audio_url"] = sign(f"{media}/audio")
        view["peaks_url"] = sign(f"{media}/peaks")
        view["spectrogram_url"] = sign(f"{media}/spectrogram")
    return view


def listed_view(assignment: Assignment, sign: Sign | None = None) -> Json:
    """Return an assignment as in lists."""
    is_open = assignment.state == "open"
    return {
        "id": assignment.id,
        "task": assignment.task,
        "annotator": assignment.owner,
        "state": assignment.state,
        "kind": assignment.kind.value if is_open else None,
        "put_off": is_open and assignment.put_off_at is not None,
        "round": assignment.round,
        "revision": assignment.revision,
        "record": record_view(assignment.record, sign),
    }


def valued_view(row: Row, sign: Sign | None = None) -> Json:
    """Return an assignment of a list with what was submitted last."""
    last, verdict = row.last, row.last.verdict if row.last else None
    return {
        **listed_view(row.assignment, sign),
        "annotation": last.annotation if last else None,
        "unusable": {"reason": last.unusable} if last and last.unusable else None,
        "submitted_at": time_view(last.submitted_at) if last else None,
        "seconds_worked": last.seconds_worked if last else None,
        "verdict": verdict.verdict if verdict else None,
        "reason": reason_of(last) if last else None,
        "categories": list(verdict.categories) if verdict else [],
    }


def seat_view(seat: Seat) -> Json:
    """Return which window edits an assignment."""
    return {
        "seat": seat.id,
        "since": time_view(_moment(seat.since)),
        "expires_at": time_view(_moment(seat.until)),
    }


def live_view(assignment: Assignment, draft: Draft | None, user: str, manages: bool, now: int) -> Json:
    """Return how an assignment stands, for somebody who follows it; `now` in milliseconds since the epoch."""
    yours, seat = assignment.owner == user, assignment.seat
    return {
        "id": assignment.id,
        "yours": yours,
        "annotator": assignment.owner if yours or manages else None,
        "state": assignment.state,
        "kind": assignment.kind.value if assignment.state == "open" else None,
        "round": assignment.round,
        "revision": assignment.revision,
        "editor": seat_view(seat) if seat is not None and seat.until > now else None,
        "draft_saved_at": time_view(draft.saved_at) if draft else None,
    }


def opened_view(opened: Opened, sign: Sign) -> Json:
    """Return an assignment with all it takes to label it."""
    last = opened.rounds[-1] if opened.rounds else None
    draft = opened.draft
    return {
        **listed_view(opened.assignment, sign),
        "draft": None
        if draft is None
        else {
            "annotation": draft.annotation,
            "seconds_worked": draft.seconds_worked,
            "saved_at": time_view(draft.saved_at),
        },
        "prefill": opened.prefill or None,
        "annotation": last.annotation if last else None,
        "unusable": {"reason": last.unusable} if last and last.unusable else None,
        "history": [round_view(round) for round in opened.rounds],
        "predictions": [prediction_view(prediction) for prediction in opened.predictions],
    }


def round_view(round: Round) -> Json:
    """Return one round; `returned` is there only where it was."""
    verdict = round.verdict
    view: Json = {
        "round": round.number,
        "annotator": round.annotator,
        "annotation": round.annotation,
        "unusable": {"reason": round.unusable} if round.unusable else None,
        "submitted_at": time_view(round.submitted_at),
        "seconds_worked": round.seconds_worked,
        "verdict": verdict.verdict if verdict else None,
        "reason": verdict.reason if verdict else None,
        "categories": list(verdict.categories) if verdict else [],
        "marks": [dict(mark) for mark in verdict.marks] if verdict else [],
        "judged_at": time_view(verdict.judged_at) if verdict else None,
    }
    if round.returned is not None:
        returned = round.returned
        view["returned"] = {"by": returned.by, "reason": returned.reason, "at": time_view(returned.at)}
    return view


def prediction_view(prediction: Prediction) -> Json:
    """Return what a model suggests."""
    return {
        "model": prediction.model,
        "version": prediction.version,
        "annotation": prediction.annotation,
        "score": prediction.score,
        "said_at": time_view(prediction.said_at),
    }


def work_view(work: Work, sign: Sign) -> Json:
    """Return the next assignment and how the queue stands; it is kept with the command, so its size is
    bounded.
    """
    given = None
    if work.given is not None:
        given = opened_view(work.given, sign)
        if len(given["history"]) + len(given["predictions"]) > 1:
            _shorten(given)
    return {
        "assignment": given,
        "upcoming": [listed_view(assignment, sign) for assignment in work.upcoming],
        "state": work.state,
        "task_state": work.task_state,
        "left": work.left,
    }


def tally_view(tally: Tally, held: bool) -> Json:
    """Return the counts of a queue."""
    return {
        "open": {"fresh": tally.fresh, "draft": tally.draft, "rework": tally.rework},
        "held": tally.open if held else 0,
        "submitted": tally.submitted,
        "done": tally.done,
        "total": tally.total,
    }


def moved_view(moved: Moved) -> Json:
    """Return counts by kind."""
    return {"fresh": moved.fresh, "draft": moved.draft, "rework": moved.rework}


def transfer_view(transfer: Transfer, job: Job | None) -> Json:
    """Return a transfer; `job` is there where it takes chunks and has begun."""
    state = "done"
    if transfer.in_chunks:
        state = job.state if job else "pending"
    ended = state in ("done", "failed", "canceled")
    done = transfer.moved.total
    return {
        "id": transfer.id,
        "task": transfer.task,
        "from": transfer.giver,
        "to": transfer.receiver,
        "quantity": transfer.quantity,
        "state": state,
        "planned": moved_view(transfer.planned),
        "moved": moved_view(transfer.moved),
        "progress": {
            "done": done,
            "total": done if state == "done" else max(done, transfer.planned.total),
            "unit": "records",
        },
        "failure": job.failure if job and ended else None,
        "created_at": time_view(transfer.at),
        "created_by": transfer.by,
    }


def time_view(at: datetime | None) -> str | None:
    """Return a time as RFC 3339 in UTC."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _shorten(view: Json) -> None:
    left = LARGEST_WORK
    for part in [*reversed(view["history"]), *view["predictions"]]:
        left -= len(orjson.dumps(part["annotation"]))
        if left < 0:
            part["annotation"] = None
