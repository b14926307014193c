"""Download addresses: a browser fetches them by itself, without a token, for a limited time."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.security.base import SecurityBase

from service_kit.http.auth import Caller, caller
from service_kit.http.media import MediaSigner, MediaVerifier

PATH = "/api/v1/processed-datasets"


def download_path(id: str, file: str | None) -> str:
    """Return the path of a file of a processed dataset, or of its archive, as it is signed: not quoted."""
    return f"{PATH}/{id}/download" if file is None else f"{PATH}/{id}/files/{file}"


def download_address(signer: MediaSigner, verifier: MediaVerifier, path: str, seconds: int) -> dict[str, Any]:
    """Return the address that works without a token, and when it ends."""
    query = signer.sign(path, seconds).rpartition("?")[2]
    ends = verifier.check(path, dict(pair.split("=", 1) for pair in query.split("&")))
    at = datetime.fromtimestamp(ends, UTC).isoformat().replace("+00:00", "Z")
    return {"url": f"{quote(path)}?{query}", "expires_at": at}


class SignedOrCaller(SecurityBase):
    """The dependency of what can be fetched with a token, or by an address that was signed: then nobody (None)."""

    def __init__(self, verifier: MediaVerifier) -> None:
        self._verifier = verifier
        self.model = caller.model
        self.scheme_name = caller.scheme_name

    async def __call__(self, request: Request) -> Caller | None:
        """Return the caller, or None for a good signature. Raises the problems 401, 403 `signature-invalid` and
        `signature-expired`."""
        if "signature" not in request.query_params:
            return await caller(request)
        # the decoded path: an address may be quoted in more than one way
        self._verifier.check(request.scope["path"], request.query_params)
        return None
