"""`/uploads`: sessions that files are sent to, in parts."""

import hashlib
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from contracts.ids import new_id
from dataset_service.api.deps import Deps
from dataset_service.api.models import NewUpload, UploadFileView, UploadView
from dataset_service.api.problems import CHECKSUM_MISMATCH, UPLOAD_CLOSED
from dataset_service.api.views import file_view, upload_view
from dataset_service.domain.errors import ChecksumMismatch, Malformed, NotFound
from dataset_service.domain.sources import upload_path
from dataset_service.domain.upload import FilePart, Upload, UploadFile
from dataset_service.ports import Parts, UnitOfWork
from dataset_service.use_cases.receive_part import ReceivePart, ReceivePartCommand, part_object
from service_kit.commands import Answer
from service_kit.http.auth import Authenticated
from service_kit.http.bodies import streamed_body
from service_kit.http.commands import Command, current_cause
from service_kit.http.paging import Page, page, write_cursor
from service_kit.http.problems import FORBIDDEN, NOT_FOUND, TOO_LARGE, ProblemError, invalid, responses
from service_kit.http.responses import JsonResponse
from service_kit.mongo.session import Session

_PATH: Final = "/api/v1/uploads"
_USUAL: Final = responses(NOT_FOUND, FORBIDDEN)
_MOST: Final = 2**50
_MANY_FILES: Final = 500


async def _file_page(
    limit: Annotated[int, Query(ge=1, le=_MANY_FILES, description="How many files at most")] = _MANY_FILES,
    cursor: Annotated[str | None, Query(max_length=4096)] = None,
) -> Page:
    return await page(limit, cursor)


def router(deps: Deps, parts: Parts, largest_file: int) -> APIRouter:
    """Return the routes; ``largest_file`` in bytes."""
    routes = APIRouter(tags=["uploads"])

    @routes.post(_PATH, status_code=201, response_model=UploadView, responses=_USUAL)
    async def begin_upload(body: NewUpload, caller: Authenticated, context: Command) -> Response:
        """Begin an upload; it is removed when nothing was sent to it for a day."""
        await deps.may_import(body.workspace, caller.user)

        async def work(unit: UnitOfWork) -> Answer:
            upload = Upload(new_id(), body.workspace, caller.user, unit.now, unit.now)
            unit.uploads.put(upload)
            return Answer(201, upload_view(upload, [], None), {"Location": f"{_PATH}/{upload.id}"})

        return await deps.run(context, work)

    @routes.get(_PATH + "/{id}", response_model=UploadView, responses=_USUAL)
    async def get_upload(
        id: str, caller: Authenticated, page: Annotated[Page, Depends(_file_page)]
    ) -> Response:
        """Return an upload: which files have arrived, and what is missing of them."""
        upload = await deps.upload(id, caller.user)
        after = page.after.get("path") if page.after else None
        if page.after and not isinstance(after, str):
            raise invalid("/query/cursor", "is not a cursor of this list", "query")
        files = await deps.queries.upload_files(id, after, page.one_more)
        more = write_cursor({"path": files[page.limit - 1].path}) if len(files) > page.limit else None
        return JsonResponse(upload_view(upload, files[: page.limit], more))

    @routes.put(
        _PATH + "/{id}/files/{path:path}",
        response_model=UploadFileView,
        responses=_USUAL | responses(UPLOAD_CLOSED, CHECKSUM_MISMATCH, TOO_LARGE),
        dependencies=[Depends(streamed_body(largest_file))],
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        },
    )
    async def put_upload_file(
        id: str,
        path: str,
        request: Request,
        caller: Authenticated,
        offset: Annotated[int, Query(ge=0, le=_MOST, description="Where the part begins")] = 0,
        total: Annotated[
            int | None,
            Query(ge=0, le=_MOST, description="Bytes of the whole file; may be left out for one part"),
        ] = None,
        sha256: Annotated[
            str | None, Query(pattern="^[0-9a-fA-F]{64}$", description="SHA-256 of the whole file")
        ] = None,
    ) -> Response:
        """Send a file, or a part of one: raw bytes of any media type. Parts can come in any order, and again."""
        upload = await deps.upload(id, caller.user)
        upload.require_open()
        name = upload_path(path)
        if total is None and offset:
            raise Malformed("/query/total", "is needed beside an offset", "query")
        if total is not None and (total > largest_file or offset > total):
            if offset > total:
                raise Malformed("/query/offset", "lies behind the total", "query")
            raise ProblemError(
                TOO_LARGE, f"A file has at most {largest_file} bytes.", {"limit": largest_file}
            )
        arriving = _Arriving(request, None if total is None else total - offset)
        object = part_object(id, name, offset, new_id())
        await parts.write(object, arriving.blocks())
        whole = arriving.length if total is None else total
        digest = arriving.digest.hexdigest()
        expected = sha256.lower() if sha256 else None
        complete = offset == 0 and arriving.length == whole
        try:
            if complete and expected is not None and digest != expected:
                raise ChecksumMismatch(expected, digest)
            part = FilePart(offset, arriving.length, object)
            command = ReceivePartCommand(id, name, whole, part, expected, digest if complete else None)

            async def receive(session: Session) -> tuple[UploadFile, list[FilePart]]:
                return await ReceivePart()(deps.units(session), command)

            file, gone = await deps.transactions.run(receive, current_cause())
        except Exception:
            await parts.remove([object])
            raise
        await parts.remove([part.object for part in gone])
        if file.complete and file.sha256 is None and file.expected is not None:
            file = await _check_whole(file, part)
        return JsonResponse(file_view(file))

    async def _check_whole(file: UploadFile, last: FilePart) -> UploadFile:
        """Compare a file that is complete now with the SHA-256 that its client gave."""
        assert file.expected is not None
        try:
            actual = await parts.sha256(file)
        except FileNotFoundError as error:  # a part was replaced meanwhile: whoever did that looks again
            raise NotFound("part any more; look at the upload again") from error
        expected = file.expected

        async def settle(session: Session) -> bool:
            unit = deps.units(session)
            stored = await unit.uploads.file(file.upload, file.path)
            if stored is None or stored.parts != file.parts:
                return False
            if actual == expected:
                stored.sha256 = actual
            else:
                stored.parts = [part for part in stored.parts if part != last]
                stored.expected = None
            unit.uploads.put_file(stored)
            return actual != expected

        if await deps.transactions.run(settle, current_cause()):
            await parts.remove([last.object])
        if actual != expected:
            raise ChecksumMismatch(expected, actual)
        file.sha256 = actual
        return file

    return routes


class _Arriving:
    """A body as it arrives: counted, hashed, and never longer than it may be."""

    def __init__(self, request: Request, most: int | None) -> None:
        self._request = request
        self._most = most
        self.length = 0
        self.digest = hashlib.sha256()

    async def blocks(self) -> AsyncIterator[bytes]:
        async for block in self._request.stream():
            self.length += len(block)
            if self._most is not None and self.length > self._most:
                raise Malformed(
                    "/query/total", "more bytes came than the total leaves for this part", "query"
                )
            if block:
                self.digest.update(block)
                yield block
