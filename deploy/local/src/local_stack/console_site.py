"""The built console behind the gateway: which file answers which path, and what its pages may do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_stack.routes import NOT_CONSOLE

Json = dict[str, Any]

COMPRESSION: Json = {
    "handler": "encode",
    "encodings": {"zstd": {}, "gzip": {}},
    "prefer": ["zstd", "gzip"],
    "minimum_length": 1024,
}

_PATH = "{http.request.uri.path}"
_NAMES_A_FILE = r"/[^/]*\.[^/]*$"
_HIDDEN = r"/\."
_MAY_DO = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), display-capture=()"


@dataclass(frozen=True)
class ConsoleSite:
    """A folder with a built console."""

    folder: Path
    sign_in_origins: tuple[str, ...] = ()
    """Of the OIDC provider: spoken to, and framed to renew a token silently."""
    media_origins: tuple[str, ...] = ()
    """Where audio and images may come from besides our own origin."""


def content_security_policy(site: ConsoleSite) -> str:
    """What the console's pages may load, run and be framed by."""
    media, sign_in = site.media_origins, site.sign_in_origins
    allowed: dict[str, tuple[str, ...]] = {
        "default-src": ("'none'",),
        "script-src": ("'self'",),
        "style-src": ("'self'", "'unsafe-inline'"),
        "img-src": ("'self'", "data:", "blob:", *media),
        "media-src": ("'self'", "blob:", *media),
        "font-src": ("'self'",),
        "connect-src": tuple(dict.fromkeys(("'self'", *sign_in, *media))),
        "worker-src": ("'self'", "blob:"),
        "manifest-src": ("'self'",),
        # The frame of a silent renewal begins at the provider and ends at a page of ours.
        "frame-src": ("'self'", *sign_in) if sign_in else ("'none'",),
        "base-uri": ("'none'",),
        "form-action": ("'self'",),
        "frame-ancestors": ("'self'",),
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in allowed.items())


def routes(site: ConsoleSite) -> list[Json]:
    """Routes to put behind those of the parts. What none of them matches is nobody's."""
    root = str(site.folder)
    # A build has a well compressed twin of each large file; what has none is compressed on the way.
    files: Json = {"handler": "file_server", "root": root, "precompressed": {"gzip": {}}}
    there = {"path_regexp": {"pattern": _NAMES_A_FILE}, "file": {"root": root, "try_files": [_PATH]}}
    foreign = [{"path": list(NOT_CONSOLE)}, {"path_regexp": {"pattern": _HIDDEN}}]
    inner: list[Json] = [
        {"handle": [_headers(site), COMPRESSION]},
        {
            "match": [{"path": ["/assets/*"]}],
            "handle": [_cached("public, max-age=31536000, immutable"), files],
            "terminal": True,
        },
        {"match": [there], "handle": [_cached("no-cache"), files], "terminal": True},
        # Every other address is the console's own to show: a page, or its words that there is none.
        {"handle": [_cached("no-cache"), {"handler": "rewrite", "uri": "/index.html"}, files]},
    ]
    ours: Json = {"method": ["GET", "HEAD"], "not": foreign}
    return [
        {
            "match": [
                {**ours, **there},
                {**ours, "not": [*foreign, {"path_regexp": {"pattern": _NAMES_A_FILE}}]},
            ],
            "handle": [{"handler": "subroute", "routes": inner}],
            "terminal": True,
        }
    ]


def _headers(site: ConsoleSite) -> Json:
    return {
        "handler": "headers",
        "response": {
            "set": {
                "Content-Security-Policy": [content_security_policy(site)],
                "X-Content-Type-Options": ["nosniff"],
                "Referrer-Policy": ["no-referrer"],
                "Permissions-Policy": [_MAY_DO],
                "Cross-Origin-Opener-Policy": ["same-origin"],
            }
        },
    }


def _cached(how: str) -> Json:
    return {"handler": "headers", "response": {"set": {"Cache-Control": [how]}}}
