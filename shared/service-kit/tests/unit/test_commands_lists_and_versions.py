"""Commands carry keys, lists are walked by cursors, resources have versions."""

import httpx
import pytest

from service_kit.testing.http import TestIssuer, errors, problem


async def test_a_command_carries_the_clients_key(client: httpx.AsyncClient, issuer: TestIssuer) -> None:
    headers = {**issuer.headers(), "Idempotency-Key": "k" * 255}
    answer = await client.post("/api/v1/commands", headers=headers)
    assert answer.status_code == 201
    assert answer.headers["location"] == "/here"
    assert answer.json()["id"] == "k" * 255
    assert answer.json()["own"] is True


async def test_a_command_without_a_key_gets_one_of_its_own(
    client: httpx.AsyncClient, issuer: TestIssuer
) -> None:
    answers = [(await client.post("/api/v1/commands", headers=issuer.headers())).json() for _ in range(2)]
    assert answers[0]["id"] != answers[1]["id"]
    assert answers[0]["own"] is False


@pytest.mark.parametrize("key", ["", "k" * 256])
async def test_a_key_has_1_to_255_characters(client: httpx.AsyncClient, issuer: TestIssuer, key: str) -> None:
    answer = await client.post("/api/v1/commands", headers={**issuer.headers(), "Idempotency-Key": key})
    assert errors(answer) == [("header", "/header/Idempotency-Key")]


async def test_the_fingerprint_is_that_of_the_request(client: httpx.AsyncClient, issuer: TestIssuer) -> None:
    async def fingerprint(body: bytes, query: str = "") -> str:
        headers = {**issuer.headers(), "content-type": "application/json"}
        answer = await client.post(f"/api/v1/commands{query}", content=body, headers=headers)
        return str(answer.json()["of"])

    first = await fingerprint(b'{"a": 1, "b": [1, 2]}')
    assert await fingerprint(b'{"b":[1,2],"a":1}') == first, "order of names and spaces do not count"
    assert await fingerprint(b'{"a": 1, "b": [2, 1]}') != first
    assert await fingerprint(b'{"a": 1, "b": [1, 2]}', "?x=1") != first


async def test_a_list_is_walked_by_its_cursor(client: httpx.AsyncClient) -> None:
    seen: list[int] = []
    cursor = None
    while True:
        answer = await client.get(
            "/api/v1/list", params={"limit": 4, **({"cursor": cursor} if cursor else {})}
        )
        seen += answer.json()["items"]
        cursor = answer.json()["next"]
        if cursor is None:
            break
    assert seen == list(range(10))


@pytest.mark.parametrize("limit", ["0", "501", "-1", "many", ""])
async def test_a_limit_is_1_to_500(client: httpx.AsyncClient, limit: str) -> None:
    assert errors(await client.get("/api/v1/list", params={"limit": limit})) == [("query", "/query/limit")]


@pytest.mark.parametrize(
    "cursor", ["", "x", "!!!", "e30", "WzFd", "bnVsbA", "é", "eyJhIjp7IiRndCI6MX19", "A" * 5000]
)
async def test_a_cursor_that_was_not_handed_out_is_malformed(client: httpx.AsyncClient, cursor: str) -> None:
    assert errors(await client.get("/api/v1/list", params={"cursor": cursor})) == [("query", "/query/cursor")]


async def test_a_resource_has_a_version_that_clients_can_keep(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/versioned")
    assert answer.headers["etag"] == '"3"'
    answer = await client.get("/api/v1/versioned", headers={"If-None-Match": 'W/"3"'})
    assert answer.status_code == 304
    assert answer.content == b""


@pytest.mark.parametrize(
    ("asked", "status"), [('"3"', 200), ("*", 200), ('"2", "3"', 200), (None, 200), ("3", 200)]
)
async def test_an_edit_of_the_current_version_goes_on(
    client: httpx.AsyncClient, asked: str | None, status: int
) -> None:
    answer = await client.patch("/api/v1/versioned", headers={"If-Match": asked} if asked else {})
    assert answer.status_code == status


@pytest.mark.parametrize("asked", ['"2"', "", "nonsense"])
async def test_an_edit_of_another_version_is_refused_with_the_current_state(
    client: httpx.AsyncClient, asked: str
) -> None:
    answer = await client.patch("/api/v1/versioned", headers={"If-Match": asked})
    assert problem(answer, 412, "changed-meanwhile")["current"] == {"version": 3}
    assert answer.headers["etag"] == '"3"'
