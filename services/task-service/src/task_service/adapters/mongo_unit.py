"""The unit of work in MongoDB: the service's stores over the kit's session."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from contracts.events.base import EventData
from service_kit.jobs import Jobs
from service_kit.mongo.session import Session
from task_service.adapters import counter_rows
from task_service.adapters.documents import (
    dataset_doc,
    dataset_of,
    member_doc,
    member_of,
    record_doc,
    record_of,
    task_doc,
    task_of,
    workspace_doc,
    workspace_of,
)
from task_service.domain.record import Path, Record
from task_service.domain.task import Counts, Task
from task_service.domain.workspace import Member, Workspace, member_key
from task_service.ports import Dataset, Gate, Lane

PHASE_DECIDER = "phase"
FORGET_RECORDS = "forget-records"


class MongoWorkspaces:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, id: str) -> Workspace | None:
        doc = await self._session.get("workspaces", id)
        return None if doc is None else workspace_of(doc)

    def put(self, workspace: Workspace) -> None:
        self._session.put("workspaces", workspace_doc(workspace))


class MongoMembers:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, workspace: str, user: str) -> Member | None:
        doc = await self._session.get("members", member_key(workspace, user))
        return None if doc is None else member_of(doc)

    async def get_all(self, workspace: str, users: Sequence[str]) -> dict[str, Member]:
        await self._session.load("members", [member_key(workspace, user) for user in users])
        found = {user: await self.get(workspace, user) for user in users}
        return {user: member for user, member in found.items() if member is not None}

    def put(self, member: Member) -> None:
        self._session.put("members", member_doc(member))


class MongoDatasets:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, id: str) -> Dataset | None:
        doc = await self._session.get("datasets", id)
        return None if doc is None else dataset_of(doc)

    def put(self, dataset: Dataset) -> None:
        self._session.put("datasets", dataset_doc(dataset))


class MongoTasks:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, id: str) -> Task | None:
        doc = await self._session.get("tasks", id)
        return None if doc is None else task_of(doc)

    async def gate(self, id: str) -> Gate | None:
        doc = await self._session.get("gates", id)
        return None if doc is None else Gate(id, doc["deleted"])

    def put(self, task: Task) -> None:
        self._session.put("tasks", task_doc(task))
        if task.ver == 1 or task.deleted:  # the only two moments in which a gate changes
            self._session.put("gates", {"_id": task.id, "deleted": task.deleted})


class MongoRecords:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, task: str, record: str) -> Record:
        return record_of(task, record, await self._session.get("records", f"{task}/{record}"))

    def put(self, record: Record) -> None:
        self._session.put("records", record_doc(record))


class MongoCounters:
    def __init__(self, session: Session) -> None:
        self._session = session

    def add_standing(self, task: str, lane: Lane, amounts: Mapping[Path, float]) -> None:
        self._session.increment(
            counter_rows.COLLECTION,
            counter_rows.standing_id(task, lane),
            {**counter_rows.increments(amounts), "seen": 1},
            {"task": task, "day": None},
        )

    def add_activity(self, task: str, lane: Lane, day: str, amounts: Mapping[Path, float]) -> None:
        self._session.increment(
            counter_rows.COLLECTION,
            counter_rows.activity_id(task, day, lane),
            counter_rows.increments(amounts),
            {"task": task, "day": day},
        )

    async def counts(self, task: str) -> Counts:
        names = {"submitted": 1, "done": 1, "rounds": 1, "seen": 1}
        query = {"day": None, "task": task}
        rows = await self._session.find(counter_rows.COLLECTION, query, projection=names)
        return counter_rows.counts_of(rows)


class MongoUnit:
    """One transaction; everything in it goes through the kit's session."""

    def __init__(self, session: Session, jobs: Jobs) -> None:
        self._session = session
        self._jobs = jobs
        self.workspaces = MongoWorkspaces(session)
        self.members = MongoMembers(session)
        self.datasets = MongoDatasets(session)
        self.tasks = MongoTasks(session)
        self.records = MongoRecords(session)
        self.counters = MongoCounters(session)

    @property
    def now(self) -> datetime:
        """The time of the unit of work in milliseconds, which is what MongoDB keeps of it."""
        now = self._session.now
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def emit(self, event: EventData, *, aggregate: str, version: int) -> None:
        self._session.emit(event, aggregate=aggregate, version=version)

    def look_at(self, task: str) -> None:
        self._session.nudge(PHASE_DECIDER, task)

    def forget_records(self, task: str) -> None:
        self._jobs.enqueue(self._session, FORGET_RECORDS, f"{FORGET_RECORDS}/{task}", {"task": task})


def record_reads(task: str, record: str) -> tuple[tuple[str, str], ...]:
    """Return the documents that an event of a record will read, to be read for a whole chunk at once."""
    return (("gates", task), ("records", f"{task}/{record}"))
