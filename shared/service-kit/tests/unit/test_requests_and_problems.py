"""What goes wrong is said as a problem: malformed input, limits, refusals, a database that is away, our own
faults."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from service_kit.http.problems import ProblemType, problem_response
from service_kit.testing.http import errors, problem


async def test_each_place_of_a_malformed_body_is_named_by_a_json_pointer(client: httpx.AsyncClient) -> None:
    body = {
        "items": [{"kind": "choice", "options": ["a", 2]}, {"kind": "rating"}, {"kind": "unheard"}],
        "loose": [1, {}],
        "un/known~": 1,
    }
    answer = await client.post("/api/v1/things", json=body)
    found = errors(answer)
    assert ("body", "/name") in found
    assert ("body", "/items/0/options/1") in found
    assert ("body", "/items/1/to") in found
    assert ("body", "/items/2") in found
    assert ("body", "/loose/1") in found
    assert ("body", "/un~1known~0") in found


async def test_the_message_of_a_rule_is_given_plainly(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/things", json={"name": "LOUD"})
    assert problem(answer, 422, "invalid-request")["errors"] == [
        {"pointer": "/name", "message": "must not shout", "in": "body"}
    ]


async def test_query_and_path_parameters_are_named_too(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/things/seven", params={"sort": "sideways"})
    assert errors(answer) == [("path", "/path/number"), ("query", "/query/sort")]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"nul",
        b'{"name": "a"} x',
        b"\xff\xfe",
        b'{"name": NaN}',
        b'{"name": "\xed\xa0\x80"}',
        b'{"name": "\\ud800"}',
        b'{"name": "a\\u0000b"}',
        b'{"na\\u0000me": "a"}',
        b'"a\\u0000b"',
        b'{"name": "a", "loose": [9223372036854775808]}',
        b'{"name": "a", "loose": [-9223372036854775809]}',
        b'{"name": "a", "loose": [' + b"9" * 400 + b"]}",
        b'{"name": "a", "loose": [1e400]}',
        b'{"name": "a", "loose": [-1' + b"0" * 30 + b"]}",
        b"[" * 21 + b"]" * 21,
        b'{"a":' * 300 + b"1" + b"}" * 300,
        b"[" * 2000,
        b"[]",
        b"null",
        b"7",
    ],
    ids=lambda body: repr(body[:40]),
)
async def test_a_body_that_is_no_sound_json_is_malformed_input(
    client: httpx.AsyncClient, body: bytes
) -> None:
    answer = await client.post("/api/v1/things", content=body, headers={"content-type": "application/json"})
    problem(answer, 422, "invalid-request")


async def test_sound_json_passes_whatever_it_holds(client: httpx.AsyncClient) -> None:
    body = {"name": "naïve 👍 \\u0000 \x01", "loose": [2**63 - 1, -(2**63), "x"]}
    answer = await client.post("/api/v1/things", json=body)
    assert answer.status_code == 200
    assert answer.json()["name"] == body["name"]


@pytest.mark.parametrize("content_type", ["application/merge-patch+json", "Application/JSON; charset=utf-8"])
async def test_json_by_another_name_is_json(client: httpx.AsyncClient, content_type: str) -> None:
    answer = await client.post(
        "/api/v1/things", content=b'{"name": "a"}', headers={"content-type": content_type}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""]
)
async def test_other_media_types_are_refused(client: httpx.AsyncClient, content_type: str) -> None:
    headers = {"content-type": content_type} if content_type else {}
    answer = await client.post("/api/v1/things", content=b'{"name": "a"}', headers=headers)
    problem(answer, 415, "unsupported-media-type")


async def test_a_body_above_the_limit_is_refused(client: httpx.AsyncClient, json_limit: int) -> None:
    large = json.dumps({"name": "a" * json_limit}).encode()
    answer = await client.post("/api/v1/things", content=large, headers={"content-type": "application/json"})
    assert problem(answer, 413, "too-large")["limit"] == json_limit


@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
async def test_a_body_of_unknown_length_is_refused_while_it_arrives(
    client: httpx.AsyncClient, content_type: str, json_limit: int
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1024
            yield b"[" * 1024

    answer = await asyncio.wait_for(
        client.post("/api/v1/things", content=endless(), headers={"content-type": content_type}), 10
    )
    problem(answer, 413, "too-large")
    assert sent <= json_limit + 2048


async def test_a_streamed_upload_has_a_limit_of_its_own_and_any_media_type(client: httpx.AsyncClient) -> None:
    for content_type in ("application/json", "audio/wav", "application/octet-stream"):
        answer = await client.put(
            "/api/v1/upload", content=b"\x00{" * 20_000, headers={"content-type": content_type}
        )
        assert answer.json() == {"bytes": 40_000}
    answer = await client.put("/api/v1/upload", content=b"x" * 100_001)
    assert problem(answer, 413, "too-large")["limit"] == 100_000

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(101):
            yield b"x" * 1000

    answer = await client.put("/api/v1/upload", content=parts())
    problem(answer, 413, "too-large")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/", "/api/v1/things/1/more", "/api/v1/things/"])
async def test_an_unknown_address_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    problem(await client.get(path), 404, "not-found")


async def test_a_method_that_an_address_does_not_know(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/api/v1/things")
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("path", ["/api/v1/raise/a%00b", "/api/v1/list?cursor=%00"])
async def test_nul_characters_in_an_address_are_malformed(client: httpx.AsyncClient, path: str) -> None:
    problem(await client.get(path), 422, "invalid-request")


async def test_a_fault_of_ours_says_nothing_of_itself(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/raise/bug")
    problem(answer, 500, "internal")
    assert "secret" not in answer.text


@pytest.mark.parametrize("what", ["away", "reconnect", "busy", "unknown-commit", "stepping-down"])
async def test_a_database_that_is_away_asks_to_come_back(client: httpx.AsyncClient, what: str) -> None:
    answer = await client.get(f"/api/v1/raise/{what}")
    problem(answer, 503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0
    assert "db.internal" not in answer.text


async def test_a_wrong_query_is_a_fault_of_ours(client: httpx.AsyncClient) -> None:
    problem(await client.get("/api/v1/raise/wrong-query"), 500, "internal")


async def test_the_refusals_of_a_service_become_its_problems_with_their_facts(
    client: httpx.AsyncClient,
) -> None:
    for what, detail in (("too-loud", "that was 11"), ("too-loud-by-far", "that was 12")):
        document = problem(await client.get(f"/api/v1/raise/{what}"), 409, "too-loud")
        assert document["detail"] == detail
        assert document["loudness"] == 11


async def test_the_kits_own_refusals_are_translated(client: httpx.AsyncClient) -> None:
    problem(await client.get("/api/v1/raise/reused"), 409, "idempotency-key-reused")
    document = problem(await client.get("/api/v1/raise/event-too-large"), 413, "too-large")
    assert document["limit"] == 524_288


async def test_any_other_status_becomes_a_problem_too(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/raise/teapot")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_facts_that_json_cannot_carry_do_not_break_the_problem() -> None:
    too_loud = ProblemType("too-loud", "It is too loud", 409, "Turn it down.", ("loudness",))
    answer = problem_response(too_loud, "lone \ud800", {"loudness": 2**80, "self": object()})
    assert json.loads(bytes(answer.body))["status"] == 409
