"""What must always hold (DESIGN section 7, I1-I6), checked at rest over every service of a stack."""

from __future__ import annotations

from collections import Counter, defaultdict
from types import TracebackType
from typing import TYPE_CHECKING

from contracts.folding import Fact, Fold
from contracts.ids import assignment_id, review_id
from contracts.topics import TOPICS
from local_stack.client import Json
from local_stack.testing.annotations import annotation_faults
from local_stack.testing.rest import UNPUBLISHED, Rest
from local_stack.testing.story import Said, Story, said_of

if TYPE_CHECKING:
    from local_stack.testing.team import Team

_OF_TASKS = ("earmark.tasks", "earmark.listings", "earmark.assignments", "earmark.reviews")


class Invariants:
    """Checks one team's workspace, its datasets and its tasks. An async context manager."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._rest = Rest(team.stack)
        self._faults: list[str] = []

    async def __aenter__(self) -> Invariants:
        await self._rest.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._rest.__aexit__(kind, error, traceback)

    async def at_rest(self, seconds: float = 60.0) -> None:
        """Waits until every service has heard everything."""
        await self._rest.reached(seconds)

    async def check(self) -> None:
        """Raises AssertionError that names every fault found."""
        team, self._faults = self._team, []
        events = await said_of(self._rest, _OF_TASKS, team.tasks)
        others = await said_of(self._rest, ("earmark.workspaces",), [team.workspace])
        others += await said_of(self._rest, ("earmark.datasets",), team.datasets)
        await self._nothing_is_stuck()
        await self._everything_was_heard_in_order(events + others)
        stories = [Story.of(task, events) for task in team.tasks]
        for story in stories:
            if story.deleted:
                await self._nothing_is_left(story)
                continue
            if story.failed:
                self._expect(f"records of the failed {story.task}", story.records, {})
                continue
            await self._all_agree_on_states(story)
            await self._all_agree_on_counts(story)
            await self._effects_happened_once(story)
            self._completions_fit(story)
            self._faults += await annotation_faults(self._rest, story)
        self._answers_were_kept(stories)
        if self._faults:
            raise AssertionError("what must always hold does not:\n" + "\n".join(self._faults))

    def _expect(self, what: str, found: object, wanted: object) -> None:
        if found != wanted:
            self._faults.append(f"{what}: {found!r} instead of {wanted!r}")

    async def _nothing_is_stuck(self) -> None:
        """I6: nothing dead, blocked or unpublished."""
        for service in self._rest.services:
            database = self._rest.database(service)
            async for dead in database["dead"].find({}, {"raw": 0}):
                self._faults.append(
                    f"{service}: dead letter {dead['type']} {dead['aggregate']}: {dead['reason']}"
                )
            self._expect(f"{service}: blocked", await database["blocked"].count_documents({}), 0)
            self._expect(f"{service}: unpublished", await database["outbox"].count_documents(UNPUBLISHED), 0)

    async def _everything_was_heard_in_order(self, events: list[Said]) -> None:
        """I1, I3: versions without a gap, and every consumer of a topic is at the last one."""
        versions: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for said in events:
            if said.version is not None:
                versions[said.topic, said.service, said.aggregate].append(said.version)
        consumers = {topic.name: topic.consumers for topic in TOPICS}
        wanted: dict[str, dict[str, int]] = defaultdict(dict)
        for (topic, service, aggregate), numbers in versions.items():
            self._expect(f"versions of {topic} {aggregate}", numbers, list(range(1, len(numbers) + 1)))
            for consumer in consumers[topic]:
                if consumer in self._rest.services:
                    wanted[consumer][f"{topic}|/{service}|{aggregate}"] = len(numbers)
        for consumer, streams in wanted.items():
            positions = self._rest.database(consumer)["positions"]
            found = {doc["_id"]: doc async for doc in positions.find({"_id": {"$in": list(streams)}})}
            for stream, last in streams.items():
                position = {name: value for name, value in found.get(stream, {}).items() if name != "_id"}
                self._expect(f"{consumer} in {stream}", position, {"v": last})

    async def _all_agree_on_states(self, story: Story) -> None:
        """I4: every record is in the same round and state for everybody."""
        wanted = {record: (fold.round, fold.state) for record, fold in story.records.items()}
        task = story.task
        folds: dict[str, dict[str, Fold]] = {service: {} for service in self._rest.services}
        async for doc in self._rest.database("assignment-service")["assignments"].find({"task": task}):
            self._expect(
                f"id of assignment of {doc['rec']['i']}", doc["_id"], assignment_id(task, doc["rec"]["i"])
            )
            if doc.get("r"):
                folds["assignment-service"][doc["rec"]["i"]] = Fold(doc["r"], Fact(doc["f"]))
        async for doc in self._rest.database("review-service")["reviews"].find({"task": task}):
            self._expect(f"id of review of {doc['record']}", doc["_id"], review_id(task, doc["record"]))
            folds["review-service"][doc["record"]] = fold = Fold(doc["f"][0], Fact(doc["f"][1]))
            pending = doc["state"] == "pending"
            self._expect(f"review of {doc['record']} pending", pending, fold.state == "submitted")
            if pending and doc["holder"] is None:
                self._faults.append(f"review of {doc['record']} belongs to nobody")
        below = {"_id": {"$gte": f"{task}/", "$lt": f"{task}0"}}
        async for doc in self._rest.database("task-service")["records"].find(below):
            last = max(map(int, doc["r"]))
            folds["task-service"][doc["_id"].partition("/")[2]] = Fold(last, Fact(doc["r"][str(last)][0]))
        async for doc in self._rest.database("export-service")["records"].find(below):
            folds["export-service"][doc["_id"].partition("/")[2]] = Fold(doc["r"], Fact(doc["f"]))
        for service in ("assignment-service", "review-service", "task-service", "export-service"):
            found = {record: (fold.round, fold.state) for record, fold in folds[service].items()}
            self._expect(f"records of {task} in {service}", found, wanted)

    async def _all_agree_on_counts(self, story: Story) -> None:
        """I4: total = open + submitted + done, the same numbers in every service's own summary."""
        manager, task, wanted = self._team.manager, story.task, story.counts
        self._expect(
            f"counts of {task} in task-service", (await manager.get(f"/tasks/{task}"))["counts"], wanted
        )
        summary = await manager.get("/assignments/summary", task=task)
        found = _without_kinds(summary["totals"])
        self._expect(f"counts of {task} in assignment-service", found, wanted)
        items = [_without_kinds(item) for item in summary["items"]]
        summed = {name: sum(item[name] for item in items) for name in wanted}
        self._expect(f"sum of the queues of {task}", summed, wanted)
        reviews = await manager.get("/reviews/summary", task=task)
        self._expect(f"counts of {task} in review-service", reviews["counts"], wanted)
        exported: Counter[str] = Counter()
        async for row in self._rest.database("export-service")["counters"].find({"task": task}):
            exported.update({name: row.get(name, 0) for name in ("submitted", "done", "finals", "rounds")})
        rounds = sum(fold.round for fold in story.records.values() if fold.state == "done")
        done = wanted["done"]
        expected = {"submitted": wanted["submitted"], "done": done, "finals": done, "rounds": rounds}
        self._expect(f"counts of {task} in export-service", dict(exported) or expected, expected)

    async def _effects_happened_once(self, story: Story) -> None:
        """I2: what task-service added up is what was said, each event once."""
        progress = await self._team.manager.get(f"/tasks/{story.task}/progress")
        for type, name in (
            ("RecordSubmitted", "submitted"),
            ("RecordApproved", "approved"),
            ("RecordRejected", "rejected"),
            ("RecordReturned", "returned"),
        ):
            wanted = Counter(said.data["annotator"] for said in story.types(type))
            found = {row["user"]: row[name] for row in progress["annotators"] if row[name]}
            self._expect(f"{name} in the progress of {story.task}", found, dict(wanted))

    def _completions_fit(self, story: Story) -> None:
        """The last thing said of completion is what the records say."""
        said = story.types("TaskCompleted", "TaskReopened")
        names = [event.type for event in said]
        self._expect(
            f"completions of {story.task}",
            names,
            [("TaskCompleted", "TaskReopened")[i % 2] for i in range(len(names))],
        )
        numbers = [event.data["completion"] for event in said if event.type == "TaskCompleted"]
        self._expect(f"numbers of completions of {story.task}", numbers, list(range(1, len(numbers) + 1)))
        self._expect(f"{story.task} is completed", names[-1:] == ["TaskCompleted"], story.completed)
        if story.completed and names:
            rounds = sum(fold.round for fold in story.records.values())
            self._expect(f"rounds of the completion of {story.task}", said[-1].data["rounds"], rounds)

    async def _nothing_is_left(self, story: Story) -> None:
        """Of a deleted task no service keeps open work."""
        for service, collection, name in (
            ("assignment-service", "assignments", "task"),
            ("review-service", "reviews", "task"),
            ("export-service", "records", "t"),
        ):
            left = await self._rest.database(service)[collection].count_documents({name: story.task})
            self._expect(f"{collection} of the deleted {story.task}", left, 0)

    def _answers_were_kept(self, stories: list[Story]) -> None:
        """I1: what was acknowledged was said, and nothing was said that nobody was told of."""
        ledger = self._team.ledger
        submitted, verdicts, returns = {}, {}, set()
        for story in stories:
            for said in story.types("RecordSubmitted"):
                submitted[said.data["assignment"], said.data["round"]] = said.data["annotation"]
            for said in story.types("RecordApproved", "RecordRejected"):
                if said.data["by"] == "person":
                    verdict = "approved" if said.type == "RecordApproved" else "rejected"
                    verdicts[said.data["review"], said.data["round"]] = verdict
            returns |= {
                (said.data["assignment"], said.data["round"]) for said in story.types("RecordReturned")
            }
        self._expect("submissions said", submitted, ledger.submissions)
        self._expect("verdicts said", verdicts, ledger.verdicts)
        self._expect("returns said", returns, ledger.returns)


def _without_kinds(summary: Json) -> dict[str, int]:
    kinds = summary["open"]
    open = sum(kinds.values())
    return {
        "total": summary["total"],
        "open": open,
        "submitted": summary["submitted"],
        "done": summary["done"],
    }
