"""`/datasets`: import, look at, follow, cancel, delete."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from contracts.ids import new_id
from dataset_service.api.deps import Deps
from dataset_service.api.models import (
    BucketSource,
    DatasetList,
    DatasetView,
    FailureList,
    FolderSource,
    NewDataset,
    SubsetSource,
)
from dataset_service.api.problems import (
    DATASET_IN_USE,
    NOT_IMPORTING,
    OUTSIDE_IMPORT_ROOTS,
    SOURCE_NOT_READY,
    UPLOAD_INCOMPLETE,
)
from dataset_service.api.views import dataset_view
from dataset_service.domain.errors import Malformed
from dataset_service.domain.sources import manifest_path
from dataset_service.domain.subsets import BadFilter, parse_filter
from dataset_service.ports import UnitOfWork
from dataset_service.use_cases.create_dataset import CreateDataset, CreateDatasetCommand
from dataset_service.use_cases.end_import import CancelImport, DeleteDataset
from service_kit.commands import Answer
from service_kit.http.auth import Authenticated
from service_kit.http.commands import Command
from service_kit.http.etags import etag_of, if_match, require_match, resource_response
from service_kit.http.paging import Paged, page_response
from service_kit.http.problems import FORBIDDEN, NOT_FOUND, invalid, responses
from service_kit.mongo.session import Doc

_PATH: Final = "/api/v1/datasets"
_USUAL: Final = responses(NOT_FOUND, FORBIDDEN)
_STREAM: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/event-stream": {}}, "description": "The whole dataset with each change"}
}


def router(deps: Deps) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(tags=["datasets"])

    @routes.post(
        _PATH,
        status_code=202,
        response_model=DatasetView,
        responses=_USUAL | responses(FORBIDDEN, OUTSIDE_IMPORT_ROOTS, UPLOAD_INCOMPLETE, SOURCE_NOT_READY),
    )
    async def import_dataset(body: NewDataset, caller: Authenticated, context: Command) -> Response:
        """Import a raw dataset: from an upload, a folder, a bucket, or as a subset of another. Records have the
        order of the manifest, else that of their paths, folder by folder."""
        await deps.may_import(body.workspace, caller.user)
        manifest = manifest_path(body.manifest) if body.manifest is not None else None
        source = _checked_source(deps, body)

        async def work(unit: UnitOfWork) -> Answer:
            command = CreateDatasetCommand(
                new_id(), body.workspace, body.name, body.source.kind, caller.user, source, manifest
            )
            dataset = await CreateDataset()(unit, command)
            return Answer(202, dataset_view(dataset), {"Location": f"{_PATH}/{dataset.id}"})

        return await deps.run(context, work)

    @routes.get(_PATH, response_model=DatasetList, responses=_USUAL)
    async def list_datasets(
        caller: Authenticated, page: Paged, workspace: Annotated[str, Query(min_length=1, max_length=255)]
    ) -> Response:
        """List the raw datasets of a workspace, newest first."""
        await deps.may_read(workspace, caller.user)
        before = page.after.get("before") if page.after else None
        if page.after and not isinstance(before, str):
            raise invalid("/query/cursor", "is not a cursor of this list", "query")
        found = await deps.queries.datasets(workspace, before, page.one_more)
        shown = found[: page.limit]
        after = {"before": shown[-1].id} if len(found) > page.limit else None
        return page_response([dataset_view(dataset) for dataset in shown], after)

    @routes.get(_PATH + "/{id}", response_model=DatasetView, responses=_USUAL)
    async def get_dataset(id: str, request: Request, caller: Authenticated) -> Response:
        """Return a raw dataset; while it is importing, how far that is."""
        document = dataset_view(await deps.dataset(id, caller.user))
        return resource_response(request, document, etag_of(document))

    @routes.get(_PATH + "/{id}/live", responses=_USUAL | _STREAM)
    async def watch_dataset(id: str, request: Request, caller: Authenticated) -> Response:
        """Follow a raw dataset while it is imported."""
        await deps.dataset(id, caller.user)

        async def render(_: Doc | None) -> dict[str, Any]:
            return dataset_view(await deps.dataset(id, caller.user))

        return await deps.live.stream(request, "datasets", id, render, caller)

    @routes.get(_PATH + "/{id}/failures", response_model=FailureList, responses=_USUAL)
    async def list_failures(id: str, caller: Authenticated, page: Paged) -> Response:
        """List what could not be imported, and why."""
        await deps.dataset(id, caller.user)
        number = page.after.get("number") if page.after else None
        if page.after and (not isinstance(number, int) or number < 0):
            raise invalid("/query/cursor", "is not a cursor of this list", "query")
        found = await deps.queries.failures(id, number, page.one_more)
        shown = found[: page.limit]
        after = {"number": shown[-1]["number"]} if len(found) > page.limit else None
        items = [{name: one.get(name) for name in ("path", "reason", "detail", "line")} for one in shown]
        return page_response(items, after)

    @routes.post(
        _PATH + "/{id}/cancel", response_model=DatasetView, responses=_USUAL | responses(NOT_IMPORTING)
    )
    async def cancel_import(id: str, caller: Authenticated, context: Command) -> Response:
        """Give up an import that is under way; nothing is kept of it."""
        await deps.dataset(id, caller.user, to_change=True)

        async def work(unit: UnitOfWork) -> Answer:
            return Answer(200, dataset_view(await CancelImport()(unit, id)))

        return await deps.run(context, work)

    @routes.delete(_PATH + "/{id}", status_code=204, responses=_USUAL | responses(DATASET_IN_USE))
    async def delete_dataset(id: str, request: Request, caller: Authenticated, context: Command) -> Response:
        """Delete a raw dataset that no task and no subset stands on; its audio is removed a day later."""
        document = dataset_view(await deps.dataset(id, caller.user, to_change=True))
        require_match(if_match(request), etag_of(document), document)

        async def work(unit: UnitOfWork) -> Answer:
            await DeleteDataset()(unit, id, caller.user)
            return Answer(204, None)

        return await deps.run(context, work)

    return routes


def _checked_source(deps: Deps, body: NewDataset) -> dict[str, Any]:
    """Return a source as it is kept. Raises Malformed, OutsideImportRoots."""
    source = body.source
    if isinstance(source, FolderSource):
        return {"path": str(deps.roots.folder(source.path))}
    if isinstance(source, BucketSource):
        return {"url": deps.roots.bucket(source.url)}
    if isinstance(source, SubsetSource):
        try:
            parse_filter(source.filter)
        except BadFilter as error:
            raise Malformed(f"/source/filter/{error.field}", error.detail) from error
        if body.manifest is not None:
            raise Malformed("/manifest", "a subset takes no manifest")
    return source.model_dump(exclude={"kind"})
