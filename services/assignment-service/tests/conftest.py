"""A small office for tests: the use cases over the in-memory store, a clock, and what other services would
say.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest

from assignment_service.adapters.in_memory import BEGINNING, InMemoryStore, InMemoryUnit
from assignment_service.adapters.in_memory_queues import InMemoryQueues
from assignment_service.domain.assignment import Assignment
from assignment_service.domain.errors import Outdated
from assignment_service.domain.tally import Tally
from assignment_service.domain.transfers import Quantity
from assignment_service.ports import Transfer
from assignment_service.use_cases.build_assignments import AnnounceBuilt, BuildAssignments
from assignment_service.use_cases.finding import living_task
from assignment_service.use_cases.fronts import Fronts
from assignment_service.use_cases.give_next import GiveNext
from assignment_service.use_cases.judge_record import JudgeRecord
from assignment_service.use_cases.keep_prediction import KeepPrediction
from assignment_service.use_cases.leave_seat import LeaveSeat
from assignment_service.use_cases.look_ahead import Hand, LookAhead, Outlook, Work
from assignment_service.use_cases.open_assignment import OpenAssignment
from assignment_service.use_cases.project_task import ProjectTask
from assignment_service.use_cases.put_off_record import PutOffRecord
from assignment_service.use_cases.remove_task import RemoveTask
from assignment_service.use_cases.return_record import ReturnRecord
from assignment_service.use_cases.save_draft import SaveDraft
from assignment_service.use_cases.schemas import Schemas
from assignment_service.use_cases.submit_record import Submission, SubmitRecord
from assignment_service.use_cases.summarise import Summarise
from assignment_service.use_cases.take_seat import TakeSeat
from assignment_service.use_cases.transfer_assignments import (
    ContinueTransfer,
    MoveSome,
    PreviewTransfer,
    StartTransfer,
    TransferWanted,
)
from contracts.events import (
    RecordApproved,
    RecordPredicted,
    RecordRejected,
    RecordsListed,
    TaskCreated,
    TaskDeleted,
    TaskEdited,
    TaskResumed,
    TaskStopped,
)
from contracts.events.listings import ListedRecord
from contracts.events.tasks import (
    AnnotatorQuota,
    AssistanceSettings,
    ReviewerShare,
    ReviewSettings,
    TaskSettings,
)
from contracts.ids import assignment_id, review_id
from contracts.schema import Schema

T = TypeVar("T")
CAPTION: dict[str, Any] = {"items": [{"name": "caption", "kind": "text", "prefill": "caption"}]}


def task_settings(
    annotators: Mapping[str, int],
    review: str = "full",
    assistance: bool = False,
    schema: Mapping[str, Any] = CAPTION,
) -> TaskSettings:
    """Settings of a task with one reviewer where there is a review."""
    reviewers = () if review == "none" else (ReviewerShare(user="rev", share=1),)
    return TaskSettings(
        name="A task",
        schema=Schema.model_validate(schema),
        annotators=tuple(AnnotatorQuota(user=user, quantity=n) for user, n in annotators.items()),
        review=ReviewSettings(mode=review, reviewers=reviewers),
        ai_assistance=AssistanceSettings(enabled=assistance),
    )


def listed_record(ordinal: int, **facts: Any) -> ListedRecord:
    """Record number `ordinal`, two seconds long."""
    return ListedRecord(
        ordinal=ordinal,
        record=f"rec-{ordinal}",
        audio_name=f"clips/{ordinal}.wav",
        seconds=2.0,
        sample_rate=16_000,
        channels=1,
        media="ab" * 32,
        facts=facts,
    )


@dataclass
class Events:
    """What other services say of one task."""

    task: str = "task-1"
    workspace: str = "ws-1"

    def created(self, annotators: Mapping[str, int], **settings: Any) -> TaskCreated:
        return TaskCreated(
            workspace=self.workspace,
            task=self.task,
            dataset="ds-1",
            record_count=sum(annotators.values()),
            settings=task_settings(annotators, **settings),
            created_by="boss",
        )

    def edited(self, version: int, annotators: Mapping[str, int], **settings: Any) -> TaskEdited:
        return TaskEdited(
            workspace=self.workspace,
            task=self.task,
            version=version,
            settings=task_settings(annotators, **settings),
            edited_by="boss",
        )

    def listed(self, batch: int, batches: int, total: int, ordinals: range, **facts: Any) -> RecordsListed:
        return RecordsListed(
            workspace=self.workspace,
            task=self.task,
            dataset="ds-1",
            batch=batch,
            batches=batches,
            total=total,
            records=tuple(listed_record(ordinal, **facts) for ordinal in ordinals),
        )

    def stopped(self) -> TaskStopped:
        return TaskStopped(workspace=self.workspace, task=self.task, stopped_by="boss")

    def resumed(self) -> TaskResumed:
        return TaskResumed(workspace=self.workspace, task=self.task, resumed_by="boss")

    def deleted(self) -> TaskDeleted:
        return TaskDeleted(workspace=self.workspace, task=self.task, deleted_by="boss")

    def approved(self, assignment: Assignment, round: int, at: datetime = BEGINNING) -> RecordApproved:
        return RecordApproved(
            workspace=self.workspace,
            task=self.task,
            record=assignment.record.id,
            review=review_id(self.task, assignment.record.id),
            round=round,
            annotator=assignment.owner,
            reviewer="rev",
            by="person",
            judged_at=at,
        )

    def rejected(self, assignment: Assignment, round: int, at: datetime = BEGINNING) -> RecordRejected:
        return RecordRejected(
            workspace=self.workspace,
            task=self.task,
            record=assignment.record.id,
            review=review_id(self.task, assignment.record.id),
            round=round,
            annotator=assignment.owner,
            reviewer="rev",
            reason="not yet",
            judged_at=at,
        )

    def predicted(self, record: str, model: str = "m", version: str = "1", **values: Any) -> RecordPredicted:
        return RecordPredicted(task=self.task, record=record, model=model, version=version, annotation=values)


@dataclass
class Office:
    """Runs one use case per call, each a unit of work, each a second after the one before."""

    events: Events = field(default_factory=Events)
    store: InMemoryStore = field(default_factory=InMemoryStore)
    now: datetime = BEGINNING

    def __post_init__(self) -> None:
        schemas = Schemas()
        self.queues = InMemoryQueues(self.store)
        opening = OpenAssignment(schemas)
        self.open_assignment = opening
        self.fronts = Fronts()
        self.look_ahead = LookAhead(self.queues, self.fronts, read_ahead=6)
        hand = Hand(self.fronts, opening, read_ahead=6)
        self._next = GiveNext(self.queues, self.look_ahead, hand)
        self._submit = SubmitRecord(schemas, hand)
        self._draft = SaveDraft(schemas, seat_lasts=60_000)
        self._take_seat = TakeSeat(60_000)
        self._put_off = PutOffRecord(hand)
        self._judge = JudgeRecord()
        self._predict = KeepPrediction(schemas)
        self._preview = PreviewTransfer()
        self._move = MoveSome()
        self._transfer = StartTransfer(self._preview, self._move)
        self._build = BuildAssignments()
        self._project = ProjectTask()

    @property
    def task(self) -> str:
        return self.events.task

    async def run(self, work: Callable[[InMemoryUnit], Awaitable[T]]) -> T:
        self.now += timedelta(seconds=1)
        unit = self.store.unit(self.now)
        result = await work(unit)
        unit.commit()
        return result

    # --- what other services say

    async def create(self, annotators: Mapping[str, int], **settings: Any) -> None:
        event = self.events.created(annotators, **settings)
        await self.run(lambda unit: self._project.created(unit, event))

    async def edit(self, version: int, annotators: Mapping[str, int], **settings: Any) -> None:
        event = self.events.edited(version, annotators, **settings)
        await self.run(lambda unit: self._project.edited(unit, event))

    async def hear(self, event: Any) -> None:
        await self.run(lambda unit: self._project.changed(unit, event))

    async def list_records(self, event: RecordsListed) -> None:
        await self.run(lambda unit: self._build(unit, event))

    async def announce(self) -> bool:
        return await self.run(lambda unit: AnnounceBuilt()(unit, self.task))

    async def built(self, annotators: Mapping[str, int], *, facts: Any = None, **settings: Any) -> None:
        """A task that is ready to be worked on."""
        total = sum(annotators.values())
        await self.create(annotators, **settings)
        await self.list_records(self.events.listed(0, 1, total, range(total), **(facts or {})))
        assert await self.announce()

    async def verdict(self, event: RecordApproved | RecordRejected) -> None:
        await self.run(lambda unit: self._judge(unit, event, unit.now))

    async def approve(self, id: str, round: int) -> None:
        await self.verdict(self.events.approved(self.assignment(id), round, self.now))

    async def reject(self, id: str, round: int) -> None:
        await self.verdict(self.events.rejected(self.assignment(id), round, self.now))

    async def predict(self, event: RecordPredicted, at: datetime | None = None) -> None:
        await self.run(lambda unit: self._predict(unit, event, at or unit.now))

    # --- what people do

    async def next(self, user: str) -> Work:
        unit = self.store.unit(self.now)
        task = await living_task(unit, self.task)
        return await self._next(unit, task, user, await unit.queue_state(self.task, user))

    async def answer(
        self, user: str, id: str, work: Callable[[InMemoryUnit, Outlook, bool], Awaitable[Work]]
    ) -> Work:
        """As the desk does it: what is remembered is tried first, then what is read anew, then a unit
        alone.
        """
        for attempt in range(3):
            reading = self.store.unit(self.now)
            task = self.fronts.task(self.task) or await living_task(reading, self.task)
            self.fronts.keep_task(task)
            outlook = await self.look_ahead(reading, task, user, leaving=id, anew=attempt > 0)
            try:
                return await self.run(lambda unit, o=outlook, a=attempt: work(unit, o, a > 1))  # type: ignore[misc]
            except Outdated:
                self.fronts.forget(self.task)
        raise Outdated

    async def submit(
        self,
        user: str,
        id: str,
        round: int | None = None,
        annotation: Any = None,
        unusable: str | None = None,
        seat: str | None = None,
    ) -> Work:
        assignment = self.assignment(id)
        if annotation is None and unusable is None:
            annotation = {"caption": f"by {user}"}
        due = assignment.next_round if round is None else round
        submission = Submission(id, user, due, None if unusable else annotation, unusable, 3.0, seat=seat)

        async def work(unit: InMemoryUnit, outlook: Outlook, alone: bool) -> Work:
            return (await self._submit(unit, submission, outlook, alone))[1]

        return await self.answer(user, id, work)

    async def draft(
        self,
        user: str,
        id: str,
        caption: str = "draft",
        revision: int | None = None,
        seat: str | None = None,
    ) -> Assignment:
        based_on = None if revision is None else {revision}
        return await self.run(
            lambda unit: self._draft(unit, id, user, {"caption": caption}, 1.0, based_on, seat)
        )

    async def sit(self, user: str, id: str, seat: str, take_over: bool = False) -> Assignment:
        return await self.run(lambda unit: self._take_seat(unit, id, user, seat, take_over))

    async def leave(self, user: str, id: str, seat: str) -> None:
        await self.run(lambda unit: LeaveSeat()(unit, id, user, seat))

    async def put_off(self, user: str, id: str) -> Work:
        return await self.answer(
            user, id, lambda unit, outlook, alone: self._put_off(unit, id, user, outlook, alone)
        )

    async def send_back(self, id: str, reason: str = "again") -> Assignment:
        return await self.run(lambda unit: ReturnRecord()(unit, id, "boss", reason))

    async def preview(self, giver: str, receiver: str, quantity: Quantity) -> Any:
        wanted = TransferWanted(self.task, giver, receiver, quantity, "boss")
        return await self._preview(self.store.unit(self.now), wanted)

    async def transfer(self, giver: str, receiver: str, quantity: Quantity) -> Transfer:
        wanted = TransferWanted(self.task, giver, receiver, quantity, "boss")
        return await self.run(lambda unit: self._transfer(unit, wanted))

    async def continue_transfer(self, id: str) -> tuple[int, bool]:
        return await self.run(lambda unit: ContinueTransfer(self._move)(unit, id))

    async def remove(self) -> tuple[int, bool]:
        return await self.run(lambda unit: RemoveTask()(unit, self.task))

    # --- what there is

    def assignment(self, id: str) -> Assignment:
        return self.store.state.assignments[id]

    def id(self, ordinal: int) -> str:
        return assignment_id(self.task, f"rec-{ordinal}")

    def queue(self, user: str) -> list[Assignment]:
        """Somebody's assignments in the order of positions."""
        theirs = [a for a in self.store.state.assignments.values() if a.owner == user]
        return sorted(theirs, key=lambda a: a.position)

    async def tally(self, user: str) -> Tally:
        unit = self.store.unit(self.now)
        tallies = await Summarise(self.queues)(unit, await living_task(unit, self.task))
        return tallies.get(user, Tally())

    def said(self, kind: type[T]) -> list[T]:
        return [event for _, _, event in self.store.said if isinstance(event, kind)]


@pytest.fixture
def office() -> Office:
    """A fresh office."""
    return Office()


@pytest.fixture(scope="session")
def new_office() -> Callable[[], Office]:
    """Makes offices, for tests that need one per example."""
    return Office


@pytest.fixture
def events() -> Events:
    """What other services say of a task."""
    return Events()
