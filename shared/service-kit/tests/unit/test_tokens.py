"""Who is let in: tokens, and the issuer's keys behind them."""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import APIRouter

from service_kit.http.app import create_app
from service_kit.http.auth import Authenticated, TokenVerifier
from service_kit.http.keys import HttpKeySource, KeySet
from service_kit.http.problems import ProblemError
from service_kit.testing.http import AUDIENCE, ISSUER, TestIssuer, asgi_client


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def issuer() -> TestIssuer:
    return TestIssuer()


@pytest.fixture
async def client(issuer: TestIssuer) -> AsyncIterator[httpx.AsyncClient]:
    router = APIRouter()

    @router.get("/me")
    async def me(caller: Authenticated) -> dict[str, Any]:
        return {"user": caller.user, "name": caller.name, "until": caller.expires_at.isoformat()}

    async with asgi_client(create_app("t", "1", [router], {}, auth=issuer.verifier())) as client:
        yield client


async def refused(client: httpx.AsyncClient, token: str) -> httpx.Response:
    answer = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "/problems/unauthenticated"
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    return answer


async def test_a_good_token_says_who_calls(client: httpx.AsyncClient, issuer: TestIssuer) -> None:
    answer = await client.get("/api/v1/me", headers=issuer.headers("ann", name="Ann"))
    assert answer.status_code == 200
    assert answer.json()["user"] == "ann"
    assert answer.json()["name"] == "Ann"


async def test_without_a_token_the_answer_asks_for_one(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="earmark"'


async def test_a_token_in_the_address_lets_nobody_in(client: httpx.AsyncClient, issuer: TestIssuer) -> None:
    answer = await client.get("/api/v1/me", params={"access_token": issuer.token()})
    assert answer.status_code == 401


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer ", "bearer-token"])
async def test_other_schemes_are_refused(client: httpx.AsyncClient, header: str) -> None:
    assert (await client.get("/api/v1/me", headers={"Authorization": header})).status_code == 401


@pytest.mark.parametrize("token", ["x", "a.b.c", "..", "é.é.é", "a" * 20_000, "e30.e30.", "bnVsbA.e30.x"])
async def test_what_is_no_token_is_refused(client: httpx.AsyncClient, token: str) -> None:
    answer = await client.get("/api/v1/me", headers={b"Authorization": f"Bearer {token}".encode("latin-1")})
    assert answer.status_code == 401


async def test_an_expired_token_is_refused(client: httpx.AsyncClient, issuer: TestIssuer) -> None:
    await refused(client, issuer.token(expires_in=-31))


async def test_thirty_seconds_of_clock_difference_are_forgiven(
    client: httpx.AsyncClient, issuer: TestIssuer
) -> None:
    assert (await client.get("/api/v1/me", headers=issuer.headers(expires_in=-20))).status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": None},
        {"iss": None},
        {"aud": None},
        {"sub": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": 1e300},
        {"aud": "another"},
        {"iss": "https://elsewhere.test"},
        {"nbf": time.time() + 3600},
        {"iat": time.time() + 3600},
        {"sub": ""},
        {"sub": "a" * 256},
        {"sub": "nul\x00"},
    ],
    ids=str,
)
async def test_claims_that_do_not_hold_are_refused(
    client: httpx.AsyncClient, issuer: TestIssuer, claims: dict[str, Any]
) -> None:
    await refused(client, issuer.token(**claims))


async def test_a_subject_that_is_not_a_text_is_refused(client: httpx.AsyncClient, issuer: TestIssuer) -> None:
    header = _part({"alg": "RS256", "kid": issuer.current})
    claims = _part({"sub": 7, "iss": ISSUER, "aud": AUDIENCE, "exp": time.time() + 60})
    signature = _unpadded(
        jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).sign(
            f"{header}.{claims}".encode(), issuer._keys[issuer.current]
        )
    )
    await refused(client, f"{header}.{claims}.{signature}")


async def test_an_audience_among_several_is_enough(client: httpx.AsyncClient, issuer: TestIssuer) -> None:
    answer = await client.get("/api/v1/me", headers=issuer.headers(aud=["other", AUDIENCE]))
    assert answer.status_code == 200


