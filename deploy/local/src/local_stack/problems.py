"""The few problem documents (RFC 9457) that the front itself answers with."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse

_SANE_ID = re.compile(r"[\w.\-]{1,128}")


def problem(
    request: Request,
    status: int,
    slug: str,
    title: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **facts: Any,
) -> JSONResponse:
    """A problem response of type `/problems/<slug>`; `facts` become extension members."""
    asked = request.headers.get("x-correlation-id") or request.headers.get("x-request-id") or ""
    body = {
        "type": f"/problems/{slug}",
        "title": title,
        "status": status,
        "detail": detail,
        "correlation_id": asked if _SANE_ID.fullmatch(asked) else str(uuid.uuid4()),
        **facts,
    }
    return JSONResponse(body, status, headers=dict(headers or {}), media_type="application/problem+json")


def malformed(request: Request, faults: Sequence[tuple[str, str]]) -> JSONResponse:
    """422 for input that cannot be read: (JSON pointer, message) per fault."""
    errors = [{"pointer": pointer, "message": message} for pointer, message in faults]
    return problem(
        request, 422, "invalid-request", "Invalid request", "The request is malformed.", errors=errors
    )


def not_found(request: Request, detail: str) -> JSONResponse:
    """404."""
    return problem(request, 404, "not-found", "Not found", detail)
