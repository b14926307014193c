"""Tasks: create, list, read, edit, stop, resume, delete."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from membership.problems import NOT_A_LABELER, NOT_AN_AUDITOR
from service_kit.commands import Answer, CommandContext
from service_kit.http.auth import Authenticated
from service_kit.http.commands import Command
from service_kit.http.etags import etag_of
from service_kit.http.paging import Paged, page_response
from service_kit.http.patience import look_again
from service_kit.http.problems import CHANGED_MEANWHILE, FORBIDDEN, NOT_FOUND, TOO_LARGE, responses
from service_kit.http.responses import JsonResponse
from task_service.api.bodies import ChangedTask, NamedAnnotator, NamedReviewer, NewTask
from task_service.api.deps import Deps, expected_tags, task_answer
from task_service.api.models import PresetList, State, TaskList, TaskView
from task_service.api.problems import (
    DATASET_NOT_READY,
    QUANTITIES_DO_NOT_ADD_UP,
    TASK_COMPLETED,
    TASK_FAILED,
    TASK_NOT_STOPPED,
)
from task_service.api.views import preset_views, task_item, task_view
from task_service.domain.settings import Assistance, AssistanceChange, Edit, ReviewChange, Wanted
from task_service.domain.task import Task
from task_service.ports import TaskQuery, UnitOfWork
from task_service.use_cases.create_task import CreateTask, CreateTaskCommand
from task_service.use_cases.edit_task import EditTask, EditTaskCommand
from task_service.use_cases.manage_task import DeleteTask, ManageTaskCommand, ResumeTask, StopTask

Manage = Callable[[UnitOfWork, ManageTaskCommand], Awaitable[Task]]


def tasks_router(deps: Deps) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["tasks"])
    create, edit, delete = CreateTask(), EditTask(), DeleteTask()
    stop, resume = StopTask(), ResumeTask()

    async def managed(context: CommandContext, task: str, use_case: Manage) -> Response:
        async def work(unit: UnitOfWork) -> Answer:
            return task_answer(await use_case(unit, ManageTaskCommand(task, context.user)), context.user)

        return await deps.run(context, work)

    @router.get("/tasks/presets", response_model=PresetList)
    async def list_presets(caller: Authenticated) -> Response:
        """Ready-made annotation schemas, to start from."""
        return JsonResponse({"items": preset_views(), "next": None})

    @router.post(
        "/tasks",
        status_code=201,
        response_model=TaskView,
        responses=responses(
            FORBIDDEN,
            NOT_FOUND,
            QUANTITIES_DO_NOT_ADD_UP,
            NOT_A_LABELER,
            NOT_AN_AUDITOR,
            DATASET_NOT_READY,
            TOO_LARGE,
        ),
    )
    async def create_task(body: NewTask, context: Command) -> Response:
        """Make a task over a raw dataset. It is `preparing` until every record is in an annotator's queue."""
        command = _creation(body, context.user)
        # The dataset may be ready, with the news of it still on its way.
        await look_again(lambda: deps.queries.dataset(body.dataset), deps.look_again_seconds)

        async def work(unit: UnitOfWork) -> Answer:
            return task_answer(await create(unit, command), context.user, 201)

        return await deps.run(context, work)

    @router.get("/tasks", response_model=TaskList, responses=responses(NOT_FOUND))
    async def list_tasks(
        caller: Authenticated,
        page: Paged,
        workspace: Annotated[str, Query(max_length=255)],
        state: State | None = None,
        dataset: Annotated[str | None, Query(max_length=255)] = None,
    ) -> Response:
        """The tasks of a workspace, newest first: all for who manages tasks, else those one takes part in.
        Deleted ones only where asked for."""
        after = None if page.after is None else str(page.after.get("id", ""))
        query = TaskQuery(workspace, None, state, dataset, after, page.one_more)
        tasks = await deps.read_tasks.listed(query, caller.user)
        shown = tasks[: page.limit]
        following = {"id": shown[-1].id} if len(tasks) > page.limit else None
        return page_response([task_item(task, caller.user) for task in shown], following)

    @router.get("/tasks/{task}", response_model=TaskView, responses=responses(FORBIDDEN, NOT_FOUND))
    async def get_task(task: str, caller: Authenticated) -> Response:
        """A task with its settings, state and counts; a deleted one as a tombstone. The ETag is that of
        settings and flags: counts move without changing it."""
        found, _ = await deps.read_tasks.one(task, caller.user)
        headers = {"ETag": etag_of(found.tag), "Cache-Control": "no-store"}
        return JsonResponse(task_view(found, caller.user), headers=headers)

    @router.patch(
        "/tasks/{task}",
        response_model=TaskView,
        responses=responses(
            FORBIDDEN, NOT_FOUND, CHANGED_MEANWHILE, NOT_AN_AUDITOR, TASK_COMPLETED, TOO_LARGE
        ),
    )
    async def edit_task(task: str, body: ChangedTask, request: Request, context: Command) -> Response:
        """Change name, description, guideline, AI assistance or review; annotators and quantities stay."""
        command = EditTaskCommand(task, context.user, _edit(body), expected_tags(request))

        async def work(unit: UnitOfWork) -> Answer:
            return task_answer(await edit(unit, command), context.user)

        return await deps.run(context, work)

    @router.post(
        "/tasks/{task}/stop",
        response_model=TaskView,
        responses=responses(FORBIDDEN, NOT_FOUND, TASK_COMPLETED, TASK_FAILED),
    )
    async def stop_task(task: str, context: Command) -> Response:
        """Hand out, accept and judge nothing until the task is resumed; stopping it again changes nothing."""
        return await managed(context, task, stop)

    @router.post(
        "/tasks/{task}/resume",
        response_model=TaskView,
        responses=responses(FORBIDDEN, NOT_FOUND, TASK_NOT_STOPPED),
    )
    async def resume_task(task: str, context: Command) -> Response:
        """Let a stopped task go on."""
        return await managed(context, task, resume)

    @router.delete(
        "/tasks/{task}", status_code=204, responses=responses(FORBIDDEN, NOT_FOUND, CHANGED_MEANWHILE)
    )
    async def delete_task(task: str, request: Request, context: Command) -> Response:
        """Delete a task with its open work; the raw dataset and processed datasets stay."""
        command = ManageTaskCommand(task, context.user, expected_tags(request))

        async def work(unit: UnitOfWork) -> Answer:
            await delete(unit, command)
            return Answer(204)

        return await deps.run(context, work)

    return router


