"""The gateway hands each path to the part that owns it, unchanged and unbuffered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest
import pytest_asyncio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

from local_stack.caddyfile import BODY_LIMIT
from local_stack.gateway import Caddy
from local_stack.ports import free_port
from local_stack.routes import FRONT, SERVICES
from local_stack.settings import inherited_environment


@dataclass
class Echo:
    """Parts that say what reached them; `gate` lets the second event of a stream go."""

    gateway: Caddy
    gate: asyncio.Event = field(default_factory=asyncio.Event)


def _app(part: str, gate: asyncio.Event) -> Starlette:
    async def echo(request: Request) -> JSONResponse:
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
        kept = {name: request.headers.get(name) for name in ("x-request-id", "traceparent")}
        return JSONResponse(
            {"part": part, "path": request.url.path, "query": request.url.query, "size": size, **kept}
        )

    async def live(_: Request) -> StreamingResponse:
        async def events() -> AsyncIterator[bytes]:
            yield b"data: 1\n\n"
            await gate.wait()
            yield b"data: 2\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")

    methods = ["GET", "POST", "PUT"]
    return Starlette(
        routes=[Route("/api/v1/tasks/x/live", live), Route("/{rest:path}", echo, methods=methods)]
    )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def echo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Echo]:
    """A gateway before parts that echo; export-service is not up."""
    gate = asyncio.Event()
    upstreams: dict[str, str] = {}
    servers: list[tuple[uvicorn.Server, asyncio.Task[None]]] = []
    for part in (*SERVICES, FRONT):
        port = free_port()
        upstreams[part] = f"127.0.0.1:{port}"
        if part == "export-service":
            continue
        server = uvicorn.Server(
            uvicorn.Config(_app(part, gate), port=port, log_level="error", lifespan="off")
        )
        servers.append((server, asyncio.create_task(server.serve())))
    folder = tmp_path_factory.mktemp("gateway")
    gateway = Caddy(folder / "data", folder / "gateway.log", upstreams, env=inherited_environment())
    await gateway.start()
    yield Echo(gateway, gate)
    await gateway.stop()
    for server, task in servers:
        server.should_exit = True
        await task


def _client(echo: Echo) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=echo.gateway.url, trust_env=False)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/api/v1/me", "task-service"),
        ("/api/v1/workspaces/w/members/a%2Fb", "task-service"),
        ("/api/v1/tasks", "task-service"),
        ("/api/v1/datasets/d/records", "dataset-service"),
        ("/api/v1/records/r", "dataset-service"),
        ("/api/v1/uploads/u", "dataset-service"),
        ("/api/v1/media/x/y.wav", "dataset-service"),
        ("/api/v1/assignments/next", "assignment-service"),
        ("/api/v1/assignment-transfers/preview", "assignment-service"),
        ("/api/v1/reviews", "review-service"),
        ("/api/v1/review-transfers", "review-service"),
        ("/api/v1/rest-approvals/preview", "review-service"),
        ("/api/v1/rest-rejections", "review-service"),
        ("/healthz", FRONT),
        ("/problems/not-found", FRONT),
        ("/api/v1/openapi.json", FRONT),
        ("/api/v1/docs", FRONT),
        ("/dev/token", FRONT),
        ("/.well-known/jwks.json", FRONT),
        ("/", FRONT),
    ],
)
async def test_each_prefix_reaches_its_part_with_the_path_unchanged(echo: Echo, path: str, part: str) -> None:
    async with _client(echo) as client:
        answer = (await client.get(path, params={"q": "1"})).json()
    assert answer["part"] == part
    assert answer["path"] == path.replace("%2F", "/")
    assert answer["query"] == "q=1"


@pytest.mark.parametrize(
    "path", ["/api/v1/nope", "/api/v1/tasksandmore", "/api/v2/tasks", "/nope", "/api/v1"]
)
async def test_an_unknown_prefix_is_a_problem_404(echo: Echo, path: str) -> None:
    async with _client(echo) as client:
        answer = await client.get(path, headers={"X-Request-Id": "mine-1"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/not-found"
    assert answer.json()["status"] == 404
    assert answer.json()["correlation_id"] == "mine-1"
    async with _client(echo) as client:
        headers = {"X-Request-Id": "mine-1", "X-Correlation-Id": "mine-2"}
        answer = await client.get(path, headers=headers)
    assert answer.json()["correlation_id"] == answer.headers["x-correlation-id"] == "mine-2"


async def test_a_part_that_is_down_is_a_problem_503_that_says_when_to_come_back(echo: Echo) -> None:
    async with _client(echo) as client:
        answer = await client.get("/api/v1/processed-datasets", headers={"X-Request-Id": 'no"t sane'})
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["type"] == "/problems/unavailable"
    assert '"' not in answer.json()["correlation_id"]


async def test_ids_of_request_and_trace_pass_through(echo: Echo) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    async with _client(echo) as client:
        answer = await client.get("/api/v1/tasks", headers={"X-Request-Id": "r-1", "traceparent": trace})
    assert (answer.json()["x-request-id"], answer.json()["traceparent"]) == ("r-1", trace)


async def test_an_upload_may_be_of_any_size(echo: Echo) -> None:
    async with _client(echo) as client:
        answer = await client.put("/api/v1/uploads/u/files/a.wav", content=bytes(BODY_LIMIT + 1))
    assert answer.json()["size"] == BODY_LIMIT + 1


async def test_any_other_body_beyond_the_limit_is_a_problem_413(echo: Echo) -> None:
    async with _client(echo) as client:
        answer = await client.post("/api/v1/tasks", content=bytes(BODY_LIMIT + 1))
        assert (await client.post("/api/v1/tasks", content=bytes(BODY_LIMIT))).json()["size"] == BODY_LIMIT
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["limit"] == BODY_LIMIT


async def test_events_arrive_while_the_stream_is_open(echo: Echo) -> None:
    async with _client(echo) as client, client.stream("GET", "/api/v1/tasks/x/live") as answer:
        events = answer.aiter_text()
        assert await asyncio.wait_for(anext(events), 10) == "data: 1\n\n"
        echo.gate.set()
        assert await asyncio.wait_for(anext(events), 10) == "data: 2\n\n"
