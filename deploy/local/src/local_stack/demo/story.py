"""What the demo tells: seven people, three datasets, five tasks, each at another point of its life."""

from __future__ import annotations

import asyncio
from collections import Counter
from uuid import uuid4

from local_stack.client import Api, Json, Person, connect, eventually
from local_stack.demo import api
from local_stack.demo.clips import Clip, clips
from local_stack.demo.conversations import TASK, conversations
from local_stack.demo.dialogue import dialogues
from local_stack.settings import StackSettings

WORKSPACE = "Earmark demo"

TEAM = {
    "ana": ("Ana Duarte", "super_admin"),
    "bo": ("Bo Lindqvist", "administrator"),
    "chen": ("Chen Wei", "annotation_administrator"),
    "dina": ("Dina Haddad", "annotation_operator"),
    "emil": ("Emil Novak", "annotation_operator"),
    "farah": ("Farah Siddiqui", "annotation_auditor"),
    "gus": ("Gus Okafor", "annotation_auditor"),
}

LAST_TASK = "Language of each clip"
"""Stopped half-way at the very end: where it is, the demo is whole."""

_EUROPE = ("en", "es", "fr", "it", "pl", "pt")

Team = dict[str, Person]
Heard = dict[str, Clip]
"""The clips by audio name: what the team hears in them."""


async def main(base_url: str) -> None:
    """Fills the Earmark behind `base_url`; does nothing where the demo is already there.

    Raises what went wrong: a refusal of the API, or DownloadFailed when the audio cannot be fetched.
    """
    async with connect(base_url) as service:
        if await _is_there(service):
            print("The demo is already there.", flush=True)
            return
        voices = await clips(StackSettings.from_environment())
        heard = {clip.audio_name: clip for clip in voices}
        # The last one remembered is the first one offered.
        team = {user: await service.person(user, TEAM[user][0], remember=True) for user in reversed(TEAM)}
        workspace = await _make_team(team)
        _say(f"a workspace, {WORKSPACE!r}, with {len(TEAM)} members")
        chen = team["chen"]
        europe, asia = await asyncio.gather(
            api.import_clips(
                chen, workspace, "European voices", [c for c in voices if c.language in _EUROPE]
            ),
            api.import_clips(
                chen, workspace, "Asian voices", [c for c in voices if c.language not in _EUROPE]
            ),
        )
        _say(f"two datasets with {len(voices)} clips in nine languages")
        await asyncio.gather(
            _half_labeled(team, workspace, europe, heard),
            _in_review(team, workspace, asia, heard),
            _completed(team, workspace, asia, heard),
            _conversations(team, workspace, voices),
        )
        await _stopped(team, workspace, europe, heard)
        print("The demo is there. Sign in as " + ", ".join(TEAM) + ".", flush=True)


async def _is_there(service: Api) -> bool:
    ana = await service.person("ana", TEAM["ana"][0])
    for workspace in (await ana.get("/me"))["workspaces"]:
        if workspace["name"] != WORKSPACE:
            continue
        async for task in ana.items("/tasks", workspace=workspace["id"]):
            if task["name"] == LAST_TASK and task["state"] == "stopped":
                return True
    return False


async def _make_team(team: Team) -> str:
    ana = team["ana"]
    workspace = str((await ana.post("/workspaces", {"name": WORKSPACE}))["id"])
    for user, (name, role) in TEAM.items():
        if user != "ana":
            await ana.put(f"/workspaces/{workspace}/members/{user}", {"role": role, "name": name})
    return workspace


async def _half_labeled(team: Team, workspace: str, dataset: str, heard: Heard) -> None:
    """Work half done under full review, with a draft and a rejected record."""
    task = await api.create_task(
        team["chen"],
        {
            "workspace": workspace,
            "name": "Transcribe European voices",
            "description": "What is said, word for word, and how well one hears it.",
            "guideline": "Write **every word** as it is spoken.\n\n- Numbers as words.\n- No noise marks.",
            "dataset": dataset,
            "schema": {
                "items": [
                    {
                        "name": "transcript",
                        "title": "Transcript",
                        "kind": "text",
                        "help": "Every word, with punctuation",
                        "prefill": "caption",
                        "max_length": 500,
                    },
                    {
                        "name": "quality",
                        "title": "Quality",
                        "kind": "rating",
                        "from": 1,
                        "to": 5,
                        "help": "5 is studio quality",
                    },
                ]
            },
            "annotators": [{"user": "dina"}, {"user": "emil"}],
            "review": {
                "mode": "full",
                "reviewers": [{"user": "farah"}, {"user": "gus"}],
                "categories": ["wrong words", "punctuation", "quality"],
            },
        },
    )

    def transcript(record: Json) -> Json:
        return {"transcript": heard[record["audio_name"]].caption, "quality": 4}

    await api.label(team["dina"], task, transcript, 6)
    await api.label(team["emil"], task, transcript, 4)
    await api.save_draft(
        team["emil"], task, lambda record: {"transcript": heard[record["audio_name"]].caption[:9]}
    )
    first, second = await _reviewers(team, task, 10)
    await api.approve(first, task, 2)
    await api.reject(
        first,
        task,
        "The last word is cut off: listen to the end of the clip once more.",
        categories=["wrong words"],
    )
    if second is not None:
        await api.approve(second, task, 1)
    _say("'Transcribe European voices': labeling, half done; a draft; one record rejected with its reason")