async def test_an_unsigned_token_is_refused(client: httpx.AsyncClient, issuer: TestIssuer) -> None:
    claims = {"sub": "ann", "iss": ISSUER, "aud": AUDIENCE, "exp": time.time() + 60}
    for name in ("none", "None", "NONE"):
        await refused(client, f"{_part({'alg': name, 'kid': issuer.current})}.{_part(claims)}.")


async def test_the_public_key_is_no_shared_secret(client: httpx.AsyncClient, issuer: TestIssuer) -> None:
    """Algorithm confusion: HS256 with the published key as its secret."""
    secret = issuer.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = _part({"alg": "HS256", "kid": issuer.current})
    claims = _part({"sub": "ann", "iss": ISSUER, "aud": AUDIENCE, "exp": time.time() + 60})
    signature = _unpadded(hmac.digest(secret, f"{header}.{claims}".encode(), "sha256"))
    await refused(client, f"{header}.{claims}.{signature}")


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
async def test_only_the_pinned_algorithm_is_believed(
    client: httpx.AsyncClient, issuer: TestIssuer, algorithm: str
) -> None:
    claims = {"sub": "ann", "iss": ISSUER, "aud": AUDIENCE, "exp": time.time() + 60}
    key = issuer._keys[issuer.current]
    await refused(client, jwt.encode(claims, key, algorithm, {"kid": issuer.current}))


async def test_a_stranger_with_the_same_key_id_is_refused(
    client: httpx.AsyncClient, issuer: TestIssuer
) -> None:
    claims = {"sub": "ann", "iss": ISSUER, "aud": AUDIENCE, "exp": time.time() + 60}
    stranger = rsa.generate_private_key(65537, 2048)
    await refused(client, jwt.encode(claims, stranger, "RS256", {"kid": issuer.current}))


async def test_keys_that_a_token_brings_along_are_ignored(
    client: httpx.AsyncClient, issuer: TestIssuer
) -> None:
    stranger = TestIssuer()
    stranger.rotate(keep_old=False)
    brought = {"jwk": stranger.jwk(stranger.current), "jku": "https://evil.test/jwks", "kid": issuer.current}
    token = stranger.sign(
        {"sub": "ann", "iss": ISSUER, "aud": AUDIENCE, "exp": time.time() + 60}, headers=brought
    )
    await refused(client, token)


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA"])
async def test_other_algorithms_work_where_they_are_the_pinned_ones(algorithm: str) -> None:
    issuer = TestIssuer(algorithm)
    assert (await issuer.verifier().verify(issuer.token("eve"))).user == "eve"
    with pytest.raises(ProblemError):
        await issuer.verifier().verify(TestIssuer().token("eve"))


async def test_a_token_is_checked_once_and_remembered_until_it_ends(issuer: TestIssuer) -> None:
    clock = Clock(time.time())
    verifier = issuer.verifier(clock=clock)
    token = issuer.token(expires_in=100)
    first = await verifier.verify(token)
    assert await verifier.verify(token) is first
    clock.now += 131
    with pytest.raises(ProblemError, match="expired"):
        await verifier.verify(token)


async def test_only_so_many_tokens_are_remembered(issuer: TestIssuer) -> None:
    verifier = issuer.verifier(remember=2)
    for user in ("a", "b", "c", "d"):
        await verifier.verify(issuer.token(user))
    assert len(verifier._verified) == 2


# --- the issuer's keys


def keys_and_verifier(issuer: TestIssuer, clock: Clock) -> tuple[KeySet, TokenVerifier]:
    keys = KeySet(issuer, keep=300, pause=5, clock=clock)
    return keys, issuer.verifier(keys=keys)


async def test_keys_are_read_once_for_five_minutes(issuer: TestIssuer) -> None:
    clock = Clock()
    _, verifier = keys_and_verifier(issuer, clock)
    for user in ("a", "b", "c"):
        await verifier.verify(issuer.token(user))
        clock.now += 99
    assert issuer.fetches == 1
    clock.now += 4
    await verifier.verify(issuer.token("d"))
    assert issuer.fetches == 2


async def test_many_first_requests_read_the_keys_together(issuer: TestIssuer) -> None:
    _, verifier = keys_and_verifier(issuer, Clock())
    await asyncio.gather(*(verifier.verify(issuer.token(f"u{number}")) for number in range(20)))
    assert issuer.fetches == 1


