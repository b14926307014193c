"""One suite for the ports, over memory and over a real MongoDB."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from assignment_service.adapters.in_memory import BEGINNING
from assignment_service.domain.assignment import Assignment, Kind, Record
from assignment_service.domain.content import Draft, Prediction, Return, Round, Verdict
from assignment_service.domain.queue import RANKS, place, rank
from assignment_service.domain.seats import Former, Seat
from assignment_service.domain.tally import Tally
from assignment_service.domain.task import Settings, Task
from assignment_service.domain.transfers import Moved, Redirect
from assignment_service.ports import FreshBatch, ListPlace, OwnQueue, Transfer
from contracts.events import AssignmentsBuilt, RecordReturned
from contracts.folding import Fact, Fold

TASK = Task(id="t1", workspace="w1", total=10, version=3, first_version=1, review="partial")
EVERY_RANK = [q for group in RANKS.values() for q in group]


def record(number: int) -> Any:
    return Record(number, f"rec-{number}", f"{number}.wav", 1.5, 8000, 2, "cd" * 32, {"caption": "x", "n": 1})


def assignment(number: int, **changes: Any) -> Any:
    return replace(Assignment(f"a{number}", "t1", "ana", record(number), number), **changes)


async def put(stores: Any, *assignments: Any) -> None:
    async def work(unit: Any) -> None:
        for one in assignments:
            await unit.save(one, one)

    await stores.run(work)


def batch(events: Any, number: int, ordinals: Any, owners: Any, task: str = "t1") -> Any:
    listed = events.listed(number, 9, 9, ordinals).records
    return FreshBatch(
        task, number, listed, [f"a{o}" for o in ordinals], owners, [100 + ordinal for ordinal in ordinals]
    )


async def test_a_task_and_its_settings_come_back_as_they_were(stores: Any) -> None:
    settings = Settings("t1", 3, {"items": [{"name": "a.b", "$kind": "x"}]}, (("ana", 4), ("bo", 0)))
    failed = replace(TASK, id="t2", failure="no audio", stopped=True, deleted=True, completed=True)

    async def work(unit: Any) -> None:
        assert await unit.task("t1") is None
        assert await unit.settings("t1", 3) is None
        unit.save_task(TASK)
        unit.save_task(failed)
        unit.save_settings(settings)
        assert await unit.task("t1") == TASK

    await stores.run(work)

    async def read(unit: Any) -> Any:
        return await unit.task("t1"), await unit.task("t2"), await unit.settings("t1", 3)

    assert await stores.run(read) == (TASK, failed, settings)
    assert await stores.queues.unbuilt() == {"t1"}


async def test_an_assignment_comes_back_as_it_was_in_every_state(stores: Any) -> None:
    many = [
        assignment(1),
        assignment(2, kind=Kind.DRAFT, has_draft=True, revision=4),
        assignment(3, kind=Kind.REWORK, came_back_at=1_800_000_000_123, fold=Fold(2, Fact.REJECTED), said=2),
        assignment(4, put_off_at=1_800_000_000_456, owner_since=17),
        assignment(5, kind=Kind.DRAFT, has_draft=True, put_off_at=1),
        assignment(6, kind=Kind.REWORK, came_back_at=5, put_off_at=7, fold=Fold(1, Fact.RETURNED)),
        assignment(7, fold=Fold(1, Fact.SUBMITTED), has_draft=True, submitted_at=1_800_000_000_789),
        assignment(8, fold=Fold(3, Fact.SUBMITTED_WITHOUT_REVIEW)),
        assignment(9, record=replace(record(9), facts={})),
        assignment(10, seat=Seat("window 1", 1_800_000_000_000, 1_800_000_060_000)),
        assignment(11, former=Former("b/o", 1_800_000_000_000, 4), owner_since=1_799_999_970_000),
    ]
    await put(stores, *many)

    async def read(unit: Any) -> Any:
        return [await unit.assignment(one.id) for one in many]

    assert await stores.run(read) == many


async def test_saving_moves_the_counts_between_buckets_and_owners(stores: Any) -> None:
    fresh = assignment(1)
    draft = fresh.with_draft("ana", None)
    moved = draft.moved_to("b/o%", 5)
    submitted = moved.submitted(review_required=True)
    for before, after in ((fresh, draft), (draft, moved), (moved, submitted)):

        async def work(unit: Any, before: Any = before, after: Any = after) -> None:
            await unit.save(before, after)

        await stores.run(work)
    assert await stores.queues.tally_by_user("t1") == {"ana": Tally(fresh=-1), "b/o%": Tally(submitted=1)}

    async def read(unit: Any) -> Any:
        return await unit.tally("t1", "ana"), await unit.tally("t1", "b/o%"), await unit.tally("t1", "b")

    assert await stores.run(read) == (Tally(fresh=-1), Tally(submitted=1), Tally())


async def test_ones_own_queues_of_a_workspace_are_found_with_what_was_given(stores: Any) -> None:
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


async def test_assignments_are_found_by_ordinal_within_a_span(stores: Any) -> None:
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


async def test_submissions_are_found_in_their_order_of_one_owner_or_of_all(stores: Any) -> None:
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


async def test_last_submissions_and_what_is_in_hand_are_read_plainly(stores: Any) -> None:
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


async def test_a_seat_is_kept_and_is_no_change_to_the_queue(stores: Any) -> None:
    await put(stores, assignment(1))

    async def state(unit: Any) -> Any:
        return await unit.queue_state("t1", "ana"), await unit.assignment("a1")

    before, plain = await stores.run(state)
    seated = replace(plain, seat=Seat("w", 5, 9))

    async def work(unit: Any) -> None:
        unit.save_seat(seated)

    await stores.run(work)
    assert await stores.run(state) == (before, seated)


async def test_a_batch_is_in_once_and_counted(stores: Any, events: Any) -> None:
    async def work(unit: Any) -> None:
        assert not await unit.batch_is_in("t1", 0)
        unit.add_fresh(batch(events, 0, range(3), ["ana", "bo", "ana"]))
        unit.add_fresh(batch(events, 1, range(3, 5), ["bo", "bo"]))
        unit.nudge_built("t1")

    await stores.run(work)

    async def read(unit: Any) -> Any:
        assert await unit.batch_is_in("t1", 0)
        assert await unit.batch_is_in("t1", 1)
        assert not await unit.batch_is_in("t1", 2)
        one = await unit.assignment("a1")
        assert (one.owner, one.position, one.kind, one.record.id) == ("bo", 101, Kind.FRESH, "rec-1")
        return await unit.built("t1"), await unit.built("t")

    assert await stores.run(read) == ((5, 10.0), (0, 0))


async def test_drafts_and_rounds_come_back_with_what_was_added_later(stores: Any) -> None:
    saved = Draft({"caption": "half", "$odd.key": [1.0, None]}, 4.5, BEGINNING)
    first = Round("a1", 1, "ana", BEGINNING, 3.0, {"caption": "one"})
    second = Round("a1", 2, "ana", BEGINNING, 1.0, None, "noise")
    rejected = Verdict("rejected", "why", ("c",), ({"item": "caption", "comment": "x"},), BEGINNING)
    returned = Return("boss", "again", BEGINNING)

    async def work(unit: Any) -> None:
        unit.save_draft("a1", saved)
        unit.add_round(first)
        unit.add_round(second)

    await stores.run(work)

    async def later(unit: Any) -> None:
        assert await unit.draft("a1") == saved
        unit.drop_draft("a1")
        unit.note_verdict("a1", 1, rejected)
        unit.note_verdict("a1", 2, Verdict("approved", judged_at=BEGINNING))
        unit.note_return("a1", 2, returned)
        unit.note_verdict("a1", 9, rejected)

    await stores.run(later)

    async def last(unit: Any) -> None:
        unit.note_verdict("a1", 1, Verdict("approved"))

    await stores.run(last)

    async def read(unit: Any) -> Any:
        return await unit.draft("a1"), await unit.rounds("a1", 9)

    draft, rounds = await stores.run(read)
    assert draft is None
    approved = Verdict("approved", judged_at=BEGINNING)
    assert rounds == [
        replace(first, verdict=rejected),
        replace(second, verdict=approved, returned=returned),
    ]


async def test_the_predictions_for_a_record_come_back_as_they_were(stores: Any) -> None:
    kept = [
        Prediction("t1", "rec/1", "m", "1", {"caption": "x", "$odd.": [1, None]}, 0.5, BEGINNING),
        Prediction("t1", "rec/1", "m", "2", {}, None, BEGINNING + timedelta(minutes=1)),
    ]

    async def work(unit: Any) -> None:
        assert await unit.predictions("t1", "rec/1") == []
        unit.save_predictions("t1", "rec/1", kept)
        unit.save_predictions("t1", "rec", kept[:1])

    await stores.run(work)

    async def read(unit: Any) -> Any:
        return await unit.predictions("t1", "rec/1"), await unit.predictions("t1", "rec/2")

    assert await stores.run(read) == (kept, [])


async def test_a_queue_changes_its_state_with_everything_that_is_done_to_it_and_with_nothing_else(
    stores: Any,
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


async def test_what_requests_jobs_and_handlers_count_of_a_queue_adds_up(mongo_stores: Any) -> None:
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


async def test_a_front_read_inside_a_unit_is_the_one_read_outside(stores: Any) -> None:
    await put(stores, *(assignment(number) for number in range(6)))
    assert await stores.queues.claim("t1", "ana", None, "a5")
    for limit in (2, 6, 9):

        async def read(unit: Any, limit: int = limit) -> Any:
            return await unit.front("t1", "ana", limit)

        assert await stores.run(read) == await stores.queues.front("t1", "ana", limit)


async def test_the_front_of_a_queue_is_its_order_and_what_is_in_hand(stores: Any) -> None:
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


async def test_what_moves_first_comes_from_the_end_of_the_queue_by_kind(stores: Any) -> None:
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


async def test_lists_go_on_where_they_ended_whatever_the_filter(stores: Any) -> None:
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


async def test_a_place_that_a_client_made_up_never_shows_somebody_elses_assignments(stores: Any) -> None:
    await put(stores, *(assignment(number, owner="ana") for number in range(3)), assignment(9, owner="bo"))
    shown = await stores.queues.list("t1", "bo", EVERY_RANK, ListPlace("ana", 1, -1), 9)
    assert [a.id for a in shown] == ["a9"]
    assert await stores.queues.list("t1", "ana", EVERY_RANK, ListPlace("bo", 1, -1), 9) == []
    assert await stores.queues.list("t1", "ana", RANKS["open"], ListPlace("ana", 9, 0), 9) == []


async def test_redirects_and_transfers_come_back_as_they_were(stores: Any) -> None:
    redirect = Redirect("t1", "a/b", "bo", 12, receives_again=True)
    transfer = Transfer(
        "x1", "t1", "w1", "ana", "bo", "boss", "everything", Moved(1, 2, 3), Moved(1), True, BEGINNING
    )

    async def work(unit: Any) -> None:
        assert await unit.redirect("t1", "a/b") is None
        unit.save_redirect(redirect)
        unit.save_transfer(transfer)
        unit.save_transfer(replace(transfer, id="x2", quantity=7))

    await stores.run(work)

    async def read(unit: Any) -> Any:
        return (
            await unit.redirect("t1", "a/b"),
            await unit.redirect("t1", "a"),
            await unit.transfer("x1"),
            (await unit.transfer("x2")).quantity,
            await unit.transfer("x3"),
        )

    assert await stores.run(read) == (redirect, None, transfer, 7, None)
    assert await stores.queues.redirect("t1", "a/b") == redirect


async def test_a_task_is_removed_in_bounded_pieces_and_its_neighbour_stays(stores: Any, events: Any) -> None:
    done = assignment(50, fold=Fold(2, Fact.APPROVED), has_draft=True)
    await put(stores, done, assignment(51, task="t11"))

    async def work(unit: Any) -> None:
        unit.save_task(TASK)
        unit.save_settings(Settings("t1", 1, {}, ()))
        unit.add_fresh(batch(events, 0, range(7), ["ana"] * 7))
        unit.save_draft("a50", Draft({}, 0, BEGINNING))
        for number in (1, 2):
            unit.add_round(Round("a50", number, "ana", BEGINNING))
        unit.save_predictions("t1", "r", [Prediction("t1", "r", "m", "1", {}, None, BEGINNING)])
        await unit.take_in_hand("t1", "ana", "a50")
        unit.save_redirect(Redirect("t1", "ana", "bo", 1))

    await stores.run(work)
    removed, finished, steps = 0, False, 0
    while not finished:

        async def step(unit: Any) -> Any:
            return await unit.remove_some("t1", 3)

        some, finished = await stores.run(step)
        removed += some
        steps += 1
        assert steps < 20
    assert removed == 8

    async def read(unit: Any) -> Any:
        assert await unit.task("t1") == TASK
        assert await unit.assignment("a51") is not None
        assert await unit.draft("a50") is None
        assert await unit.rounds("a50", 2) == []
        assert await unit.settings("t1", 1) is None
        assert await unit.in_hand("t1", "ana") is None
        assert await unit.redirect("t1", "ana") is None
        assert not await unit.batch_is_in("t1", 0)
        assert await unit.predictions("t1", "r") == []
        return await unit.built("t1")

    assert await stores.run(read) == (0, 0)


async def test_events_of_a_task_are_numbered_without_a_gap(stores: Any) -> None:
    def built(total: int) -> Any:
        return AssignmentsBuilt(workspace="w1", task="t1", total=total, seconds=1)

    async def work(unit: Any) -> None:
        await unit.say_of_task(built(1), "t1")
        await unit.say_of_task(built(2), "t1")
        event = RecordReturned(
            workspace="w1",
            task="t1",
            record="r",
            assignment="a",
            round=1,
            annotator="ana",
            returned_by="boss",
            reason="x",
        )
        unit.say_of_record(event, "t1", "r", 4)

    await stores.run(work)

    async def more(unit: Any) -> None:
        await unit.say_of_task(built(3), "t1")

    await stores.run(more)
    assert sorted(await stores.said()) == [
        ("t1", 1, "earmark.AssignmentsBuilt.v1"),
        ("t1", 2, "earmark.AssignmentsBuilt.v1"),
        ("t1", 3, "earmark.AssignmentsBuilt.v1"),
        ("t1/r", 4, "earmark.RecordReturned.v1"),
    ]
