"""The development login: a token for anybody who asks. Part of the embedded stack alone.

It stands in for a team's identity provider: services check its tokens as they would any other's, against the
keys it publishes.
"""

from __future__ import annotations

import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from local_stack.front.people import People
from local_stack.problems import malformed

TOKEN_SECONDS = 3600

_MAX_BODY = 16 * 1024


class TokenWish(BaseModel):
    """Who one wants to be."""

    model_config = ConfigDict(extra="ignore", strict=True)

    user: str = Field(min_length=1, max_length=255)
    name: str | None = Field(default=None, min_length=1, max_length=255)
    remember: bool = False


class DevLogin:
    """Issues RS256 tokens with a key that is kept in a folder, so that they outlive a restart."""

    def __init__(self, folder: Path, issuer: str, audience: str) -> None:
        """Args: folder of the key (made where it is missing); the tokens' `iss` and `aud`."""
        self.issuer = issuer
        self.audience = audience
        self._key = _load_key(folder / "login-key.pem")
        self._kid = self._key.thumbprint()

    def token(self, user: str, name: str | None = None, *, seconds: int = TOKEN_SECONDS) -> str:
        """A signed token for `user` (`sub`); `name` defaults to the user id; valid for `seconds` from now."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": user,
            "name": name or user,
            "iat": now,
            "exp": now + seconds,
        }
        header = {"alg": "RS256", "typ": "JWT", "kid": self._kid}
        return jwt.encode(header, claims, self._key, algorithms=["RS256"])

    def jwks(self) -> dict[str, Any]:
        """The public key set."""
        public = self._key.as_dict(private=False)
        return {"keys": [{**public, "kid": self._kid, "alg": "RS256", "use": "sig"}]}

    def discovery(self) -> dict[str, Any]:
        """The OpenID configuration: what a client that discovers the issuer needs."""
        return {
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/.well-known/jwks.json",
            "token_endpoint": f"{self.issuer}/dev/token",
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "claims_supported": ["iss", "aud", "sub", "name", "iat", "exp"],
        }


def router(login: DevLogin, people: People) -> APIRouter:
    """The login's addresses; `people` keeps who wishes to be remembered."""
    routes = APIRouter(tags=["development login"])

    @routes.get("/.well-known/jwks.json")
    async def jwks() -> JSONResponse:
        return JSONResponse(login.jwks(), headers={"Cache-Control": "max-age=60"})

    @routes.get("/.well-known/openid-configuration")
    async def discovery() -> JSONResponse:
        return JSONResponse(login.discovery(), headers={"Cache-Control": "max-age=60"})

    @routes.post("/dev/token")
    async def token(request: Request) -> JSONResponse:
        body = await request.body()
        if len(body) > _MAX_BODY:
            return malformed(request, [("", f"the body is larger than {_MAX_BODY} bytes")])
        try:
            wish = TokenWish.model_validate_json(body)
        except ValidationError as error:
            faults = [("".join(f"/{part}" for part in e["loc"]), e["msg"]) for e in error.errors()]
            return malformed(request, faults)
        if wish.remember:
            people.remember(wish.user, wish.name or wish.user)
        answer = {"access_token": login.token(wish.user, wish.name), "token_type": "Bearer"}
        return JSONResponse(
            {**answer, "expires_in": TOKEN_SECONDS},
            headers={"Cache-Control": "no-store", "Pragma": "no-cache"},
        )

    @routes.get("/dev/people")
    async def remembered() -> JSONResponse:
        found = [asdict(somebody) for somebody in people.recent()]
        return JSONResponse({"people": found}, headers={"Cache-Control": "no-store"})

    return routes


def create_app(folder: Path, issuer: str, audience: str = "earmark") -> FastAPI:
    """The login alone, as an application. Args as for `DevLogin`."""
    app = FastAPI(title="Earmark development login", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(router(DevLogin(folder, issuer, audience), People(folder)))
    return app


def _load_key(path: Path) -> RSAKey:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
        fresh.replace(path)
    return RSAKey.import_key(path.read_bytes())
