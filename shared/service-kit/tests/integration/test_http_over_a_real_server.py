"""What only a real HTTP server shows: bodies cut short, clients that leave, streams that end."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import APIRouter, Request
from pydantic import BaseModel
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase

from service_kit.http.app import create_app
from service_kit.http.auth import Authenticated
from service_kit.http.live import LiveDocuments
from service_kit.http.patience import look_again
from service_kit.mongo.session import Doc
from service_kit.testing.http import TestIssuer

PATIENCE = 20.0
HEAD = b"POST /api/v1/things HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\n"


class Body(BaseModel):
    name: str


class Served:
    """An application behind uvicorn on a free port of 127.0.0.1."""

    def __init__(self, app: Any, live: LiveDocuments, issuer: TestIssuer) -> None:
        self.app, self.live, self.issuer = app, live, issuer
        config = uvicorn.Config(app, log_config=None, lifespan="off", ws="none")
        self.server = uvicorn.Server(config)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.task = asyncio.create_task(self.server.serve([self.socket]))

    async def stop(self) -> None:
        await self.live.stop()
        self.server.should_exit = True
        async with asyncio.timeout(PATIENCE):
            await self.task

    def metric(self, name: str) -> str:
        lines = self.app.state.metrics.render().decode().splitlines()
        return next((line.rsplit(" ", 1)[1] for line in lines if line.startswith(name)), "0")

    async def becomes(self, name: str, value: str) -> None:
        async def read() -> bool | None:
            return self.metric(name) == value or None

        assert await look_again(read, PATIENCE), f"{name} is {self.metric(name)}"

    async def started(self) -> bool | None:
        return self.server.started or None


@pytest.fixture
async def served(mongod: str, fresh_database_name: str) -> AsyncIterator[Served]:
    client: AsyncMongoClient[Doc] = AsyncMongoClient(mongod)
    database: AsyncDatabase[Doc] = client[fresh_database_name]
    issuer = TestIssuer()
    router = APIRouter()

    @router.post("/things")
    async def create(body: Body) -> Body:
        return body

    @router.get("/things/{id}/live")
    async def follow(id: str, request: Request, caller: Authenticated) -> Any:
        async def view(doc: Doc | None) -> Any:
            return doc

        return await live.stream(request, "things", id, view, caller)

    app = create_app("t", "1", [router], {}, auth=issuer.verifier(), json_limit=10_000)
    live = LiveDocuments(database, heartbeat=0.3, metrics=app.state.metrics)
    served = Served(app, live, issuer)
    assert await look_again(served.started, PATIENCE)
    yield served
    await served.stop()
    await client.drop_database(fresh_database_name)
    await client.close()


async def raw(served: Served, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(request)
    await writer.drain()
    async with asyncio.timeout(PATIENCE):
        answer = await reader.read(65536)
    writer.close()
    return answer


async def test_a_body_announced_as_too_large_is_refused_before_it_is_sent(served: Served) -> None:
    answer = await raw(served, HEAD + b"Content-Length: 99999999\r\n\r\n")
    assert b" 413 " in answer.splitlines()[0]
    assert b"/problems/too-large" in answer


async def test_a_client_that_leaves_in_the_middle_of_its_body_harms_nobody(served: Served) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(HEAD + b'Content-Length: 100\r\n\r\n{"name": ')
    await writer.drain()
    await served.becomes("earmark_http_requests_in_flight", "1.0")
    writer.close()
    await served.becomes("earmark_http_requests_in_flight", "0.0")
    async with httpx.AsyncClient(base_url=served.url) as client:
        answer = await client.post("/api/v1/things", json={"name": "after"})
    assert answer.json() == {"name": "after"}
    assert 'status="500"' not in served.app.state.metrics.render().decode()


async def test_a_client_that_stops_following_is_forgotten(served: Served) -> None:
    async with httpx.AsyncClient(base_url=served.url, headers=served.issuer.headers()) as client:
        async with client.stream("GET", "/api/v1/things/1/live") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            async for line in answer.aiter_lines():
                if line.startswith("data:"):
                    break
            await served.becomes('earmark_live_streams{collection="things"}', "1.0")
        await served.becomes('earmark_live_streams{collection="things"}', "0.0")
        await served.becomes("earmark_http_requests_in_flight", "0.0")


async def test_a_server_that_stops_ends_its_streams_in_good_order(served: Served) -> None:
    async with (
        httpx.AsyncClient(base_url=served.url, headers=served.issuer.headers()) as client,
        client.stream("GET", "/api/v1/things/1/live") as answer,
    ):
        lines = answer.aiter_lines()
        async for line in lines:
            if line.startswith("data:"):
                break
        await served.stop()
        async with asyncio.timeout(PATIENCE):
            rest = [line async for line in lines]
    assert all(not line.startswith("data:") for line in rest)
