"""Submissions, corrections, verdicts and returns, in order and out of order."""

from typing import Any

import pytest

from assignment_service.domain.errors import (
    AlreadySubmitted,
    DraftChanged,
    InvalidAnnotation,
    NoSuchThing,
    NotDone,
    NotYours,
    RecordDone,
    TaskIsStopped,
    WrongRound,
)
from contracts.events import RecordReturned, RecordSubmitted


async def test_a_submission_says_everything_that_others_need(office: Any) -> None:
    await office.built({"ana": 1}, review="full", facts={"caption": "x"})
    (mine,) = office.queue("ana")
    await office.submit("ana", mine.id)
    ((aggregate, version, event),) = [s for s in office.store.said if isinstance(s[2], RecordSubmitted)]
    assert (aggregate, version) == (f"{office.task}/{mine.record.id}", 1)
    assert event.round == 1
    assert event.annotation == {"caption": "by ana"}
    assert event.review_required
    assert event.task_version == 1
    assert event.listing.record == mine.record.id
    assert event.listing.facts == {"caption": "x"}
    assert event.seconds_worked == 3.0


async def test_review_is_required_by_the_settings_known_at_submission(office: Any) -> None:
    await office.built({"ana": 2}, review="none")
    first, second = [a.id for a in office.queue("ana")]
    await office.submit("ana", first)
    assert office.assignment(first).state == "done"
    await office.edit(2, {"ana": 2}, review="full")
    await office.submit("ana", second)
    assert office.assignment(second).state == "submitted"
    assert [(e.review_required, e.task_version) for e in office.said(RecordSubmitted)] == [
        (False, 1),
        (True, 2),
    ]


async def test_an_unusable_record_needs_no_annotation(office: Any) -> None:
    await office.built({"ana": 1})
    (mine,) = office.queue("ana")
    await office.submit("ana", mine.id, unusable="silence")
    (event,) = office.said(RecordSubmitted)
    assert event.annotation is None
    assert event.unusable.reason == "silence"


async def test_the_refusals_of_a_submission_come_in_a_sensible_order(office: Any) -> None:
    await office.built({"ana": 1, "bo": 1})
    (mine,) = office.queue("ana")
    await office.hear(office.events.stopped())
    with pytest.raises(NotYours):
        await office.submit("bo", mine.id, round=7, annotation={"nonsense": 1})
    with pytest.raises(TaskIsStopped):
        await office.submit("ana", mine.id, round=7, annotation={"nonsense": 1})
    await office.hear(office.events.resumed())
    with pytest.raises(WrongRound) as wrong:
        await office.submit("ana", mine.id, round=7, annotation={"nonsense": 1})
    assert wrong.value.facts() == {"given": 7, "expected": 1}
    with pytest.raises(InvalidAnnotation) as invalid:
        await office.submit("ana", mine.id, round=1, annotation={"nonsense": 1})
    assert {error["rule"] for error in invalid.value.errors} == {"unknown-item", "required"}
    assert set(invalid.value.errors[0]) == {"item", "pointer", "rule", "message"}


async def test_the_same_round_twice_is_already_submitted_and_the_next_is_a_correction(office: Any) -> None:
    await office.built({"ana": 1})
    (mine,) = office.queue("ana")
    await office.submit("ana", mine.id, round=1)
    with pytest.raises(AlreadySubmitted):
        await office.submit("ana", mine.id, round=1)
    with pytest.raises(WrongRound):
        await office.submit("ana", mine.id, round=3)
    await office.submit("ana", mine.id, round=2, annotation={"caption": "better"})
    assert office.assignment(mine.id).fold.round == 2
    assert [event.round for event in office.said(RecordSubmitted)] == [1, 2]


async def test_a_done_record_takes_neither_submission_nor_draft(office: Any) -> None:
    await office.built({"ana": 1})
    (mine,) = office.queue("ana")
    await office.submit("ana", mine.id)
    await office.approve(mine.id, 1)
    for round in (1, 2, 9):
        with pytest.raises(RecordDone):
            await office.submit("ana", mine.id, round=round)
    with pytest.raises(RecordDone):
        await office.draft("ana", mine.id)


async def test_a_verdict_on_an_earlier_round_changes_the_history_only(office: Any) -> None:
    await office.built({"ana": 1})
    (mine,) = office.queue("ana")
    await office.submit("ana", mine.id)
    await office.submit("ana", mine.id, round=2)
    before = office.assignment(mine.id)
    await office.reject(mine.id, 1)
    assert office.assignment(mine.id) == before
    rounds = await office.store.unit().rounds(mine.id, 2)
    assert [round.verdict.verdict if round.verdict else None for round in rounds] == ["rejected", None]


