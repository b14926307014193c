"""What the use cases need from outside: the stores of one unit of work, and the queries of the read side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contracts.events.base import EventData
from task_service.domain.record import Path, Record
from task_service.domain.task import Counts, Task
from task_service.domain.workspace import Member, Workspace


@dataclass(frozen=True, slots=True)
class Dataset:
    """What is known of a raw dataset."""

    id: str
    workspace: str
    name: str
    record_count: int
    seconds: float
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether events of a task still count; small, because every event of a record looks at it."""

    task: str
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """The topic partition of an event: each has counter rows of its own, so that none waits for another."""

    topic: str
    partition: int

    def __str__(self) -> str:
        return f"{self.topic.removeprefix('earmark.')}-{self.partition}"


class Workspaces(Protocol):
    """Workspaces by id."""

    async def get(self, id: str) -> Workspace | None: ...
    def put(self, workspace: Workspace) -> None: ...


class Members(Protocol):
    """Members, removed ones included, by workspace and user."""

    async def get(self, workspace: str, user: str) -> Member | None: ...
    async def get_all(self, workspace: str, users: Sequence[str]) -> dict[str, Member]: ...
    def put(self, member: Member) -> None: ...


class Datasets(Protocol):
    """Raw datasets as events told of them."""

    async def get(self, id: str) -> Dataset | None: ...
    def put(self, dataset: Dataset) -> None: ...


class Tasks(Protocol):
    """Tasks by id; a put keeps the task's gate in step."""

    async def get(self, id: str) -> Task | None: ...
    async def gate(self, id: str) -> Gate | None: ...
    def put(self, task: Task) -> None: ...


class Records(Protocol):
    """Records of tasks, as far as anything happened to them."""

    async def get(self, task: str, record: str) -> Record: ...
    def put(self, record: Record) -> None: ...


class Counters(Protocol):
    """Counter rows: the standing per task and lane, the activity per task, UTC day and lane."""

    def add_standing(self, task: str, lane: Lane, amounts: Mapping[Path, float]) -> None: ...
    def add_activity(self, task: str, lane: Lane, day: str, amounts: Mapping[Path, float]) -> None: ...
    async def counts(self, task: str) -> Counts: ...


class UnitOfWork(Protocol):
    """One transaction: what is put, counted and emitted here is committed together, or not at all."""

    @property
    def workspaces(self) -> Workspaces: ...
    @property
    def members(self) -> Members: ...
    @property
    def datasets(self) -> Datasets: ...
    @property
    def tasks(self) -> Tasks: ...
    @property
    def records(self) -> Records: ...
    @property
    def counters(self) -> Counters: ...
    @property
    def now(self) -> datetime: ...
    def emit(self, event: EventData, *, aggregate: str, version: int) -> None: ...
    def look_at(self, task: str) -> None:
        """Have the task's phase decided after this unit of work is committed."""
        ...

    def forget_records(self, task: str) -> None:
        """Have the records of a deleted task removed, in the background."""
        ...


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Which tasks of a workspace to list, newest first; ``person``: only those they take part in."""

    workspace: str
    person: str | None = None
    state: str | None = None
    dataset: str | None = None
    after: str | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Activity:
    """What was counted on one UTC day (``YYYY-MM-DD``)."""

    day: str
    amounts: Mapping[Path, float]


class Queries(Protocol):
    """Reads outside of any unit of work; each answers by an index."""

    async def workspace(self, id: str) -> Workspace | None: ...
    async def member(self, workspace: str, user: str) -> Member | None: ...
    async def memberships(self, user: str) -> list[tuple[Member, Workspace]]:
        """Return the workspaces somebody belongs to, by name."""
        ...

    async def members(self, workspace: str, after: str | None, limit: int) -> list[Member]:
        """Return members (not removed ones) in the order of their user ids, after one of them."""
        ...

    async def dataset(self, id: str) -> Dataset | None: ...
    async def task(self, id: str) -> Task | None: ...
    async def tasks(self, query: TaskQuery) -> list[Task]: ...
    async def standing(self, task: str) -> dict[Path, float]:
        """Return the sum of a task's standing rows."""
        ...

    async def activity(self, task: str) -> list[Activity]:
        """Return the sums of a task's activity rows, by day."""
        ...

    async def undecided(self, since_day: str | None) -> set[str]:
        """Return the tasks whose counts may be behind what was counted: those with activity since a UTC day
        (None: of all time), and those that a handler marked."""
        ...
