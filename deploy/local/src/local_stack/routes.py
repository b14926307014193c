"""Which part answers which path: the one table behind the gateway's configuration."""

from __future__ import annotations

API = "/api/v1"

FRONT = "front"

SERVICES: dict[str, tuple[str, ...]] = {
    "task-service": ("me", "workspaces", "tasks"),
    "dataset-service": ("datasets", "records", "uploads", "media"),
    "assignment-service": ("assignments", "assignment-transfers"),
    "review-service": ("reviews", "review-transfers", "rest-approvals", "rest-rejections"),
    "export-service": ("processed-datasets",),
}
"""Service to the first path segments below /api/v1 that belong to it."""

FRONT_PATHS: tuple[str, ...] = (
    "/welcome",
    "/console.json",
    "/healthz",
    "/problems",
    "/problems/*",
    f"{API}/openapi.json",
    f"{API}/docs",
    f"{API}/docs/*",
    "/dev/token",
    "/dev/people",
    "/.well-known/*",
)

FRONT_PATHS_WITHOUT_CONSOLE: tuple[str, ...] = ("/", "/favicon.ico")
"""The front's too, as long as no console is there to answer them."""

NOT_CONSOLE: tuple[str, ...] = ("/api", "/api/*", "/dev", "/dev/*")
"""Never answered with a page of the console: programs ask here, and want to hear that nothing is there."""

UNBOUNDED_BODIES: tuple[str, ...] = (f"{API}/uploads", f"{API}/uploads/*")
"""Paths whose bodies the gateway does not limit: dataset-service has limits of its own for them."""

SENT_AS_STORED = f"^{API}/(?:media|processed-datasets/[^/]+)/"
"""Pattern of the paths of files with a length, a checksum and ranges of their own: never compressed on the way."""


def module_of(service: str) -> str:
    """The Python module that starts a service."""
    return service.replace("-", "_")


def database_of(service: str) -> str:
    """A service's MongoDB database."""
    return f"earmark_{service.removesuffix('-service')}"