async def test_a_verdict_that_comes_twice_changes_nothing(office: Any) -> None:
    await office.built({"ana": 1})
    (mine,) = office.queue("ana")
    await office.submit("ana", mine.id)
    event = office.events.rejected(office.assignment(mine.id), 1)
    await office.verdict(event)
    once = office.assignment(mine.id)
    await office.verdict(event)
    assert office.assignment(mine.id) == once
    tally = await office.tally("ana")
    assert (tally.rework, tally.submitted) == (1, 0)


async def test_a_return_opens_a_done_record_and_keeps_its_verdict(office: Any) -> None:
    await office.built({"ana": 1})
    (mine,) = office.queue("ana")
    with pytest.raises(NotDone):
        await office.send_back(mine.id)
    await office.submit("ana", mine.id)
    with pytest.raises(NotDone):
        await office.send_back(mine.id)
    await office.approve(mine.id, 1)
    await office.send_back(mine.id, "the end is cut")
    after = office.assignment(mine.id)
    assert (after.state, after.kind, after.round) == ("open", "rework", 2)
    ((_, version, event),) = [s for s in office.store.said if isinstance(s[2], RecordReturned)]
    assert (version, event.round, event.reason, event.annotator) == (2, 1, "the end is cut", "ana")
    (round,) = (await office.next("ana")).given.rounds
    assert round.verdict.verdict == "approved"
    assert (round.returned.by, round.returned.reason) == ("boss", "the end is cut")
    with pytest.raises(NotDone):
        await office.send_back(mine.id)


async def test_a_late_approval_of_a_returned_round_does_not_close_it(office: Any) -> None:
    await office.built({"ana": 1}, review="none")
    (mine,) = office.queue("ana")
    await office.submit("ana", mine.id)
    await office.send_back(mine.id)
    await office.approve(mine.id, 1)
    assert office.assignment(mine.id).state == "open"


async def test_a_draft_needs_the_revision_it_is_based_on(office: Any) -> None:
    await office.built({"ana": 1})
    (mine,) = office.queue("ana")
    saved = await office.draft("ana", mine.id, "one", revision=0)
    assert saved.revision == 1
    with pytest.raises(DraftChanged):
        await office.draft("ana", mine.id, "two", revision=0)
    assert (await office.draft("ana", mine.id, "two", revision=1)).revision == 2
    assert (await office.store.unit().draft(mine.id)).annotation == {"caption": "two"}


async def test_a_draft_is_saved_while_the_task_is_stopped_but_never_malformed(office: Any) -> None:
    await office.built({"ana": 1})
    (mine,) = office.queue("ana")
    await office.hear(office.events.stopped())
    await office.draft("ana", mine.id)
    with pytest.raises(InvalidAnnotation):
        await office.run(lambda unit: office._draft(unit, mine.id, "ana", {"caption": 4}, 0, None))


async def test_a_draft_of_a_correction_survives_a_rejection(office: Any) -> None:
    await office.built({"ana": 1})
    (mine,) = office.queue("ana")
    await office.submit("ana", mine.id)
    await office.draft("ana", mine.id, "better already")
    assert office.assignment(mine.id).state == "submitted"
    await office.reject(mine.id, 1)
    assert (await office.next("ana")).given.draft.annotation == {"caption": "better already"}
    await office.submit("ana", mine.id)
    assert await office.store.unit().draft(mine.id) is None


async def test_rework_after_an_unusable_round_starts_from_the_last_annotation(office: Any) -> None:
    await office.built({"ana": 1})
    (mine,) = office.queue("ana")
    await office.submit("ana", mine.id, annotation={"caption": "one"})
    await office.reject(mine.id, 1)
    await office.submit("ana", mine.id, unusable="noise")
    await office.reject(mine.id, 2)
    given = (await office.next("ana")).given
    assert given.draft.annotation == {"caption": "one"}
    assert [round.unusable for round in given.rounds] == [None, "noise"]


async def test_a_deleted_task_is_gone_for_everybody_and_stays_gone(office: Any) -> None:
    await office.built({"ana": 3})
    (first, *_) = office.queue("ana")
    await office.submit("ana", first.id)
    rejection = office.events.rejected(office.assignment(first.id), 1)
    await office.hear(office.events.deleted())
    with pytest.raises(NoSuchThing):
        await office.next("ana")
    assert office.store.jobs == {f"remove-task:{office.task}": ("remove-task", {"task": office.task})}
    assert await office.remove() == (3, True)
    assert office.store.state.assignments == {}
    assert office.store.state.rounds == {}
    said = len(office.store.said)
    await office.verdict(rejection)
    await office.list_records(office.events.listed(0, 1, 3, range(3)))
    await office.hear(office.events.resumed())
    assert office.store.state.assignments == {}
    assert len(office.store.said) == said
    assert not await office.announce()
