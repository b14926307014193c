"""One suite for the ports, over memory and over a real MongoDB."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from assignment_service.adapters.in_memory import BEGINNING
from assignment_service.domain.assignment import Kind
from assignment_service.domain.content import Draft, Prediction, Return, Round, Verdict
from assignment_service.domain.seats import Former, Seat
from assignment_service.domain.tally import Tally
from assignment_service.domain.task import Settings, Task
from assignment_service.domain.transfers import Moved, Redirect
from assignment_service.ports import FreshBatch, Transfer
from contracts.events import AssignmentsBuilt, RecordReturned
from contracts.folding import Fact, Fold

TASK = Task(id="t1", workspace="w1", total=10, version=3, first_version=1, review="partial")


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


async def test_an_assignment_comes_back_as_it_was_in_every_state(
    stores: Any, assignment: Any, put: Any
) -> None:
    many = [
        assignment(1),
        assignment(2, kind=Kind.DRAFT, has_draft=True, revision=4),
        assignment(3, kind=Kind.REWORK, came_back_at=1_800_000_000_123, fold=Fold(2, Fact.REJECTED), said=2),
        assignment(4, put_off_at=1_800_000_000_456, owner_since=17),
        assignment(5, kind=Kind.DRAFT, has_draft=True, put_off_at=1),
        assignment(6, kind=Kind.REWORK, came_back_at=5, put_off_at=7, fold=Fold(1, Fact.RETURNED)),
        assignment(7, fold=Fold(1, Fact.SUBMITTED), has_draft=True, submitted_at=1_800_000_000_789),
        assignment(8, fold=Fold(3, Fact.SUBMITTED_WITHOUT_REVIEW)),
        assignment(9, record=replace(assignment(9).record, facts={})),
        assignment(10, seat=Seat("window 1", 1_800_000_000_000, 1_800_000_060_000)),
        assignment(11, former=Former("b/o", 1_800_000_000_000, 4), owner_since=1_799_999_970_000),
    ]
    await put(stores, *many)

    async def read(unit: Any) -> Any:
        return [await unit.assignment(one.id) for one in many]

    assert await stores.run(read) == many


async def test_saving_moves_the_counts_between_buckets_and_owners(stores: Any, assignment: Any) -> None:
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


async def test_a_seat_is_kept_and_is_no_change_to_the_queue(stores: Any, assignment: Any, put: Any) -> None:
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


async def test_a_task_is_removed_in_bounded_pieces_and_its_neighbour_stays(
    stores: Any, events: Any, assignment: Any, put: Any
) -> None:
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
