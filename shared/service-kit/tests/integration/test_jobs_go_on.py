"""Jobs: done in chunks or long runs, gone on with elsewhere, canceled, or failed with a reason."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest_asyncio

from service_kit.jobs import ChunkedJob, Job, JobContext, JobFailed, Jobs, LongJob, Step
from service_kit.jobs.model import AnyJob
from service_kit.jobs.runner import JobRunner
from service_kit.mongo.client import connect, database_of
from service_kit.mongo.leases import this_process
from service_kit.mongo.session import Session
from service_kit.mongo.transactions import Transactions
from service_kit.signals import Signals
from service_kit.telemetry.metrics import Metrics
from service_kit.testing.toys.pair import until


class Bench:
    """A database, and runners on it."""

    def __init__(self, transactions: Transactions) -> None:
        self.transactions = transactions
        self.jobs = Jobs(transactions.database)

    @asynccontextmanager
    async def running(self, *kinds: AnyJob, processes: int = 1) -> AsyncIterator[None]:
        tasks = []
        for number in range(processes):
            owner = {**this_process(), "host": f"machine {number}"}
            runner = JobRunner(self.transactions, kinds, owner, self.transactions.signals, Metrics())
            tasks.append(asyncio.create_task(runner.run()))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def enqueue(self, kind: str, id: str, **args: Any) -> None:
        async def work(session: Session) -> None:
            self.jobs.enqueue(session, kind, id, args, total=args.get("total"))

        await self.transactions.run(work)

    async def ended(self, id: str) -> Job:
        async def has() -> bool:
            job = await self.jobs.get(id)
            return bool(job and job.ended)

        await until(has, 30, f"{id} has ended", every=0.02)
        job = await self.jobs.get(id)
        assert job is not None
        return job


@pytest_asyncio.fixture(loop_scope="session")
async def bench(mongod: str, fresh_database_name: str) -> AsyncIterator[Bench]:
    client = connect(mongod)
    database = database_of(client, fresh_database_name)
    await database.create_collection("jobs")
    await database.create_collection("made")
    yield Bench(Transactions(database, lambda _: (), Signals()))
    await client.drop_database(fresh_database_name)
    await client.close()


async def make_ten(session: Session, job: Job) -> Step:
    start = job.cursor or 0
    end = min(start + 10, job.args["total"])
    for number in range(start, end):
        session.increment("made", f"{job.id}/{number}", {"n": 1})
    return Step(end - start, end, end == job.args["total"])


async def test_a_chunked_job_does_everything_once_however_many_processes_work(bench: Bench) -> None:
    async with bench.running(ChunkedJob("make", make_ten), processes=3):
        await asyncio.gather(*(bench.enqueue("make", f"job{n}", total=95) for n in range(6)))
        await bench.enqueue("make", "job0", total=95)  # said twice
        jobs = [await bench.ended(f"job{n}") for n in range(6)]
    assert {(job.state, job.done) for job in jobs} == {("done", 95)}
    made = bench.transactions.database["made"]
    assert await made.count_documents({}) == 6 * 95
    assert await made.count_documents({"n": {"$ne": 1}}) == 0


async def test_what_was_enqueued_while_nobody_worked_is_done_later(bench: Bench) -> None:
    await bench.enqueue("make", "job", total=5)
    async with bench.running(ChunkedJob("make", make_ten)):
        assert (await bench.ended("job")).state == "done"


async def test_a_job_that_can_never_succeed_fails_with_its_reason_and_says_so(bench: Bench) -> None:
    async def fails(_: Session, job: Job) -> Step:
        raise JobFailed(f"no {job.args['what']}")

    async def on_failure(session: Session, job: Job, reason: str) -> None:
        session.put("made", {"_id": job.id, "reason": reason})

    async with bench.running(ChunkedJob("fail", fails, on_failure)):
        await bench.enqueue("fail", "job", what="way")
        job = await bench.ended("job")
    assert (job.state, job.failure) == ("failed", "no way")
    said = await bench.transactions.database["made"].find_one({"_id": "job"})
    assert said == {"_id": "job", "reason": "no way"}


async def test_a_job_that_stumbles_is_tried_again(bench: Bench) -> None:
    stumbles = iter([True, True, False])

    async def run(_: Job, context: JobContext) -> None:
        if next(stumbles):
            raise ConnectionError("for a moment")
        await context.progress(1)

    async with bench.running(LongJob("long", run)):
        await bench.enqueue("long", "job")
        assert (await bench.ended("job")).done == 1


async def test_a_long_job_goes_on_elsewhere_from_its_checkpoint(bench: Bench) -> None:
    seen: list[Any] = []
    reached = asyncio.Event()

    async def run(job: Job, context: JobContext) -> None:
        seen.append(job.cursor)
        if job.cursor is None:
            await context.progress(3, total=9, hours=1.5)
            await context.checkpoint({"file": 3})
            reached.set()
            await asyncio.Event().wait()
        await context.progress(9)

    async with bench.running(LongJob("long", run)):
        await bench.enqueue("long", "job")
        async with asyncio.timeout(20):
            await reached.wait()
    async with bench.running(LongJob("long", run)):
        job = await bench.ended("job")
    assert seen == [None, {"file": 3}]
    assert (job.state, job.done, job.total, job.facts) == ("done", 9, 9, {"hours": 1.5})


async def test_canceling_ends_a_pending_and_a_running_job(bench: Bench) -> None:
    started = asyncio.Event()

    async def run(_: Job, context: JobContext) -> None:
        started.set()
        while True:
            await context.check_canceled()
            await asyncio.sleep(0.01)

    async def cancel(id: str) -> bool:
        return await bench.transactions.run(lambda session: bench.jobs.cancel(session, id))

    await bench.enqueue("long", "pending")
    assert await cancel("pending")
    async with bench.running(LongJob("long", run)):
        await bench.enqueue("long", "running")
        async with asyncio.timeout(20):
            await started.wait()
        assert await cancel("running")
        assert (await bench.ended("running")).state == "canceled"
    assert (await bench.ended("pending")).state == "canceled"
    assert not await cancel("running")
