"""Every endpoint, called by everybody there can be, answers as the table of rights says.

The operations come from the services' API documents, so that a new one without a row fails, and a row without one.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from tests.repository.calls import CALLS, Call
from tests.repository.rights import (
    EVERYBODY,
    EXPIRED,
    NO_TOKEN,
    OPERATOR,
    RIGHTS,
    STRANGER,
    Expected,
)

from local_stack.client import Api, Json, connect, eventually
from local_stack.testing import Stack
from local_stack.testing.team import Team

ROOT = Path(__file__).parents[2]
VERBS = ("get", "put", "post", "patch", "delete")
AT_ONCE = 64

ROLES = {
    "super_admin": "super_admin",
    "administrator": "administrator",
    "annotation_administrator": "annotation_administrator",
    "operator": "annotation_operator",
    "other_operator": "annotation_operator",
    "helping_operator": "annotation_operator",
    "removed": "annotation_operator",
    "auditor": "annotation_auditor",
    "other_auditor": "annotation_auditor",
    "helping_auditor": "annotation_auditor",
}


def documented() -> dict[str, tuple[str, str]]:
    """Verb and path of every operation in the services' API documents."""
    found: dict[str, tuple[str, str]] = {}
    for file in sorted(ROOT.glob("services/*/openapi.json")):
        for path, verbs in json.loads(file.read_text())["paths"].items():
            for verb, operation in verbs.items():
                if verb in VERBS:
                    found[operation["operationId"]] = (verb.upper(), path)
    return found


@dataclass(frozen=True)
class Answered:
    """What a caller was answered: the status, and the slug where it was a problem."""

    status: int
    slug: str
    text: str

    def as_expected(self, expected: Expected) -> bool:
        """Whether that is what the table of rights asks for."""
        if expected is None:
            return self.status not in (401, 403, 404) and self.status < 500
        return expected in (self.status, self.slug)


@dataclass(frozen=True)
class World:
    """A workspace in the midst of work, and how each caller proves who they are."""

    base_url: str
    there: Mapping[str, str]
    tokens: Mapping[str, str | None]

    async def call(self, http: httpx.AsyncClient, caller: str, operation: str) -> Answered:
        """Call an operation as somebody; of an endless answer only the beginning is read."""
        verb, path = documented()[operation]
        call = CALLS[operation]
        there = {**self.there, "caller": caller, "leaver": self.there.get(f"leaver_of_{caller}", "nobody")}
        token = self.tokens[caller]
        headers = {
            **({"Idempotency-Key": str(uuid4())} if verb == "POST" else {}),
            **({"Content-Type": "application/octet-stream"} if call.content is not None else {}),
            **call.headers,
            **({"Authorization": f"Bearer {token}"} if token else {}),
        }
        request = http.build_request(
            verb,
            _address(path, call, there),
            headers=headers,
            json=call.json(there) if call.json else None,
            content=call.content,
        )
        response = await http.send(request, stream=True)
        try:
            live = response.headers.get("content-type", "").startswith("text/event-stream")
            text = "" if live else (await response.aread())[:2000].decode(errors="replace")
        finally:
            await response.aclose()
        slug = ""
        if response.headers.get("content-type", "").startswith("application/problem+json"):
            slug = json.loads(text)["type"].removeprefix("/problems/")
        return Answered(response.status_code, slug, text[:300])


def _address(path: str, call: Call, there: Mapping[str, str]) -> httpx.URL:
    query = dict(call.query(there))
    if (signed := query.pop("signed", None)) is not None:
        return httpx.URL(signed)
    for parameter, name in call.path.items():
        path = path.replace(f"{{{parameter}}}", quote(there[name], safe=""))
    return httpx.URL(path, params=query) if query else httpx.URL(path)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(stack: Stack) -> AsyncIterator[World]:
    """A task with submitted, approved and open records, and one of everything else."""
    async with connect(stack.base_url) as api:
        there, team = await _furnish(stack, api)
        tokens: dict[str, str | None] = {name: person.token for name, person in team.people.items()}
        stranger = await api.person(f"stranger-{uuid4().hex[:8]}")
        await stranger.post("/workspaces", {"name": "Elsewhere"})
        tokens[STRANGER] = stranger.token
        tokens[NO_TOKEN] = None
        tokens[EXPIRED] = stack.expired_token(team.user(OPERATOR))
        yield World(stack.base_url, there, tokens)


