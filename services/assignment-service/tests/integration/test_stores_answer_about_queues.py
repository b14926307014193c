"""What the stores answer about queues, over memory and over a real MongoDB."""

from dataclasses import replace
from typing import Any

from assignment_service.adapters.in_memory import BEGINNING
from assignment_service.domain.assignment import Kind
from assignment_service.domain.content import Round
from assignment_service.domain.queue import RANKS, place, rank
from assignment_service.domain.tally import Tally
from assignment_service.domain.task import Settings, Task
from assignment_service.ports import ListPlace, OwnQueue
from contracts.folding import Fact, Fold

TASK = Task(id="t1", workspace="w1", total=10, version=3, first_version=1, review="partial")
EVERY_RANK = [q for group in RANKS.values() for q in group]


async def test_ones_own_queues_of_a_workspace_are_found_with_what_was_given(
    stores: Any, assignment: Any
) -> None:
    other = replace(TASK, id="t2", first_version=2)
    deleted, elsewhere = replace(TASK, id="t3", deleted=True), replace(TASK, id="t4", workspace="w2")

    async def work(unit: Any) -> None:
        for task in (TASK, other, deleted, elsewhere):
            unit.save_task(task)
            unit.save_settings(Settings(task.id, task.first_version, {}, (("ana", 4), ("bo", 0))))
        unit.save_settings(Settings("t1", 3, {}, (("ana", 9), ("cy", 0))))
        fresh = assignment(1)
        await unit.save(fresh, fresh.with_draft("ana", None))

    await stores.run(work)
    own = stores.queues.own
    assert await own("w1", "ana") == [
        OwnQueue(TASK, 4, Tally(fresh=-1, draft=1)),
        OwnQueue(other, 4, Tally()),
    ]
    assert [(queue.given, queue.tally) for queue in await own("w1", "bo")] == [(0, Tally()), (0, Tally())]
    assert [queue.given for queue in await own("w1", "cy")] == [None, None]
    assert await own("w3", "ana") == []


async def test_assignments_are_found_by_ordinal_within_a_span(stores: Any, assignment: Any, put: Any) -> None:
    done = Fold(1, Fact.SUBMITTED)
    await put(
        stores,
        *(assignment(number, owner="ana" if number % 2 else "bo") for number in range(6)),
        assignment(6, fold=done, submitted_at=1_800_000_000_000),
        replace(assignment(7), task="t2"),
    )

    async def found(*asked: Any) -> list[int]:
        return [one.record.ordinal for one in await stores.queues.by_ordinal("t1", *asked)]

    assert await found(None, range(1, 5), False, False, 9) == [1, 2, 3, 4]
    assert await found(None, range(1, 9), True, False, 3) == [6, 5, 4]
    assert await found("ana", range(9), False, False, 2) == [1, 3]
    assert await found("ana", range(9), True, True, 9) == [5, 3, 1]


async def test_submissions_are_found_in_their_order_of_one_owner_or_of_all(
    stores: Any, assignment: Any, put: Any
) -> None:
    times = {1: 5_000, 2: 3_000, 3: 5_000, 4: 9_000}
    for number, at in times.items():
        owner = "ana" if number != 3 else "bo"
        await put(stores, assignment(number, owner=owner, fold=Fold(1, Fact.SUBMITTED), submitted_at=at))
    await put(stores, assignment(5))
    by_submission = stores.queues.by_submission

    async def walk(owner: Any, descending: bool, limit: int) -> list[int]:
        seen: list[int] = []
        after = None
        for _ in range(9):
            some, after = await by_submission("t1", owner, after, descending, limit)
            seen += [one.record.ordinal for one in some]
            if after is None:
                return seen
        raise AssertionError("it never ends")

    for limit in (1, 2, 9):
        assert await walk(None, False, limit) == [2, 1, 3, 4]
        assert await walk(None, True, limit) == [4, 3, 1, 2]
        assert await walk("ana", True, limit) == [4, 1, 2]
    assert await walk("cy", True, 2) == []


async def test_last_submissions_and_what_is_in_hand_are_read_plainly(
    stores: Any, assignment: Any, put: Any
) -> None:
    twice = assignment(1, fold=Fold(2, Fact.SUBMITTED))
    await put(stores, twice, assignment(2), assignment(3))

    async def work(unit: Any) -> None:
        unit.add_round(Round("a1", 1, "ana", BEGINNING, 3.0, {"caption": "one"}))
        unit.add_round(Round("a1", 2, "ana", BEGINNING, 3.0, {"caption": "two"}))
        await unit.take_in_hand("t1", "ana", "a2")

    await stores.run(work)
    last = await stores.queues.last_rounds([twice, assignment(2)])
    assert {id: round.annotation for id, round in last.items()} == {"a1": {"caption": "two"}}
    assert (await stores.queues.in_hand("t1", "ana")).id == "a2"
    assert await stores.queues.in_hand("t1", "bo") is None

    async def leave(unit: Any) -> None:
        await unit.save(assignment(2), assignment(2).moved_to("bo", 5))

    await stores.run(leave)
    assert await stores.queues.in_hand("t1", "ana") is None


