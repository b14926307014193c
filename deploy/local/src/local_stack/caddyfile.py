"""Caddy's configuration, made from the table of routes.

Written as Caddy's own JSON: problem documents and matchers need no quoting tricks there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from local_stack import console_site
from local_stack.console_site import COMPRESSION, ConsoleSite
from local_stack.ports import LOCALHOST
from local_stack.routes import (
    API,
    FRONT,
    FRONT_PATHS,
    FRONT_PATHS_WITHOUT_CONSOLE,
    SENT_AS_STORED,
    SERVICES,
    UNBOUNDED_BODIES,
)

PING = "/.gateway"
"""Answered by the gateway itself: it is up, whatever its parts do."""

BODY_LIMIT = 32 * 1024 * 1024
"""Bytes of a request body where uploads are not meant; the services have tighter rules per kind."""

Json = dict[str, Any]


def config(port: int, upstreams: Mapping[str, str], console: ConsoleSite | None = None) -> Json:
    """Args: the gateway's port; part name to host:port; the console to serve, where one is built. Services without
    an upstream answer 404.
    """
    routes = [_correlation(), _ping()]
    for service, prefixes in SERVICES.items():
        if service in upstreams:
            paths = [path for p in prefixes for path in (f"{API}/{p}", f"{API}/{p}/*")]
            routes.append(_route(paths, upstreams[service]))
    if console is None:
        routes.append(_route([*FRONT_PATHS, *FRONT_PATHS_WITHOUT_CONSOLE], upstreams[FRONT]))
    else:
        routes.append(_route(list(FRONT_PATHS), upstreams[FRONT]))
        routes.extend(console_site.routes(console))
    routes.append(
        {
            "handle": [
                _problem(404, "not-found", "There is no such thing", "No part of Earmark answers this path.")
            ]
        }
    )
    return {
        "admin": {"disabled": True, "config": {"persist": False}},
        "logging": {"logs": {"default": {"level": "WARN", "encoder": {"format": "json"}}}},
        "apps": {
            "http": {
                "grace_period": "1s",
                "servers": {
                    "gateway": {
                        "listen": [f"{LOCALHOST}:{port}"],
                        "automatic_https": {"disable": True},
                        "protocols": ["h1", "h2c"],
                        "idle_timeout": "120s",
                        "read_header_timeout": "30s",
                        "routes": routes,
                        "errors": {"routes": _errors()},
                    }
                },
            }
        },
    }


def _correlation() -> Json:
    """Names a request's own id, where it sent a sane one, or a new one for the gateway's own answers."""
    correlation = {"input_regexp": r"^([\w.\-]{1,128})\|", "outputs": ["${1}"]}
    request = {"input_regexp": r"^\|([\w.\-]{1,128})$", "outputs": ["${1}"]}
    return {
        "handle": [
            {
                "handler": "map",
                "source": "{http.request.header.X-Correlation-Id}|{http.request.header.X-Request-Id}",
                "destinations": ["{correlation_id}"],
                "mappings": [correlation, request],
                "defaults": ["{http.request.uuid}"],
            }
        ]
    }


def _ping() -> Json:
    return {
        "match": [{"path": [PING]}],
        "handle": [{"handler": "static_response", "status_code": 200}],
        "terminal": True,
    }


def _route(paths: Sequence[str], upstream: str) -> Json:
    unbounded = [path for path in paths if path in UNBOUNDED_BODIES]
    limit = {"handler": "request_body", "max_size": BODY_LIMIT}
    inner: list[Json] = []
    if not unbounded:
        inner.append({"handle": [limit]})
    elif len(unbounded) < len(paths):
        inner.append({"match": [{"not": [{"path": unbounded}]}], "handle": [limit]})
    inner.append(
        {"match": [{"not": [{"path_regexp": {"pattern": SENT_AS_STORED}}]}], "handle": _json_compressed()}
    )
    inner.append({"handle": [_proxy(upstream)]})
    return {
        "match": [{"path": list(paths)}],
        "handle": [{"handler": "subroute", "routes": inner}],
        "terminal": True,
    }


def _json_compressed() -> list[Json]:
    """Compresses whole JSON answers, and nothing else: no event stream, no media, no part of a file."""
    documents = {"Content-Type": ["application/json*", "application/problem+json*"]}
    compression = {**COMPRESSION, "match": {"headers": documents, "status_code": [200, 201, 202, 4, 5]}}
    # Caddy marks the ETag of what it compresses; ours name a version of a resource, which clients send back in
    # If-Match, so they leave as the service wrote them.
    unmarked = {"search_regexp": '-(?:zstd|gzip)"$', "replace": '"'}
    kept = {"handler": "headers", "response": {"deferred": True, "replace": {"Etag": [unmarked]}}}
    return [kept, compression]


def _proxy(upstream: str) -> Json:
    return {
        "handler": "reverse_proxy",
        "upstreams": [{"dial": upstream}],
        # Server-sent events and streamed downloads leave as they come.
        "flush_interval": -1,
        "transport": {
            "protocol": "http",
            "dial_timeout": "2s",
            # Shorter than a server's own patience (uvicorn's is 5 s): a connection is never used again just
            # as it is closed, which would turn a POST into an error.
            "keep_alive": {"enabled": True, "idle_timeout": "3s", "max_idle_conns_per_host": 64},
            "compression": False,
        },
    }


def _errors() -> list[Json]:
    too_large = _problem(
        413,
        "too-large",
        "The request is too large",
        "The request body is larger than this address takes.",
        limit=BODY_LIMIT,
    )
    down = _problem(
        503,
        "unavailable",
        "Earmark cannot do this right now",
        "The part that answers this address is not up.",
        retry_after=2,
    )
    other = _problem(
        "{http.error.status_code}",
        "internal",
        "Something went wrong",
        "The gateway could not answer this request.",
    )
    missing = _problem(404, "not-found", "There is no such thing", "Nothing is at this address.")
    status = "{http.error.status_code}"
    return [
        {"match": [{"vars": {status: ["404"]}}], "handle": [missing], "terminal": True},
        {"match": [{"vars": {status: ["413"]}}], "handle": [too_large], "terminal": True},
        {"match": [{"vars": {status: ["502", "503", "504"]}}], "handle": [down], "terminal": True},
        {"handle": [other]},
    ]


def _problem(
    status: int | str, slug: str, title: str, detail: str, *, retry_after: int | None = None, **facts: Any
) -> Json:
    body: Json = {
        "type": f"/problems/{slug}",
        "title": title,
        "status": status,
        "detail": detail,
        "correlation_id": "{correlation_id}",
        **facts,
    }
    text = json.dumps(body)
    if isinstance(status, str):
        text = text.replace(f'"{status}"', status)
    headers = {"Content-Type": ["application/problem+json"], "X-Correlation-Id": ["{correlation_id}"]}
    if retry_after is not None:
        headers["Retry-After"] = [str(retry_after)]
    return {"handler": "static_response", "status_code": status, "headers": headers, "body": text}
