"""`/datasets/{id}/records` and `/records/{id}`."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from dataset_service.api.deps import Deps
from dataset_service.api.models import RecordList, RecordView
from dataset_service.api.views import record_view
from dataset_service.ports import RecordQuery
from service_kit.http.auth import Authenticated
from service_kit.http.paging import Page, Paged, page_response
from service_kit.http.problems import FORBIDDEN, NOT_FOUND, invalid, responses
from service_kit.http.responses import JsonResponse

_USUAL: Final = responses(NOT_FOUND, FORBIDDEN)
NUMBERS: Final = (
    "seconds",
    "sample_rate",
    "channels",
    "loudness_lufs",
    "peak_dbfs",
    "clipped_share",
    "silence_share",
    "bandwidth_hz",
)
_SORTS: Final = ("ordinal", "name", *NUMBERS)
_BOUND = Annotated[float | None, Query(allow_inf_nan=False)]


def router(deps: Deps) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(tags=["records"])

    def sign(path: str) -> str:
        return deps.signer.sign(path, deps.media_seconds)

    @routes.get("/api/v1/datasets/{id}/records", response_model=RecordList, responses=_USUAL)
    async def list_records(
        id: str,
        caller: Authenticated,
        page: Paged,
        sort: Annotated[
            str, Query(max_length=40, description=f"One of {', '.join(_SORTS)}; `-` before it for descending")
        ] = "ordinal",
        from_ordinal: Annotated[
            int | None,
            Query(
                ge=0,
                le=2**31,
                description="Begin with this ordinal; of the usual order, and without `cursor`",
            ),
        ] = None,
        name: Annotated[str | None, Query(max_length=255, description="A part of the audio name")] = None,
        min_seconds: _BOUND = None,
        max_seconds: _BOUND = None,
        min_sample_rate: _BOUND = None,
        max_sample_rate: _BOUND = None,
        min_channels: _BOUND = None,
        max_channels: _BOUND = None,
        min_loudness: Annotated[float | None, Query(allow_inf_nan=False, description="LUFS")] = None,
        max_loudness: Annotated[float | None, Query(allow_inf_nan=False, description="LUFS")] = None,
        min_loudness_lufs: _BOUND = None,
        max_loudness_lufs: _BOUND = None,
        min_peak_dbfs: _BOUND = None,
        max_peak_dbfs: _BOUND = None,
        min_clipped_share: _BOUND = None,
        max_clipped_share: _BOUND = None,
        min_silence_share: _BOUND = None,
        max_silence_share: _BOUND = None,
        min_bandwidth_hz: _BOUND = None,
        max_bandwidth_hz: _BOUND = None,
    ) -> Response:
        """List the records of a dataset, sorted and filtered by what was measured."""
        await deps.dataset(id, caller.user)
        key = sort.removeprefix("-")
        key = "name" if key == "audio_name" else "loudness_lufs" if key == "loudness" else key
        if key not in _SORTS:
            raise invalid("/query/sort", f"must be one of {', '.join(_SORTS)}, with or without -", "query")
        if from_ordinal is not None and (sort != "ordinal" or page.after is not None):
            message = "goes with the order by ordinal, ascending, and without a cursor"
            raise invalid("/query/from_ordinal", message, "query")
        at_least = {
            "seconds": min_seconds,
            "sample_rate": min_sample_rate,
            "channels": min_channels,
            "loudness_lufs": min_loudness if min_loudness is not None else min_loudness_lufs,
            "peak_dbfs": min_peak_dbfs,
            "clipped_share": min_clipped_share,
            "silence_share": min_silence_share,
            "bandwidth_hz": min_bandwidth_hz,
        }
        at_most = {
            "seconds": max_seconds,
            "sample_rate": max_sample_rate,
            "channels": max_channels,
            "loudness_lufs": max_loudness if max_loudness is not None else max_loudness_lufs,
            "peak_dbfs": max_peak_dbfs,
            "clipped_share": max_clipped_share,
            "silence_share": max_silence_share,
            "bandwidth_hz": max_bandwidth_hz,
        }
        query = RecordQuery(
            id,
            key,
            sort.startswith("-"),
            {fact: bound for fact, bound in at_least.items() if bound is not None},
            {fact: bound for fact, bound in at_most.items() if bound is not None},
            name,
            _place(page, key) if from_ordinal is None else (from_ordinal - 1, from_ordinal - 1),
            page.one_more,
        )
        found = await deps.queries.records(query)
        shown = [record_view(record, sign) for record in found[: page.limit]]
        last = found[page.limit - 1] if len(found) > page.limit else None
        after: dict[str, Any] | None = None
        if last is not None:
            value = {"ordinal": last.ordinal, "name": last.name, **last.audio}[key]
            after = {"sort": key, "value": value, "ordinal": last.ordinal}
        answer = page_response(shown, after)
        answer.headers["Cache-Control"] = "no-store"  # its addresses end
        return answer

    @routes.get("/api/v1/records/{id}", response_model=RecordView, responses=_USUAL)
    async def get_record(id: str, caller: Authenticated) -> Response:
        """Return a record, with addresses of its audio, peaks and spectrogram that work for a while."""
        record = await deps.record(id, caller.user)
        return JsonResponse(record_view(record, sign), headers={"Cache-Control": "no-store"})

    return routes


def _place(page: Page, sort: str) -> tuple[Any, int] | None:
    if page.after is None:
        return None
    value, ordinal = page.after.get("value"), page.after.get("ordinal")
    fits = (
        isinstance(value, str)
        if sort == "name"
        else value is None or (isinstance(value, int | float) and not isinstance(value, bool))
    )
    if page.after.get("sort") != sort or not fits or not isinstance(ordinal, int):
        raise invalid("/query/cursor", "is not a cursor of this list", "query")
    return value, ordinal
