"""Submits, next records, cycles, and how soon a review is there."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bench.earmark import Earmark, now_ms
from bench.load import SEGMENTS, Crowd, Json, User, label, percentile, submission, together

Figures = dict[str, float]


async def submit_cpu(earmark: Earmark, crowd: Crowd, dataset: str, short: bool) -> Figures:
    """CPU of everything for submits of five segments by 8 clients, until every service has followed."""
    people = await crowd.members("a", 8, "annotation_operator")
    reviewers = await crowd.members("r", 2, "annotation_auditor")
    each = 25 if short else 250
    task = await crowd.task(dataset, people, reviewers, SEGMENTS)
    await asyncio.gather(*(label(user, task["id"], 5) for user in people))  # caches and connections are warm
    await earmark.quiet()
    before = earmark.cpu_seconds()
    done = sum(await asyncio.gather(*(label(user, task["id"], each) for user in people)))
    await followed(earmark, crowd, task["id"], done + 5 * len(people))
    return {"submit_cpu_s_per_1000": (earmark.cpu_seconds() - before) / done * 1000}


async def followed(earmark: Earmark, crowd: Crowd, task: str, submitted: int) -> None:
    """Wait until task-, review- and export-service have heard of so many submissions."""
    export = earmark.database("export-service")

    async def exported() -> bool:
        rows = await export.counters.find({"task": task}).to_list()
        return bool(sum(row.get("submitted", 0) + row.get("done", 0) for row in rows) >= submitted)

    await crowd.root.until(
        f"/tasks/{task}", lambda t: t["counts"]["submitted"] + t["counts"]["done"] >= submitted, pause=0.05
    )
    await crowd.root.until(
        f"/reviews/summary?task={task}",
        lambda s: s["counts"]["submitted"] + s["counts"]["done"] >= submitted,
        pause=0.05,
    )
    while not await exported():
        await asyncio.sleep(0.05)


async def submit_rate(earmark: Earmark, crowd: Crowd, dataset: str, short: bool) -> Figures:
    """Submits answered per second, 32 clients."""
    people = await crowd.members("a", 32, "annotation_operator")
    reviewers = await crowd.members("r", 2, "annotation_auditor")
    task = await crowd.task(dataset, people, reviewers, SEGMENTS)
    seconds, done = await together(*(label(user, task["id"], 10 if short else 150) for user in people))
    await earmark.quiet()
    return {"submit_per_s_32_clients": sum(done) / seconds}


async def next_latency(earmark: Earmark, crowd: Crowd, dataset: str, short: bool) -> Figures:
    """The next record, asked for again and again by 16 clients."""
    people = await crowd.members("a", 16, "annotation_operator")
    task = await crowd.task(dataset, people, [], SEGMENTS)
    waits: list[float] = []

    async def ask(user: User, times: int) -> None:
        for _ in range(times):
            begun = now_ms()
            await user.call("POST", "/assignments/next", {"task": task["id"]})
            waits.append(now_ms() - begun)

    await asyncio.gather(*(ask(user, 5) for user in people))
    waits.clear()
    await asyncio.gather(*(ask(user, 20 if short else 150) for user in people))
    return {"next_p95_ms_16_clients": percentile(waits, 0.95)}


async def cycles(earmark: Earmark, crowd: Crowd, dataset: str, short: bool) -> Figures:
    """Next and submit by 16 clients; nothing may be handed out twice."""
    people = await crowd.members("a", 16, "annotation_operator")
    task = await crowd.task(dataset, people, [], SEGMENTS)
    given: dict[str, str] = {}
    submitted: set[str] = set()
    double = 0

    async def cycle(user: User, times: int) -> int:
        nonlocal double
        for done in range(times):
            work = await user.call("POST", "/assignments/next", {"task": task["id"]})
            assignment = work["assignment"]
            if assignment is None:
                return done
            id = assignment["id"]
            if id in submitted or given.setdefault(id, user.name) != user.name:
                double += 1
            await user.call("POST", f"/assignments/{id}/submission", submission(assignment))
            submitted.add(id)
        return times

    seconds, done = await together(*(cycle(user, 10 if short else 150) for user in people))
    await earmark.quiet()
    return {"cycle_per_s_16_clients": sum(done) / seconds, "cycle_double_handouts": float(double)}


async def review_latency(earmark: Earmark, crowd: Crowd, dataset: str, short: bool) -> Figures:
    """From a submit's answer to the review's document, at 200 submits per second sent whatever the answers do."""
    people = await crowd.members("a", 32, "annotation_operator")
    reviewers = await crowd.members("r", 2, "annotation_auditor")
    task = await crowd.task(dataset, people, reviewers, SEGMENTS)
    amount = 400 if short else 3000
    answered: dict[str, float] = {}
    ready = asyncio.Queue[tuple[User, Json]]()
    for user in people:
        work = await user.call("POST", "/assignments/next", {"task": task["id"]})
        ready.put_nowait((user, work["assignment"]))

    async def submit(user: User, assignment: Json) -> None:
        work = await user.call("POST", f"/assignments/{assignment['id']}/submission", submission(assignment))
        answered[assignment["record"]["id"]] = now_ms()
        if work["assignment"] is not None:
            ready.put_nowait((user, work["assignment"]))

    async with arrivals(earmark, task["id"]) as arrived:
        begun = time.perf_counter()
        running = []
        for number in range(amount):
            await asyncio.sleep(max(0.0, begun + number / 200 - time.perf_counter()))
            running.append(asyncio.create_task(submit(*await ready.get())))
        await asyncio.gather(*running)
        while len(arrived) < amount:
            await asyncio.sleep(0.05)
    waits = [max(0.0, arrived[record] - at) for record, at in answered.items()]
    await earmark.quiet()
    return {"review_p99_ms_at_200_per_s": percentile(waits, 0.99)}


@asynccontextmanager
async def arrivals(earmark: Earmark, task: str) -> AsyncIterator[dict[str, float]]:
    """When each record's review appeared in review-service's database, by record id."""
    found: dict[str, float] = {}
    reviews = earmark.database("review-service").reviews
    begun = asyncio.Event()

    async def follow() -> None:
        pipeline: list[dict[str, Any]] = [{"$match": {"operationType": "insert"}}]
        async with await reviews.watch(pipeline, max_await_time_ms=20) as stream:
            begun.set()
            while stream.alive:
                change = await stream.try_next()
                if change is not None and change["fullDocument"]["task"] == task:
                    found[change["fullDocument"]["record"]] = now_ms()

    following = asyncio.create_task(follow())
    try:
        await begun.wait()
        yield found
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
