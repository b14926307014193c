"""The rest of a review at once: show what was found so far, approve or reject what is pending, a chunk at a
time."""

from dataclasses import dataclass
from typing import Any

from review_service.domain.errors import BlindReview, FullReview, TaskIsStopped
from review_service.domain.findings import Findings, findings
from review_service.domain.review import Verdict
from review_service.domain.rounds import Ruling
from review_service.domain.task import Task
from review_service.domain.transfer import CHUNK
from review_service.ports import UnitOfWork
from review_service.use_cases.give_verdict import give_verdict

JUDGE_REST = "judge-rest"


@dataclass(frozen=True, slots=True)
class RestOrder:
    """What a reviewer orders for their pending reviews (of one annotator, or None: of all)."""

    verdict: Verdict
    annotator: str | None = None
    reason: str | None = None
    include_future: bool = False


class PreviewRest:
    """Counts what a reviewer found by hand, and what they would decide about."""

    async def __call__(self, unit: UnitOfWork, task: Task, reviewer: str, annotator: str | None) -> Findings:
        """Return the findings, of one annotator's records or of all."""
        refuse_naming_under_blind(task, annotator)
        counts = await unit.counters.detailed(task.id, reviewer)
        sources = task.sources(reviewer)
        later = [
            counts if source == reviewer else await unit.counters.detailed(task.id, source)
            for source in sources
        ]
        not_submitted = 0
        if sources and task.mode != "none":
            # the shares' own cells for everybody's records; one annotator's lie anywhere in them
            seen = await unit.counters.seen(task.id, [task.share_of(source) for source in sources])
            not_submitted = task.unseen(reviewer, seen, annotator)
        return findings(counts, later, not_submitted, annotator)


class OrderRest:
    """Orders the job over what is pending now; with ``include_future`` it ends the caller's review."""

    async def __call__(self, unit: UnitOfWork, id: str, task: Task, caller: str, order: RestOrder) -> int:
        """Enqueue the job ``id``; return how many reviews it will judge."""
        refuse_naming_under_blind(task, order.annotator)
        if task.stopped:
            raise TaskIsStopped
        if order.verdict == "approved" and task.mode == "full":
            raise FullReview
        counts = await unit.counters.detailed(task.id, caller)
        total = counts.of("pending", order.annotator) - counts.of("own", order.annotator)
        # Whatever arrives from now on carries a later epoch: the job leaves it alone.
        args: dict[str, Any] = {
            "task": task.id,
            "workspace": task.workspace,
            "reviewer": caller,
            "verdict": order.verdict,
            "annotator": order.annotator,
            "reason": order.reason,
            "include_future": order.include_future,
            "epoch": task.epoch,
        }
        task.epoch += 1
        if order.include_future:
            task.end_review(caller, order.annotator)
        unit.tasks.save(task)
        unit.tasks.fence(task.id)
        unit.enqueue(JUDGE_REST, id, args, total)
        return total


class JudgeRest:
    """One chunk of the job."""

    async def __call__(self, unit: UnitOfWork, args: dict[str, Any], after: str) -> tuple[int, str | None]:
        """Judge up to a chunk of reviews behind the id ``after``; return how many, and where to go on (None:
        done)."""
        task = await unit.tasks.get(args["task"])
        if task is None or task.deleted:
            return 0, None
        reviews = await unit.reviews.pending(
            task.id,
            CHUNK,
            holder=args["reviewer"],
            annotator=args["annotator"],
            epoch=args["epoch"],
            after=after,
        )
        ruling = Ruling(args["verdict"], "rest", args["reviewer"], unit.now, args["reason"])
        waiting = [review for review in reviews if review.queued]
        for review in waiting:
            give_verdict(unit, review, ruling)
        return len(waiting), reviews[-1].id if len(reviews) == CHUNK else None


def refuse_naming_under_blind(task: Task, annotator: str | None) -> None:
    """Raise where a reviewer names an annotator whom the task hides from them."""
    if task.blind and annotator is not None:
        raise BlindReview
