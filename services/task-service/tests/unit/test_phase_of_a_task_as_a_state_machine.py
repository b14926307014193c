"""A task's phase against a simple model: whatever happens in whatever order, completions alternate with reopenings, are
numbered without a gap, and at rest everything agrees."""

from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from contracts.events.assignments import AssignmentsBuilt
from contracts.events.tasks import TaskCompleted, TaskReopened
from contracts.folding import Fact, Fold
from contracts.roles import Role
from task_service.adapters.in_memory import InMemoryQueries, InMemoryUnit, Memory
from task_service.domain.settings import Annotator, Settings
from task_service.domain.task import Task
from task_service.domain.workspace import Member
from task_service.ports import Lane
from task_service.use_cases.decide_phase import DecidePhase
from task_service.use_cases.follow_record import FollowRecord, Happening
from task_service.use_cases.follow_task import follow_built
from task_service.use_cases.manage_task import ManageTaskCommand, ResumeTask, StopTask

T = TypeVar("T")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
RECORDS = ("r1", "r2")
VERDICTS = Fact.APPROVED | Fact.REJECTED


def done(running: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits for anything."""
    try:
        running.send(None)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    raise AssertionError("it waits")


class PhaseOfATask(RuleBasedStateMachine):
    """Work happens (the truth), its events travel in two topics of their own order, and are decided at any moment."""

    def __init__(self) -> None:
        super().__init__()
        self.memory = Memory()
        self.memory.members["w", "ana"] = Member("w", "ana", "ana", Role.SUPER_ADMIN)
        self.memory.tasks["t"] = Task(
            id="t",
            workspace="w",
            dataset="d",
            dataset_name="d",
            record_count=len(RECORDS),
            seconds=2.0,
            settings=Settings("n", {"items": []}, (Annotator("bo", 2),)),
            created_by="ana",
            created_at=NOW,
            ver=1,
        )
        self.truth = dict.fromkeys(RECORDS, Fold())
        self.travelling: dict[str, list[Happening]] = {"assignments": [], "reviews": []}
        self.arrived: list[tuple[str, Happening]] = []

    @property
    def task(self) -> Task:
        return self.memory.tasks["t"]

    def happen(self, record: str, number: int, fact: Fact) -> None:
        self.truth[record] = self.truth[record].add(number, fact)
        topic = "reviews" if fact & VERDICTS else "assignments"
        self.travelling[topic].append(Happening("t", record, number, fact, "bo", NOW, {}))

    def deliver(self, topic: str, happening: Happening) -> None:
        lane = Lane(topic, RECORDS.index(happening.record))
        done(FollowRecord()(InMemoryUnit(self.memory), happening, lane))

    @precondition(lambda self: self.task.built is None)
    @rule()
    def build(self) -> None:
        event = AssignmentsBuilt(workspace="w", task="t", total=len(RECORDS), seconds=3.0)
        done(follow_built(InMemoryUnit(self.memory), event))

    @rule(record=st.sampled_from(RECORDS), review=st.booleans())
    def submit_or_correct(self, record: str, review: bool) -> None:
        fold = self.truth[record]
        if fold.state != "done":
            fact = Fact.SUBMITTED if review else Fact.SUBMITTED_WITHOUT_REVIEW
            self.happen(record, fold.round + 1, fact)

    @rule(record=st.sampled_from(RECORDS), fact=st.sampled_from([Fact.APPROVED, Fact.REJECTED]))
    def judge(self, record: str, fact: Fact) -> None:
        fold = self.truth[record]
        if fold.state == "submitted":
            self.happen(record, fold.round, fact)

    @rule(record=st.sampled_from(RECORDS))
    def send_back(self, record: str) -> None:
        fold = self.truth[record]
        if fold.state == "done":
            self.happen(record, fold.round, Fact.RETURNED)

    @rule(review=st.booleans())
    def finish_everything(self, review: bool) -> None:
        for record in RECORDS:
            if self.truth[record].state == "open":
                self.submit_or_correct(record, review)
            if self.truth[record].state == "submitted":
                self.judge(record, Fact.APPROVED)

    @rule(topic=st.sampled_from(["assignments", "reviews"]))
    def hear(self, topic: str) -> None:
        if self.travelling[topic]:
            happening = self.travelling[topic].pop(0)
            self.deliver(topic, happening)
            self.arrived.append((topic, happening))

    @rule(data=st.data())
    def hear_again(self, data: st.DataObject) -> None:
        if self.arrived:
            self.deliver(*data.draw(st.sampled_from(self.arrived)))

    @rule()
    def decide(self) -> None:
        done(DecidePhase()(InMemoryUnit(self.memory), "t"))

    @precondition(lambda self: self.task.state not in ("completed", "stopped"))
    @rule()
    def stop(self) -> None:
        done(StopTask()(InMemoryUnit(self.memory), ManageTaskCommand("t", "ana")))

    @precondition(lambda self: self.task.stopped)
    @rule()
    def resume(self) -> None:
        done(ResumeTask()(InMemoryUnit(self.memory), ManageTaskCommand("t", "ana")))

    @rule()
    def come_to_rest(self) -> None:
        for topic, events in self.travelling.items():
            for happening in events:
                self.deliver(topic, happening)
                self.arrived.append((topic, happening))
            events.clear()
        if done(InMemoryQueries(self.memory).undecided(None)):
            self.decide()
        assert not done(InMemoryQueries(self.memory).undecided(None))
        assert not done(DecidePhase()(InMemoryUnit(self.memory), "t")), "nothing is left to decide"
        states = [fold.state for fold in self.truth.values()]
        counts = self.task.counts
        assert (self.task.open, counts.submitted, counts.done) == (
            states.count("open"),
            states.count("submitted"),
            states.count("done"),
        )
        if self.task.built is None:
            expected = "preparing"
        elif states.count("done") == len(RECORDS):
            expected = "completed"
        else:
            expected = "labeling" if "open" in states else "reviewing"
        assert self.task.phase == expected
        if expected == "completed":
            last = self.memory.said_of((TaskCompleted,))[-1]
            assert isinstance(last, TaskCompleted)
            assert last.rounds == sum(fold.round for fold in self.truth.values())

    @invariant()
    def completions_alternate_with_reopenings(self) -> None:
        said = self.memory.said_of((TaskCompleted, TaskReopened))
        for index, event in enumerate(said):
            assert isinstance(event, TaskReopened if index % 2 else TaskCompleted)
            assert event.completion == index // 2 + 1
        assert (len(said) % 2 == 1) == (self.task.phase == "completed")

    @invariant()
    def events_are_numbered_without_a_gap(self) -> None:
        versions = [said.version for said in self.memory.said]
        assert versions == list(range(2, self.task.ver + 1))


TestPhaseOfATask = PhaseOfATask.TestCase
TestPhaseOfATask.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
