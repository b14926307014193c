"""What the routes work with."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from assignment_service.domain.assignment import Assignment
from assignment_service.domain.content import Opened
from assignment_service.domain.errors import NoRightToLabel, NoSuchThing, NotALabeler, NotYours, Outdated
from assignment_service.domain.task import Task
from assignment_service.ports import Queues, UnitOfWork
from assignment_service.use_cases.finding import takes_part
from assignment_service.use_cases.fronts import Fronts
from assignment_service.use_cases.give_next import GiveNext
from assignment_service.use_cases.leave_seat import LeaveSeat
from assignment_service.use_cases.list_assignments import ListAssignments
from assignment_service.use_cases.look_ahead import LookAhead, Outlook, Work
from assignment_service.use_cases.open_assignment import OpenAssignment
from assignment_service.use_cases.put_off_record import PutOffRecord
from assignment_service.use_cases.return_record import ReturnRecord
from assignment_service.use_cases.save_draft import SaveDraft
from assignment_service.use_cases.submit_record import SubmitRecord
from assignment_service.use_cases.summarise import Summarise, SummariseOwn
from assignment_service.use_cases.take_seat import TakeSeat
from assignment_service.use_cases.transfer_assignments import PreviewTransfer, StartTransfer
from contracts.roles import Right
from membership import Access, Member
from service_kit.commands import Answer, CommandContext, Commands
from service_kit.http.live import LiveDocuments
from service_kit.http.patience import look_again
from service_kit.jobs import Jobs
from service_kit.mongo.session import Session
from service_kit.mongo.transactions import Transactions

Finishing = Callable[[UnitOfWork, Outlook, bool], Awaitable[Answer]]
_TOGETHER, _TRIES = 2, 5


@dataclass(frozen=True)
class Desk:
    """The use cases, what runs them, and who may. ``assignments``: the collection that is followed live."""

    commands: Commands
    transactions: Transactions
    access: Access
    jobs: Jobs
    sign: Callable[[str], str]
    unit: Callable[[Session], UnitOfWork]
    queues: Queues
    prefetch: Callable[[str, str, Outlook], Iterable[tuple[str, str]]]
    fronts: Fronts
    look_again_seconds: float
    open: OpenAssignment
    look_ahead: LookAhead
    give_next: GiveNext
    submit: SubmitRecord
    save_draft: SaveDraft
    take_seat: TakeSeat
    leave_seat: LeaveSeat
    live: LiveDocuments
    assignments: str
    put_off: PutOffRecord
    return_record: ReturnRecord
    list: ListAssignments
    summarise: Summarise
    summarise_own: SummariseOwn
    preview_transfer: PreviewTransfer
    start_transfer: StartTransfer

    async def reading(self) -> UnitOfWork:
        """Return a unit of work for plain reads."""
        return self.unit(await self.transactions.read_session())

    async def task(self, id: str) -> tuple[UnitOfWork, Task]:
        """Return a task that is there, or comes within a moment. Raises NoSuchThing."""

        async def read() -> tuple[UnitOfWork, Task] | None:
            unit = await self.reading()  # a new one each time: a unit remembers what is absent
            task = await unit.task(id)
            return (unit, task) if task is not None else None

        found = await look_again(read, self.look_again_seconds)
        if found is None or found[1].deleted:
            raise NoSuchThing("There is no such task.")
        self.fronts.keep_task(found[1])
        return found

    async def next(self, task_id: str, user: str) -> Work:
        """Return the next work. Raises NoSuchThing, NotAMember, NotAllowed."""
        known = self.fronts.task(task_id)
        if known is not None:
            pulse = await self.queues.pulse(known.workspace, task_id, user)
            task = pulse.task
            if task is not None and not task.deleted and pulse.may_label:
                self.fronts.keep_task(task)
                unit = await self.reading()
                if await takes_part(unit, task, user):
                    return await self.give_next(unit, task, user, pulse.state)
        unit, task = await self.task(task_id)
        await self.queue_reader(unit, task, user)
        return await self.give_next(unit, task, user, await unit.queue_state(task.id, user))

    async def answer_with_work(self, command: CommandContext, id: str, work: Finishing) -> Answer:
        """Run a command about an assignment of the caller's that answers with the next work.

        It shares its transaction with others that come at the same time, and trusts what is remembered of
        the queue where the transaction finds it in that very state. Where that fails twice it has a
        transaction of its own.
        """
        for attempt in range(_TRIES):
            unit, task = await self._place(id, command.user, trusting=attempt == 0)
            outlook = await self.look_ahead(unit, task, command.user, leaving=id, anew=attempt > 0)
            alone = attempt >= _TOGETHER

            async def finish(session: Session, outlook: Outlook = outlook, alone: bool = alone) -> Answer:
                return await work(self.unit(session), outlook, alone)

            try:
                if alone:
                    return await self.commands.run(command, finish)
                reads = self.prefetch(id, command.user, outlook)
                return await self.commands.run_grouped(command, finish, reads)
            except (Outdated, NoRightToLabel):
                self.fronts.forget(task.id)
        raise Outdated

    async def _place(self, id: str, user: str, trusting: bool) -> tuple[UnitOfWork, Task]:
        """Return the task of an assignment: as remembered, or read, and then refused to whom it must be."""
        unit = await self.reading()
        task_id = self.fronts.task_of(id) if trusting else None
        task = self.fronts.task(task_id) if task_id else None
        if task is not None:
            return unit, task
        unit, task, _ = await self.found(id)
        await self.access.require(task.workspace, user, Right.LABEL)
        self.fronts.keep_task(task)
        self.fronts.keep_task_of(id, task.id)
        return unit, task

    async def queue_reader(self, unit: UnitOfWork, task: Task, user: str) -> Member:
        """Return the member who may look at their own queue of a task: annotators of it, and managers."""
        member = await self.access.require(task.workspace, user)
        if member.may(Right.MANAGE):
            return member
        member = await self.access.require(task.workspace, user, Right.LABEL)
        if not await takes_part(unit, task, user):
            tally = await unit.tally(task.id, user)
            if tally.total == 0 and tally.open == 0:
                raise NoSuchThing("There is no such task.")
        return member

    async def mine(
        self, id: str, user: str, needs: Right = Right.LABEL
    ) -> tuple[UnitOfWork, Task, Assignment]:
        """Return an assignment for a command of its owner. Raises NoSuchThing, NotAMember, NotAllowed,
        NotYours.
        """
        unit, task, assignment = await self.found(id)
        await self.access.require(task.workspace, user, Right.LABEL)
        if assignment.owner != user:
            raise NotYours
        return unit, task, assignment

    async def found(self, id: str) -> tuple[UnitOfWork, Task, Assignment]:
        """Return an assignment and its task, whoever asks. Raises NoSuchThing."""
        unit = await self.reading()
        assignment = await unit.assignment(id)
        task = await unit.task(assignment.task) if assignment else None
        if assignment is None or task is None or task.deleted:
            raise NoSuchThing("There is no such assignment.")
        return unit, task, assignment

    async def opened(self, unit: UnitOfWork, task: Task, assignment: Assignment) -> Opened:
        """Return an assignment with all that hangs on it."""
        return await self.open(unit, assignment, task)

    async def labeler(self, workspace: str, user: str) -> None:
        """Raise NotALabeler unless somebody may label, now or within a moment."""

        async def read() -> Member | None:
            member = await self.access.member(workspace, user)
            return member if member is not None and member.may(Right.LABEL) else None

        if await look_again(read, self.look_again_seconds) is None:
            member = await self.access.member(workspace, user)
            raise NotALabeler(user, member.role.value if member else None)
