"""Lists by cursor: ``?limit=`` and ``?cursor=`` in, ``{"items": [...], "next": "<cursor>|null"}`` out."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

import orjson
from fastapi import Depends, Query

from service_kit.http.problems import invalid
from service_kit.http.responses import JsonResponse

SMALLEST: Final = 1
LARGEST: Final = 500
USUAL: Final = 50
_LONGEST_CURSOR: Final = 4096


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for: up to ``limit`` items after the place ``after`` (None: from the
    beginning).

    What ``after`` holds is whatever the route put into `page_response`; texts, numbers, booleans, None and
    lists of them. It comes back from a client, so treat it as one more input: it names a place in an order,
    never a right.
    """

    limit: int = USUAL
    after: dict[str, Any] | None = None

    @property
    def one_more(self) -> int:
        """How many items to read in order to know whether there is a next page."""
        return self.limit + 1


async def page(
    limit: Annotated[int, Query(ge=SMALLEST, le=LARGEST, description="How many items at most")] = USUAL,
    cursor: Annotated[
        str | None, Query(max_length=_LONGEST_CURSOR, description="`next` of the page before this one")
    ] = None,
) -> Page:
    """Return the asked-for page. Raises the problem 422 for a cursor that was not handed out here."""
    return Page(limit, None if cursor is None else _read(cursor))


Paged = Annotated[Page, Depends(page)]


def page_document(items: Sequence[Any], next_after: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the body of a list: the items, and the cursor of what comes after them (None: that was all)."""
    return {"items": items, "next": None if next_after is None else write_cursor(next_after)}


def page_response(items: Sequence[Any], next_after: Mapping[str, Any] | None) -> JsonResponse:
    """Return a list as a response; see `page_document`."""
    return JsonResponse(page_document(items, next_after))


def write_cursor(after: Mapping[str, Any]) -> str:
    """Return the opaque text for a place in a list; datetimes become RFC 3339 texts."""
    raw = orjson.dumps(dict(after), default=_plain, option=orjson.OPT_UTC_Z)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _read(cursor: str) -> dict[str, Any]:
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        after = orjson.loads(raw)
    except ValueError as error:
        raise _bad() from error
    if not isinstance(after, dict) or not after or not all(map(_is_plain, after.values())):
        raise _bad()
    return after


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(not isinstance(part, dict | list) and _is_plain(part) for part in value)
    if isinstance(value, int) and abs(value) >= 2**63:
        return False
    return not isinstance(value, dict) and not (isinstance(value, str) and "\x00" in value)


def _bad() -> Exception:
    return invalid("/query/cursor", "is not a cursor of this list", "query")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)
