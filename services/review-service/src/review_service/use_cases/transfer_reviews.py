"""Move pending reviews from one reviewer to another: a number of them, or everything, what comes later
included."""

from dataclasses import dataclass

from contracts.events import ReviewsTransferred
from review_service.domain.errors import NotAnAuditor, NotEnoughOpen
from review_service.domain.review import Review
from review_service.domain.task import Task
from review_service.domain.transfer import CHUNK, Transfer
from review_service.ports import UnitOfWork

MOVE_REVIEWS = "move-reviews"


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """Who gives how many (None: everything) to whom."""

    from_user: str
    to_user: str
    quantity: int | None
    by: str


@dataclass(frozen=True, slots=True)
class WouldMove:
    """What a transfer moves: reviews of first submissions, and of those that came back."""

    fresh: int
    rework: int


class PreviewTransfer:
    """Says what would move; refuses what the transfer itself would refuse."""

    async def __call__(self, unit: UnitOfWork, task: Task, order: TransferOrder) -> WouldMove:
        """Count from the end of the queue: fresh ones first."""
        await _check_receiver(unit, task, order)
        fresh, rework = await movable(unit, task, order)
        if order.quantity is None:
            return WouldMove(fresh, rework)
        if order.quantity > fresh + rework:
            raise NotEnoughOpen(fresh + rework)
        first = min(order.quantity, fresh)
        return WouldMove(first, order.quantity - first)


class OrderTransfer:
    """Moves up to a chunk at once; orders a job for more."""

    async def __call__(self, unit: UnitOfWork, id: str, task: Task, order: TransferOrder) -> Transfer:
        """Begin (and, where it fits into one chunk, finish) the transfer ``id``."""
        await _check_receiver(unit, task, order)
        fresh, rework = await movable(unit, task, order)
        if order.quantity is not None and order.quantity > fresh + rework:
            raise NotEnoughOpen(fresh + rework)
        total = fresh + rework if order.quantity is None else order.quantity
        transfer = Transfer(
            id=id,
            workspace=task.workspace,
            task=task.id,
            from_user=order.from_user,
            to_user=order.to_user,
            quantity=order.quantity,
            by=order.by,
            total=total,
            chunked=total > CHUNK,
            at=unit.now,
        )
        if order.quantity is None:
            task.hand_over(order.from_user, order.to_user)
            unit.tasks.fence(task.id)
        if transfer.chunked:
            unit.tasks.save(task)
            unit.enqueue(MOVE_REVIEWS, id, {"task": task.id, "transfer": id}, total)
        else:
            await move_chunk(unit, task, transfer)
        unit.transfers.save(transfer)
        return transfer


class MoveReviews:
    """One chunk of a large transfer."""

    async def __call__(self, unit: UnitOfWork, id: str) -> tuple[int, bool]:
        """Move up to a chunk; return how many, and whether that was all."""
        transfer = await unit.transfers.get(id)
        task = await unit.tasks.get(transfer.task) if transfer is not None else None
        if transfer is None or task is None or task.deleted:
            return 0, True
        moved = await move_chunk(unit, task, transfer)
        unit.transfers.save(transfer)
        # Of a number, some may have been judged meanwhile: then fewer are left to move than were asked for.
        return moved, moved < CHUNK or transfer.moved == transfer.quantity


async def _check_receiver(unit: UnitOfWork, task: Task, order: TransferOrder) -> None:
    if not await unit.can_review(task.workspace, order.to_user):
        raise NotAnAuditor(order.to_user, await unit.role(task.workspace, order.to_user))


async def movable(unit: UnitOfWork, task: Task, order: TransferOrder) -> tuple[int, int]:
    """Return how many pending reviews (first rounds, later ones) can go; the receiver's own annotations
    cannot."""
    counts = await unit.counters.detailed(task.id, order.from_user)
    pending = counts.of("pending") - counts.of("pending", order.to_user)
    later = counts.of("later") - counts.of("later", order.to_user)
    return pending - later, later


async def move_chunk(unit: UnitOfWork, task: Task, transfer: Transfer) -> int:
    """Move the next chunk from the end of the queue, the one in hand last; say `ReviewsTransferred`."""
    wanted = CHUNK if transfer.quantity is None else min(CHUNK, transfer.quantity - transfer.moved)
    reviews = await _end_of_queue(unit, task, transfer, wanted)
    fresh = sum(1 for review in reviews if not review.rework)
    for review in reviews:
        review.holder = transfer.to_user
        # It is the receiver's only from now on: what they ordered for their queue before does not touch it.
        review.epoch = task.epoch
        unit.reviews.save(review)
    transfer.fresh += fresh
    transfer.rework += len(reviews) - fresh
    if reviews or transfer.quantity is None:
        task.events += 1
        said = ReviewsTransferred(
            workspace=task.workspace,
            task=task.id,
            transfer=transfer.id,
            from_user=transfer.from_user,
            to_user=transfer.to_user,
            moved=len(reviews),
            everything=transfer.quantity is None,
            transferred_by=transfer.by,
        )
        unit.emit(said, aggregate=task.id, version=task.events)
    unit.tasks.save(task)
    return len(reviews)


async def _end_of_queue(unit: UnitOfWork, task: Task, transfer: Transfer, wanted: int) -> list[Review]:
    if wanted <= 0:
        return []
    giver, receiver = transfer.from_user, transfer.to_user
    in_hand = await unit.desks.get(task.id, giver)
    without = (in_hand,) if in_hand else ()
    reviews = await unit.reviews.queue_end(
        task.id, giver, task.mode, wanted, without=without, not_of=receiver
    )
    if in_hand and len(reviews) < wanted:
        last = await unit.reviews.get(in_hand)
        if last is not None and last.pending and last.holder == giver and last.annotator != receiver:
            reviews.append(last)
    return reviews
