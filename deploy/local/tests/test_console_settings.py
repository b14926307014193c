"""What the front tells the console about signing in, and the people its development login remembers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from local_stack.client import eventually
from local_stack.devlogin import DevLogin, create_app
from local_stack.errors import StackError
from local_stack.front import app as front
from local_stack.front.settings import FrontSettings
from local_stack.ports import free_port
from local_stack.settings import StackSettings
from local_stack.signin import Oidc, issuer_of
from local_stack.testing import Stack

ISSUER = "http://127.0.0.1:8080"


def _client(folder: Path, oidc: Oidc | None = None) -> httpx.AsyncClient:
    settings = FrontSettings(0, folder, ISSUER, "earmark", folder, oidc=oidc)
    transport = httpx.ASGITransport(app=front.create_app(settings))
    return httpx.AsyncClient(transport=transport, base_url=ISSUER)


@asynccontextmanager
async def _provider(folder: Path) -> AsyncIterator[tuple[str, DevLogin]]:
    """An OpenID provider of somebody else's: its address, and what issues its tokens."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    login = DevLogin(folder, f"{address}/realm", "earmark")
    document = {
        "issuer": login.issuer,
        "jwks_uri": f"{address}/keys",
        "token_endpoint": "https://tokens.example.org/token",
    }
    app = Starlette(
        routes=[
            Route("/realm/.well-known/openid-configuration", lambda _: JSONResponse(document)),
            Route("/keys", lambda _: JSONResponse(login.jwks())),
        ]
    )
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    try:
        await eventually(lambda: asyncio.sleep(0, server.started), "the provider's start", 10)
        yield address, login
    finally:
        server.should_exit = True
        await task


async def test_by_default_one_signs_in_by_the_development_login(tmp_path: Path) -> None:
    async with _client(tmp_path) as client:
        answer = await client.get("/console.json")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {"sign_in": {"kind": "development"}, "version": "0.1.0"}


async def test_with_a_provider_the_console_is_told_of_it_and_nobody_gets_a_token_here(tmp_path: Path) -> None:
    async with _client(tmp_path, Oidc("https://id.example.org/realm", "console", "openid")) as client:
        told = (await client.get("/console.json")).json()["sign_in"]
        assert told == {
            "kind": "oidc",
            "authority": "https://id.example.org/realm",
            "client_id": "console",
            "scope": "openid",
        }
        for method, path in [
            ("POST", "/dev/token"),
            ("GET", "/dev/people"),
            ("GET", "/.well-known/jwks.json"),
        ]:
            refused = await client.request(method, path, json={"user": "ana"} if method == "POST" else None)
            assert refused.status_code == 404
            assert refused.json()["type"] == "/problems/not-found"
        assert "/dev/token" not in (await client.get("/welcome")).text


async def test_who_wishes_it_is_remembered_the_most_recent_first_and_after_a_restart(tmp_path: Path) -> None:
    async def sign_in(user: str, **more: Any) -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(tmp_path, ISSUER))) as client:
            await client.post(f"{ISSUER}/dev/token", json={"user": user, **more})

    for user in ("ana", "bo", "ana"):
        await sign_in(user, name=f"{user.title()} Ü", remember=True)
    await sign_in("program")
    async with _client(tmp_path) as client:
        people = (await client.get("/dev/people")).json()["people"]
    assert [(person["user"], person["name"]) for person in people] == [("ana", "Ana Ü"), ("bo", "Bo Ü")]
    assert people[0]["last_at"] >= people[1]["last_at"]
    assert people[0]["last_at"].endswith("Z")


async def test_at_most_fifty_people_are_remembered(tmp_path: Path) -> None:
    async with _client(tmp_path) as client:
        for number in range(53):
            await client.post("/dev/token", json={"user": f"u{number}", "remember": True})
        people = (await client.get("/dev/people")).json()["people"]
    assert [person["user"] for person in people] == [f"u{number}" for number in range(52, 2, -1)]


@pytest.mark.parametrize(
    "settings",
    [
        {"EARMARK_CONSOLE_OIDC_AUTHORITY": "https://id.example.org"},
        {"EARMARK_CONSOLE_OIDC_AUTHORITY": "id.example.org", "EARMARK_CONSOLE_OIDC_CLIENT_ID": "console"},
        {"EARMARK_CONSOLE_MEDIA_ORIGINS": "https://a.example.org; script-src *"},
        {"EARMARK_CONSOLE_MEDIA_ORIGINS": "https://a.example.org/path"},
    ],
)
def test_settings_that_make_no_sense_are_refused_by_name(settings: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="EARMARK_CONSOLE_"):
        StackSettings.from_environment(settings)


async def test_what_settings_leave_out_of_an_issuer_its_authority_tells(tmp_path: Path) -> None:
    async with _provider(tmp_path) as (address, login):
        oidc = Oidc(f"{address}/realm", "console")
        found = await issuer_of(oidc, {}, "earmark")
        assert (found.issuer, found.jwks_url) == (login.issuer, f"{address}/keys")
        assert found.origins == (address, "https://tokens.example.org")
        named = {"EARMARK_JWT_ISSUER": "https://other", "EARMARK_JWT_AUDIENCE": "us"}
        found = await issuer_of(oidc, named, "earmark")
        assert (found.issuer, found.audience, found.jwks_url) == ("https://other", "us", f"{address}/keys")
    found = await issuer_of(oidc, {"EARMARK_JWKS_URL": "https://keys"}, "earmark")
    assert (found.issuer, found.jwks_url) == (oidc.authority, "https://keys")
    with pytest.raises(StackError, match="EARMARK_JWKS_URL"):
        await issuer_of(oidc, {}, "earmark")


async def test_services_accept_the_tokens_of_the_provider_and_of_nobody_else(tmp_path: Path) -> None:
    async with _provider(tmp_path) as (address, login):
        env = {
            "EARMARK_CONSOLE_OIDC_AUTHORITY": f"{address}/realm",
            "EARMARK_CONSOLE_OIDC_CLIENT_ID": "console",
        }
        async with (
            Stack(services=("task-service",), env=env) as stack,
            httpx.AsyncClient(base_url=stack.base_url, trust_env=False) as client,
        ):
            assert (await client.get("/console.json")).json()["sign_in"]["client_id"] == "console"
            ours = {"Authorization": f"Bearer {login.token('ana')}"}
            assert (await client.get("/api/v1/me", headers=ours)).json()["user"] == "ana"
            development = {"Authorization": f"Bearer {stack.expired_token('ana')}"}
            assert (await client.get("/api/v1/me", headers=development)).status_code == 401
            assert (await client.post("/dev/token", json={"user": "ana"})).status_code == 404
