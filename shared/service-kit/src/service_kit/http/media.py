"""Signed addresses of media: whoever hands out a record signs them, whoever serves the bytes checks them."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

from service_kit.http.problems import SIGNATURE_EXPIRED, SIGNATURE_INVALID, ProblemError

_KEY: Final = "key"
_EXPIRES: Final = "expires"
_SIGNATURE: Final = "signature"
PARAMETERS: Final = (_KEY, _EXPIRES, _SIGNATURE)
_TOO_FAR: Final = 10**12


class MediaSigner:
    """Signs paths with the first of the keys.

    All addresses made for a path within a window of half their life are the same text, so that caches of
    browsers and gateways work; an address works for ``seconds`` at most and half of that at least.
    """

    def __init__(self, keys: Mapping[str, bytes], clock: Callable[[], float] = time.time) -> None:
        self._id, self._secret = next(iter(keys.items()))
        self._clock = clock

    def sign(self, path: str, seconds: int = 3600) -> str:
        """Return the path with key id, expiry and signature as its query. The path alone is signed: further
        query parameters may be added."""
        window = max(1, seconds // 2)
        expires = int(self._clock()) // window * window + seconds
        signature = _signature(self._secret, path, expires)
        return f"{path}?{urlencode({_KEY: self._id, _EXPIRES: expires, _SIGNATURE: signature})}"


class MediaVerifier:
    """Checks what `MediaSigner` signed, with any of the keys: an old and a new one are valid during
    rotation."""

    def __init__(self, keys: Mapping[str, bytes], clock: Callable[[], float] = time.time) -> None:
        self._keys = dict(keys)
        self._clock = clock

    def check(self, path: str, query: Mapping[str, str]) -> int:
        """Return the Unix second at which the address ends. Raises the problems 403 `signature-invalid` and
        `signature-expired`."""
        expires = query.get(_EXPIRES, "")
        secret = self._keys.get(query.get(_KEY, ""))
        if not (expires.isascii() and expires.isdigit() and len(expires) < len(str(_TOO_FAR))):
            raise ProblemError(SIGNATURE_INVALID, "The address carries no signature of ours.")
        # an unknown key costs the same time as a wrong signature
        expected = _signature(secret or b"no such key", path, int(expires))
        given = query.get(_SIGNATURE, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(expected.encode(), given) or secret is None:
            raise ProblemError(SIGNATURE_INVALID, "The signature does not belong to this address.")
        if int(expires) <= self._clock():
            raise ProblemError(SIGNATURE_EXPIRED, "This address worked for a limited time, which is over.")
        return int(expires)


def _signature(secret: bytes, path: str, expires: int) -> str:
    digest = hmac.new(secret, f"earmark-media-v1\n{expires}\n{path}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
