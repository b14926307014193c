"""JSON responses by orjson."""

from typing import Any

import orjson
from starlette.responses import JSONResponse


def dump_json(value: Any) -> bytes:
    """Return compact UTF-8 JSON; datetimes as RFC 3339 with Z, pydantic models by their fields, other things
    as text."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)


class JsonResponse(JSONResponse):
    """A response whose content is anything `dump_json` takes; the default of every route. (A JSONResponse, because the
    OpenAPI document describes the bodies of no other.)"""

    def render(self, content: Any) -> bytes:
        """Return the body."""
        return dump_json(content)


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if isinstance(value, set | frozenset | tuple):
        return sorted(value) if isinstance(value, set | frozenset) else list(value)
    return str(value)
