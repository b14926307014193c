"""The client's side: many people at once, on one connection each, with as little CPU of our own as possible."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any
from uuid import uuid4

import aiohttp
import orjson

Json = dict[str, Any]


class User:
    """One person; every path is below ``/api/v1``."""

    def __init__(self, http: aiohttp.ClientSession, name: str, token: str) -> None:
        self.name = name
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    async def call(self, method: str, path: str, body: Json | None = None) -> Json:
        """Send a request; RuntimeError when the answer is a problem."""
        headers = self._headers if method == "GET" else {**self._headers, "Idempotency-Key": str(uuid4())}
        data = None if body is None else orjson.dumps(body)
        async with self._http.request(method, f"/api/v1{path}", data=data, headers=headers) as answer:
            content = await answer.read()
            if answer.status >= 400:
                raise RuntimeError(f"{method} {path}: {answer.status} {content[:600]!r}")
            found: Json = orjson.loads(content) if content else {}
            return found

    async def until(
        self, path: str, reached: Callable[[Json], bool], seconds: float = 300, pause: float = 0.02
    ) -> Json:
        """GET until the answer satisfies ``reached``."""
        ends = time.monotonic() + seconds
        while True:
            found = await self.call("GET", path)
            if reached(found):
                return found
            if time.monotonic() > ends:
                raise TimeoutError(f"{path}: {str(found)[:500]}")
            await asyncio.sleep(pause)


class Crowd:
    """Everybody who takes part in the measurements, in one workspace."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.workspace = ""
        self._people: dict[str, User] = {}

    async def __aenter__(self) -> "Crowd":
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=60)
        self._http = aiohttp.ClientSession(
            self._url, connector=connector, json_serialize=lambda o: orjson.dumps(o).decode()
        )
        root = await self.sign_in("root")
        self.workspace = (await root.call("POST", "/workspaces", {"name": "Bench"}))["id"]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._http.close()

    @property
    def root(self) -> User:
        """Who manages everything."""
        return self._people["root"]

    @property
    def http(self) -> aiohttp.ClientSession:
        """The connection pool, for requests that are no API calls."""
        return self._http

    async def sign_in(self, name: str) -> User:
        """A person by the development login."""
        async with self._http.post("/dev/token", json={"user": name, "name": name}) as answer:
            token = (await answer.json())["access_token"]
        self._people[name] = User(self._http, name, token)
        return self._people[name]

    async def members(self, prefix: str, count: int, role: str) -> list[User]:
        """People of one role."""
        found = []
        for number in range(count):
            name = f"{prefix}{number:02d}"
            if name not in self._people:
                await self.sign_in(name)
                await self.root.call(
                    "PUT", f"/workspaces/{self.workspace}/members/{name}", {"role": role, "name": name}
                )
            found.append(self._people[name])
        return found

    async def dataset(self, source: Json, manifest: str | None = None, name: str = "clips") -> Json:
        """Import a dataset and wait until it is ready."""
        body: Json = {"workspace": self.workspace, "name": name, "source": source}
        if manifest:
            body["manifest"] = manifest
        made = await self.root.call("POST", "/datasets", body)
        ready = await self.root.until(
            f"/datasets/{made['id']}", lambda d: d["state"] in ("ready", "failed"), pause=0.01
        )
        if ready["state"] == "failed":
            raise RuntimeError(f"the import failed: {ready}")
        return ready

    async def task(
        self,
        dataset: str,
        annotators: list[User],
        reviewers: list[User],
        schema: Json,
        seconds: float = 300,
    ) -> Json:
        """Create a task and wait until it can be labeled."""
        review: Json = {"mode": "none"}
        if reviewers:
            review = {"mode": "full", "reviewers": [{"user": user.name} for user in reviewers]}
        made = await self.root.call(
            "POST",
            "/tasks",
            {
                "workspace": self.workspace,
                "name": "bench",
                "dataset": dataset,
                "schema": schema,
                "annotators": [{"user": user.name} for user in annotators],
                "review": review,
            },
        )
        return await self.root.until(f"/tasks/{made['id']}", lambda t: t["state"] != "preparing", seconds)


SEGMENTS: Json = {
    "items": [
        {"name": "speech", "kind": "segments", "labels": ["speech", "noise"], "text": True, "speakers": True}
    ]
}


def five_segments(seconds: float) -> Json:
    """An annotation of five segments with text."""
    step = seconds / 5
    return {
        "speech": [
            {
                "id": f"segment-{number}",
                "start": round(number * step, 4),
                "end": round((number + 0.9) * step, 4),
                "label": "speech",
                "text": "and then she said that it was going to rain in the afternoon",
                "speaker": f"speaker {number % 2}",
            }
            for number in range(5)
        ]
    }


def submission(assignment: Json) -> Json:
    """The body of a submit of five segments."""
    return {
        "annotation": five_segments(assignment["record"]["seconds"]),
        "round": assignment["round"],
        "seconds_worked": 12.5,
    }


async def label(user: User, task: str, most: int) -> int:
    """Submit up to ``most`` records, each answer giving the next; return how many."""
    work = await user.call("POST", "/assignments/next", {"task": task})
    done = 0
    while (assignment := work["assignment"]) is not None and done < most:
        work = await user.call("POST", f"/assignments/{assignment['id']}/submission", submission(assignment))
        done += 1
    return done


async def together(*work: Awaitable[Any]) -> tuple[float, list[Any]]:
    """Run at the same time; return the seconds it took, and the results."""
    begun = time.perf_counter()
    results = await asyncio.gather(*work)
    return time.perf_counter() - begun, list(results)


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
