"""`/processed-datasets/{id}/download` and `/files/{name}`: the bytes."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from export_service.api.deps import Deps
from export_service.api.problems import NOT_READY
from export_service.domain.errors import FileUnknown
from export_service.ports import Files
from service_kit.http.auth import Authenticated
from service_kit.http.problems import BAD_RANGE, FORBIDDEN, NOT_FOUND, problem_response, responses
from service_kit.http.ranges import requested_slice

_PATH = "/api/v1/processed-datasets"
_TYPES = {
    ".jsonl": "application/x-ndjson",
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
}
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The bytes", "content": {"application/octet-stream": {}}},
    206: {"description": "The range asked for", "content": {"application/octet-stream": {}}},
}
_ANSWERS = _BYTES | responses(NOT_FOUND, FORBIDDEN, NOT_READY, BAD_RANGE)


def router(deps: Deps, files: Files) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(tags=["processed datasets"])

    @routes.get(_PATH + "/{id}/download", responses=_ANSWERS)
    async def download_processed_dataset(id: str, request: Request, caller: Authenticated) -> Response:
        """Return everything as one ZIP archive; ranges can be asked for, so a download can be resumed."""
        processed = await deps.managed(id, caller.user)
        processed.require_ready()
        name = f"{processed.plan.task_name}-{processed.version}.zip"

        def read(start: int, stop: int) -> AsyncIterator[bytes]:
            return files.read_archive(processed, start, stop)

        return _answer(
            request, processed.archive_bytes, f'"{id}"', "application/zip", read, _attachment(name)
        )

    @routes.get(_PATH + "/{id}/files/{name:path}", responses=_ANSWERS)
    async def get_processed_file(id: str, name: str, request: Request, caller: Authenticated) -> Response:
        """Return one file."""
        processed = await deps.managed(id, caller.user)
        processed.require_ready()
        found = await deps.queries.file(id, name)
        if found is None:
            raise FileUnknown(name)
        size, sha256 = found
        media_type = next(
            (kind for end, kind in _TYPES.items() if name.endswith(end)), "application/octet-stream"
        )

        def read(start: int, stop: int) -> AsyncIterator[bytes]:
            return files.read(processed, name, start, stop)

        return _answer(request, size, f'"{sha256}"', media_type, read, _attachment(name.rsplit("/", 1)[-1]))

    return routes


def _answer(request: Request, size: int, etag: str, media_type: str, read: Any, disposition: str) -> Response:
    wanted = requested_slice(request, size, etag)
    headers = {
        **wanted.headers(etag),
        "Cache-Control": "private, no-cache",
        "Content-Disposition": disposition,
    }
    if wanted.status == 416:
        return problem_response(BAD_RANGE, None, {"size": size}, headers)
    if wanted.status == 304:
        return Response(status_code=304, headers=headers)
    return StreamingResponse(read(wanted.start, wanted.end), wanted.status, headers, media_type)


def _attachment(name: str) -> str:
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\/' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
