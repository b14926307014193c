"""Move open assignments from one queue to another."""

from dataclasses import dataclass, replace

from assignment_service.domain.assignment import Kind
from assignment_service.domain.errors import NoSuchThing, TaskIsPreparing
from assignment_service.domain.task import Task
from assignment_service.domain.transfers import AT_ONCE, Moved, Quantity, Redirect, plan
from assignment_service.ports import Transfer, UnitOfWork
from assignment_service.use_cases.finding import living_task
from assignment_service.use_cases.look_ahead import beginning_of
from assignment_service.use_cases.times import milliseconds
from contracts.events import RecordsTransferred
from contracts.ids import new_id

TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class TransferWanted:
    """Who wants to move how much from whom to whom."""

    task: str
    giver: str
    receiver: str
    quantity: Quantity
    by: str


class PreviewTransfer:
    """Says what would move."""

    async def __call__(self, unit: UnitOfWork, wanted: TransferWanted) -> Moved:
        """Raises NoSuchThing, TaskIsPreparing, NotEnoughOpen."""
        task = await living_task(unit, wanted.task)
        if not task.built:
            raise TaskIsPreparing
        tally = (await beginning_of(unit, task, wanted.giver)) + await unit.tally(task.id, wanted.giver)
        in_hand = await _kind_in_hand(unit, task, wanted.giver)
        return plan(tally, in_hand, wanted.quantity)


class StartTransfer:
    """Moves up to 500 at once, more by a job in chunks. `everything` leads what comes back later to the
    receiver, too.
    """

    def __init__(self, preview: PreviewTransfer, move: "MoveSome") -> None:
        self._preview = preview
        self._move = move

    async def __call__(self, unit: UnitOfWork, wanted: TransferWanted) -> Transfer:
        """Raises NoSuchThing, TaskIsPreparing, NotEnoughOpen."""
        planned = await self._preview(unit, wanted)
        task = await living_task(unit, wanted.task)
        transfer = Transfer(
            id=new_id(),
            task=task.id,
            workspace=task.workspace,
            giver=wanted.giver,
            receiver=wanted.receiver,
            by=wanted.by,
            quantity=wanted.quantity,
            planned=planned,
            moved=Moved(),
            in_chunks=planned.total > AT_ONCE,
            at=unit.now,
        )
        await self._redirect(unit, transfer)
        if transfer.in_chunks:
            unit.save_transfer(transfer)
            unit.start_job(TRANSFER, transfer.id, {"task": task.id}, total=planned.total)
            return transfer
        moved = await self._move(unit, task, transfer, planned.total)
        done = replace(transfer, moved=moved)
        unit.save_transfer(done)
        return done

    async def _redirect(self, unit: UnitOfWork, transfer: Transfer) -> None:
        if transfer.quantity == "everything":
            unit.save_redirect(
                Redirect(transfer.task, transfer.giver, transfer.receiver, milliseconds(unit.now))
            )
        receivers = await unit.redirect(transfer.task, transfer.receiver)
        if receivers is not None and not receivers.receives_again:
            unit.save_redirect(replace(receivers, receives_again=True))


class MoveSome:
    """Moves the first of a queue in the order of transfers, and says so."""

    async def __call__(self, unit: UnitOfWork, task: Task, transfer: Transfer, limit: int) -> Moved:
        held = await unit.in_hand(task.id, transfer.giver)
        moved = Moved()
        at = milliseconds(unit.now)
        for before in await unit.next_to_move(task.id, transfer.giver, held, limit) if limit else ():
            await unit.save(before, before.moved_to(transfer.receiver, at))
            moved = moved.one(before.kind)
            if before.id == held:
                await unit.take_in_hand(task.id, transfer.giver, None)
        if transfer.in_chunks and not moved.total:
            return moved
        event = RecordsTransferred(
            workspace=task.workspace,
            task=task.id,
            transfer=transfer.id,
            from_user=transfer.giver,
            to_user=transfer.receiver,
            fresh=moved.fresh,
            draft=moved.draft,
            rework=moved.rework,
            everything=transfer.quantity == "everything",
            transferred_by=transfer.by,
        )
        await unit.say_of_task(event, task.id)
        return moved


class ContinueTransfer:
    """One chunk of a large transfer; ends early where the giver has no more open ones."""

    def __init__(self, move: MoveSome) -> None:
        self._move = move

    async def __call__(self, unit: UnitOfWork, transfer_id: str) -> tuple[int, bool]:
        """Return how many moved, and whether that was all. Raises NoSuchThing when the task is deleted
        meanwhile.
        """
        transfer = await unit.transfer(transfer_id)
        if transfer is None:
            raise NoSuchThing("There is no such transfer.")
        task = await living_task(unit, transfer.task)
        limit = AT_ONCE
        if transfer.quantity != "everything":
            limit = min(limit, transfer.planned.total - transfer.moved.total)
        moved = await self._move(unit, task, transfer, limit)
        after = replace(transfer, moved=transfer.moved + moved)
        unit.save_transfer(after)
        reached = transfer.quantity != "everything" and after.moved.total >= transfer.planned.total
        return moved.total, reached or moved.total < limit


async def _kind_in_hand(unit: UnitOfWork, task: Task, user: str) -> Kind | None:
    held = await unit.in_hand(task.id, user)
    assignment = await unit.assignment(held) if held else None
    if assignment is None or assignment.owner != user or assignment.state != "open":
        return None
    return assignment.kind
