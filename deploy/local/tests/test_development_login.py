"""The development login gives anybody a token that a service can verify like any other."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from local_stack.devlogin import DevLogin, create_app

ISSUER = "http://127.0.0.1:8080"


def _client(folder: Path) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=create_app(folder, ISSUER))
    return httpx.AsyncClient(transport=transport, base_url=ISSUER)


async def _claims(client: httpx.AsyncClient, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set((await client.get("/.well-known/jwks.json")).json())
    decoded = jwt.decode(token, keys, algorithms=["RS256"])
    assert decoded.header["kid"] in {key.kid for key in keys.keys}
    return decoded.claims


@pytest.mark.parametrize("user", ["ana", "x", "ü" * 255, "oidc|42 / ?"])
async def test_any_user_id_gets_a_token_that_verifies(tmp_path: Path, user: str) -> None:
    async with _client(tmp_path) as client:
        answer = await client.post("/dev/token", json={"user": user, "name": "A Name"})
        assert answer.status_code == 200
        assert answer.json()["expires_in"] == 3600
        claims = await _claims(client, answer.json()["access_token"])
    assert (claims["iss"], claims["aud"], claims["sub"], claims["name"]) == (
        ISSUER,
        "earmark",
        user,
        "A Name",
    )
    assert 3500 < claims["exp"] - time.time() <= 3600


@pytest.mark.parametrize(
    "body", [b"", b"x", b"[]", b"{}", b'{"user": ""}', b'{"user": 7}', b'{"user": "' + b"a" * 256 + b'"}']
)
async def test_what_is_no_user_id_is_refused_as_malformed(tmp_path: Path, body: bytes) -> None:
    async with _client(tmp_path) as client:
        answer = await client.post("/dev/token", content=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/invalid-request"
    assert answer.json()["errors"]


async def test_a_token_outlives_a_restart_because_the_key_is_kept(tmp_path: Path) -> None:
    token = DevLogin(tmp_path, ISSUER, "earmark").token("ana")
    async with _client(tmp_path) as client:
        assert (await _claims(client, token))["sub"] == "ana"
    assert (tmp_path / "login-key.pem").stat().st_mode & 0o077 == 0


async def test_the_published_key_has_no_private_part(tmp_path: Path) -> None:
    async with _client(tmp_path) as client:
        (key,) = (await client.get("/.well-known/jwks.json")).json()["keys"]
    assert key.keys() == {"kty", "n", "e", "kid", "alg", "use"}


async def test_the_issuer_can_be_discovered(tmp_path: Path) -> None:
    async with _client(tmp_path) as client:
        found = (await client.get("/.well-known/openid-configuration")).json()
    assert found["issuer"] == ISSUER
    assert found["jwks_uri"] == f"{ISSUER}/.well-known/jwks.json"
