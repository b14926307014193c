"""Request bodies: limits kept while they arrive, and JSON that every later part of the system can carry."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import orjson
from fastapi import Request
from starlette.datastructures import Headers

from service_kit.http.problems import TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, ProblemError, invalid

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

LIMIT: Final = "earmark.body_limit"
PARSED: Final = "earmark.json"
_LARGEST_WHOLE: Final = 2**63 - 1  # what the database can store
_MOST_DISCARDED: Final = 32 * 1024 * 1024
_METHODS_WITHOUT_BODY: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def streamed_body(limit: int) -> Callable[[Request], Awaitable[None]]:
    """Return a dependency for routes that read ``request.stream()``: any media type, up to ``limit``
    bytes."""

    async def allow(request: Request) -> None:
        request.scope[LIMIT] = limit
        announced = request.headers.get("content-length", "")
        if announced.isdigit() and int(announced) > limit:
            raise _too_large(limit)

    return allow


def guarded_receive(scope: Scope, receive: Receive, limit: int, depth: int) -> Receive:
    """Return a ``receive`` that refuses bodies above the limit while they arrive, and JSON bodies that are
    not sound.

    A JSON body is read whole before its first byte is given on; it must be UTF-8 JSON (RFC 8259) without lone
    surrogates, NUL characters, numbers beyond 64 bits, or nesting beyond ``depth``. A route that
    streams its body (`streamed_body`) has another limit and no such check. Raises problems 413 and 422.
    """
    if scope["method"] in _METHODS_WITHOUT_BODY:
        return receive
    started = False
    whole: Message | None = None
    seen = 0

    async def guarded() -> Message:
        nonlocal started, whole, seen
        if not started:
            started = True
            if LIMIT not in scope:
                headers = Headers(scope=scope)
                announced = headers.get("content-length", "")
                if announced.isdigit() and int(announced) > limit:
                    if int(announced) <= _MOST_DISCARDED:
                        await _discard(receive)
                    raise _too_large(limit)
                if is_json(headers.get("content-type")):
                    body = await _read_whole(receive, limit)
                    if body is None:
                        return {"type": "http.disconnect"}
                    if body:
                        scope[PARSED] = parse_json(body, depth)
                    return {"type": "http.request", "body": body, "more_body": False}
        message = await receive()
        if message["type"] == "http.request":
            allowed = scope.get(LIMIT, limit)
            seen += len(message.get("body", b""))
            if seen > allowed:
                raise _too_large(allowed)
        return message

    return guarded


def is_json(content_type: str | None) -> bool:
    """Say whether a Content-Type is JSON."""
    if content_type == "application/json":
        return True
    kind = (content_type or "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def parse_json(body: bytes, depth: int) -> Any:
    """Parse a JSON body. Raises the problem 422 where it is not JSON, or JSON that could not be stored or
    sent on."""
    try:
        value = orjson.loads(body)
    except (orjson.JSONDecodeError, RecursionError) as error:
        raise invalid("", f"is not JSON: {error}", detail="The body is not valid JSON in UTF-8.") from error
    if isinstance(value, dict | list):
        _check_containers(value, depth, escaped_nul=b"\\u0000" in body)
    else:
        _check_scalar(value, ())
    return value


def refuse_unless_json(request: Request) -> None:
    """Raise the problem 415 where a body was sent as something else than JSON."""
    content_type = request.headers.get("content-type")
    if not is_json(content_type):
        raise ProblemError(
            UNSUPPORTED_MEDIA_TYPE,
            f"This address takes application/json, not {content_type or 'a body without Content-Type'}.",
            headers={"Accept-Post": "application/json"} if request.method == "POST" else None,
        )


async def _read_whole(receive: Receive, limit: int) -> bytes | None:
    chunks: list[bytes] = []
    seen = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunk = message.get("body", b"")
        seen += len(chunk)
        if seen > limit:
            raise _too_large(limit)
        chunks.append(chunk)
        if not message.get("more_body"):
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def _discard(receive: Receive) -> None:
    """Read what is going to be refused: a connection that is closed over unread bytes is reset, and the refusal may be
    lost on its way through a gateway."""
    while True:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body"):
            return


def _check_containers(root: Any, depth: int, escaped_nul: bool) -> None:
    level: list[tuple[Any, tuple[Any, ...]]] = [(root, ())]
    for _ in range(depth):
        deeper: list[tuple[Any, tuple[Any, ...]]] = []
        for container, place in level:
            pairs = container.items() if isinstance(container, dict) else enumerate(container)
            for name, value in pairs:
                kind = type(value)
                if kind is dict or kind is list:
                    deeper.append((value, (*place, name)))
                elif escaped_nul or kind is int or kind is float:
                    _check_scalar(value, (*place, name))
                if escaped_nul and type(name) is str and "\x00" in name:
                    raise invalid(json_pointer(place), "has a name with a NUL character")
        if not deeper:
            return
        level = deeper
    raise invalid(json_pointer(level[0][1]), f"is nested deeper than {depth} levels")


def _check_scalar(value: Any, place: tuple[Any, ...]) -> None:
    if isinstance(value, str) and "\x00" in value:
        raise invalid(json_pointer(place), "contains a NUL character")
    # the parser makes a float of a whole number that is too large; no float of that size is worth telling
    # apart
    too_large = abs(value) > _LARGEST_WHOLE if type(value) is float else False
    if too_large or (type(value) is int and not -_LARGEST_WHOLE - 1 <= value <= _LARGEST_WHOLE):
        raise invalid(json_pointer(place), "is a number beyond 64 bits")


def json_pointer(place: tuple[Any, ...] | list[Any]) -> str:
    """Return a place as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in place)


def _too_large(limit: int) -> ProblemError:
    return ProblemError(
        TOO_LARGE, f"The body is larger than {limit} bytes.", {"limit": limit}, {"Connection": "close"}
    )
