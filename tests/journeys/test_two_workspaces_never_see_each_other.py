"""What belongs to one workspace is not there for the members of another: 404, everywhere."""

import asyncio

import pytest

from local_stack.client import Api, Json, Person, Refused
from local_stack.testing import Stack
from local_stack.testing.team import CAPTION, Team


async def test_two_workspaces_never_see_each_other(stack: Stack, api: Api, team: Team) -> None:
    other = await Team.gather(stack, api, name="Other")
    dataset = await team.import_clips(3)
    task = await team.create_task(dataset, review="full", reviewers=["eva"])
    theirs = await other.create_task(await other.import_clips(2), review="full", reviewers=["eva"])
    given = (await team.label("ana", task, 1))[0]
    await other.label("ana", theirs, 1)
    (review,) = await team.pending(task, 1)
    body = {"task": task, "scope": "done", "formats": ["jsonl"]}
    order = {"task": task, "from": team.user("ana"), "to": other.user("ana"), "quantity": 1}
    submission = {"annotation": {"caption": "mine now"}, "round": 2, "seconds_worked": 0}
    record = given["record"]["id"]
    calls: list[tuple[str, str, str, object]] = [
        ("mara", "GET", f"/workspaces/{team.workspace}", None),
        ("mara", "GET", f"/workspaces/{team.workspace}/members", None),
        ("mara", "PUT", f"/workspaces/{team.workspace}/members/x", {"role": "super_admin"}),
        ("mara", "GET", f"/tasks?workspace={team.workspace}", None),
        ("mara", "GET", f"/tasks/{task}", None),
        ("mara", "GET", f"/tasks/{task}/progress", None),
        ("mara", "PATCH", f"/tasks/{task}", {"name": "taken"}),
        ("mara", "POST", f"/tasks/{task}/stop", None),
        ("mara", "DELETE", f"/tasks/{task}", None),
        ("mara", "GET", f"/datasets/{dataset}", None),
        ("mara", "GET", f"/datasets/{dataset}/records", None),
        ("mara", "GET", f"/records/{record}", None),
        ("mara", "DELETE", f"/datasets/{dataset}", None),
        ("ana", "POST", "/assignments/next", {"task": task}),
        ("ana", "GET", f"/assignments/{given['id']}", None),
        ("ana", "POST", f"/assignments/{given['id']}/submission", submission),
        ("mara", "GET", f"/assignments?task={task}", None),
        ("mara", "GET", f"/assignments/summary?task={task}", None),
        ("mara", "POST", f"/assignments/{given['id']}/return", {"reason": "x"}),
        ("mara", "POST", "/assignment-transfers", order),
        ("eva", "POST", "/reviews/next", {"task": task}),
        ("eva", "GET", f"/reviews/{review['id']}", None),
        ("eva", "POST", f"/reviews/{review['id']}/approval", {"round": 1}),
        ("mara", "GET", f"/reviews?task={task}", None),
        ("eva", "GET", f"/rest-approvals/preview?task={task}", None),
        ("eva", "POST", "/rest-approvals", {"task": task}),
        ("mara", "POST", "/processed-datasets", body),
        ("mara", "GET", f"/processed-datasets?workspace={team.workspace}", None),
    ]
    # Each is looked for again for a while before it is refused: all of them at once.
    refusals = await asyncio.gather(
        *(_refused(other[name], method, path, sent) for name, method, path, sent in calls)
    )
    assert set(refusals) == {(404, "not-found")}, list(zip(calls, refusals, strict=True))
    foreign: Json = {"workspace": other.workspace, "name": "T", "dataset": dataset, "schema": CAPTION}
    foreign["annotators"] = other.numbers(["ana"])
    with pytest.raises(Refused) as refused:
        await other.manager.post("/tasks", foreign)
    assert refused.value.status == 404, "another workspace's dataset is not there"
    assert (await other["mara"].get("/me"))["workspaces"] == [
        {"id": other.workspace, "name": "Other", "role": "super_admin"}
    ]
    assert (await team.task(task))["counts"]["submitted"] == 1
    await other.settle()


async def _refused(person: Person, method: str, path: str, sent: object) -> tuple[int, str]:
    try:
        answer = await person.request(method, path, json=sent)
    except Refused as refused:
        return refused.status, refused.slug
    return answer.status_code, "no problem"
