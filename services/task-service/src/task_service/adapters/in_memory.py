"""The same ports in memory: for tests of use cases, proven by the suite that also runs against MongoDB."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from contracts.events.base import EventData
from task_service.domain.record import Path, Record
from task_service.domain.task import Counts, Task
from task_service.domain.workspace import Member, Workspace
from task_service.ports import Activity, Dataset, Gate, Lane, TaskQuery

Amounts = dict[Path, float]
_COUNTED = ("submitted", "done", "rounds")


@dataclass(frozen=True, slots=True)
class Said:
    """An event that a unit of work said."""

    event: EventData
    aggregate: str
    version: int


@dataclass
class Memory:
    """What a database would hold."""

    workspaces: dict[str, Workspace] = field(default_factory=dict)
    members: dict[tuple[str, str], Member] = field(default_factory=dict)
    datasets: dict[str, Dataset] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    records: dict[tuple[str, str], Record] = field(default_factory=dict)
    standing: dict[tuple[str, Lane], Amounts] = field(default_factory=dict)
    activity: dict[tuple[str, str, Lane], Amounts] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    nudged: set[str] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)

    def said_of(self, types: tuple[type[EventData], ...]) -> list[EventData]:
        """Return the events of some types that were said, in order."""
        return [said.event for said in self.said if isinstance(said.event, types)]


class InMemoryWorkspaces:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def get(self, id: str) -> Workspace | None:
        return self._memory.workspaces.get(id)

    def put(self, workspace: Workspace) -> None:
        self._memory.workspaces[workspace.id] = workspace


class InMemoryMembers:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def get(self, workspace: str, user: str) -> Member | None:
        return self._memory.members.get((workspace, user))

    async def get_all(self, workspace: str, users: Sequence[str]) -> dict[str, Member]:
        found = {user: await self.get(workspace, user) for user in users}
        return {user: member for user, member in found.items() if member is not None}

    def put(self, member: Member) -> None:
        self._memory.members[member.workspace, member.user] = member


class InMemoryDatasets:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def get(self, id: str) -> Dataset | None:
        return self._memory.datasets.get(id)

    def put(self, dataset: Dataset) -> None:
        self._memory.datasets[dataset.id] = dataset


class InMemoryTasks:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def get(self, id: str) -> Task | None:
        return self._memory.tasks.get(id)

    async def gate(self, id: str) -> Gate | None:
        task = self._memory.tasks.get(id)
        return None if task is None else Gate(id, task.deleted)

    def put(self, task: Task) -> None:
        self._memory.tasks[task.id] = task


class InMemoryRecords:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def get(self, task: str, record: str) -> Record:
        return self._memory.records.get((task, record)) or Record(task, record)

    def put(self, record: Record) -> None:
        self._memory.records[record.task, record.id] = record


class InMemoryCounters:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def add_standing(self, task: str, lane: Lane, amounts: Mapping[Path, float]) -> None:
        row = self._memory.standing.setdefault((task, lane), {})
        _add(row, amounts)
        _add(row, {("seen",): 1})

    def add_activity(self, task: str, lane: Lane, day: str, amounts: Mapping[Path, float]) -> None:
        _add(self._memory.activity.setdefault((task, day, lane), {}), amounts)

    async def counts(self, task: str) -> Counts:
        rows = [row for (of, _), row in self._memory.standing.items() if of == task]
        names = (*_COUNTED, "seen")
        return Counts(**{name: int(sum(row.get((name,), 0) for row in rows)) for name in names})


class InMemoryUnit:
    """A unit of work whose effects are there at once; it is never rolled back."""

    def __init__(self, memory: Memory, now: datetime | None = None) -> None:
        self._memory = memory
        self._now = now or datetime(2026, 1, 1, tzinfo=UTC)
        self.workspaces = InMemoryWorkspaces(memory)
        self.members = InMemoryMembers(memory)
        self.datasets = InMemoryDatasets(memory)
        self.tasks = InMemoryTasks(memory)
        self.records = InMemoryRecords(memory)
        self.counters = InMemoryCounters(memory)

    @property
    def now(self) -> datetime:
        return self._now

    def emit(self, event: EventData, *, aggregate: str, version: int) -> None:
        self._memory.said.append(Said(event, aggregate, version))

    def look_at(self, task: str) -> None:
        self._memory.nudged.add(task)

    def forget_records(self, task: str) -> None:
        self._memory.forgotten.add(task)


class InMemoryQueries:
    """The read side over the same memory."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def workspace(self, id: str) -> Workspace | None:
        return self._memory.workspaces.get(id)

    async def member(self, workspace: str, user: str) -> Member | None:
        return self._memory.members.get((workspace, user))

    async def memberships(self, user: str) -> list[tuple[Member, Workspace]]:
        pairs = [
            (member, self._memory.workspaces[member.workspace])
            for member in self._memory.members.values()
            if member.user == user and member.role is not None and member.workspace in self._memory.workspaces
        ]
        return sorted(pairs, key=lambda pair: (pair[1].name, pair[1].id))

    async def members(self, workspace: str, after: str | None, limit: int) -> list[Member]:
        found = [
            member
            for member in self._memory.members.values()
            if member.workspace == workspace
            and member.role is not None
            and (after is None or member.user > after)
        ]
        return sorted(found, key=lambda member: member.user)[:limit]

    async def dataset(self, id: str) -> Dataset | None:
        return self._memory.datasets.get(id)

    async def task(self, id: str) -> Task | None:
        return self._memory.tasks.get(id)

    async def tasks(self, query: TaskQuery) -> list[Task]:
        found = [
            task
            for task in self._memory.tasks.values()
            if task.workspace == query.workspace
            and (task.state == query.state if query.state is not None else not task.deleted)
            and (query.person is None or query.person in task.settings.people)
            and (query.dataset is None or query.dataset == task.dataset)
            and (query.after is None or task.id < query.after)
        ]
        return sorted(found, key=lambda task: task.id, reverse=True)[: query.limit]

    async def standing(self, task: str) -> dict[Path, float]:
        total: Amounts = {}
        for (of, _), row in self._memory.standing.items():
            if of == task:
                _add(total, {path: amount for path, amount in row.items() if path != ("seen",) and amount})
        return total

    async def activity(self, task: str) -> list[Activity]:
        days: dict[str, Amounts] = {}
        for (of, day, _), row in self._memory.activity.items():
            if of == task:
                _add(days.setdefault(day, {}), row)
        return [Activity(day, days[day]) for day in sorted(days)]

    async def undecided(self, since_day: str | None) -> set[str]:
        unit = InMemoryUnit(self._memory)
        active = {of for of, day, _ in self._memory.activity if since_day is None or day >= since_day}
        behind = set()
        for task in self._memory.tasks.values():
            moved = task.id in active and (await unit.counters.counts(task.id)).seen != task.counts.seen
            if not task.deleted and (task.undecided or moved):
                behind.add(task.id)
        return behind


def _add(row: Amounts, amounts: Mapping[Path, float]) -> None:
    for path, amount in amounts.items():
        row[path] = row.get(path, 0) + amount
