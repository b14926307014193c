"""The FastAPI application of a service: its routes, and everything around them that is the same
everywhere."""

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.routing import Route

from service_kit.http import refusals
from service_kit.http.auth import TokenVerifier
from service_kit.http.describe import describe
from service_kit.http.health import Health
from service_kit.http.middleware import RequestMiddleware
from service_kit.http.problems import ProblemTable
from service_kit.http.responses import JsonResponse
from service_kit.telemetry.metrics import CONTENT_TYPE, Metrics

BASE: Final = "/api/v1"
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(
    name: str,
    version: str,
    routers: Iterable[APIRouter],
    problems: ProblemTable,
    *,
    auth: TokenVerifier,
    metrics: Metrics | None = None,
    health: Health | None = None,
    plumbing: Any = None,
    lifespan: Lifespan | None = None,
    description: str = "",
    json_limit: int = 2 * 1024 * 1024,
    json_depth: int = 64,
    log_requests: bool = False,
) -> FastAPI:
    """Build a service's application: its routers under /api/v1 (paths are written without it), /health/...,
    /metrics.

    ``problems`` translates the service's own exceptions: detail is ``str(error)``, extension members are what
    ``error.facts()`` returns, where it has that method. Routes find ``plumbing`` as
    ``request.app.state.plumbing``.
    """
    metrics = metrics or Metrics()
    health = health or Health()
    app = FastAPI(
        title=name,
        version=version,
        description=description,
        default_response_class=JsonResponse,
        generate_unique_id_function=operation_id,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.auth = auth
    app.state.metrics = metrics
    app.state.health = health
    app.state.plumbing = plumbing
    for router in routers:
        written_whole = any(getattr(route, "path", "").startswith(BASE) for route in router.routes)
        app.include_router(router, prefix="" if written_whole else BASE)

    async def show_metrics(_: Request) -> Response:
        return Response(metrics.render(), media_type=CONTENT_TYPE)

    app.router.routes.extend([*health.routes(), Route("/metrics", show_metrics, include_in_schema=False)])
    refusals.install(app, problems)
    app.add_middleware(
        RequestMiddleware,
        metrics=metrics,
        json_limit=json_limit,
        json_depth=json_depth,
        log_requests=log_requests,
    )
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app


def operation_id(route: APIRoute) -> str:
    """Return the operation id of a route: the name of its function."""
    return route.name
