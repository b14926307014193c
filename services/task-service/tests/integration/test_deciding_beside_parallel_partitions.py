"""Two last approvals in parallel partitions, many decisions at once: the task completes exactly once."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from contracts.folding import Fact
from service_kit.jobs import Job
from service_kit.mongo.session import Session
from task_service.adapters.forget_records import CHUNK, forget_step
from task_service.adapters.phase_decider import PhaseDecider
from task_service.domain.record import Record
from task_service.domain.settings import Annotator, Settings
from task_service.domain.task import Task, built
from task_service.ports import Lane, UnitOfWork
from task_service.use_cases.follow_record import FollowRecord, Happening

NOW = datetime(2026, 5, 4, tzinfo=UTC)


def a_task(id: str, records: int) -> Task:
    settings = Settings("n", {"items": []}, (Annotator("bo", records),))
    return built(Task(id, "w", "d", "d", records, 1.0, settings, "ana", NOW, ver=1), records)


async def put(stores: Any, task: Task) -> None:
    async def work(unit: UnitOfWork) -> None:
        unit.tasks.put(task)

    await stores.run(work)


def decider_of(stores: Any) -> PhaseDecider:
    return PhaseDecider(stores.transactions, stores.unit, stores.queries, pause_seconds=0)


async def follow(stores: Any, task: str, record: int, number: int, fact: Fact) -> None:
    topic = "earmark.reviews" if fact & (Fact.APPROVED | Fact.REJECTED) else "earmark.assignments"
    happening = Happening(task, f"r{record}", number, fact, "bo", NOW, {("annotators", "bo", "x"): 1})

    async def work(unit: UnitOfWork) -> None:
        await FollowRecord()(unit, happening, Lane(topic, record))

    await stores.run(work)


async def completions(stores: Any) -> list[tuple[str, int]]:
    rows = stores.transactions.database["outbox"].find({}).sort("ver", 1)
    return [(row["hdr"]["ce_type"].split(".")[1], row["ver"]) async for row in rows]


async def test_the_two_last_approvals_in_parallel_partitions_complete_a_task_exactly_once(
    mongo_stores: Any,
) -> None:
    decider = decider_of(mongo_stores)
    for turn in range(5):
        id = f"t{turn}"
        await put(mongo_stores, a_task(id, 2))
        for record in (0, 1):
            await follow(mongo_stores, id, record, 1, Fact.SUBMITTED)
        await decider.decide({id})

        async def approve_and_decide(record: int, id: str = id) -> None:
            await follow(mongo_stores, id, record, 1, Fact.APPROVED)
            await decider.decide({id})

        await asyncio.gather(approve_and_decide(0), approve_and_decide(1))
        task = await mongo_stores.queries.task(id)
        assert (task.phase, task.completion, task.ver) == ("completed", 1, 2)
        assert (task.counts.done, task.counts.rounds) == (2, 2)
    assert await completions(mongo_stores) == [("TaskCompleted", 2)] * 5


async def test_many_decisions_at_once_beside_running_work_agree_at_rest(mongo_stores: Any) -> None:
    decider = decider_of(mongo_stores)
    await put(mongo_stores, a_task("t", 8))

    async def lane(record: int) -> None:
        for number in (1, 2, 3):
            await follow(mongo_stores, "t", record, number, Fact.SUBMITTED)
            await follow(mongo_stores, "t", record, number, Fact.APPROVED)
            await decider.decide({"t"})
            if number < 3:
                await follow(mongo_stores, "t", record, number, Fact.RETURNED)
                await decider.decide({"t"})

    await asyncio.gather(*(lane(record) for record in range(8)))
    await decider.decide({"t"})
    task = await mongo_stores.queries.task("t")
    assert (task.phase, task.counts.done, task.counts.rounds) == ("completed", 8, 24)
    said = await completions(mongo_stores)
    assert [version for _, version in said] == list(range(2, len(said) + 2))
    assert [name for name, _ in said] == ["TaskCompleted", "TaskReopened"] * (len(said) // 2) + [
        "TaskCompleted"
    ]


async def test_a_sweep_decides_what_a_crash_left_undecided(mongo_stores: Any) -> None:
    await put(mongo_stores, a_task("t", 1))
    await follow(mongo_stores, "t", 0, 1, Fact.SUBMITTED_WITHOUT_REVIEW)
    decider = decider_of(mongo_stores)
    found = await decider.sweep()
    assert found == {"t"}
    await decider.decide(found)
    assert (await mongo_stores.queries.task("t")).phase == "completed"
    assert await decider.sweep() == set()


async def test_the_records_of_a_deleted_task_are_forgotten_in_chunks(mongo_stores: Any) -> None:
    async def records(unit: UnitOfWork) -> None:
        for number in range(CHUNK + 3):
            unit.records.put(Record("t", f"r{number}").add(1, Fact.SUBMITTED, "bo") or Record("t", "never"))
        unit.records.put(Record("t2", "r").add(1, Fact.SUBMITTED, "bo") or Record("t2", "never"))

    await mongo_stores.run(records)
    job = Job("j", "forget-records", {"task": "t"}, "running", 0, None, "records", None, {}, None, NOW, None)

    async def step(session: Session) -> tuple[int, bool]:
        result = await forget_step(session, job)
        return result.done_delta, result.finished

    assert await mongo_stores.transactions.run(step) == (CHUNK, False)
    assert await mongo_stores.transactions.run(step) == (3, True)
    left = await mongo_stores.transactions.database["records"].find({}).to_list()
    assert [doc["_id"] for doc in left] == ["t2/r"]