async def test_a_new_key_is_found_by_reading_once_more(issuer: TestIssuer) -> None:
    _, verifier = keys_and_verifier(issuer, Clock())
    old = issuer.token("ann")
    await verifier.verify(old)
    issuer.rotate()
    assert (await verifier.verify(issuer.token("bob"))).user == "bob"
    assert (await verifier.verify(old)).user == "ann"
    assert issuer.fetches == 2


async def test_unknown_key_ids_cannot_make_us_hammer_the_issuer(issuer: TestIssuer) -> None:
    clock = Clock()
    _, verifier = keys_and_verifier(issuer, clock)
    await verifier.verify(issuer.token())
    claims = {"sub": "ann", "iss": ISSUER, "aud": AUDIENCE, "exp": time.time() + 60}
    for number in range(50):
        with pytest.raises(ProblemError):
            await verifier.verify(issuer.sign(claims, {"kid": f"made-up-{number}"}))
    assert issuer.fetches == 2
    clock.now += 5
    with pytest.raises(ProblemError):
        await verifier.verify(issuer.sign(claims, {"kid": "made-up-again"}))
    assert issuer.fetches == 3


async def test_the_last_good_keys_stay_while_the_issuer_is_away(issuer: TestIssuer) -> None:
    clock = Clock()
    _, verifier = keys_and_verifier(issuer, clock)
    await verifier.verify(issuer.token())
    issuer.away = True
    clock.now += 3600
    assert (await verifier.verify(issuer.token("late"))).user == "late"
    tried = issuer.fetches
    await verifier.verify(issuer.token("later"))
    assert issuer.fetches == tried, "a failed read is not repeated at once"


async def test_before_any_key_was_read_the_answer_is_to_come_back_later(issuer: TestIssuer) -> None:
    clock = Clock()
    issuer.away = True
    _, verifier = keys_and_verifier(issuer, clock)
    with pytest.raises(ProblemError) as refusal:
        await verifier.verify(issuer.token())
    assert refusal.value.problem.status == 503
    assert (refusal.value.headers or {})["Retry-After"]
    issuer.away = False
    clock.now += 5
    await verifier.verify(issuer.token())


async def test_a_withdrawn_key_ends_the_tokens_it_signed(issuer: TestIssuer) -> None:
    clock = Clock()
    _, verifier = keys_and_verifier(issuer, clock)
    token = issuer.token()
    await verifier.verify(token)
    issuer.rotate(keep_old=False)
    clock.now += 301
    with pytest.raises(ProblemError):
        await verifier.verify(token)


async def test_a_token_without_key_id_needs_a_single_key(issuer: TestIssuer) -> None:
    claims = {"sub": "ann", "iss": ISSUER, "aud": AUDIENCE, "exp": time.time() + 60}
    assert (await issuer.verifier().verify(issuer.sign(claims, {"kid": None}))).user == "ann"
    issuer.rotate()
    with pytest.raises(ProblemError):
        await issuer.verifier().verify(issuer.sign(claims, {"kid": None}))


async def test_unusable_keys_of_an_issuer_are_passed_over(issuer: TestIssuer) -> None:
    class Mixed:
        async def fetch(self) -> Mapping[str, Any]:
            weak = TestIssuer()
            weak._keys["weak"] = rsa.generate_private_key(65537, 1024)
            good = issuer.jwk(issuer.current)
            return {
                "keys": [
                    {"kty": "oct", "kid": "secret", "k": "c2VjcmV0", "alg": "HS256"},
                    {**good, "kid": "for-encryption", "use": "enc"},
                    {**good, "kid": "wrong-alg", "alg": "RS512"},
                    {"kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB"},
                    "nonsense",
                    weak.jwk("weak"),
                    good,
                ]
            }

    keys = KeySet(Mixed())
    await keys.refresh()
    assert await keys.find(issuer.current, "RS256") is not None
    for kid in ("secret", "for-encryption", "wrong-alg", "broken", "weak"):
        assert await keys.find(kid, "RS256") is None


async def test_keys_come_over_http(issuer: TestIssuer) -> None:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        body = json.dumps(await issuer.fetch()).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    source = HttpKeySource("http://issuer.test/jwks")
    source._client = asgi_client(application)
    assert (await issuer.verifier(keys=KeySet(source)).verify(issuer.token())).user == "ann"
    await source.close()


def _part(value: Any) -> str:
    return _unpadded(json.dumps(value).encode())


def _unpadded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
