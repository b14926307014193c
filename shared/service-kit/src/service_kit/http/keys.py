"""The issuer's public keys (JWKS): fetched without blocking, kept five minutes, and longer while the issuer
is away."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Protocol

import httpx
import jwt

from service_kit.http.problems import UNAVAILABLE, ProblemError
from service_kit.telemetry.logs import EventLogger
from service_kit.telemetry.metrics import Metrics

log = EventLogger(__name__)
_KINDS: Final = {"RS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
_CURVES: Final = {"ES256": ("P-256",), "EdDSA": ("Ed25519", "Ed448")}
_WEAKEST_RSA: Final = 2048


class KeySource(Protocol):
    """Where a JWKS comes from."""

    async def fetch(self) -> Mapping[str, Any]:
        """Return the document ``{"keys": [...]}``; raises any exception where it cannot."""
        ...


class HttpKeySource:
    """A JWKS at an http(s) address."""

    def __init__(self, url: str, timeout: float = 5.0) -> None:
        self._url = url
        self._timeout = timeout
        self._client: httpx.AsyncClient | None = None

    async def fetch(self) -> Mapping[str, Any]:
        """Return the document."""
        if self._client is None:  # made late: reading the machine's certificates takes a while
            self._client = httpx.AsyncClient(timeout=self._timeout, follow_redirects=False)
        answer = await self._client.get(self._url, headers={"Accept": "application/json"})
        answer.raise_for_status()
        document = answer.json()
        if not isinstance(document, dict):
            raise ValueError("the JWKS is not a JSON object")
        return document

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


class KeySet:
    """The keys an issuer signs with, by key id.

    Read at first use and again after ``keep`` seconds. An unknown key id makes it read once more, but not
    more often than each ``pause`` seconds. While the issuer does not answer, the last good keys stay in use.
    """

    def __init__(
        self,
        source: KeySource,
        algorithms: Iterable[str] = ("RS256",),
        *,
        keep: float = 300.0,
        pause: float = 5.0,
        metrics: Metrics | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._algorithms = tuple(algorithms)
        self._keep = keep
        self._pause = pause
        self._metrics = metrics
        self._clock = clock
        self._keys: dict[tuple[str | None, str], list[jwt.PyJWK]] = {}
        self._identity: frozenset[tuple[str | None, str, str]] = frozenset()
        self._read_at: float | None = None
        self._tried_at: float | None = None
        self._asked_at: float | None = None  # the last read that an unknown key id asked for
        self._reading: asyncio.Task[None] | None = None
        self.generation = 0  # grows whenever a key is withdrawn

    @property
    def stale(self) -> bool:
        """Whether the keys should be read again (and may be: not while the pause after a failure lasts)."""
        now = self._clock()
        if self._read_at is not None and now - self._read_at < self._keep:
            return False
        return self._tried_at is None or now - self._tried_at >= self._pause

    async def refresh(self) -> None:
        """Read the keys anew; who comes while somebody else is reading goes on with the last good ones, if
        there are any. A failure keeps the ones there are."""
        if self._read_at is None or not self._is_reading:
            await self._read_with_others()

    async def find(self, kid: Any, algorithm: str) -> jwt.PyJWK | None:
        """Return the key that a token names, or the only one of the algorithm where it names none. Raises the
        problem 503 while no keys could be read yet."""
        if kid is not None and not isinstance(kid, str):
            return None
        if self._read_at is None and (self.stale or self._is_reading):
            await self._read_with_others()
        found = self._known(kid, algorithm)
        if found is None and self._read_at is not None and (self._is_reading or self._may_ask_again()):
            self._asked_at = self._clock()
            await self._read_with_others()
            found = self._known(kid, algorithm)
        if found is None and self._read_at is None:
            raise ProblemError(
                UNAVAILABLE, "The issuer's keys cannot be read right now.", headers={"Retry-After": "5"}
            )
        return found

    @property
    def _is_reading(self) -> bool:
        return self._reading is not None and not self._reading.done()

    def _may_ask_again(self) -> bool:
        return self._asked_at is None or self._clock() - self._asked_at >= self._pause

    async def _read_with_others(self) -> None:
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._read())
        await asyncio.shield(self._reading)  # one impatient client must not end the read of all

    def _known(self, kid: str | None, algorithm: str) -> jwt.PyJWK | None:
        if kid is not None:
            found = self._keys.get((kid, algorithm), [])
        else:
            found = [key for (_, known), keys in self._keys.items() if known == algorithm for key in keys]
        return found[0] if len(found) == 1 else None

    async def _read(self) -> None:
        self._tried_at = self._clock()
        try:
            document = await self._source.fetch()
            entries = document["keys"]
            if not isinstance(entries, list):
                raise TypeError("the JWKS has no list of keys")
            keys, identity = self._usable(entries)
            if not keys:
                raise ValueError("the JWKS has no usable key")
        except Exception as error:
            self._count("failed")
            log.warning("jwks_not_read", reason=f"{type(error).__name__}: {error}", keys_kept=len(self._keys))
            return
        self._count("ok")
        if self._identity - identity:
            self.generation += 1
        self._keys, self._identity = keys, identity
        self._read_at = self._tried_at = self._clock()

    def _usable(
        self, entries: list[Any]
    ) -> tuple[dict[tuple[str | None, str], list[jwt.PyJWK]], frozenset[tuple[str | None, str, str]]]:
        keys: dict[tuple[str | None, str], list[jwt.PyJWK]] = {}
        identity: set[tuple[str | None, str, str]] = set()
        for entry in entries:
            if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
                continue
            if "verify" not in entry.get("key_ops", ["verify"]):
                continue
            for algorithm in self._algorithms:
                if not _suits(entry, algorithm):
                    continue
                public = {name: value for name, value in entry.items() if name not in _PRIVATE}
                try:
                    key = jwt.PyJWK(public, algorithm)
                except (jwt.PyJWTError, ValueError, TypeError, KeyError):
                    log.warning("jwks_key_unusable", kid=str(entry.get("kid")))
                    continue
                if algorithm == "RS256" and getattr(key.key, "key_size", 0) < _WEAKEST_RSA:
                    log.warning("jwks_key_too_weak", kid=str(entry.get("kid")))
                    continue
                kid = entry.get("kid")
                kid = kid if isinstance(kid, str) else None
                keys.setdefault((kid, algorithm), []).append(key)
                identity.add((kid, algorithm, str(entry.get("n") or (entry.get("x"), entry.get("y")))))
        return keys, frozenset(identity)

    def _count(self, outcome: str) -> None:
        if self._metrics is not None:
            self._metrics.jwks_fetches.labels(outcome).inc()


_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


def _suits(entry: Mapping[str, Any], algorithm: str) -> bool:
    if entry.get("kty") != _KINDS[algorithm] or entry.get("alg", algorithm) != algorithm:
        return False
    return algorithm not in _CURVES or entry.get("crv") in _CURVES[algorithm]
