"""For tests of a service's API: an issuer of tokens without a network, a client that calls an application
directly, and what a refusal must look like."""

import json
import time
from collections.abc import Mapping
from typing import Any

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm
from starlette.types import ASGIApp

from service_kit.http.auth import TokenVerifier
from service_kit.http.keys import KeySet

ISSUER = "https://issuer.test"
AUDIENCE = "earmark"
# making one takes a while: the first key of every issuer is the same
_SHARED_RSA: list[rsa.RSAPrivateKey] = []


class TestIssuer:
    """An identity provider inside the test: signs tokens, and is itself the source of its keys (`KeySource`).

    ``fetches`` counts how often the keys were read; ``away`` makes reading fail.
    """

    __test__ = False  # not a test, whatever its name says

    def __init__(self, algorithm: str = "RS256", issuer: str = ISSUER, audience: str = AUDIENCE) -> None:
        self.algorithm = algorithm
        self.issuer = issuer
        self.audience = audience
        self.fetches = 0
        self.away = False
        self._keys: dict[str, Any] = {}
        if algorithm == "RS256":
            if not _SHARED_RSA:
                _SHARED_RSA.append(rsa.generate_private_key(65537, 2048))
            self._keys["key-1"] = _SHARED_RSA[0]
            self.current = "key-1"
        else:
            self.current = self.rotate()

    def rotate(self, keep_old: bool = True) -> str:
        """Make a new key, publish it (beside the old ones or alone), sign with it from now on; return its
        id."""
        if not keep_old:
            self._keys.clear()
        kid = f"key-{len(self._keys) + 1}-{self.fetches}"
        self._keys[kid] = _new_key(self.algorithm)
        self.current = kid
        return kid

    def token(
        self, user: str = "ann", *, expires_in: float = 3600, name: str | None = None, **claims: Any
    ) -> str:
        """Return a token for a user; ``claims`` replace or (None) remove what it says."""
        said: dict[str, Any] = {
            "sub": user,
            "name": name or user,
            "iss": self.issuer,
            "aud": self.audience,
            "exp": int(time.time() + expires_in),
            **claims,
        }
        return self.sign({claim: value for claim, value in said.items() if value is not None})

    def sign(self, claims: Mapping[str, Any], headers: Mapping[str, Any] | None = None) -> str:
        """Return any claims, signed with the current key; ``headers`` replace or (None) remove header
        fields."""
        fields = {"kid": self.current, **(headers or {})}
        kept = {name: value for name, value in fields.items() if value is not None}
        return jwt.encode(dict(claims), self._keys[self.current], self.algorithm, kept)

    def headers(self, user: str = "ann", **options: Any) -> dict[str, str]:
        """Return the Authorization header with a token for a user."""
        return {"Authorization": f"Bearer {self.token(user, **options)}"}

    async def fetch(self) -> Mapping[str, Any]:
        """Return the JWKS, as the issuer's address would."""
        self.fetches += 1
        if self.away:
            raise ConnectionError("the issuer is away")
        return {"keys": [self.jwk(kid) for kid in self._keys]}

    def jwk(self, kid: str) -> dict[str, Any]:
        """Return one public key as a JWK."""
        public = self._keys[kid].public_key()
        if self.algorithm == "RS256":
            text = RSAAlgorithm.to_jwk(public)
        elif self.algorithm == "ES256":
            text = ECAlgorithm.to_jwk(public)
        else:
            text = OKPAlgorithm.to_jwk(public)
        return {**json.loads(text), "kid": kid, "alg": self.algorithm, "use": "sig"}

    def public_key(self) -> Any:
        """Return the current public key."""
        return self._keys[self.current].public_key()

    def verifier(self, **options: Any) -> TokenVerifier:
        """Return what checks this issuer's tokens in a service under test."""
        keys = options.pop("keys", None) or KeySet(self, (self.algorithm,))
        return TokenVerifier(
            keys, issuer=self.issuer, audience=self.audience, algorithms=(self.algorithm,), **options
        )


def asgi_client(app: ASGIApp, headers: Mapping[str, str] | None = None) -> httpx.AsyncClient:
    """Return a client that calls an application in this process; its base address is that of an origin, so
    paths begin with /api/v1. An exception that leaves the application is raised in the test."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://service.test", headers=headers, timeout=30
    )


def problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """Return the problem that an answer must be, with everything that a problem has."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["type"] == f"/problems/{slug}"
    assert document["status"] == status
    assert document["title"]
    assert document["detail"]
    assert document["correlation_id"] == answer.headers["x-correlation-id"]
    return document


def errors(answer: httpx.Response) -> list[tuple[str, str]]:
    """Return where the faults of a malformed request are: (part of the request, JSON pointer)."""
    return [(error["in"], error["pointer"]) for error in problem(answer, 422, "invalid-request")["errors"]]


def _new_key(algorithm: str) -> Any:
    if algorithm == "RS256":
        return rsa.generate_private_key(65537, 2048)
    if algorithm == "ES256":
        return ec.generate_private_key(ec.SECP256R1())
    return ed25519.Ed25519PrivateKey.generate()
