"""How what hangs on assignments lies in MongoDB: drafts, rounds, predictions."""

from collections.abc import Iterable, Mapping
from typing import Any

from assignment_service.adapters.documents import Doc, in_utc, read_json, utc, versioned, write_json
from assignment_service.domain.content import Draft, Prediction, Return, Round, Verdict


def draft_document(assignment: str, draft: Draft) -> Doc:
    """Return a draft as stored."""
    return {
        "_id": assignment,
        "annotation": write_json(draft.annotation),
        "seconds_worked": draft.seconds_worked,
        "saved_at": draft.saved_at,
    }


def draft_of(doc: Mapping[str, Any]) -> Draft:
    """Read a stored draft."""
    return Draft(read_json(doc["annotation"]), doc["seconds_worked"], in_utc(doc["saved_at"]))


def round_document(round: Round) -> Doc:
    """Return a new round as stored; verdict and return are added to it later."""
    return {
        "_id": versioned(round.assignment, round.number),
        "assignment": round.assignment,
        "round": round.number,
        "annotator": round.annotator,
        "submitted_at": round.submitted_at,
        "seconds_worked": round.seconds_worked,
        "annotation": None if round.annotation is None else write_json(round.annotation),
        "unusable": round.unusable,
    }


def verdict_document(verdict: Verdict) -> Doc:
    """Return a verdict as stored within its round."""
    return {
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "categories": list(verdict.categories),
        "marks": [dict(mark) for mark in verdict.marks],
        "judged_at": verdict.judged_at,
    }


def return_document(returned: Return) -> Doc:
    """Return a return as stored within its round."""
    return {"by": returned.by, "reason": returned.reason, "at": returned.at}


def round_of(doc: Mapping[str, Any]) -> Round:
    """Read a stored round."""
    verdict, returned = doc.get("verdict"), doc.get("returned")
    return Round(
        assignment=doc["assignment"],
        number=doc["round"],
        annotator=doc["annotator"],
        submitted_at=utc(doc["submitted_at"]),
        seconds_worked=doc["seconds_worked"],
        annotation=None if doc["annotation"] is None else read_json(doc["annotation"]),
        unusable=doc["unusable"],
        verdict=None
        if verdict is None
        else Verdict(
            verdict["verdict"],
            verdict["reason"],
            tuple(verdict["categories"]),
            tuple(verdict["marks"]),
            in_utc(verdict["judged_at"]),
        ),
        returned=None
        if returned is None
        else Return(returned["by"], returned["reason"], utc(returned["at"])),
    )


def predictions_document(id: str, predictions: Iterable[Prediction]) -> Doc:
    """Return the predictions for a record as stored."""
    return {
        "_id": id,
        "predictions": [
            {
                "model": prediction.model,
                "version": prediction.version,
                "annotation": write_json(prediction.annotation),
                "score": prediction.score,
                "said_at": prediction.said_at,
            }
            for prediction in predictions
        ],
    }


def predictions_of(task: str, record: str, doc: Mapping[str, Any]) -> list[Prediction]:
    """Read the stored predictions for a record."""
    return [
        Prediction(
            task=task,
            record=record,
            model=one["model"],
            version=one["version"],
            annotation=read_json(one["annotation"]),
            score=one["score"],
            said_at=utc(one["said_at"]),
        )
        for one in doc["predictions"]
    ]
