"""`/media`: audio, peaks and spectrogram tiles, by signed addresses."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import RedirectResponse, Response, StreamingResponse

from dataset_service.ports import BadSlice, Excerpt, Media, MediaFile
from service_kit.http.etags import etag_of
from service_kit.http.media import MediaVerifier
from service_kit.http.problems import (
    BAD_RANGE,
    NOT_FOUND,
    SIGNATURE_EXPIRED,
    SIGNATURE_INVALID,
    invalid,
    problem_response,
    responses,
)
from service_kit.http.ranges import requested_slice
from service_kit.http.responses import JsonResponse

_PATH: Final = "/api/v1/media/{sha256}"
_CACHE: Final = "private, max-age=31536000, immutable"
_AT_ONCE: Final = 1 << 20
_MOST: Final = 2**40
_TIME = Annotated[float, Field(ge=0, le=_MOST, allow_inf_nan=False)]
_REFUSALS: Final = responses(NOT_FOUND, SIGNATURE_EXPIRED, SIGNATURE_INVALID)


def _bytes(kind: str) -> dict[int | str, dict[str, Any]]:
    return {
        200: {"description": "The bytes", "content": {kind: {}}},
        206: {"description": "The range asked for", "content": {kind: {}}},
        302: {"description": "The object store's own address of the bytes"},
    }


def router(media: Media, verifier: MediaVerifier, *, redirect: bool, seconds: int) -> APIRouter:
    """Return the routes. ``redirect``: to the object store where it is not local; its addresses then work for
    ``seconds``."""
    routes = APIRouter(tags=["media"])

    async def serve(request: Request, file: MediaFile) -> Response:
        if file.path is None and redirect:
            address = await media.address(file, seconds)
            return RedirectResponse(address, 302, {"Cache-Control": f"private, max-age={seconds // 2}"})
        wanted = requested_slice(request, file.size, file.etag)
        headers = wanted.headers(file.etag) | {"Cache-Control": _CACHE, "X-Content-Type-Options": "nosniff"}
        if wanted.status == 416:
            return problem_response(BAD_RANGE, None, {"size": file.size}, headers)
        if wanted.status == 304:
            return Response(status_code=304, headers=headers)
        if request.method == "HEAD":
            return Response(None, wanted.status, headers, file.content_type)
        if wanted.length <= _AT_ONCE:
            content = await media.read_range(file, wanted.start, wanted.end)
            return Response(content, wanted.status, headers, file.content_type)
        blocks = media.read(file, wanted.start, wanted.end)
        return StreamingResponse(blocks, wanted.status, headers, file.content_type)

    async def serve_excerpt(request: Request, excerpt: Excerpt) -> Response:
        etag = f'"{excerpt.sha256}-{excerpt.start}-{excerpt.end}"'
        headers = {"ETag": etag, "Cache-Control": _CACHE, "X-Content-Type-Options": "nosniff"}
        if requested_slice(request, excerpt.size, etag).status == 304:
            return Response(status_code=304, headers=headers)
        headers["Content-Length"] = str(excerpt.size)
        if request.method == "HEAD":
            return Response(None, 200, headers, "audio/wav")
        return StreamingResponse(await media.read_excerpt(excerpt), 200, headers, "audio/wav")

    async def get_audio(
        sha256: str,
        request: Request,
        start: Annotated[_TIME | None, Query(alias="from", description="Seconds; with `to`")] = None,
        end: Annotated[_TIME | None, Query(alias="to", description="Seconds; with `from`")] = None,
    ) -> Response:
        """Return the audio that a browser can seek exactly: what was uploaded, or a FLAC of it; with ranges.

        With `from` and `to` (at most 300 s apart) it is a WAV of 16 bit, all channels, of exactly the samples between
        round(from * rate) and round(to * rate), that one excluded and cut to what there is.
        """
        verifier.check(request.url.path, request.query_params)
        if start is None and end is None:
            return await serve(request, await media.audio(sha256))
        if start is None or end is None:
            raise invalid("/query/from" if start is None else "/query/to", "from and to go together", "query")
        try:
            excerpt = await media.excerpt(sha256, start, end)
        except BadSlice as error:
            raise invalid(f"/query/{error.parameter}", str(error), "query") from error
        return await serve_excerpt(request, excerpt)

    async def get_peaks(
        sha256: str,
        request: Request,
        level: Annotated[int, Query(ge=0, le=64, description="0 is the finest")] = 0,
        start: Annotated[int, Query(alias="from", ge=0, le=_MOST, description="First point")] = 0,
        end: Annotated[
            int | None, Query(alias="to", ge=0, le=_MOST, description="Point behind the last")
        ] = None,
        bits: Literal["8", "16"] = "8",
        info: bool = False,
    ) -> Response:
        """Return a slice of the waveform's peaks as audiowaveform `.dat` version 2; with `info=1`, which levels
        there are."""
        verifier.check(request.url.path, request.query_params)
        etag = etag_of(f"{sha256}-peaks-{level}-{start}-{end}-{bits}-{info}")
        headers = {"ETag": etag, "Cache-Control": _CACHE}
        if requested_slice(request, 0, etag).status == 304:
            return Response(status_code=304, headers=headers)
        if info:
            return JsonResponse(await media.peaks_info(sha256), headers=headers)
        try:
            content = await media.peaks(sha256, level, start, end, int(bits))
        except BadSlice as error:
            raise invalid(f"/query/{error.parameter}", str(error), "query") from error
        return Response(content, headers=headers, media_type="application/octet-stream")

    async def get_spectrogram(
        sha256: str,
        request: Request,
        preset: Annotated[str, Query(max_length=40)] = "mel",
        zoom: Annotated[int, Query(ge=0, le=64, description="0 is the finest")] = 0,
        tile: Annotated[int, Query(ge=0, le=_MOST)] = 0,
        info: bool = False,
    ) -> Response:
        """Return a tile of the mel spectrogram as a grey PNG; with `info=1`, which zooms and tiles there are."""
        verifier.check(request.url.path, request.query_params)
        if info:
            return JsonResponse(await media.tile_info(sha256), headers={"Cache-Control": _CACHE})
        try:
            file = await media.tile(sha256, preset, zoom, tile)
        except BadSlice as error:
            raise invalid(f"/query/{error.parameter}", str(error), "query") from error
        return await serve(request, file)

    for name, endpoint, kind, shape in (
        ("audio", get_audio, "audio/*", responses(BAD_RANGE)),
        ("peaks", get_peaks, "application/octet-stream", {}),
        ("spectrogram", get_spectrogram, "image/png", responses(BAD_RANGE)),
    ):
        routes.add_api_route(
            f"{_PATH}/{name}", endpoint, methods=["GET"], responses=_bytes(kind) | _REFUSALS | shape
        )
        routes.add_api_route(f"{_PATH}/{name}", endpoint, methods=["HEAD"], include_in_schema=False)
    return routes