async def _furnish(stack: Stack, api: Api) -> tuple[dict[str, str], Team]:
    team = await Team.gather(stack, api, ROLES, name="Roles")
    boss = team["super_admin"]
    there = {name: team.user(name) for name in ROLES}
    there["workspace"] = team.workspace
    for name in ("super_admin", "administrator"):
        leaver = f"leaver-{name}-{uuid4().hex[:8]}"
        there[f"leaver_of_{name}"] = leaver
        body = {"role": "annotation_operator", "name": "Leaver"}
        await boss.put(f"/workspaces/{team.workspace}/members/{leaver}", body)
    there["newcomer"] = f"newcomer-{uuid4().hex[:8]}"
    there["dataset"] = await team.import_clips(8, name="Clips of the walk")
    there["task"] = task = await team.create_task(
        there["dataset"], {"operator": 6, "removed": 2}, review="partial", reviewers=["auditor"]
    )
    there["spare_task"] = await team.create_task(there["dataset"], ["operator"])

    labeled = await team.label("operator", task, 3)
    await team.pending(task, 3)
    await team.judge("auditor", task, 1)
    await team.until_counts(task, done=1, submitted=2)
    there["assignment"] = str((await team.assignment("operator", task))["id"])
    record = await team["operator"].get(f"/records/{labeled[0]['record']['id']}")
    there["record"] = record["id"]
    for kind in ("audio_url", "peaks_url", "spectrogram_url"):
        there[kind] = record[kind]

    there["idler"] = team.user("removed")  # has submitted nothing, so that there is no rest of theirs
    await _move(team, there)
    rest = {"task": task, "annotator": there["idler"]}
    there["rest_approval"] = (await team["auditor"].post("/rest-approvals", rest))["id"]
    there["rest_rejection"] = (await team["auditor"].post("/rest-rejections", {**rest, "reason": "none"}))[
        "id"
    ]

    upload = await boss.post("/uploads", {"workspace": team.workspace})
    there["upload"], there["file"] = upload["id"], "clip.wav"
    there["processed"] = await _generate(team, task)
    there["generated_file"] = "data.jsonl"
    await team.remove("removed")
    await _until_gone(team, task)
    return there, team


async def _move(team: Team, there: dict[str, str]) -> None:
    boss, task = team["super_admin"], there["task"]
    body: Json = {"task": task, "from": there["removed"], "to": there["operator"], "quantity": 1}
    there["assignment_transfer"] = (await boss.post("/assignment-transfers", body))["id"]
    body = {"task": task, "from": there["auditor"], "to": there["helping_auditor"], "quantity": 1}
    there["review_transfer"] = (await boss.post("/review-transfers", body))["id"]
    pending = await team["auditor"].all("/reviews", task=task, state="pending")
    there["review"] = str(pending[0]["id"])


async def _generate(team: Team, task: str) -> str:
    boss = team["super_admin"]
    body: Json = {"task": task, "scope": "done", "formats": ["jsonl"]}

    async def asked() -> Json | None:
        # export-service may still be on its way to the first approval.
        answer = await boss.request(
            "POST", "/processed-datasets", json=body, headers={"Idempotency-Key": str(uuid4())}
        )
        made: Json = answer.json()
        ready = await boss.until_state(f"/processed-datasets/{made['id']}", "ready", "failed")
        return ready if ready["record_count"] else None

    made = await eventually(asked, "a processed dataset with a record in it")
    assert made["state"] == "ready", made
    return str(made["id"])


async def _until_gone(team: Team, task: str) -> None:
    """Every service has heard of the removal, so that each answers for itself and not for what it still believes."""
    gone = team["removed"]
    paths = (
        f"/tasks/{task}",
        f"/assignments?task={task}",
        f"/reviews?task={task}",
        f"/datasets?workspace={team.workspace}",
        f"/processed-datasets?workspace={team.workspace}",
    )
    headers = {"Authorization": f"Bearer {gone.token}"}
    async with httpx.AsyncClient(base_url=team.stack.base_url, timeout=30, trust_env=False) as http:
        for path in paths:

            async def refused(path: str = path) -> bool:
                return (await http.get(f"/api/v1{path}", headers=headers)).status_code == 404

            await eventually(refused, f"{path} closed to who was removed")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def walk(world: World) -> Mapping[tuple[str, str], Answered]:
    """What everybody was answered at every endpoint."""
    gate = asyncio.Semaphore(AT_ONCE)
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)

    async with httpx.AsyncClient(base_url=world.base_url, limits=limits, timeout=60, trust_env=False) as http:

        async def one(caller: str, operation: str) -> Answered:
            async with gate:
                return await world.call(http, caller, operation)

        both = [(caller, operation) for operation in RIGHTS for caller in EVERYBODY]
        answers = await asyncio.gather(*(one(*pair) for pair in both))
    return dict(zip(both, answers, strict=True))


def test_every_operation_has_a_row_in_the_table_of_rights_and_every_row_an_operation() -> None:
    operations = set(documented())

    assert {"without a row": operations - set(RIGHTS), "without an operation": set(RIGHTS) - operations} == {
        "without a row": set(),
        "without an operation": set(),
    }
    assert set(CALLS) == set(RIGHTS)


@pytest.mark.parametrize("operation", RIGHTS)
def test_each_caller_is_answered_as_their_rights_say(
    walk: Mapping[tuple[str, str], Answered], operation: str
) -> None:
    surprises = {
        caller: f"{answered}, expected {RIGHTS[operation][caller] or 'no refusal for who it is'}"
        for caller in EVERYBODY
        if not (answered := walk[caller, operation]).as_expected(RIGHTS[operation][caller])
    }

    assert surprises == {}


def test_every_refusal_is_a_documented_problem(walk: Mapping[tuple[str, str], Answered]) -> None:
    bare = {pair: answered for pair, answered in walk.items() if answered.status >= 400 and not answered.slug}

    assert bare == {}


@pytest.mark.parametrize("kind", ["audio_url", "peaks_url", "spectrogram_url"])
async def test_without_its_signature_an_address_opens_for_nobody(world: World, kind: str) -> None:
    bare = httpx.URL(world.there[kind]).copy_with(query=None)
    headers = {"Authorization": f"Bearer {world.tokens['super_admin']}"}

    async with httpx.AsyncClient(base_url=world.base_url, trust_env=False) as http:
        answer = await http.get(bare, headers=headers)

    assert answer.status_code == 403
