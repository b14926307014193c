"""Reviews: hand out, list, show, judge."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from contracts.roles import Right
from membership import Member, NotAllowed
from membership.problems import NOT_YOURS, TASK_STOPPED, WRONG_ROUND
from review_service.api.bodies import Approval, AskForWork, RejectionBody
from review_service.api.deps import Deps
from review_service.api.models import (
    JudgedView,
    OwnSummaryView,
    ReviewList,
    ReviewState,
    ReviewView,
    SummaryView,
    WorkView,
)
from review_service.api.problems import ALREADY_JUDGED, OWN_ANNOTATION
from review_service.api.views import row_view, summary_view
from review_service.domain.errors import NotFound
from review_service.domain.marks import Mark
from review_service.domain.review import Review
from review_service.domain.task import Task
from review_service.ports import Place, UnitOfWork
from review_service.use_cases.hand_out import HandOut, LookAhead, Prospects, oldest_handed_out
from review_service.use_cases.judge_review import JudgeReview, Rejection
from review_service.use_cases.read_reviews import ListReviews, ShowReview, SummarizeOwn, SummarizeReviews
from service_kit.commands import Answer
from service_kit.http.auth import Authenticated
from service_kit.http.commands import Command, answer_response
from service_kit.http.etags import etag_of, resource_response
from service_kit.http.paging import Paged, page_response
from service_kit.http.problems import FORBIDDEN, NOT_FOUND, invalid, responses
from service_kit.http.responses import JsonResponse
from service_kit.mongo.session import Session

ReviewId = Annotated[str, Path(max_length=255)]
OfTask = Annotated[str, Query(max_length=255)]
MaybeOf = Annotated[str | None, Query(min_length=1, max_length=255)]
WhoseReviews = Annotated[str | None, Query(max_length=255)]


def reviews_router(deps: Deps) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["reviews"])
    look_ahead, hand_out, judge = LookAhead(), HandOut(), JudgeReview()
    listing, show, summarize = ListReviews(), ShowReview(), SummarizeReviews()
    summarize_own = SummarizeOwn()

    @router.post("/reviews/next", response_model=WorkView, responses=responses(FORBIDDEN, NOT_FOUND))
    async def next_review(body: AskForWork, caller: Authenticated) -> Response:
        """The caller's next review, the same until it is judged or moved, and what comes after it."""
        task = await deps.task(body.task)
        await deps.reviewer(task, caller.user)
        unit = await deps.reading()
        prospects = await look_ahead(unit, task, caller.user)
        work = await hand_out(unit, task, caller.user, prospects)
        in_hand = work.review.review.id if work.review is not None else None
        if in_hand is not None and in_hand != prospects.in_hand:
            chosen = in_hand

            async def keep(session: Session) -> None:
                deps.units(session).desks.put(task.id, caller.user, chosen)

            await deps.transactions.run(keep)
        return JsonResponse(deps.views.work(work, task))

    @router.get("/reviews", response_model=ReviewList, responses=responses(FORBIDDEN, NOT_FOUND))
    async def list_reviews(
        caller: Authenticated,
        page: Paged,
        task: OfTask,
        reviewer: WhoseReviews = None,
        state: ReviewState | None = None,
    ) -> Response:
        """The reviews of a task: a reviewer's own; everybody's for who manages tasks."""
        found = await deps.task(task)
        member = await deps.reader(found, caller.user)
        whose = _whose(member, reviewer)
        unit = await deps.reading()
        reviews, after = await listing(unit, task, page.limit, whose, state, _place(page.after))
        items = [await _item(unit, review, found, member) for review in reviews]
        following = None if after is None else {"h": after.holder, "s": after.state, "id": after.id}
        return page_response(items, following)

    @router.get(
        "/reviews/summary",
        response_model=SummaryView | OwnSummaryView,
        responses=responses(FORBIDDEN, NOT_FOUND),
    )
    async def summarize_reviews(
        caller: Authenticated,
        task: MaybeOf = None,
        workspace: MaybeOf = None,
        reviewer: WhoseReviews = None,
    ) -> Response:
        """Of a task: how many reviews each reviewer has, by state; a reviewer sees their own row. Of a workspace: the
        caller's own row of every task in which they review."""
        if (task is None) == (workspace is None):
            raise invalid("/query/task", "name either a task or a workspace", "query")
        if workspace is not None:
            if reviewer not in (None, caller.user):
                raise invalid("/query/reviewer", "goes with a task; of a workspace it is the caller", "query")
            await deps.access.require(workspace, caller.user)
            rows = await summarize_own(await deps.reading(), workspace, caller.user)
            items = [{"task": id, **row_view(row)} for id, row in rows.items()]
            return JsonResponse({"workspace": workspace, "items": items})
        assert task is not None
        found = await deps.task(task)
        member = await deps.reader(found, caller.user)
        summary = await summarize(await deps.reading(), found, _whose(member, reviewer))
        return JsonResponse(summary_view(summary, found))

    @router.get("/reviews/{review}", response_model=ReviewView, responses=responses(NOT_FOUND))
    async def get_review(review: ReviewId, request: Request, caller: Authenticated) -> Response:
        """One review with what was submitted and the rounds before; one's own, or any for who manages
        tasks."""
        unit = await deps.reading()
        task, sight = await show(unit, review)
        member = await deps.access.require(task.workspace, caller.user)
        own = sight.review.holder == caller.user and member.may(Right.REVIEW)
        if not own and not member.may(Right.MANAGE):
            raise NotFound("review")
        held = await _held(unit, sight.review, task)
        view = deps.views.whole(sight, task, manages=member.may(Right.MANAGE), held=held)
        unsigned = {**view, "record": review}
        return resource_response(request, view, etag_of(unsigned))

    @router.post(
        "/reviews/{review}/approval",
        response_model=JudgedView,
        responses=responses(
            FORBIDDEN, NOT_FOUND, NOT_YOURS, OWN_ANNOTATION, TASK_STOPPED, WRONG_ROUND, ALREADY_JUDGED
        ),
    )
    async def approve_review(review: ReviewId, body: Approval, context: Command) -> Response:
        """Approve the round; answers with the review as judged, and the next work."""
        return await verdict(review, body.round, None, context)

    @router.post(
        "/reviews/{review}/rejection",
        response_model=JudgedView,
        responses=responses(
            FORBIDDEN, NOT_FOUND, NOT_YOURS, OWN_ANNOTATION, TASK_STOPPED, WRONG_ROUND, ALREADY_JUDGED
        ),
    )
    async def reject_review(review: ReviewId, body: RejectionBody, context: Command) -> Response:
        """Reject the round with a reason; answers with the review as judged, and the next work."""
        marks = tuple(Mark(m.item, m.comment, m.segment, m.start, m.end) for m in body.marks)
        rejection = Rejection(body.reason, tuple(body.categories), marks)
        return await verdict(review, body.round, rejection, context)

    async def verdict(id: str, round: int, rejection: Rejection | None, context: Command) -> Response:
        unit = await deps.reading()
        review = await unit.reviews.get(id)
        task = await unit.tasks.get(review.task) if review is not None else None
        if review is None or review.state is None or task is None or task.deleted:
            raise NotFound("review")
        await deps.reviewer(task, context.user)
        # What comes next is looked up before, by queries; inside the shared transaction all is read by id.
        prospects = await look_ahead(unit, task, context.user, without=id)

        async def work(session: Session) -> Answer:
            shared = deps.units(session)
            known, judged = await judge(shared, id, context.user, round, rejection)
            following = await hand_out(shared, known, context.user, prospects, judged)
            shown = deps.views.item(judged, known, manages=False, held=False)
            return Answer(200, {"judged": shown, **deps.views.work(following, known)})

        reads = _reads(deps, id, round, review.task, prospects)
        return answer_response(await deps.commands.run_grouped(context, work, reads))

    async def _item(unit: UnitOfWork, review: Review, task: Task, member: Member) -> dict[str, Any]:
        held = await _held(unit, review, task)
        return deps.views.item(review, task, manages=member.may(Right.MANAGE), held=held)

    return router


