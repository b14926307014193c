"""One suite for the ports: what the in-memory stores do, the MongoDB ones do, and the other way round."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from contracts.folding import Fact
from contracts.roles import Role
from task_service.domain.record import Record
from task_service.domain.settings import Annotator, Assistance, Review, Reviewer, Settings
from task_service.domain.task import Counts, ProcessedDataset, Task
from task_service.domain.workspace import Member, Workspace
from task_service.ports import Dataset, Lane, Queries, TaskQuery, UnitOfWork

T = TypeVar("T")
NOW = datetime(2026, 5, 4, 3, 2, 1, 987000, tzinfo=UTC)
ODD = "auth0|a.b$c%d/é"
ONE, TWO = Lane("earmark.assignments", 0), Lane("earmark.reviews", 0)


class Stores(Protocol):
    @property
    def queries(self) -> Queries: ...
    async def run(self, work: Callable[[UnitOfWork], Awaitable[T]]) -> T: ...


def a_task(id: str, **changes: Any) -> Task:
    settings = Settings(
        name="Dawn",
        schema={"items": [{"name": "sound", "kind": "choice", "options": ["a.b", "$c", ""]}]},
        annotators=(Annotator("bo", 7), Annotator(ODD, 3)),
        guideline="# Listen",
        review=Review("partial", (Reviewer("rea", 4),), blind=True, categories=("noise", "$x.y")),
        ai_assistance=Assistance(True, "whisper", {"$a.b": {"": [1, 2.5, None, 2**62]}}),
    )
    task = Task(
        id=id,
        workspace="w",
        dataset="d",
        dataset_name="Dawn",
        record_count=10,
        seconds=12.5,
        settings=settings,
        created_by="ana",
        created_at=NOW,
        ver=1,
    )
    return replace(task, **changes)


async def keep(stores: Stores, *things: Workspace | Member | Dataset | Task | Record) -> None:
    async def work(unit: UnitOfWork) -> None:
        for thing in things:
            match thing:
                case Workspace():
                    unit.workspaces.put(thing)
                case Member():
                    unit.members.put(thing)
                case Dataset():
                    unit.datasets.put(thing)
                case Task():
                    unit.tasks.put(thing)
                case Record():
                    unit.records.put(thing)

    await stores.run(work)


async def test_everything_comes_back_as_it_was_put(stores: Stores) -> None:
    workspace = Workspace("w", "Birds", "ana", NOW, super_admins=2, ver=9)
    member = Member("w", ODD, "Odd", Role.ANNOTATION_OPERATOR)
    removed = Member("w", "gone", "Gone", None)
    dataset = Dataset("d", "w", "Dawn", 10, 12.5)
    processed = ProcessedDataset("p", "V012", True, 3, NOW)
    task = a_task(
        "t",
        version=3,
        phase="completed",
        built=10,
        failure="no",
        stopped=True,
        completion=2,
        completed_rounds=11,
        counts=Counts(1, 9, 11, 40),
        undecided=True,
        processed=processed,
        ver=8,
    )
    record = Record("t", "r")
    for round, fact, who in ((1, Fact.SUBMITTED, ODD), (1, Fact.REJECTED, ODD), (2, Fact.APPROVED, "bo")):
        record = record.add(round, fact, who) or record
    await keep(stores, workspace, member, removed, dataset, task, record)

    async def check(unit: UnitOfWork) -> None:
        assert await unit.workspaces.get("w") == workspace
        assert await unit.members.get("w", ODD) == member
        assert await unit.members.get_all("w", ["gone", "never", ODD]) == {"gone": removed, ODD: member}
        assert await unit.datasets.get("d") == dataset
        assert await unit.tasks.get("t") == task
        assert await unit.records.get("t", "r") == record
        assert await unit.records.get("t", "other") == Record("t", "other")
        assert await unit.workspaces.get("x") is None
        assert await unit.tasks.get("x") is None
        assert await unit.tasks.gate("x") is None

    await stores.run(check)
    assert await stores.queries.workspace("w") == workspace
    assert await stores.queries.member("w", ODD) == member
    assert await stores.queries.dataset("d") == dataset
    assert await stores.queries.task("t") == task


async def test_the_gate_follows_the_task(stores: Stores) -> None:
    task = a_task("t")
    await keep(stores, task)

    async def gate(unit: UnitOfWork) -> bool:
        found = await unit.tasks.gate("t")
        assert found is not None
        return found.deleted

    assert not await stores.run(gate)
    await keep(stores, replace(task, deleted=True, ver=2))
    assert await stores.run(gate)


async def test_members_are_listed_by_user_without_removed_ones(stores: Stores) -> None:
    names = ["b", "a", ODD, "é", "Z", "gone"]
    role = Role.ANNOTATION_OPERATOR
    await keep(stores, *(Member("w", user, user, None if user == "gone" else role) for user in names))
    await keep(stores, Member("other", "c", "c", role))
    everybody = ["Z", "a", ODD, "b", "é"]
    assert [member.user for member in await stores.queries.members("w", None, 10)] == everybody
    assert [member.user for member in await stores.queries.members("w", ODD, 1)] == ["b"]
    assert await stores.queries.members("w", "é", 10) == []


async def test_a_users_workspaces_come_by_name_and_end_with_the_membership(stores: Stores) -> None:
    for id, name in (("1", "Zebra"), ("2", "Ant"), ("3", "Left")):
        await keep(stores, Workspace(id, name, "ana", NOW, 1, 2))
        role = None if name == "Left" else Role.ADMINISTRATOR
        await keep(stores, Member(id, "bo", "Bo", role))
    found = await stores.queries.memberships("bo")
    assert [workspace.name for _, workspace in found] == ["Ant", "Zebra"]
    assert await stores.queries.memberships("nobody") == []


async def test_tasks_are_listed_newest_first_by_part_state_and_dataset(stores: Stores) -> None:
    alone = replace(a_task("t1").settings, annotators=(Annotator("chen", 10),), review=Review())
    await keep(
        stores,
        a_task("t1", settings=alone),
        a_task("t2", stopped=True),
        a_task("t3", deleted=True),
        a_task("t4", dataset="e", phase="labeling"),
        a_task("t5", workspace="other"),
    )

    async def ids(**wanted: Any) -> list[str]:
        return [task.id for task in await stores.queries.tasks(TaskQuery("w", **wanted))]

    assert await ids() == ["t4", "t2", "t1"]
    assert await ids(limit=2) == ["t4", "t2"]
    assert await ids(after="t2") == ["t1"]
    assert await ids(person="chen") == ["t1"]
    assert await ids(person="rea") == ["t4", "t2"]
    assert await ids(state="stopped") == ["t2"]
    assert await ids(state="deleted") == ["t3"]
    assert await ids(state="labeling", person="bo", dataset="e") == ["t4"]
    assert await ids(dataset="nothing") == []


async def test_counters_add_up_over_lanes_and_days_whatever_names_hold(stores: Stores) -> None:
    async def first(unit: UnitOfWork) -> None:
        unit.counters.add_standing("t", ONE, {("submitted",): 2, ("people", ODD, "in_review"): 2})
        unit.counters.add_activity("t", ONE, "2026-05-04", {("annotators", ODD, "submitted"): 2})
        unit.counters.add_activity("t", ONE, "2026-05-04", {("annotators", ODD, "seconds_worked"): 1.25})
        unit.counters.add_activity("t", ONE, "2026-05-05", {("categories", "$x.y"): 1})
        unit.counters.add_standing("u", ONE, {("submitted",): 5})

    async def second(unit: UnitOfWork) -> None:
        moved = {("submitted",): -1, ("done",): 1, ("rounds",): 3, ("people", ODD, "in_review"): -1}
        unit.counters.add_standing("t", TWO, {**moved, ("people", ODD, "done"): 1})
        unit.counters.add_activity("t", TWO, "2026-05-04", {("annotators", ODD, "submitted"): 1})

    await stores.run(first)
    await stores.run(second)

    async def counts(unit: UnitOfWork) -> Counts:
        return await unit.counters.counts("t")

    assert await stores.run(counts) == Counts(submitted=1, done=1, rounds=3, seen=2)
    standing = await stores.queries.standing("t")
    assert standing["people", ODD, "in_review"] == 1
    assert standing["people", ODD, "done"] == 1
    four, five = await stores.queries.activity("t")
    assert (four.day, five.day) == ("2026-05-04", "2026-05-05")
    assert four.amounts == {
        ("annotators", ODD, "submitted"): 3,
        ("annotators", ODD, "seconds_worked"): 1.25,
    }
    assert five.amounts == {("categories", "$x.y"): 1}
    assert await stores.queries.activity("nothing") == []


async def test_what_is_undecided_is_found_again(stores: Stores) -> None:
    await keep(
        stores,
        a_task("decided", counts=Counts(1, 0, 0, 1)),
        a_task("behind"),
        a_task("behind-since-long"),
        a_task("marked", undecided=True),
        a_task("gone", deleted=True),
    )

    async def work(unit: UnitOfWork) -> None:
        for task in ("decided", "behind", "gone"):
            unit.counters.add_standing(task, ONE, {("submitted",): 1})
            unit.counters.add_activity(task, ONE, "2026-05-04", {("annotators", "bo", "submitted"): 1})
        unit.counters.add_standing("behind-since-long", ONE, {("submitted",): 1})
        unit.counters.add_activity("behind-since-long", ONE, "2026-01-01", {("approved_by_rule",): 1})

    await stores.run(work)
    assert await stores.queries.undecided("2026-05-03") == {"behind", "marked"}
    assert await stores.queries.undecided("2026-05-09") == {"marked"}
    assert await stores.queries.undecided(None) == {"behind", "behind-since-long", "marked"}
