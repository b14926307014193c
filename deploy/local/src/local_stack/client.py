"""A small client of Earmark's public HTTP API: demo, journeys and benchmarks drive it with this."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from uuid import uuid4

import httpx

Json = dict[str, Any]
T = TypeVar("T")
Heard = Callable[[str, str, Any, httpx.Response], None]
"""Called with method, path, JSON body and answer."""


class Refused(Exception):
    """The API answered with a problem; ``problem`` is its body."""

    def __init__(self, status: int, problem: Json, request: str) -> None:
        super().__init__(f"{request}: {status} {problem.get('type', '')} {problem.get('detail', problem)}")
        self.status = status
        self.problem = problem

    @property
    def slug(self) -> str:
        """The last part of the problem's type, for example ``not-found``."""
        return str(self.problem.get("type", "")).rsplit("/", 1)[-1]


async def eventually(look: Callable[[], Awaitable[T | None]], what: str, seconds: float = 60.0) -> T:
    """Return the first truthy answer of ``look``; TimeoutError naming ``what`` after ``seconds``."""
    deadline = time.monotonic() + seconds
    pause = 0.02
    while True:
        answer = await look()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen within {seconds:g} s (last answer: {answer!r})")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.5)


class Person:
    """One user of the API; every path is below ``/api/v1``."""

    def __init__(self, http: httpx.AsyncClient, user: str, token: str) -> None:
        self.user = user
        self.token = token
        self.heard: Heard | None = None
        """Told of every request that was not refused."""
        self._http = http

    async def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request; Refused when the answer is a problem."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        response = await self._http.request(method, f"/api/v1{path}", headers=headers, **options)
        if response.status_code >= 400:
            try:
                problem = response.json()
            except ValueError:
                problem = {"detail": response.text[:500]}
            raise Refused(response.status_code, problem, f"{method} {path} by {self.user}")
        if self.heard is not None:
            self.heard(method, path, options.get("json"), response)
        return response

    async def get(self, path: str, **query: Any) -> Json:
        """GET a resource."""
        params = {name: value for name, value in query.items() if value is not None}
        return dict((await self.request("GET", path, params=params or None)).json())

    async def post(self, path: str, body: Json | None = None, key: str | None = None) -> Json:
        """POST with an Idempotency-Key (made when none is given)."""
        response = await self.request(
            "POST", path, json=body, headers={"Idempotency-Key": key or str(uuid4())}
        )
        return dict(response.json()) if response.content else {}

    async def put(
        self, path: str, body: Json | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """PUT a JSON body."""
        return await self.request("PUT", path, json=body, headers=headers or {})

    async def patch(self, path: str, body: Json) -> Json:
        """PATCH a resource."""
        return dict((await self.request("PATCH", path, json=body)).json())

    async def delete(self, path: str) -> None:
        """DELETE a resource."""
        await self.request("DELETE", path)

    async def items(self, path: str, **query: Any) -> AsyncIterator[Json]:
        """Every item of a list, page by page."""
        cursor: str | None = None
        while True:
            page = await self.get(path, cursor=cursor, **query)
            for item in page["items"]:
                yield item
            cursor = page["next"]
            if cursor is None:
                return

    async def all(self, path: str, **query: Any) -> list[Json]:
        """Every item of a list at once."""
        return [item async for item in self.items(path, **query)]

    async def until(self, path: str, reached: Callable[[Json], bool], seconds: float = 60.0) -> Json:
        """GET a resource again and again until it satisfies ``reached``; 404 counts as not yet."""
        last: list[Any] = [None]

        async def look() -> Json | None:
            try:
                last[0] = await self.get(path)
            except Refused as refused:
                if refused.status != 404:
                    raise
                last[0] = refused
                return None
            return last[0] if reached(last[0]) else None

        try:
            return await eventually(look, f"the wanted state of {path}", seconds)
        except TimeoutError:
            raise TimeoutError(
                f"{path} did not reach the wanted state within {seconds:g} s: {last[0]}"
            ) from None

    async def until_state(self, path: str, *states: str, seconds: float = 60.0) -> Json:
        """GET a resource until its ``state`` is one of ``states``."""
        return await self.until(path, lambda resource: resource["state"] in states, seconds)


class Api:
    """The API behind one gateway; makes persons through the development login."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def person(self, user: str, name: str | None = None, *, remember: bool = False) -> Person:
        """Sign in by the development login; ``remember`` makes its page offer this person from now on."""
        body = {"user": user, "name": name or user, "remember": remember}
        response = await self.http.post("/dev/token", json=body)
        response.raise_for_status()
        return Person(self.http, user, response.json()["access_token"])


@asynccontextmanager
async def connect(base_url: str, connections: int = 64) -> AsyncIterator[Api]:
    """Open a client of the gateway at ``base_url``."""
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    async with httpx.AsyncClient(base_url=base_url, timeout=httpx.Timeout(60.0), limits=limits) as http:
        yield Api(http)
