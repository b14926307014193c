"""An application with routes of every kind, of nobody's domain."""

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
from service_kit.http.problems import ProblemType
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


@pytest.fixture
def json_limit() -> int:
    """The most bytes that the application takes as JSON."""
    return LIMIT


@pytest.fixture(scope="module")
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture
async def client(issuer: TestIssuer) -> AsyncIterator[httpx.AsyncClient]:
    """Calls an application that has a route of every kind."""
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
