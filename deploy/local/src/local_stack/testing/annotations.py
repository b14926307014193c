"""That no annotation is lost: every round, draft and final is where it belongs, in the words it was sent in."""

from __future__ import annotations

from typing import Any

import orjson

from contracts.ids import assignment_id, review_id
from local_stack.testing.rest import Rest
from local_stack.testing.story import Story

Doc = dict[str, Any]


async def annotation_faults(rest: Rest, story: Story) -> list[str]:
    """Returns what is wrong with the owners, rounds, drafts and finals of a task."""
    faults: list[str] = []
    assignments = [
        doc async for doc in rest.database("assignment-service")["assignments"].find({"task": story.task})
    ]
    ordinals = sorted(doc["rec"]["o"] for doc in assignments)
    if ordinals != list(range(story.total)):
        faults.append(f"assignments of {story.task}: ordinals {ordinals} of {story.total}")
    if nobodys := [doc["_id"] for doc in assignments if not doc["owner"]]:
        faults.append(f"assignments of {story.task} without an owner: {nobodys}")
    faults += await _drafts(rest, assignments)
    faults += await _rounds(rest, story)
    faults += await _finals(rest, story)
    return faults


async def _drafts(rest: Rest, assignments: list[Doc]) -> list[str]:
    ids = [doc["_id"] for doc in assignments]
    drafts = rest.database("assignment-service")["drafts"]
    kept = {doc["_id"] async for doc in drafts.find({"_id": {"$in": ids}}, {"_id": 1})}
    said = {doc["_id"] for doc in assignments if doc.get("d")}
    return [f"drafts {sorted(kept ^ said)} are kept, or said to be, alone"] if kept != said else []


async def _rounds(rest: Rest, story: Story) -> list[str]:
    """Both services that show earlier rounds have every one of them, as it was submitted."""
    faults: list[str] = []
    for service, whose in (("assignment-service", "assignment"), ("review-service", "review")):
        id_of = assignment_id if whose == "assignment" else review_id
        wanted = {
            f"{id_of(story.task, record)}/{round}": (data["annotation"], _reason(data["unusable"]))
            for (record, round), data in story.submissions.items()
        }
        rounds = rest.database(service)["rounds"]
        found = {}
        async for doc in rounds.find({"_id": {"$in": list(wanted)}}):
            annotation = None if doc["annotation"] is None else orjson.loads(doc["annotation"])
            found[doc["_id"]] = (annotation, doc["unusable"])
        faults += [
            f"{service}: round {id} is {found.get(id)!r} instead of {said!r}"
            for id, said in wanted.items()
            if found.get(id) != said
        ]
    return faults


async def _finals(rest: Rest, story: Story) -> list[str]:
    """The annotation of every done record is the last submitted one."""
    faults: list[str] = []
    records = rest.database("export-service")["records"]
    for record, fold in story.records.items():
        doc = await records.find_one({"_id": f"{story.task}/{record}"})
        last = max((round for known, round in story.submissions if known == record), default=None)
        if last is None:
            faults.append(f"{record} is in round {fold.round}, and nobody said that it was submitted")
            continue
        said = story.submissions[record, last]
        wanted = (last, said["annotation"], _reason(said["unusable"]), said["annotator"])
        content = (doc or {}).get("c") or {}
        found = tuple(content.get(name) for name in ("round", "annotation", "unusable", "annotator"))
        if found != wanted:
            faults.append(f"export-service: {record} is {found!r} instead of {wanted!r}")
        if fold.state == "done" and not (doc or {}).get("fin"):
            faults.append(f"export-service: {record} is done and not final")
    return faults


def _reason(unusable: Doc | None) -> str | None:
    return None if unusable is None else str(unusable["reason"])
