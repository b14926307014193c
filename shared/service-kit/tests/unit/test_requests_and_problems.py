"""What goes wrong is said as a problem: malformed input, limits, refusals, a database that is away, our own
faults."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import httpx
import pytest
from fastapi import APIRouter, Depends, HTTPException, Query, Request
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pymongo.errors import AutoReconnect, OperationFailure, ServerSelectionTimeoutError, WaitQueueTimeoutError

from service_kit.commands import Answer, IdempotencyKeyReused
from service_kit.http.app import create_app
from service_kit.http.bodies import streamed_body
from service_kit.http.commands import Command, answer_response
from service_kit.http.etags import if_match, require_match, resource_response
from service_kit.http.paging import Paged, page_response
from service_kit.http.problems import ProblemType, problem_response
from service_kit.messaging.events import EventTooLarge
from service_kit.mongo.errors import CommitUnknown
from service_kit.testing.http import TestIssuer, asgi_client

LIMIT = 4096


class Choice(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["choice"]
    options: list[str]


class Rating(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["rating"]
    to: int


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    items: list[Annotated[Choice | Rating, Field(discriminator="kind")]] = []
    loose: list[int | str] = []

    @field_validator("name")
    @classmethod
    def _no_shouting(cls, value: str) -> str:
        if value.isupper():
            raise ValueError("must not shout")
        return value


class TooLoud(Exception):
    def facts(self) -> dict[str, Any]:
        return {"loudness": 11, "status": "not to be replaced", "when": b"bytes become text"}


class TooLoudByFar(TooLoud):
    pass


TOO_LOUD = ProblemType("too-loud", "It is too loud", 409, "Turn it down.", ("loudness",))
RAISED: dict[str, Exception] = {
    "bug": RuntimeError("secret detail"),
    "away": ServerSelectionTimeoutError("No servers at db.internal"),
    "reconnect": AutoReconnect("connection closed"),
    "busy": WaitQueueTimeoutError("pool"),
    "unknown-commit": CommitUnknown(),
    "stepping-down": OperationFailure("stepping down", 189),
    "wrong-query": OperationFailure("unknown operator: $foo", 2),
    "reused": IdempotencyKeyReused(),
    "event-too-large": EventTooLarge("RecordSubmitted", 700_000, 524_288),
    "teapot": HTTPException(418, "I am a teapot"),
    "too-loud": TooLoud("that was 11"),
    "too-loud-by-far": TooLoudByFar("that was 12"),
}


@pytest.fixture(scope="module")
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture
async def client(issuer: TestIssuer) -> AsyncIterator[httpx.AsyncClient]:
    router = APIRouter()

    @router.post("/things")
    async def create(body: Body) -> Body:
        return body

    @router.get("/things/{number}")
    async def read(number: int, sort: Annotated[Literal["up", "down"], Query()] = "up") -> dict[str, Any]:
        return {"number": number, "sort": sort}

    @router.get("/raise/{what}")
    async def fail(what: str) -> None:
        raise RAISED[what]

    @router.post("/commands")
    async def command(command: Command) -> Any:
        return answer_response(
            Answer(
                201,
                {"id": command.id, "of": command.fingerprint, "own": command.from_client},
                {"Location": "/here", "X-Trace": command.cause.traceparent or ""},
            )
        )

    @router.put("/upload", dependencies=[Depends(streamed_body(100_000))])
    async def upload(request: Request) -> dict[str, int]:
        return {"bytes": sum([len(chunk) async for chunk in request.stream()])}

    @router.get("/list")
    async def listed(page: Paged) -> Any:
        begin = page.after["number"] if page.after else 0
        numbers = list(range(begin, 10))[: page.one_more]
        more = len(numbers) > page.limit
        return page_response(numbers[: page.limit], {"number": begin + page.limit} if more else None)

    @router.get("/versioned")
    async def versioned(request: Request) -> Any:
        return resource_response(request, {"version": 3}, '"3"')

    @router.patch("/versioned")
    async def edit(request: Request) -> dict[str, bool]:
        require_match(if_match(request), '"3"', {"version": 3})
        return {"edited": True}

    app = create_app(
        "t",
        "1",
        [router],
        {TooLoud: TOO_LOUD},
        auth=issuer.verifier(),
        json_limit=LIMIT,
        json_depth=20,
    )
    async with asgi_client(app) as client:
        yield client


def problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["type"] == f"/problems/{slug}"
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    assert document["correlation_id"] == answer.headers["x-correlation-id"]
    return document


def errors(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(error["in"], error["pointer"]) for error in problem(answer, 422, "invalid-request")["errors"]]


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


async def test_a_body_above_the_limit_is_refused(client: httpx.AsyncClient) -> None:
    large = json.dumps({"name": "a" * LIMIT}).encode()
    answer = await client.post("/api/v1/things", content=large, headers={"content-type": "application/json"})
    assert problem(answer, 413, "too-large")["limit"] == LIMIT


@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
async def test_a_body_of_unknown_length_is_refused_while_it_arrives(
    client: httpx.AsyncClient, content_type: str
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
    assert sent <= LIMIT + 2048


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
    answer = problem_response(TOO_LOUD, "lone \ud800", {"loudness": 2**80, "self": object()})
    assert json.loads(bytes(answer.body))["status"] == 409


# --- commands, lists, versions


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


# --- correlation, health, metrics


async def test_a_correlation_id_goes_through(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/nothing", headers={"X-Correlation-Id": "abc-123"})
    assert answer.headers["x-correlation-id"] == "abc-123"
    assert answer.json()["correlation_id"] == "abc-123"


@pytest.mark.parametrize("sent", ["", "a" * 129, "with space", "é".encode(), b"\x01"])
async def test_a_correlation_id_that_is_none_is_replaced(
    client: httpx.AsyncClient, sent: str | bytes
) -> None:
    bytes_sent = sent if isinstance(sent, bytes) else sent.encode()
    answer = await client.get("/api/v1/list", headers={b"X-Correlation-Id": bytes_sent})
    assert len(answer.headers["x-correlation-id"]) == 32


async def test_a_trace_is_continued_into_the_causes_of_events(
    client: httpx.AsyncClient, issuer: TestIssuer
) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    headers = {**issuer.headers(), "traceparent": f"00-{trace}-b7ad6b7169203331-00"}
    answer = await client.post("/api/v1/commands", headers=headers)
    version, continued, span, flags = answer.headers["x-trace"].split("-")
    assert (version, continued, flags) == ("00", trace, "00")
    assert span != "b7ad6b7169203331"


@pytest.mark.parametrize(
    "sent", ["", "00-0-0-0", f"00-{'0' * 32}-b7ad6b7169203331-01", f"ff-{'1' * 32}-{'1' * 16}-01"]
)
async def test_a_malformed_trace_begins_a_new_one(
    client: httpx.AsyncClient, issuer: TestIssuer, sent: str
) -> None:
    answer = await client.post("/api/v1/commands", headers={**issuer.headers(), "traceparent": sent})
    trace = answer.headers["x-trace"].split("-")[1]
    assert len(trace) == 32
    assert trace not in ("0" * 32, "1" * 32)


async def test_metrics_count_requests_by_route_and_not_by_address(client: httpx.AsyncClient) -> None:
    for number in range(3):
        await client.get(f"/api/v1/things/{number}")
    await client.get("/somewhere/else")
    text = (await client.get("/metrics")).text
    assert (
        'earmark_http_request_seconds_count{method="GET",route="/api/v1/things/{number}",status="200"} 3.0'
        in text
    )
    assert 'route="unknown",status="404"} 1.0' in text
    assert "/somewhere/else" not in text
    assert "earmark_http_requests_in_flight 1.0" in text


async def test_health_follows_start_checks_and_stop(issuer: TestIssuer) -> None:
    app = create_app("t", "1", [], {}, auth=issuer.verifier())
    health = app.state.health
    away = False

    async def database() -> str | None:
        if away:
            raise ServerSelectionTimeoutError("gone")
        return None

    health.register("mongodb", database)
    async with asgi_client(app) as client:

        async def status(name: str) -> int:
            return (await client.get(f"/health/{name}")).status_code

        assert [await status(name) for name in ("live", "ready", "started")] == [200, 503, 503]
        health.started()
        assert [await status(name) for name in ("live", "ready", "started")] == [200, 200, 200]
        away = True
        assert [await status(name) for name in ("live", "ready", "started")] == [200, 503, 200]
        assert "gone" in (await client.get("/health/ready")).json()["checks"]["mongodb"]
        away = False
        health.stopping()
        assert [await status(name) for name in ("live", "ready", "started")] == [200, 503, 200]
