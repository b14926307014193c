"""`/processed-datasets`: ask for, look at, cancel, delete."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from contracts.ids import new_id
from contracts.roles import Right
from export_service.api.deps import Deps
from export_service.api.models import GenerationBody, ProcessedDatasetList, ProcessedDatasetView
from export_service.api.problems import NOT_GENERATING, NOTHING_DONE, TASK_NOT_COMPLETED
from export_service.api.views import processed_view
from export_service.domain.processed import ProcessedDataset
from export_service.use_cases.end_generation import CancelGeneration, DeleteProcessedDataset
from export_service.use_cases.request_generation import RequestGeneration, RequestGenerationCommand
from service_kit.commands import Answer
from service_kit.http.auth import Authenticated
from service_kit.http.commands import Command, answer_response
from service_kit.http.etags import etag_of, if_match, require_match, resource_response
from service_kit.http.paging import Paged, page_response
from service_kit.http.problems import FORBIDDEN, NOT_FOUND, invalid, responses
from service_kit.mongo.session import Doc, Session

_PATH = "/api/v1/processed-datasets"
_USUAL = responses(NOT_FOUND, FORBIDDEN)
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/event-stream": {}}, "description": "The whole state with each change"}
}


def router(deps: Deps) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(tags=["processed datasets"])

    async def view(processed: ProcessedDataset) -> dict[str, Any]:
        job = await deps.jobs.get(processed.id) if processed.state == "generating" else None
        return processed_view(processed, job)

    @routes.post(
        _PATH,
        status_code=202,
        response_model=ProcessedDatasetView,
        responses=_USUAL | responses(TASK_NOT_COMPLETED, NOTHING_DONE),
    )
    async def generate_processed_dataset(
        body: GenerationBody, caller: Authenticated, context: Command
    ) -> Response:
        """Turn a completed task, or what is done of it so far, into a processed dataset."""
        await deps.managed_task(body.task, caller.user, completed=body.scope == "all")

        async def work(session: Session) -> Answer:
            command = RequestGenerationCommand(
                new_id(), body.task, body.scope, tuple(body.formats), body.options.options(), caller.user
            )
            processed = await RequestGeneration()(deps.units(session), command)
            return Answer(202, processed_view(processed, None), {"Location": f"{_PATH}/{processed.id}"})

        return answer_response(await deps.commands.run(context, work))

    @routes.get(_PATH, response_model=ProcessedDatasetList, responses=_USUAL)
    async def list_processed_datasets(
        caller: Authenticated,
        page: Paged,
        workspace: Annotated[str | None, Query(max_length=255)] = None,
        task: Annotated[str | None, Query(max_length=255)] = None,
    ) -> Response:
        """List the processed datasets of a workspace or of a task, newest first."""
        if workspace is not None:
            await deps.access.require(workspace, caller.user, Right.MANAGE)
        elif task is not None:
            known = await deps.queries.task(task) or await deps.managed_task(task, caller.user)
            await deps.access.require(known.workspace, caller.user, Right.MANAGE)
            workspace = known.workspace
        else:
            raise invalid("/workspace", "name a workspace or a task", "query")
        before = page.after.get("before") if page.after else None
        if before is not None and not isinstance(before, str):
            raise invalid("/cursor", "is not a cursor of this list", "query")
        found = await deps.queries.list_processed(workspace, task, before, page.one_more)
        shown = found[: page.limit]
        after = {"before": shown[-1].id} if len(found) > page.limit else None
        return page_response([await view(processed) for processed in shown], after)

    @routes.get(_PATH + "/{id}", response_model=ProcessedDatasetView, responses=_USUAL)
    async def get_processed_dataset(id: str, request: Request, caller: Authenticated) -> Response:
        """Return a processed dataset."""
        document = await view(await deps.managed(id, caller.user))
        return resource_response(request, document, etag_of(document))

    @routes.get(_PATH + "/{id}/live", responses=_USUAL | _STREAM)
    async def watch_processed_dataset(id: str, request: Request, caller: Authenticated) -> Response:
        """Follow a processed dataset while it is generated."""
        await deps.managed(id, caller.user)

        async def render(_: Doc | None) -> dict[str, Any]:
            processed = await deps.managed(id, caller.user)
            return processed_view(processed, await deps.jobs.get(id))

        return await deps.live.stream(request, "jobs", id, render, caller)

    @routes.post(
        _PATH + "/{id}/cancel",
        response_model=ProcessedDatasetView,
        responses=_USUAL | responses(NOT_GENERATING),
    )
    async def cancel_processed_dataset(id: str, caller: Authenticated, context: Command) -> Response:
        """Give up a generation that is under way."""
        await deps.managed(id, caller.user)

        async def work(session: Session) -> Answer:
            processed = await CancelGeneration()(deps.units(session), id)
            return Answer(200, processed_view(processed, None))

        return answer_response(await deps.commands.run(context, work))

    @routes.delete(_PATH + "/{id}", status_code=204, responses=_USUAL)
    async def delete_processed_dataset(
        id: str, request: Request, caller: Authenticated, context: Command
    ) -> Response:
        """Remove a processed dataset with its files; its version is never used again."""
        document = await view(await deps.managed(id, caller.user))
        require_match(if_match(request), etag_of(document), document)

        async def work(session: Session) -> Answer:
            await DeleteProcessedDataset()(deps.units(session), id)
            return Answer(204, None)

        return answer_response(await deps.commands.run(context, work))

    return routes
