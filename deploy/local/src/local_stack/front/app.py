"""The front's application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from local_stack.devlogin import DevLogin, router
from local_stack.front import health, pages
from local_stack.front.catalogue import Catalogue, NotAvailable
from local_stack.front.people import People
from local_stack.front.settings import FrontSettings
from local_stack.problems import not_found, problem

_OWN_ONLY = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(settings: FrontSettings) -> FastAPI:
    """Everything the gateway sends here."""
    client = httpx.AsyncClient(trust_env=False)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with client:
            yield

    app = FastAPI(title="Earmark front", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    if settings.oidc is None:
        login = DevLogin(settings.folder, settings.issuer, settings.audience)
        app.include_router(router(login, People(settings.folder)))
    _add_console_settings(app, settings)
    _add_health(app, settings, client)
    catalogue = Catalogue(settings.documents)
    _add_problem_pages(app, catalogue)
    _add_api_pages(app, catalogue)

    @app.exception_handler(HTTPException)
    async def refuse(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return not_found(request, "Nothing is at this address.")
        return problem(
            request,
            error.status_code,
            "method-not-allowed",
            "Not allowed",
            error.detail,
            headers=error.headers,
        )

    return app


def _add_console_settings(app: FastAPI, settings: FrontSettings) -> None:
    sign_in: dict[str, str] = {"kind": "development"}
    if settings.oidc is not None:
        sign_in = {"kind": "oidc", **asdict(settings.oidc)}
    told = {"sign_in": sign_in, "version": version("earmark-local-stack")}

    @app.get("/console.json")
    async def console() -> JSONResponse:
        return JSONResponse(told, headers={"Cache-Control": "no-store"})


def _add_health(app: FastAPI, settings: FrontSettings, client: httpx.AsyncClient) -> None:
    async def parts() -> dict[str, health.State]:
        return await health.states(client, settings.services, settings.servers)

    @app.get("/health/live")
    @app.get("/health/ready")
    @app.get("/health/started")
    async def own() -> JSONResponse:
        return JSONResponse({"status": "ready"})

    @app.get("/healthz")
    async def healthz() -> JSONResponse:
        found = await parts()
        well = all(state["state"] == "ready" for state in found.values())
        body = {"status": "ready" if well else "not ready", "parts": found}
        headers = {"Cache-Control": "no-store"} if well else {"Cache-Control": "no-store", "Retry-After": "2"}
        return JSONResponse(body, 200 if well else 503, headers=headers)

    @app.get("/")
    @app.get("/welcome")
    async def welcome() -> HTMLResponse:
        found = {part: str(state["state"]) for part, state in (await parts()).items()}
        base_url = settings.issuer if settings.oidc is None else None
        return HTMLResponse(pages.welcome(base_url, found), headers=_OWN_ONLY)


def _add_problem_pages(app: FastAPI, catalogue: Catalogue) -> None:
    @app.get("/problems")
    async def problems(request: Request) -> Response:
        try:
            return HTMLResponse(pages.problem_list(await catalogue.problem_types()), headers=_OWN_ONLY)
        except NotAvailable as error:
            return _not_available(request, error)

    @app.get("/problems/{slug}")
    async def one_problem(request: Request, slug: str) -> Response:
        try:
            found = [p for p in await catalogue.problem_types() if p.slug == slug]
        except NotAvailable as error:
            return _not_available(request, error)
        if not found:
            return not_found(request, f"No problem type is called {slug}.")
        return HTMLResponse(pages.problem_page(found[0]), headers=_OWN_ONLY)


def _add_api_pages(app: FastAPI, catalogue: Catalogue) -> None:
    assets = _swagger_files()

    @app.get("/api/v1/openapi.json")
    async def document(request: Request) -> Response:
        try:
            return JSONResponse(catalogue.merged_document())
        except NotAvailable as error:
            return _not_available(request, error)

    @app.get("/api/v1/docs")
    async def docs() -> HTMLResponse:
        return HTMLResponse(pages.api_page(), headers=_OWN_ONLY)

    @app.get("/api/v1/docs/start.js")
    async def start() -> Response:
        return Response(pages.API_PAGE_SCRIPT, media_type="text/javascript")

    @app.get("/api/v1/docs/{name}")
    async def asset(request: Request, name: str) -> Response:
        if name not in ("swagger-ui.css", "swagger-ui-bundle.js"):
            return not_found(request, "Nothing is at this address.")
        return FileResponse(assets / name, headers={"Cache-Control": "max-age=86400"})


def _swagger_files() -> Path:
    """Swagger UI's files, which the package fastapi-offline carries."""
    spec = find_spec("fastapi_offline")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package fastapi-offline is not installed")
    return Path(spec.origin).parent / "static"


def _not_available(request: Request, error: Exception) -> JSONResponse:
    return problem(request, 503, "unavailable", "Not available", str(error), headers={"Retry-After": "30"})
