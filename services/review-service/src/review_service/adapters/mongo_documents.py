"""How things are written down in the database, and read back."""

from datetime import datetime
from typing import Any

import orjson

from contracts.folding import Fact, Fold
from review_service.domain.marks import Mark
from review_service.domain.review import Review
from review_service.domain.rounds import Returned, Round, Ruling
from review_service.domain.task import Task
from review_service.domain.transfer import Transfer

Doc = dict[str, Any]
FRESH, REWORK = 1, 0


def task_doc(task: Task) -> Doc:
    """A task; people are values, never field names, since a user's id may hold any character."""
    return {
        "_id": task.id,
        "workspace": task.workspace,
        "total": task.total,
        "version": task.version,
        "mode": task.mode,
        "reviewers": [list(pair) for pair in task.reviewers],
        "annotators": [list(pair) for pair in task.annotators],
        "items": [list(pair) for pair in task.items.items()],
        "blind": task.blind,
        "categories": list(task.categories),
        "stopped": task.stopped,
        "completed": task.completed,
        "built": task.built,
        "deleted": task.deleted,
        "epoch": task.epoch,
        "redirects": [list(pair) for pair in task.redirects.items()],
        "endings": [[user, list(of)] for user, of in task.endings.items()],
        "ver": task.events,
    }


def task_of(doc: Doc) -> Task:
    return Task(
        id=doc["_id"],
        workspace=doc["workspace"],
        total=doc["total"],
        version=doc["version"],
        mode=doc["mode"],
        reviewers=tuple((user, share) for user, share in doc["reviewers"]),
        annotators=tuple((user, quantity) for user, quantity in doc["annotators"]),
        items=dict(doc["items"]),
        blind=doc["blind"],
        categories=tuple(doc["categories"]),
        stopped=doc["stopped"],
        completed=doc["completed"],
        built=doc["built"],
        deleted=doc["deleted"],
        epoch=doc["epoch"],
        redirects=dict(doc["redirects"]),
        endings={user: tuple(of) for user, of in doc["endings"]},
        events=doc["ver"],
    )


def review_doc(review: Review) -> Doc:
    """A review; ``queued`` is there only while it can be handed out, so that its index holds nothing else."""
    doc: Doc = {
        "_id": review.id,
        "workspace": review.workspace,
        "task": review.task,
        "record": review.record,
        "assignment": review.assignment,
        "place": review.place,
        "annotator": review.annotator,
        "listing": review.listing,
        "since": review.since,
        "f": [review.fold.round, int(review.fold.facts)],
        "state": review.state,
        "round": review.round,
        "holder": review.holder,
        "band": REWORK if review.rework else FRESH,
        "epoch": review.epoch,
        "by": review.by,
        "reviewer": review.reviewer,
        "judged_at": review.judged_at,
        "first": [[user, annotator, verdict] for user, (annotator, verdict) in review.first.items()],
        "ver": review.version,
    }
    if review.queued:
        doc["queued"] = True
    return doc


def review_of(doc: Doc) -> Review:
    round, facts = doc["f"]
    return Review(
        id=doc["_id"],
        workspace=doc["workspace"],
        task=doc["task"],
        record=doc["record"],
        assignment=doc["assignment"],
        place=doc["place"],
        annotator=doc["annotator"],
        listing=doc["listing"],
        since=doc["since"],
        fold=Fold(round, Fact(facts)),
        state=doc["state"],
        round=doc["round"],
        holder=doc["holder"],
        rework=doc["band"] == REWORK,
        epoch=doc["epoch"],
        by=doc["by"],
        reviewer=doc["reviewer"],
        judged_at=doc["judged_at"],
        first={user: (annotator, verdict) for user, annotator, verdict in doc["first"]},
        version=doc["ver"],
    )


def round_id(review: str, number: int) -> str:
    return f"{review}/{number}"


def round_doc(round: Round) -> Doc:
    """A round; the annotation is kept as JSON: its names and numbers are the schema's affair, not the
    database's."""
    return {
        "_id": round_id(round.review, round.number),
        "review": round.review,
        "number": round.number,
        "annotator": round.annotator,
        "annotation": None if round.annotation is None else orjson.dumps(round.annotation),
        "unusable": round.unusable,
        "submitted_at": round.submitted_at,
        "seconds_worked": round.seconds_worked,
        "ruling": None if round.ruling is None else ruling_doc(round.ruling),
        "returned": None if round.returned is None else [round.returned.by, round.returned.reason],
    }


def round_of(doc: Doc) -> Round:
    ruling, returned = doc["ruling"], doc["returned"]
    return Round(
        review=doc["review"],
        number=doc["number"],
        annotator=doc["annotator"],
        annotation=None if doc["annotation"] is None else orjson.loads(doc["annotation"]),
        unusable=doc["unusable"],
        submitted_at=doc["submitted_at"],
        seconds_worked=doc["seconds_worked"],
        ruling=None if ruling is None else _ruling_of(ruling),
        returned=None if returned is None else Returned(*returned),
    )


def ruling_doc(ruling: Ruling) -> Doc:
    return {
        "verdict": ruling.verdict,
        "by": ruling.by,
        "reviewer": ruling.reviewer,
        "at": ruling.at,
        "reason": ruling.reason,
        "categories": list(ruling.categories),
        "marks": [[m.item, m.comment, m.segment, m.start, m.end] for m in ruling.marks],
    }


def _ruling_of(doc: Doc) -> Ruling:
    return Ruling(
        verdict=doc["verdict"],
        by=doc["by"],
        reviewer=doc["reviewer"],
        at=doc["at"],
        reason=doc["reason"],
        categories=tuple(doc["categories"]),
        marks=tuple(Mark(*mark) for mark in doc["marks"]),
    )


def transfer_doc(transfer: Transfer) -> Doc:
    return {
        "_id": transfer.id,
        "workspace": transfer.workspace,
        "task": transfer.task,
        "from": transfer.from_user,
        "to": transfer.to_user,
        "quantity": transfer.quantity,
        "by": transfer.by,
        "total": transfer.total,
        "chunked": transfer.chunked,
        "at": transfer.at,
        "fresh": transfer.fresh,
        "rework": transfer.rework,
    }


def transfer_of(doc: Doc) -> Transfer:
    at: datetime = doc["at"]
    return Transfer(
        id=doc["_id"],
        workspace=doc["workspace"],
        task=doc["task"],
        from_user=doc["from"],
        to_user=doc["to"],
        quantity=doc["quantity"],
        by=doc["by"],
        total=doc["total"],
        chunked=doc["chunked"],
        at=at,
        fresh=doc["fresh"],
        rework=doc["rework"],
    )
