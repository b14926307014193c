"""The gateway serves a built console: its files, its pages at every address that is no program's, their rights."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from local_stack.console_site import ConsoleSite, content_security_policy
from local_stack.gateway import Caddy
from local_stack.ports import free_port
from local_stack.routes import FRONT
from local_stack.settings import inherited_environment

PAGE = "<!doctype html><title>Earmark</title>" + "<p>console</p>" * 200
SCRIPT = "console.log('hello');" * 200
LONG = {"text": "the same again and again " * 200}


async def _part(request: Request) -> Response:
    name = request.url.path.rsplit("/", 1)[-1]
    match name:
        case "live":
            return StreamingResponse(_events(), media_type="text/event-stream")
        case "wide.wav":
            return Response(b"RIFF" * 2000, media_type="audio/wav")
        case "data.json":
            return JSONResponse(LONG)
        case "refused":
            return JSONResponse(LONG, 409, media_type="application/problem+json")
        case "short":
            return JSONResponse({"part": request.url.path})
    return JSONResponse({**LONG, "if_match": request.headers.get("if-match")}, headers={"ETag": '"7"'})


async def _events() -> AsyncIterator[bytes]:
    yield b"data: " + b"x" * 5000 + b"\n\n"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def gateway(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Caddy]:
    """A gateway with a console, before parts that answer long documents."""
    folder = tmp_path_factory.mktemp("console")
    dist = folder / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text(PAGE)
    (dist / "assets" / "index-B3aF.js").write_text(SCRIPT)
    (dist / "assets" / "packed-1.js").write_text(SCRIPT)
    (dist / "assets" / "packed-1.js.gz").write_bytes(gzip.compress(b"packed beforehand"))
    (dist / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (dist / ".built-from").write_text("secret")
    port = free_port()
    app = Starlette(routes=[Route("/{rest:path}", _part, methods=["GET", "POST", "PUT"])])
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    here = f"127.0.0.1:{port}"
    parts = dict.fromkeys((FRONT, "assignment-service", "dataset-service", "export-service"), here)
    site = ConsoleSite(dist, ("https://login.example.org",), ("https://audio.example.org",))
    caddy = Caddy(folder / "data", folder / "log", parts, env=inherited_environment(), console=site)
    await caddy.start()
    yield caddy
    await caddy.stop()
    server.should_exit = True
    await task


async def _get(gateway: Caddy, path: str, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=gateway.url, trust_env=False) as client:
        return await client.get(path, headers={"Accept-Encoding": "gzip", **headers})


@pytest.mark.parametrize(
    "path",
    ["/", "/index.html", "/tasks/t-1", "/datasets/d/records?sort=name", "/sign-in/callback", "/developers"],
)
async def test_every_address_of_a_person_shows_the_console_never_an_old_one(
    gateway: Caddy, path: str
) -> None:
    page = await _get(gateway, path)
    assert (page.status_code, page.text) == (200, PAGE)
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["cache-control"] == "no-cache"
    again = await _get(gateway, path, **{"If-None-Match": page.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/v1/nope",
        "/api/v2/tasks",
        "/dev/nope",
        "/assets/gone-1.js",
        "/nope.png",
        "/.built-from",
        "/.git/x",
    ],
)
async def test_an_address_of_a_program_or_of_a_missing_file_is_a_problem_404(
    gateway: Caddy, path: str
) -> None:
    answer = await _get(gateway, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/not-found"


async def test_only_reading_shows_a_page(gateway: Caddy) -> None:
    async with httpx.AsyncClient(base_url=gateway.url, trust_env=False) as client:
        assert (await client.post("/tasks/t-1", json={})).status_code == 404
        assert (await client.head("/tasks/t-1")).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/welcome", "/console.json", "/healthz", "/problems", "/dev/token", "/dev/people", "/.well-known/x"],
)
async def test_the_fronts_own_addresses_stay_its_own(gateway: Caddy, path: str) -> None:
    assert "text" in (await _get(gateway, path)).json()


async def test_assets_are_kept_for_good_and_other_files_asked_for_again(gateway: Caddy) -> None:
    script = await _get(gateway, "/assets/index-B3aF.js")
    assert script.text == SCRIPT
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-type"].startswith("text/javascript")
    icon = await _get(gateway, "/favicon.svg")
    assert (icon.status_code, icon.headers["cache-control"]) == (200, "no-cache")


async def test_a_file_that_was_compressed_beforehand_is_sent_as_it_is(gateway: Caddy) -> None:
    packed = await _get(gateway, "/assets/packed-1.js", **{"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert (packed.headers["content-encoding"], packed.text) == ("gzip", "packed beforehand")
    assert packed.headers["content-type"].startswith("text/javascript")
    plain = await _get(gateway, "/assets/packed-1.js", **{"Accept-Encoding": "identity"})
    assert plain.text == SCRIPT


@pytest.mark.parametrize("path", ["/", "/tasks/t-1", "/assets/index-B3aF.js"])
async def test_pages_run_only_our_own_scripts_and_reach_only_named_origins(gateway: Caddy, path: str) -> None:
    headers = (await _get(gateway, path)).headers
    policy = {
        rule.split(" ")[0]: rule.split(" ")[1:] for rule in headers["content-security-policy"].split("; ")
    }
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["connect-src"] == ["'self'", "https://login.example.org", "https://audio.example.org"]
    assert policy["frame-src"] == ["'self'", "https://login.example.org"]
    assert policy["media-src"] == ["'self'", "blob:", "https://audio.example.org"]
    assert policy["frame-ancestors"] == ["'self'"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "microphone=()" in headers["permissions-policy"]


async def test_without_a_provider_nothing_may_be_framed() -> None:
    assert "frame-src 'none'; " in content_security_policy(ConsoleSite(Path("dist")))


@pytest.mark.parametrize(
    "path", ["/", "/assets/index-B3aF.js", "/api/v1/records/r", "/api/v1/records/refused"]
)
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
async def test_what_a_console_and_json_say_is_compressed(gateway: Caddy, path: str, coding: str) -> None:
    async with (
        httpx.AsyncClient(base_url=gateway.url, trust_env=False) as client,
        client.stream("GET", path, headers={"Accept-Encoding": coding}) as answer,
    ):
        assert answer.headers["content-encoding"] == coding
        assert "accept-encoding" in answer.headers["vary"].lower()
        content = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert len(content) < 1000
    if coding == "gzip":
        assert len(gzip.decompress(content)) > 2000


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/assignments/a/live",
        "/api/v1/media/x/wide.wav",
        "/api/v1/media/x/data.json",
        "/api/v1/processed-datasets/p/files/data.json",
        "/api/v1/records/short",
    ],
)
async def test_streams_media_downloads_and_short_answers_leave_as_they_are(gateway: Caddy, path: str) -> None:
    answer = await _get(gateway, path)
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("coding", ["gzip", "zstd", "identity"])
async def test_the_version_of_a_resource_is_the_same_in_every_coding(gateway: Caddy, coding: str) -> None:
    shown = await _get(gateway, "/api/v1/assignments/a", **{"Accept-Encoding": coding})
    assert shown.headers["etag"] == '"7"'
