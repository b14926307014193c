"""One story, told to the stores in memory and in MongoDB: both must always answer the same."""

import random
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from contracts.roles import Role
from review_service.domain.errors import Refused
from review_service.domain.tally import Counts
from review_service.ports import Place
from review_service.use_cases.judge_rest import PreviewRest, RestOrder
from review_service.use_cases.read_reviews import ListReviews, SummarizeOwn
from review_service.use_cases.take_submission import TakeSubmission

ANNOTATORS = {"ann": 9, "b.o$%": 6, "cy/d": 9}
REVIEWERS = {"rae": 3, "s.o/l$": 2, "tom": 0}
TOTAL = sum(ANNOTATORS.values())
STEPS = [
    "submit",
    "submit",
    "submit",
    "submit",
    "approve",
    "reject",
    "return",
    "rest",
    "transfer",
    "edit",
    "next",
]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_memory_and_database_agree_throughout(
    seed: int, make_world: Callable[..., Any], mongo_store: Any
) -> None:
    memory = make_world(TOTAL, f"task-{seed}")
    mongo = type(memory)(mongo_store, f"task-{seed}", TOTAL)
    for world in (memory, mongo):
        await world.create("partial", annotators=ANNOTATORS, reviewers=REVIEWERS)
    rng = random.Random(seed)
    for step in range(90):
        what, ordinal = rng.choice(STEPS), rng.randrange(TOTAL)
        picks = [rng.random() for _ in range(4)]
        answers = [await tell(world, what, ordinal, picks) for world in (memory, mongo)]
        assert answers[0] == answers[1], (step, what, ordinal)
        if step % 6 == 0:
            assert await everything(memory) == await everything(mongo), (step, what, ordinal)
    await memory.delete()
    await mongo.delete()
    database = mongo_store.transactions.database
    for collection in ("reviews", "rounds", "counters", "transfers"):
        left = await database[collection].count_documents({})
        assert left == 0, collection


def pick(options: list[Any], share: float) -> Any:
    return options[int(share * len(options))]


async def tell(world: Any, what: str, ordinal: int, picks: list[float]) -> Any:
    """Do one thing; return what it answered, or what it refused."""
    people = list(REVIEWERS)
    try:
        if what == "submit":
            await world.submit(ordinal, by=pick([*ANNOTATORS, "rae"], picks[0]), review=picks[1] < 0.8)
        elif what in ("approve", "reject"):
            review = await world.within(lambda unit: unit.reviews.get(world.id(ordinal)))
            caller = (review.holder if review and picks[0] < 0.9 else None) or pick(people, picks[1])
            round = world.rounds.get(ordinal, 1)
            if what == "approve":
                return work_of(await world.judge(ordinal, caller, round))
            return work_of(await world.reject(ordinal, caller))
        elif what == "return":
            review = await world.within(lambda unit: unit.reviews.get(world.id(ordinal)))
            if review is not None and review.fold.state == "done":
                await world.send_back(ordinal)
        elif what == "rest" and picks[0] < 0.5:
            order = RestOrder(
                pick(["approved", "rejected"], picks[1]),
                pick([None, *ANNOTATORS], picks[2]),
                "all of it",
                include_future=picks[3] < 0.2,
            )
            return await world.order_rest(order, pick(people, picks[3]))
        elif what == "transfer":
            giver = pick(people, picks[0])
            receiver = pick([user for user in people if user != giver], picks[1])
            return await world.transfer(giver, receiver, pick([1, 2, 5, None], picks[2]))
        elif what == "edit" and picks[0] < 0.3:
            mode = pick(["full", "partial", "partial", "none"], picks[1])
            shares = {"rae": 1, "s.o/l$": 1 + int(picks[2] * 3), "tom": int(picks[3] * 2)}
            await world.edit(mode, annotators=ANNOTATORS, reviewers=shares)
        elif what == "next":
            return work_of(await world.next(pick(people, picks[0])))
    except Refused as refusal:
        return type(refusal), refusal.facts()
    return None


def work_of(work: Any) -> Any:
    return trimmed(asdict(work))


async def everything(world: Any) -> Any:
    """All that can be asked, in one value."""

    async def read(unit: Any) -> Any:
        task = await unit.tasks.get(world.task)
        totals = await unit.counters.totals(world.task)
        findings = [
            asdict(await PreviewRest()(unit, task, reviewer, annotator))
            for reviewer in REVIEWERS
            for annotator in (None, *ANNOTATORS)
        ]
        queues = [
            [review.id for review in await unit.reviews.queue(world.task, reviewer, mode, 100)]
            for reviewer in REVIEWERS
            for mode in ("full", "partial")
        ]
        ends = [
            [
                review.id
                for review in await unit.reviews.queue_end(world.task, reviewer, "full", 4, not_of="ann")
            ]
            for reviewer in REVIEWERS
        ]
        reviews = [await unit.reviews.get(world.id(ordinal)) for ordinal in range(TOTAL)]
        rounds = [asdict(r) for o in range(TOTAL) for r in await unit.rounds.all(world.id(o), 9)]
        return (
            asdict(task),
            {name: totals.get(name, Counts()) for name in ("", *REVIEWERS)},
            [await unit.counters.detailed(world.task, reviewer) for reviewer in REVIEWERS],
            [
                (await unit.counters.of_reviewer([world.task, "other"], reviewer)).get(world.task, Counts())
                for reviewer in REVIEWERS
            ],
            [asdict(task) for task in await unit.tasks.of_workspace("w")],
            await unit.tasks.of_workspace("another"),
            [await SummarizeOwn()(unit, "w", reviewer) for reviewer in REVIEWERS],
            findings,
            queues,
            ends,
            [None if review is None else asdict(review) for review in reviews],
            rounds,
            [
                await pages(unit, world.task, holder, state)
                for holder in (None, *REVIEWERS)
                for state in (None, "pending")
            ],
        )

    return trimmed(await world.within(read))


def trimmed(value: Any) -> Any:
    """Leave out times of judging: each store has a clock of its own."""
    if isinstance(value, dict):
        return {name: trimmed(part) for name, part in value.items() if name not in ("judged_at", "at")}
    return [trimmed(part) for part in value] if isinstance(value, list | tuple) else value


async def pages(unit: Any, task: str, holder: str | None, state: Any) -> list[str]:
    found: list[str] = []
    after: Place | None = None
    while True:
        reviews, after = await ListReviews()(unit, task, 5, holder, state, after)
        found += [review.id for review in reviews]
        if after is None:
            return found


async def test_a_change_of_settings_and_a_submission_at_the_same_time_leave_nothing_pending(
    make_world: Callable[..., Any], mongo_store: Any
) -> None:
    """Whichever is kept first: the submission sees that review is off, or the job sees the submission."""
    world = type(make_world())(mongo_store, "task-1", 12)
    await world.create("full")
    await world.role("sol", Role.ANNOTATION_AUDITOR)
    said = world.submission(0)

    async def hear_late(unit: Any) -> None:
        await unit.tasks.get("task-1")
        if not turned_off:
            turned_off.append(True)
            await world.edit("none")
        await TakeSubmission()(unit, said)

    turned_off: list[bool] = []
    await mongo_store.run(hear_late, partition=2)
    review = await world.review(0)
    assert (review.state, review.by) == ("approved", "rule")
