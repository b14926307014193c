"""A record's final annotation is the same whatever order its events arrive in."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.events import RecordApproved, RecordRejected, RecordReturned, RecordSubmitted
from contracts.events.listings import ListedRecord
from contracts.ids import assignment_id, review_id
from export_service.adapters.in_memory import InMemoryUnit
from export_service.domain.finals import Tally
from export_service.use_cases.keep_record import KeepRecord

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
TASK, RECORD = "task", "record"


def submitted(round: int, review_required: bool = True) -> RecordSubmitted:
    return RecordSubmitted(
        workspace="w",
        task=TASK,
        record=RECORD,
        assignment=assignment_id(TASK, RECORD),
        round=round,
        annotator="ana",
        annotation={"caption": f"round {round}"},
        review_required=review_required,
        task_version=1,
        listing=ListedRecord(
            ordinal=0,
            record=RECORD,
            audio_name="a.wav",
            seconds=1.0,
            sample_rate=16000,
            channels=1,
            media="00",
        ),
        submitted_at=AT,
    )


def approved(round: int) -> RecordApproved:
    return RecordApproved(
        workspace="w",
        task=TASK,
        record=RECORD,
        review=review_id(TASK, RECORD),
        round=round,
        annotator="ana",
        reviewer="eva",
        by="person",
        judged_at=AT,
    )


def rejected(round: int) -> RecordRejected:
    return RecordRejected(
        workspace="w",
        task=TASK,
        record=RECORD,
        review=review_id(TASK, RECORD),
        round=round,
        annotator="ana",
        reviewer="eva",
        reason="too loud",
        judged_at=AT,
    )


def returned(round: int) -> RecordReturned:
    return RecordReturned(
        workspace="w",
        task=TASK,
        record=RECORD,
        assignment=assignment_id(TASK, RECORD),
        round=round,
        annotator="ana",
        returned_by="root",
        reason="again",
    )


async def told(events: list[Any]) -> InMemoryUnit:
    unit, keep = InMemoryUnit(), KeepRecord()
    for event in events:
        if isinstance(event, RecordSubmitted):
            await keep.submitted(unit, event, "assignments/0")
        elif isinstance(event, RecordApproved):
            await keep.approved(unit, event, "reviews/0")
        else:
            await keep.sent_back(unit, event, "reviews/0")
    return unit


async def test_an_approval_that_arrives_before_its_submission_makes_the_record_final_with_the_submission() -> (
    None
):
    early = await told([approved(1)])
    assert (await early.tasks.finals(TASK)).finals == 0
    unit = await told([approved(1), submitted(1)])
    assert await unit.tasks.finals(TASK) == Tally(done=1, finals=1, rounds=1)


async def test_a_returned_record_is_final_no_longer_until_its_next_round_counts() -> None:
    unit = await told([submitted(1), approved(1), returned(1)])
    assert await unit.tasks.finals(TASK) == Tally(open=1)
    unit = await told([submitted(1), approved(1), returned(1), submitted(2), approved(2)])
    assert await unit.tasks.finals(TASK) == Tally(done=1, finals=1, rounds=2)
    record = await unit.records.get(TASK, RECORD)
    assert record is not None
    assert record.content is not None
    assert record.content.annotation == {"caption": "round 2"}


HISTORY = [
    submitted(1),
    rejected(1),
    submitted(2),
    approved(2),
    returned(2),
    submitted(3),
    submitted(4, False),
]


@given(st.integers(1, len(HISTORY)), st.data())
async def test_any_order_and_repetition_gives_the_same_counts(length: int, data: st.DataObject) -> None:
    history = HISTORY[:length]
    shuffled = data.draw(st.permutations(history + data.draw(st.lists(st.sampled_from(history), max_size=5))))
    expected, got = await told(history), await told(list(shuffled))
    assert await got.tasks.finals(TASK) == await expected.tasks.finals(TASK)
    wanted, record = await expected.records.get(TASK, RECORD), await got.records.get(TASK, RECORD)
    assert wanted is not None
    assert record is not None
    assert (record.fold, record.content) == (wanted.fold, wanted.content)
