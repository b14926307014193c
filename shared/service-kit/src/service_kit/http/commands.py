"""Commands over HTTP: the context of one from its request, and its answer as a response."""

import hashlib
from typing import Annotated, Final

import orjson
from fastapi import Depends, Header, Request
from starlette.responses import Response

from service_kit.commands import Answer, CommandContext
from service_kit.http.auth import Authenticated
from service_kit.http.bodies import PARSED
from service_kit.http.problems import invalid
from service_kit.http.responses import dump_json
from service_kit.messaging.events import Cause
from service_kit.telemetry.context import begin, current

LONGEST_KEY: Final = 255
_KEY = Header(
    alias="Idempotency-Key",
    description=(
        "At most 255 characters. The same key and body give the first answer again, for 24 hours or longer."
    ),
)


async def command_context(
    request: Request,
    caller: Authenticated,
    idempotency_key: Annotated[str | None, _KEY] = None,
) -> CommandContext:
    """Return who commands, under which key, and a fingerprint of what: method, address and body (the order of
    a JSON object's names does not count). Raises the problem 422 for an empty or too long Idempotency-Key."""
    if idempotency_key is not None and not 1 <= len(idempotency_key) <= LONGEST_KEY:
        raise invalid("/header/Idempotency-Key", f"must have 1 to {LONGEST_KEY} characters", "header")
    cause = current_cause()
    made = cause.traceparent or cause.correlation_id
    return CommandContext(
        user=caller.user,
        id=idempotency_key if idempotency_key is not None else f"made:{made}",
        fingerprint=await _fingerprint(request),
        from_client=idempotency_key is not None,
        cause=cause,
    )


Command = Annotated[CommandContext, Depends(command_context)]


def current_cause() -> Cause:
    """Return the cause that effects of the current request name."""
    activity = current() or begin()
    return Cause(activity.correlation_id, None, activity.traceparent)


def answer_response(answer: Answer) -> Response:
    """Return the answer of a command as a response; without a body where it has none."""
    if answer.body is None:
        return Response(status_code=answer.status, headers=answer.headers)
    return Response(
        dump_json(answer.body), answer.status, headers=answer.headers, media_type="application/json"
    )


async def _fingerprint(request: Request) -> str:
    body = await request.body()
    parsed = request.scope.get(PARSED)
    if parsed is not None:
        body = orjson.dumps(parsed, option=orjson.OPT_SORT_KEYS)
    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    digest.update(body)
    return digest.hexdigest()