async def test_a_queue_changes_its_state_with_everything_that_is_done_to_it_and_with_nothing_else(
    stores: Any, assignment: Any, put: Any
) -> None:
    ana, bo = assignment(1), assignment(2, owner="bo")
    await put(stores, ana, bo)
    seen = []

    async def state(of: str = "ana") -> Any:
        async def read(unit: Any) -> Any:
            return await unit.queue_state("t1", of)

        found = await stores.run(read)
        assert found == (await stores.queues.front("t1", of, 5)).state
        assert found == (await stores.queues.pulse("w1", "t1", of)).state
        return found

    bos = await state("bo")

    async def draft(unit: Any) -> None:
        await unit.save(ana, ana.with_draft("ana", None))

    async def draft_again(unit: Any) -> None:
        now = await unit.assignment("a1")
        await unit.save(now, now.with_draft("ana", None))
        inside.append(await unit.queue_state("t1", "ana"))

    async def take(unit: Any) -> None:
        await unit.take_in_hand("t1", "ana", "a1")

    inside: list[Any] = []
    for work in (draft, draft_again, take):
        seen.append(await state())
        await stores.run(work)
    seen.append(await state())
    assert inside == [seen[2]]
    assert await stores.queues.claim("t1", "ana", "a1", "a7")
    seen.append(await state())
    assert len(set(seen)) == len(seen)
    assert await state() == seen[-1]
    assert await state("bo") == bos

    async def move(unit: Any) -> None:
        now = await unit.assignment("a1")
        await unit.save(now, now.moved_to("bo", 5))

    await stores.run(move)
    assert await state() not in seen
    assert await state("bo") != bos


async def test_what_requests_jobs_and_handlers_count_of_a_queue_adds_up(
    mongo_stores: Any, assignment: Any, put: Any
) -> None:
    fresh = assignment(1)
    await put(mongo_stores, fresh)
    steps = [fresh, fresh.with_draft("ana", None)]
    steps.append(steps[-1].submitted(review_required=True))
    steps.append(steps[-1].judged(1, Fact.REJECTED, 5, lambda owner, since: (owner, since)))
    steps.append(steps[-1].moved_to("bo", 7))
    states = [(await mongo_stores.queues.front("t1", "ana", 1)).state]
    for before, after, shard in zip(steps, steps[1:], ("c", "c", "h3", "j"), strict=False):

        async def work(unit: Any, before: Any = before, after: Any = after) -> None:
            await unit.save(before, after)
            await unit.take_in_hand("t1", "ana", "a9")

        await mongo_stores.run(work, shard)
        front = await mongo_stores.queues.front("t1", "ana", 1)
        states.append(front.state)
        assert front.hand == "a9"
    assert len(set(states)) == len(states)
    assert await mongo_stores.queues.tally_by_user("t1") == {"ana": Tally(fresh=-1), "bo": Tally(rework=1)}


async def test_a_front_read_inside_a_unit_is_the_one_read_outside(
    stores: Any, assignment: Any, put: Any
) -> None:
    await put(stores, *(assignment(number) for number in range(6)))
    assert await stores.queues.claim("t1", "ana", None, "a5")
    for limit in (2, 6, 9):

        async def read(unit: Any, limit: int = limit) -> Any:
            return await unit.front("t1", "ana", limit)

        assert await stores.run(read) == await stores.queues.front("t1", "ana", limit)


async def test_the_front_of_a_queue_is_its_order_and_what_is_in_hand(
    stores: Any, assignment: Any, put: Any
) -> None:
    order = [
        assignment(9, kind=Kind.REWORK, came_back_at=100, fold=Fold(1, Fact.REJECTED)),
        assignment(1, kind=Kind.REWORK, came_back_at=200, fold=Fold(1, Fact.REJECTED)),
        assignment(5, kind=Kind.DRAFT, has_draft=True),
        assignment(7, kind=Kind.DRAFT, has_draft=True),
        assignment(2),
        assignment(8),
        assignment(6, put_off_at=300),
        assignment(3, put_off_at=400),
    ]
    others = [
        assignment(4, fold=Fold(1, Fact.SUBMITTED)),
        assignment(10, owner="bo"),
        assignment(11, task="t2"),
    ]
    await put(stores, *reversed(order), *others)
    front = await stores.queues.front("t1", "ana", 20)
    assert list(front.first) == order
    assert (front.hand, front.in_hand) == (None, None)
    assert await stores.queues.claim("t1", "ana", None, "a8")
    front = await stores.queues.front("t1", "ana", 2)
    assert list(front.first) == order[:2]
    assert (front.hand, front.in_hand) == ("a8", order[5])


