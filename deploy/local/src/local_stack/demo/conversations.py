"""The demo's task on conversations: who speaks when, under full review, with a rejected record and a corrected one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from local_stack.client import Json, Person, eventually
from local_stack.demo import api
from local_stack.demo.dialogue import VOICES, Dialogue

TASK = "Who speaks when"
DATASET = "Conversations"

_GUIDELINE = """\
# Who speaks when

Mark every turn, from the first sound to the last.

- One segment per turn, also where two people talk at once.
- Write what is said in the language it is said in.
- Breathing and coughing are *noise*, without a text.
"""


async def conversations(team: dict[str, Person], workspace: str, told: Sequence[Dialogue]) -> str:
    """Imports the conversations and has some of them labeled. Returns the task's id."""
    dataset = await api.import_files(
        team["chen"], workspace, DATASET, {each.audio_name: each.wav for each in told}
    )
    task = await api.create_task(
        team["chen"],
        {
            "workspace": workspace,
            "name": TASK,
            "description": "Every turn of a conversation with its speaker and its words.",
            "guideline": _GUIDELINE,
            "dataset": dataset,
            "schema": {
                "items": [
                    {
                        "name": "turns",
                        "kind": "segments",
                        "title": "Turns",
                        "labels": [
                            {"value": "speech", "label": "Speech"},
                            {"value": "noise", "label": "Noise"},
                        ],
                        "text": True,
                        "speakers": list(VOICES.values()),
                        "minimum_seconds": 0.1,
                    },
                    {
                        "name": "overlap",
                        "kind": "choice",
                        "title": "Do people talk at once?",
                        "options": ["never", "sometimes", "often"],
                    },
                    {
                        "name": "remark",
                        "kind": "text",
                        "title": "Remark",
                        "required": False,
                        "max_length": 300,
                    },
                ]
            },
            "annotators": [{"user": "dina", "quantity": 3}, {"user": "emil", "quantity": 2}],
            "review": {
                "mode": "full",
                "reviewers": [{"user": "farah"}],
                "categories": ["inexact boundaries", "wrong words", "wrong speaker"],
            },
            "ai_assistance": {"enabled": True, "predictor": "turn-finder"},
        },
    )
    by_name = {each.audio_name: each for each in told}

    def careless(record: Json) -> Json:
        turns = _annotation(by_name[record["audio_name"]])
        turns["turns"][2]["end"] = round(turns["turns"][2]["end"] - 0.45, 3)
        turns["turns"][3]["text"] = turns["turns"][3]["text"].rsplit(" ", 2)[0]
        turns["turns"][4]["speaker"] = turns["turns"][3]["speaker"]
        return turns

    rejected: dict[str, str] = {}
    for person in ("emil", "dina"):
        await api.label(team[person], task, careless, 1)
        await _reject(team["farah"], task)
        rejected[person] = await _until_back(team[person], task)
    await _correct(team["emil"], rejected["emil"], by_name)
    await _begin_another(team["dina"], task, rejected["dina"], by_name)
    return task


async def _reject(auditor: Person, task: str) -> None:
    """Rejects the one that waits, with a comment on each of its mistakes."""
    review = await api.next_review(auditor, task)
    shown = await auditor.get(f"/reviews/{review['id']}")
    turns = shown["annotation"]["turns"]

    def mark(number: int, comment: str) -> Json:
        turn = turns[number]
        return {
            "item": "turns", "segment": turn["id"], "start": turn["start"], "end": turn["end"], "comment": comment,
        }  # fmt: skip

    body = {
        "round": review["round"],
        "reason": "Three turns need another look: one is cut off, one has words missing, one has the wrong speaker.",
        "categories": ["inexact boundaries", "wrong words"],
        "marks": [
            mark(2, "The turn goes on for another half second."),
            mark(3, "The last words are missing."),
            mark(4, "Somebody else speaks here."),
        ],
    }
    await auditor.post(f"/reviews/{review['id']}/rejection", body)


async def _until_back(person: Person, task: str) -> str:
    """Waits until what was rejected is in its annotator's queue again; returns its id."""

    async def look() -> str | None:
        found = await person.all("/assignments", task=task, state="open")
        return next((str(one["id"]) for one in found if one["kind"] == "rework"), None)

    return await eventually(look, f"a rejected record of {task} for {person.user}", 60)


async def _correct(person: Person, assignment: str, told: dict[str, Dialogue]) -> None:
    """Submits a rejected record anew, without its mistakes."""
    given = await person.get(f"/assignments/{assignment}")
    body = {
        "annotation": _annotation(told[given["record"]["audio_name"]]),
        "round": given["round"],
        "seconds_worked": 24.0,
    }
    await person.post(f"/assignments/{assignment}/submission", body)


async def _begin_another(person: Person, task: str, but: str, told: dict[str, Dialogue]) -> None:
    """Saves a draft of some turns of a record that nobody began."""
    mine = await person.all("/assignments", task=task, state="open")
    fresh = next(one for one in mine if one["id"] != but)
    path = f"/assignments/{fresh['id']}"
    shown = await person.request("GET", path)
    annotation = _annotation(told[shown.json()["record"]["audio_name"]])
    annotation["turns"] = annotation["turns"][:5]
    body = {"annotation": {"turns": annotation["turns"]}, "seconds_worked": 65.0}
    await person.put(f"{path}/draft", body, headers={"If-Match": shown.headers["ETag"]})


def _annotation(told: Dialogue) -> dict[str, Any]:
    """What a careful annotator would write."""
    return {
        "turns": [
            {
                "id": f"turn-{number}",
                "start": turn.start,
                "end": turn.end,
                "label": "speech",
                "speaker": turn.speaker,
                "text": turn.text,
            }
            for number, turn in enumerate(told.turns, 1)
        ],
        "overlap": ["sometimes"],
    }
