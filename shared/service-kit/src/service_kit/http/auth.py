"""Who is calling: bearer tokens (JWT) checked against the issuer's keys."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import jwt
from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer as BearerModel
from fastapi.security.base import SecurityBase

from service_kit.http.keys import KeySet
from service_kit.http.problems import UNAUTHENTICATED, ProblemError

LONGEST_SUBJECT: Final = 255
_LONGEST_TOKEN: Final = 16 * 1024
_END_OF_TIME: Final = 253_402_300_799  # the last second that a datetime can hold


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever sent the request: the token's `sub`, its name where it has one, and when the token ends."""

    user: str
    name: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Verified:
    caller: Caller
    ends: float


class TokenVerifier:
    """Checks tokens; a token that was good is remembered until it ends, so that the signature is checked
    once.

    A token must be signed by a key of the issuer with one of ``algorithms``, name ``issuer`` and
    ``audience``, end (`exp`) in the future, and have a `sub` of 1 to 255 characters. Clocks may differ by
    ``leeway`` seconds.
    """

    def __init__(
        self,
        keys: KeySet,
        *,
        issuer: str,
        audience: str,
        algorithms: Sequence[str] = ("RS256",),
        leeway: float = 30.0,
        remember: int = 10_000,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._algorithms = list(algorithms)
        self._leeway = leeway
        self._limit = remember
        self._clock = clock
        self._verified: OrderedDict[bytes, _Verified] = OrderedDict()
        self._generation = keys.generation

    async def verify(self, token: str) -> Caller:
        """Return the caller a token stands for. Raises the problem 401 for a bad one, 503 while no key was
        ever read."""
        keys = self._keys
        if keys.stale:
            await keys.refresh()
        if self._generation != keys.generation:  # a key was withdrawn: what it signed is checked anew
            self._verified.clear()
            self._generation = keys.generation
        digest = hashlib.blake2b(token.encode("utf-8", "replace"), digest_size=32).digest()
        known = self._verified.get(digest)
        if known is not None:
            if known.ends <= self._clock():
                del self._verified[digest]
                raise _refused("The token has expired.")
            self._verified.move_to_end(digest)
            return known.caller
        verified = await self._check(token)
        self._verified[digest] = verified
        if len(self._verified) > self._limit:
            self._verified.popitem(last=False)
        return verified.caller

    async def _check(self, token: str) -> _Verified:
        if len(token) > _LONGEST_TOKEN:
            raise _refused("The token is too long.")
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.InvalidTokenError, ValueError, RecursionError) as error:
            raise _refused("The token is not a JSON Web Token.") from error
        algorithm = header.get("alg")
        if algorithm not in self._algorithms:
            raise _refused("The token is signed with an algorithm that is not accepted.")
        key = await self._keys.find(header.get("kid"), algorithm)
        if key is None:
            raise _refused("The token is signed with a key that the issuer does not publish.")
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=[algorithm],
                audience=self._audience,
                issuer=self._issuer,
                options={
                    "require": ["exp", "iss", "aud", "sub"],
                    # times are compared below, by one clock that tests can turn
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise _refused("The token is not valid here.") from error
        return self._accept(claims)

    def _accept(self, claims: dict[str, Any]) -> _Verified:
        now = self._clock()
        ends = _seconds(claims["exp"])
        if ends is None or ends + self._leeway <= now:
            raise _refused("The token has expired.")
        for claim in ("nbf", "iat"):
            if claim in claims:
                begins = _seconds(claims[claim])
                if begins is None or begins - self._leeway > now:
                    raise _refused("The token is not valid yet.")
        subject = claims["sub"]
        if not isinstance(subject, str) or not 1 <= len(subject) <= LONGEST_SUBJECT or not _storable(subject):
            raise _refused("The token's sub is not a text of 1 to 255 characters.")
        name = claims.get("name") or claims.get("preferred_username")
        shown = name[:LONGEST_SUBJECT] if isinstance(name, str) and _storable(name) else None
        until = datetime.fromtimestamp(min(ends, _END_OF_TIME), UTC)
        return _Verified(Caller(subject, shown, until), ends + self._leeway)


class BearerCaller(SecurityBase):
    """The dependency that asks for a bearer token and gives its `Caller`; in OpenAPI the security scheme
    `bearer`."""

    def __init__(self) -> None:
        self.model = BearerModel(
            bearerFormat="JWT", description="A token of the configured OpenID Connect issuer"
        )
        self.scheme_name = "bearer"

    async def __call__(self, request: Request) -> Caller:
        """Return the caller. Raises the problem 401 without a good token."""
        header = request.headers.get("authorization")
        if not header:
            raise ProblemError(
                UNAUTHENTICATED,
                "The request carries no token.",
                headers={"WWW-Authenticate": 'Bearer realm="earmark"'},
            )
        scheme, _, token = header.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token:
            raise _refused("The Authorization header is not `Bearer <token>`.")
        auth: TokenVerifier = request.app.state.auth
        found = await auth.verify(token)
        request.scope["earmark.user"] = found.user
        return found


caller = BearerCaller()
Authenticated = Annotated[Caller, Depends(caller)]


def _refused(detail: str) -> ProblemError:
    challenge = f'Bearer realm="earmark", error="invalid_token", error_description="{detail}"'
    return ProblemError(UNAUTHENTICATED, detail, headers={"WWW-Authenticate": challenge})


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e15 < value < 1e15:
        return None
    return float(value)


def _storable(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
