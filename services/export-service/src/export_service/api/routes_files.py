"""`/processed-datasets/{id}/download` and `/files/{name}`: the bytes, and addresses of them for browsers."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response, StreamingResponse

from export_service.api.addresses import PATH, SignedOrCaller, download_address, download_path
from export_service.api.deps import Deps
from export_service.api.models import DownloadAddress, DownloadAddressBody
from export_service.api.problems import NOT_READY
from export_service.domain.errors import FileUnknown
from export_service.domain.processed import ProcessedDataset
from export_service.ports import Files
from service_kit.http.auth import Authenticated, Caller
from service_kit.http.media import MediaSigner, MediaVerifier
from service_kit.http.problems import (
    BAD_RANGE,
    FORBIDDEN,
    NOT_FOUND,
    SIGNATURE_EXPIRED,
    SIGNATURE_INVALID,
    problem_response,
    responses,
)
from service_kit.http.ranges import requested_slice
from service_kit.http.responses import JsonResponse

_TYPES = {
    ".jsonl": "application/x-ndjson",
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
}
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The bytes", "content": {"application/octet-stream": {}}},
    206: {"description": "The range asked for", "content": {"application/octet-stream": {}}},
}
_ANSWERS = _BYTES | responses(
    NOT_FOUND, FORBIDDEN, SIGNATURE_EXPIRED, SIGNATURE_INVALID, NOT_READY, BAD_RANGE
)


def router(
    deps: Deps, files: Files, signer: MediaSigner, verifier: MediaVerifier, address_seconds: int
) -> APIRouter:
    """Return the routes. Download addresses work for ``address_seconds``."""
    routes = APIRouter(tags=["processed datasets"])
    SignedOrAuthenticated = Annotated[Caller | None, Depends(SignedOrCaller(verifier))]

    async def readable(id: str, caller: Caller | None) -> ProcessedDataset:
        return await (deps.existing(id) if caller is None else deps.managed(id, caller.user))

    @routes.post(
        PATH + "/{id}/download-address",
        response_model=DownloadAddress,
        responses=responses(NOT_FOUND, FORBIDDEN, NOT_READY),
    )
    async def sign_download(id: str, body: DownloadAddressBody, caller: Authenticated) -> Response:
        """Return an address of the ZIP archive, or of one file, that works without a token for a while: for what a
        browser downloads by itself. Whoever has it can download."""
        processed = await deps.managed(id, caller.user)
        processed.require_ready()
        if body.file is not None and await deps.queries.file(id, body.file) is None:
            raise FileUnknown(body.file)
        address = download_address(signer, verifier, download_path(id, body.file), address_seconds)
        return JsonResponse(address, headers={"Cache-Control": "no-store"})

    @routes.get(PATH + "/{id}/download", responses=_ANSWERS)
    async def download_processed_dataset(
        id: str, request: Request, caller: SignedOrAuthenticated
    ) -> Response:
        """Return everything as one ZIP archive; ranges can be asked for, so a download can be resumed."""
        processed = await readable(id, caller)
        processed.require_ready()
        name = f"{processed.plan.task_name}-{processed.version}.zip"

        def read(start: int, stop: int) -> AsyncIterator[bytes]:
            return files.read_archive(processed, start, stop)

        return _answer(
            request, processed.archive_bytes, f'"{id}"', "application/zip", read, _attachment(name)
        )

    @routes.get(PATH + "/{id}/files/{name:path}", responses=_ANSWERS)
    async def get_processed_file(
        id: str, name: str, request: Request, caller: SignedOrAuthenticated
    ) -> Response:
        """Return one file."""
        processed = await readable(id, caller)
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