def _reads(deps: Deps, id: str, round: int, task: str, prospects: Prospects) -> list[tuple[str, str]]:
    names = deps.collections
    reads = [
        (names.tasks, task),
        (names.reviews, id),
        (names.rounds, names.round_id(id, round)),
    ]
    for index, (candidate, newest) in enumerate(prospects.candidates):
        reads.append((names.reviews, candidate))
        if index == 0:
            reads.extend(
                (names.rounds, names.round_id(candidate, n))
                for n in range(oldest_handed_out(newest), newest + 1)
            )
    return reads


def _whose(member: Member, reviewer: str | None) -> str | None:
    """Return whose reviews a member reads: those asked for, or all, where they manage tasks; else their
    own."""
    if member.may(Right.MANAGE):
        return reviewer
    if reviewer not in (None, member.user):
        raise NotAllowed(member.role.value, Right.MANAGE)
    return member.user


async def _held(unit: UnitOfWork, review: Review, task: Task) -> bool:
    if not review.pending:
        return False
    return not review.queued or not await unit.can_review(task.workspace, review.holder or "")


def _place(after: dict[str, Any] | None) -> Place | None:
    if after is None:
        return None
    holder, state, id = after.get("h"), after.get("s"), after.get("id")
    if isinstance(holder, str) and isinstance(state, str) and isinstance(id, str):
        return Place(holder, state, id)
    raise invalid("/query/cursor", "is not a cursor of this list", "query")
