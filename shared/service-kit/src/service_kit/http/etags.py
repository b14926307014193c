"""Versions of single resources: ETag out, If-Match and If-None-Match in."""

import hashlib
from typing import Any

import orjson
from fastapi import Request
from starlette.responses import Response

from service_kit.http.problems import changed_meanwhile
from service_kit.http.responses import JsonResponse


def etag_of(value: Any) -> str:
    """Return the strong ETag (with its quotes) of a version number or text, or of the content of anything
    JSON-able."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f'"{value}"'
    if (
        isinstance(value, str)
        and 0 < len(value) <= 128
        and value.isascii()
        and value.isprintable()
        and '"' not in value
    ):
        return f'"{value}"'
    raw = orjson.dumps(
        value, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
    )
    return f'"{hashlib.blake2b(raw, digest_size=12).hexdigest()}"'


def if_match(request: Request) -> tuple[str, ...] | None:
    """Return the ETags that If-Match names (weak marks removed, ``*`` as it is), or None where it was not
    sent."""
    return _listed(request, "if-match")


def matches(asked: tuple[str, ...] | None, current: str) -> bool:
    """Say whether a change may go on: nothing was asked, or the current ETag is among what was asked."""
    return asked is None or "*" in asked or current in asked


def require_match(asked: tuple[str, ...] | None, current: str, state: Any) -> None:
    """Raise the problem 412 `changed-meanwhile`, with the current state, unless the ETag matches."""
    if not matches(asked, current):
        raise changed_meanwhile(state, current)


def resource_response(request: Request, body: Any, etag: str, status: int = 200) -> Response:
    """Return a single resource with its ETag; 304 where If-None-Match says that the client has this
    version."""
    known = _listed(request, "if-none-match")
    if status == 200 and request.method in ("GET", "HEAD") and known is not None and matches(known, etag):
        return Response(status_code=304, headers={"ETag": etag, "Cache-Control": "no-cache"})
    return JsonResponse(body, status, headers={"ETag": etag, "Cache-Control": "no-cache"})


def _listed(request: Request, header: str) -> tuple[str, ...] | None:
    values = request.headers.getlist(header)
    if not values:
        return None
    parts = (part.strip().removeprefix("W/") for value in values for part in value.split(","))
    return tuple(part if part == "*" or part.startswith('"') else f'"{part}"' for part in parts if part)