async def test_only_one_of_two_claims_at_once_takes_something_in_hand(stores: Any) -> None:
    assert await stores.queues.claim("t1", "ana", None, "a1")
    assert not await stores.queues.claim("t1", "ana", None, "a2")
    assert not await stores.queues.claim("t1", "ana", "a7", "a2")
    assert await stores.queues.claim("t1", "ana", "a1", "a2")

    async def work(unit: Any) -> None:
        assert await unit.in_hand("t1", "ana") == "a2"
        await unit.take_in_hand("t1", "ana", None)
        await unit.take_in_hand("t1", "bo", "a5")

    await stores.run(work)
    assert await stores.queues.claim("t1", "ana", None, "a3")
    assert (await stores.queues.front("t1", "bo", 1)).hand == "a5"


async def test_what_moves_first_comes_from_the_end_of_the_queue_by_kind(
    stores: Any, assignment: Any, put: Any
) -> None:
    order = [
        assignment(3, put_off_at=400),
        assignment(6, put_off_at=300),
        assignment(8),
        assignment(2),
        assignment(4, kind=Kind.DRAFT, has_draft=True, put_off_at=200),
        assignment(7, kind=Kind.DRAFT, has_draft=True),
        assignment(1, kind=Kind.REWORK, came_back_at=200, fold=Fold(1, Fact.REJECTED)),
        assignment(9, kind=Kind.REWORK, came_back_at=100, fold=Fold(1, Fact.REJECTED)),
        assignment(5),
    ]
    await put(stores, *order, assignment(10, owner="bo"), assignment(11, fold=Fold(1, Fact.SUBMITTED)))
    for limit in (1, 3, 5, 8, 9, 20):

        async def read(unit: Any, limit: int = limit) -> Any:
            return await unit.next_to_move("t1", "ana", "a5", limit)

        assert await stores.run(read) == order[:limit]

    async def nobody_holds(unit: Any) -> Any:
        return await unit.next_to_move("t1", "ana", "a10", 4)

    assert [a.id for a in await stores.run(nobody_holds)] == ["a3", "a6", "a8", "a5"]


async def test_lists_go_on_where_they_ended_whatever_the_filter(
    stores: Any, assignment: Any, put: Any
) -> None:
    kept = [
        assignment(number, owner=owner, fold=fold)
        for number, (owner, fold) in enumerate(
            (owner, fold)
            for owner in ("ana", "bo", "cy")
            for fold in (
                Fold(),
                Fold(),
                Fold(1, Fact.SUBMITTED),
                Fold(1, Fact.APPROVED),
                Fold(1, Fact.APPROVED),
            )
        )
    ]
    await put(stores, *kept, assignment(99, task="t2"))
    for owner in (None, "bo", "nobody"):
        for ranks in (EVERY_RANK, RANKS["open"], RANKS["submitted"], RANKS["done"]):
            expected = [a for a in kept if owner in (None, a.owner) and rank(a) in ranks]
            expected.sort(key=lambda a: (a.owner, rank(a), place(a)))
            for limit in (1, 2, 3, 100):
                found, after = [], None
                while page := await stores.queues.list("t1", owner, ranks, after, limit):
                    found += page
                    after = ListPlace(page[-1].owner, rank(page[-1]), place(page[-1]))
                assert found == expected


async def test_a_place_that_a_client_made_up_never_shows_somebody_elses_assignments(
    stores: Any, assignment: Any, put: Any
) -> None:
    await put(stores, *(assignment(number, owner="ana") for number in range(3)), assignment(9, owner="bo"))
    shown = await stores.queues.list("t1", "bo", EVERY_RANK, ListPlace("ana", 1, -1), 9)
    assert [a.id for a in shown] == ["a9"]
    assert await stores.queues.list("t1", "ana", EVERY_RANK, ListPlace("bo", 1, -1), 9) == []
    assert await stores.queues.list("t1", "ana", RANKS["open"], ListPlace("ana", 9, 0), 9) == []
