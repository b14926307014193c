"""How people sign in where it is not the development login: an OpenID Connect provider named by settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from local_stack.errors import StackError

_ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9.\-]+(:\d{1,5})?|https?://\[[0-9a-fA-F:]+\](:\d{1,5})?")
_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True)
class Oidc:
    """The provider, and what the console says to it. Public values: the console is a public client (PKCE)."""

    authority: str
    client_id: str
    scope: str = "openid profile"

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Oidc | None:
        """Reads EARMARK_CONSOLE_OIDC_*; None where no authority is set. Raises ValueError."""
        authority = env.get("EARMARK_CONSOLE_OIDC_AUTHORITY", "").strip()
        if not authority:
            return None
        if not _ORIGIN.fullmatch(_origin(authority)):
            raise ValueError(f"EARMARK_CONSOLE_OIDC_AUTHORITY must be an http(s) address, not {authority!r}")
        client_id = env.get("EARMARK_CONSOLE_OIDC_CLIENT_ID", "").strip()
        if not client_id:
            raise ValueError("EARMARK_CONSOLE_OIDC_AUTHORITY is set, EARMARK_CONSOLE_OIDC_CLIENT_ID is not")
        scope = env.get("EARMARK_CONSOLE_OIDC_SCOPE", "").strip()
        return cls(authority, client_id, scope or cls.scope)


@dataclass(frozen=True)
class Issuer:
    """Whose tokens the services accept."""

    issuer: str
    audience: str
    jwks_url: str
    origins: tuple[str, ...] = ()
    """Where the console must be allowed to go for signing in; none with the development login."""


async def issuer_of(oidc: Oidc, env: Mapping[str, str], audience: str) -> Issuer:
    """The issuer that the settings EARMARK_JWT_* and EARMARK_JWKS_URL name; what they leave out is asked of the
    authority itself. Raises StackError when it does not say.
    """
    issuer, jwks_url = env.get("EARMARK_JWT_ISSUER", ""), env.get("EARMARK_JWKS_URL", "")
    origins = [_origin(oidc.authority)]
    if not jwks_url:
        found = await _discover(oidc.authority)
        jwks_url = found["jwks_uri"]
        issuer = issuer or found["issuer"]
        # Some providers answer from more than one origin.
        origins += [
            _origin(found[name])
            for name in (
                "authorization_endpoint",
                "token_endpoint",
                "userinfo_endpoint",
                "end_session_endpoint",
            )
            if name in found
        ]
    return Issuer(
        issuer or oidc.authority,
        env.get("EARMARK_JWT_AUDIENCE") or audience,
        jwks_url,
        tuple(dict.fromkeys(origin for origin in origins if _ORIGIN.fullmatch(origin))),
    )


def origins_of(variable: str, env: Mapping[str, str]) -> tuple[str, ...]:
    """The origins a variable lists, by comma or blank. Raises ValueError for what is none."""
    origins = tuple(env.get(variable, "").replace(",", " ").split())
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(
                f"{variable} must list origins such as https://audio.example.org, not {origin!r}"
            )
    return origins


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


async def _discover(authority: str) -> dict[str, str]:
    address = f"{authority.rstrip('/')}/.well-known/openid-configuration"
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS, follow_redirects=True) as client:
            found = (await client.get(address)).raise_for_status().json()
        return {
            "issuer": str(found["issuer"]),
            "jwks_uri": str(found["jwks_uri"]),
            **{name: value for name, value in found.items() if isinstance(value, str)},
        }
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, AttributeError, TypeError) as error:
        raise StackError(
            f"The sign-in's authority does not say where its keys are ({address}: {type(error).__name__} {error}). "
            "EARMARK_JWKS_URL can name them."
        ) from error
