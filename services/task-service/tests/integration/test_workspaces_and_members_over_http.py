"""The API of workspaces and members, on a real MongoDB."""

from typing import Any
from urllib.parse import quote

import pytest


async def a_workspace(api: Any, name: str = "Birds") -> str:
    return str((await api.ok("ana", "POST", "/workspaces", {"name": name}))["id"])


async def test_a_workspace_is_made_once_per_key_and_its_maker_finds_it(api: Any) -> None:
    first = await api("ana", "POST", "/workspaces", {"name": "  Birds "}, Idempotency_Key="k1")
    again = await api("ana", "POST", "/workspaces", {"name": "  Birds "}, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true"
    assert first.json() == again.json()
    made = first.json()
    assert first.headers["location"] == f"/api/v1/workspaces/{made['id']}"
    assert (made["name"], made["role"]) == ("Birds", "super_admin")
    other = await api.refused("ana", "POST", "/workspaces", {"name": "Bats"}, Idempotency_Key="k1")
    assert (other["status"], other["slug"]) == (409, "idempotency-key-reused")
    me = await api.ok("ana", "GET", "/me")
    assert me == {
        "user": "ana",
        "name": "Ana",
        "workspaces": [{"id": made["id"], "name": "Birds", "role": "super_admin"}],
    }
    found = await api("ana", "GET", f"/workspaces/{made['id']}")
    assert found.json() == made
    assert found.headers["etag"]
    assert await api.said() == ["WorkspaceCreated", "MemberChanged"]


async def test_members_come_change_and_go(api: Any) -> None:
    id = await a_workspace(api)
    odd = "https://issuer.example/users|7.$é"
    path = f"/workspaces/{id}/members/{quote(odd, safe='')}"
    made = await api.ok("ana", "PUT", path, {"role": "annotation_operator", "name": "Odd"})
    assert made == {"id": odd, "user": odd, "name": "Odd", "role": "annotation_operator"}
    for user in ("bo", "chen"):
        await api.ok("ana", "PUT", f"/workspaces/{id}/members/{user}", {"role": "annotation_auditor"})
    page = await api.ok("bo", "GET", f"/workspaces/{id}/members?limit=3")
    assert [member["id"] for member in page["items"]] == ["ana", "bo", "chen"]
    assert page["items"][0]["name"] == "Ana"
    rest = await api.ok("bo", "GET", f"/workspaces/{id}/members?limit=3&cursor={page['next']}")
    assert [member["id"] for member in rest["items"]] == [odd]
    assert rest["next"] is None
    assert (await api("ana", "DELETE", path)).status_code == 204
    assert (await api.refused("ana", "DELETE", path))["status"] == 404
    assert (await api.refused(odd, "GET", f"/workspaces/{id}"))["status"] == 404


async def test_refusals_of_member_changes(api: Any) -> None:
    id = await a_workspace(api)
    members = f"/workspaces/{id}/members"
    await api.ok("ana", "PUT", f"{members}/bo", {"role": "administrator"})
    await api.ok("ana", "PUT", f"{members}/chen", {"role": "annotation_operator"})
    last = await api.refused("ana", "DELETE", f"{members}/ana")
    assert (last["status"], last["slug"], last["user"]) == (409, "last-super-admin", "ana")
    step_down = await api.refused("ana", "PUT", f"{members}/ana", {"role": "administrator"})
    assert step_down["slug"] == "last-super-admin"
    grant = await api.refused("bo", "PUT", f"{members}/chen", {"role": "super_admin"})
    assert (grant["status"], grant["slug"]) == (403, "forbidden")
    assert (await api.refused("bo", "DELETE", f"{members}/ana"))["status"] == 403
    assert (await api.refused("chen", "PUT", f"{members}/dora", {"role": "administrator"}))["status"] == 403
    assert (await api.refused("stranger", "GET", members))["status"] == 404
    assert (await api.refused("stranger", "PUT", f"{members}/x", {"role": "administrator"}))["status"] == 404
    assert (await api.refused("ana", "GET", "/workspaces/nothing"))["status"] == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/workspaces", {"name": ""}),
        ("/workspaces", {"name": "   "}),
        ("/workspaces", {"name": "x" * 201}),
        ("/workspaces", {"name": "x", "extra": 1}),
        ("/workspaces", {}),
        ("/workspaces", None),
        ("/workspaces", []),
    ],
)
async def test_malformed_workspaces_are_refused(api: Any, path: str, body: Any) -> None:
    problem = await api.refused("ana", "POST", path, body)
    assert (problem["status"], problem["slug"]) == (422, "invalid-request")
    assert problem["errors"]


@pytest.mark.parametrize(
    ("user", "body"),
    [
        ("bo", {"role": "king"}),
        ("bo", {}),
        ("bo", {"role": "administrator", "more": True}),
        ("x" * 256, {"role": "administrator"}),
        ("a%00b", {"role": "administrator"}),
    ],
)
async def test_malformed_members_are_refused(api: Any, user: str, body: Any) -> None:
    id = await a_workspace(api)
    problem = await api.refused("ana", "PUT", f"/workspaces/{id}/members/{user}", body)
    assert (problem["status"], problem["slug"]) == (422, "invalid-request")


async def test_without_a_token_nothing_is_told(api: Any) -> None:
    answer = await api.http.get("/api/v1/me")
    assert answer.status_code == 401
    assert "www-authenticate" in answer.headers