async def _reviewers(team: Team, task: str, submitted: int) -> tuple[Person, Person | None]:
    """The auditor with most of the submitted records to review, and the other where they have any.

    Who reviews what is drawn by lot.
    """

    async def all_arrived() -> list[Json] | None:
        found = await team["chen"].all("/reviews", task=task, state="pending")
        return found if len(found) == submitted else None

    reviews = await eventually(all_arrived, f"{submitted} reviews of {task}")
    counts = Counter(str(review["reviewer"]) for review in reviews).most_common()
    people = [team[user] for user, _ in counts]
    return people[0], people[1] if len(people) > 1 else None


async def _in_review(team: Team, workspace: str, dataset: str, heard: Heard) -> None:
    """Everything labeled, partial review under way."""
    task = await api.create_task(
        team["chen"],
        {
            "workspace": workspace,
            "name": "Who speaks when, Asian voices",
            "description": "Speech segments with what is said in them.",
            "dataset": dataset,
            "schema": {
                "items": [
                    {
                        "name": "segments",
                        "kind": "segments",
                        "labels": ["speech", "noise"],
                        "text": True,
                        "overlap": False,
                        "minimum_seconds": 0.1,
                    }
                ]
            },
            "annotators": [{"user": "dina", "quantity": 5}, {"user": "emil", "quantity": 4}],
            "review": {"mode": "partial", "reviewers": [{"user": "gus"}]},
        },
    )

    def spans(record: Json) -> Json:
        seconds = float(record["seconds"])
        start, end = round(seconds * 0.05, 3), round(seconds * 0.95, 3)
        segment = {
            "id": str(uuid4()),
            "start": start,
            "end": end,
            "label": "speech",
            "text": heard[record["audio_name"]].caption,
        }
        return {"segments": [segment]}

    await asyncio.gather(api.label(team["dina"], task, spans, 5), api.label(team["emil"], task, spans, 4))
    await api.approve(team["gus"], task, 3)
    _say("'Who speaks when, Asian voices': reviewing, three of nine approved")


async def _completed(team: Team, workspace: str, dataset: str, heard: Heard) -> None:
    """Done without review, and generated."""
    task = await api.create_task(
        team["chen"],
        {
            "workspace": workspace,
            "name": "Caption Asian voices",
            "dataset": dataset,
            "schema": {"items": [{"name": "caption", "kind": "text", "prefill": "caption"}]},
            "annotators": [{"user": "emil"}],
            "review": {"mode": "none"},
        },
    )
    await api.label(team["emil"], task, lambda record: {"caption": heard[record["audio_name"]].caption})
    await api.until_completed(team["chen"], task)
    await api.generate(team["chen"], task, ["jsonl", "csv"])
    _say("'Caption Asian voices': completed; a processed dataset generated from it")


async def _conversations(team: Team, workspace: str, voices: list[Clip]) -> None:
    """Segments with speakers under full review: a rejected record, a corrected one, one half done."""
    await conversations(team, workspace, await asyncio.to_thread(dialogues, voices))
    _say(f"{TASK!r}: conversations with overlapping turns; one rejected, one corrected, one begun")


async def _stopped(team: Team, workspace: str, dataset: str, heard: Heard) -> None:
    """Stopped half-way."""
    task = await api.create_task(
        team["chen"],
        {
            "workspace": workspace,
            "name": LAST_TASK,
            "dataset": dataset,
            "schema": {
                "items": [{"name": "language", "kind": "choice", "options": [*_EUROPE, "none of these"]}]
            },
            "annotators": [{"user": "dina"}],
            "review": {"mode": "none"},
        },
    )
    await api.label(
        team["dina"], task, lambda record: {"language": [heard[record["audio_name"]].language]}, 7
    )
    await team["bo"].post(f"/tasks/{task}/stop")
    await team["bo"].until_state(f"/tasks/{task}", "stopped")
    _say(f"'{LAST_TASK}': stopped after seven of eighteen")


def _say(what: str) -> None:
    print(f"  demo: {what}", flush=True)