def _creation(body: NewTask, user: str) -> CreateTaskCommand:
    return CreateTaskCommand(
        workspace=body.workspace,
        user=user,
        name=body.name,
        dataset=body.dataset,
        schema=body.annotation_schema.as_json(),
        annotators=_wanted(body.annotators),
        description=body.description,
        guideline=body.guideline,
        mode=body.review.mode,
        reviewers=_wanted(body.review.reviewers),
        blind=body.review.blind,
        categories=tuple(body.review.categories),
        ai_assistance=Assistance(
            enabled=body.ai_assistance.enabled,
            predictor=body.ai_assistance.predictor or None,
            settings=body.ai_assistance.settings,
        ),
    )


def _edit(body: ChangedTask) -> Edit:
    assistance = review = None
    if body.ai_assistance is not None:
        given = body.ai_assistance
        cleared = given.predictor is None and "predictor" in given.model_fields_set
        assistance = AssistanceChange(given.enabled, "" if cleared else given.predictor, given.settings)
    if body.review is not None:
        changed = body.review
        review = ReviewChange(
            mode=changed.mode,
            reviewers=None if changed.reviewers is None else _wanted(changed.reviewers),
            blind=changed.blind,
            categories=None if changed.categories is None else tuple(changed.categories),
        )
    return Edit(body.name, body.description, body.guideline, assistance, review)


def _wanted(people: Iterable[NamedAnnotator | NamedReviewer]) -> tuple[Wanted, ...]:
    return tuple(Wanted(person.user, person.quantity) for person in people)
