"""Show reviews: one with its rounds, lists of them, and how many each reviewer has."""

from dataclasses import dataclass

from review_service.domain.errors import NotFound
from review_service.domain.review import Review, State
from review_service.domain.tally import NOBODY, Counts
from review_service.domain.task import Task
from review_service.ports import Place, UnitOfWork
from review_service.use_cases.hand_out import Sight


@dataclass(frozen=True, slots=True)
class Row:
    """How many reviews somebody holds; ``reviewer`` None: those that nobody does. Held ones are a part of
    pending."""

    reviewer: str | None
    pending: int
    held: int
    approved: int
    rejected: int
    in_rework: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The reviewers' rows, and the task's records by their fold."""

    rows: list[Row]
    total: int
    submitted: int
    done: int

    @property
    def open(self) -> int:
        return self.total - self.submitted - self.done


class ShowReview:
    """One review with its rounds."""

    async def __call__(self, unit: UnitOfWork, id: str) -> tuple[Task, Sight]:
        """Return the review and its task; `NotFound` for what is not there, or not any more."""
        review = await unit.reviews.get(id)
        task = await unit.tasks.get(review.task) if review is not None else None
        if review is None or review.state is None or task is None or task.deleted:
            raise NotFound("review")
        return task, Sight(review, await unit.rounds.all(review.id, review.round))


class ListReviews:
    """Reviews of a task, page by page."""

    async def __call__(
        self,
        unit: UnitOfWork,
        task: str,
        limit: int,
        holder: str | None = None,
        state: State | None = None,
        after: Place | None = None,
    ) -> tuple[list[Review], Place | None]:
        """Return up to ``limit`` reviews, and where the next page begins (None: nowhere)."""
        reviews = await unit.reviews.listed(task, limit + 1, holder=holder, state=state, after=after)
        if len(reviews) <= limit:
            return reviews, None
        last = reviews[limit - 1]
        return reviews[:limit], Place(last.holder or NOBODY, str(last.state), last.id)


class SummarizeReviews:
    """Counts by reviewer, from counters."""

    async def __call__(self, unit: UnitOfWork, task: Task, only: str | None = None) -> Summary:
        """Count the reviews of a task; ``only`` leaves one reviewer's row."""
        totals = await unit.counters.totals(task.id)
        names = dict.fromkeys([*(user for user, _ in task.reviewers), *sorted(totals)])
        rows = []
        for name in names:
            if only is not None and name != only:
                continue
            counts = totals.get(name, Counts())
            can_review = name != NOBODY and await unit.can_review(task.workspace, name)
            row = _row(name, counts, can_review)
            if name != NOBODY or row.pending or row.approved or row.rejected:
                rows.append(row)
        return Summary(
            rows,
            total=task.total,
            submitted=sum(counts.of("submitted") for counts in totals.values()),
            done=sum(counts.of("done") for counts in totals.values()),
        )


class SummarizeOwn:
    """One reviewer's counts in every task of a workspace in which they review, or have reviewed."""

    async def __call__(self, unit: UnitOfWork, workspace: str, reviewer: str) -> dict[str, Row]:
        """Return the reviewer's row by task, oldest task first."""
        tasks = await unit.tasks.of_workspace(workspace)
        counts = await unit.counters.of_reviewer([task.id for task in tasks], reviewer)
        can_review = await unit.can_review(workspace, reviewer)
        rows: dict[str, Row] = {}
        for task in tasks:
            row = _row(reviewer, counts.get(task.id, Counts()), can_review)
            named = task.mode != "none" and any(user == reviewer for user, _ in task.reviewers)
            if named or row.pending or row.approved or row.rejected:
                rows[task.id] = row
        return rows


def _row(reviewer: str, counts: Counts, can_review: bool) -> Row:
    pending = counts.of("pending")
    return Row(
        reviewer=reviewer or None,
        pending=pending,
        held=counts.of("own") if can_review else pending,
        approved=counts.of("approved"),
        rejected=counts.of("rejected"),
        in_rework=counts.of("rework"),
    )
