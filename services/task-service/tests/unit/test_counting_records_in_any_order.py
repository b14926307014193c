"""Whatever the order and repetition of a record's events, the counts come out the same."""

from collections import Counter
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.events.assignments import RecordReturned, RecordSubmitted, Unusable
from contracts.events.base import EventData
from contracts.events.listings import ListedRecord
from contracts.events.reviews import RecordApproved, RecordRejected
from contracts.folding import Fact, Fold
from task_service.adapters.in_memory import InMemoryQueries, InMemoryUnit, Memory
from task_service.domain.settings import Annotator, Settings
from task_service.domain.task import Task
from task_service.ports import Lane
from task_service.use_cases.follow_record import (
    FollowRecord,
    Happening,
    approved,
    rejected,
    returned,
    submitted,
)
from task_service.use_cases.progress import progress_of

T = TypeVar("T")
START = datetime(2026, 3, 1, 22, tzinfo=UTC)
TASK = "t"


def done(running: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never waits for anything."""
    try:
        running.send(None)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
    raise AssertionError("it waits")


@st.composite
def histories(draw: st.DrawFn) -> list[Happening]:
    """What can happen to two records, in the order in which it happened."""
    found: list[Happening] = []
    for record in ("r1", "r2"):
        at = START
        annotator = draw(st.sampled_from(["bo", "chen"]))
        for number in range(1, draw(st.integers(0, 5)) + 1):
            at += timedelta(hours=draw(st.integers(0, 20)))
            review = draw(st.booleans())
            found.append(submission(record, number, annotator, at, review, draw(st.booleans())))
            end = draw(st.sampled_from(["correct", "approve", "return", "reject", "rule", "rest"]))
            if not review:
                end = "return"
            if end in ("approve", "return", "rule", "rest") and review:
                found.append(approval(record, number, annotator, at, end))
            if end == "reject":
                found.append(rejection(record, number, annotator, at))
            if end in ("approve", "rule", "rest", "return") and draw(st.booleans()):
                owner = draw(st.sampled_from([annotator, "owner-now"]))
                found.append(a_return(record, number, owner, at))
            elif end in ("approve", "rule", "rest", "return"):
                break  # done
            if draw(st.booleans()):
                annotator = draw(st.sampled_from(["bo", "chen", "dora"]))  # transferred
    return found


def submission(
    record: str, number: int, annotator: str, at: datetime, review: bool, usable: bool
) -> Happening:
    event = RecordSubmitted(
        workspace="w",
        task=TASK,
        record=record,
        assignment=f"a-{record}",
        round=number,
        annotator=annotator,
        annotation={} if usable else None,
        unusable=None if usable else Unusable(reason="silence"),
        seconds_worked=1.5 * number,
        review_required=review,
        task_version=1,
        listing=ListedRecord(
            ordinal=0,
            record=record,
            audio_name=record,
            seconds=4.0,
            sample_rate=16000,
            channels=1,
            media="m",
        ),
        submitted_at=at,
    )
    return submitted(event)


def approval(record: str, number: int, annotator: str, at: datetime, how: str) -> Happening:
    by: Any = how if how in ("rule", "rest") else "person"
    event = RecordApproved(
        workspace="w",
        task=TASK,
        record=record,
        review=f"v-{record}",
        round=number,
        annotator=annotator,
        reviewer=None if by == "rule" else "rea",
        by=by,
        judged_at=at,
    )
    return approved(event)


def rejection(record: str, number: int, annotator: str, at: datetime) -> Happening:
    event = RecordRejected(
        workspace="w",
        task=TASK,
        record=record,
        review=f"v-{record}",
        round=number,
        annotator=annotator,
        reviewer="rea",
        reason="no",
        categories=("noise.loud", "$label", "noise.loud"),
        judged_at=at,
    )
    return rejected(event)


def a_return(record: str, number: int, annotator: str, at: datetime) -> Happening:
    event: EventData = RecordReturned(
        workspace="w",
        task=TASK,
        record=record,
        assignment=f"a-{record}",
        round=number,
        annotator=annotator,
        returned_by="ana",
        reason="again",
    )
    assert isinstance(event, RecordReturned)
    return returned(event, at)


def a_task() -> Task:
    return Task(
        id=TASK,
        workspace="w",
        dataset="d",
        dataset_name="d",
        record_count=2,
        seconds=8.0,
        settings=Settings("n", {"items": []}, (Annotator("bo", 1), Annotator("chen", 1))),
        created_by="ana",
        created_at=START,
        ver=1,
    )


def counted(happenings: list[tuple[Happening, Lane]]) -> tuple[Any, ...]:
    memory = Memory()
    memory.tasks[TASK] = a_task()
    follow = FollowRecord()
    for happening, lane in happenings:
        done(follow(InMemoryUnit(memory), happening, lane))
    queries = InMemoryQueries(memory)
    counts = done(InMemoryUnit(memory).counters.counts(TASK))
    standing = {path: amount for path, amount in done(queries.standing(TASK)).items() if amount}
    activity = done(queries.activity(TASK))
    return counts, standing, activity, progress_of(memory.tasks[TASK], standing, activity)


def lane_of(happening: Happening) -> Lane:
    topic = "earmark.reviews" if happening.fact & (Fact.APPROVED | Fact.REJECTED) else "earmark.assignments"
    return Lane(topic, 0 if happening.record == "r1" else 1)


@given(data=st.data(), history=histories())
@settings(max_examples=300, deadline=None)
def test_any_order_and_repetition_of_events_gives_the_same_counts(
    data: st.DataObject, history: list[Happening]
) -> None:
    in_order = [(happening, lane_of(happening)) for happening in history]
    repeated = [*in_order, *data.draw(st.lists(st.sampled_from(in_order)) if in_order else st.just([]))]
    shuffled = data.draw(st.permutations(repeated))
    assert counted(shuffled)[:3] == counted(in_order)[:3]


@given(history=histories())
@settings(max_examples=300, deadline=None)
def test_the_counts_are_those_of_the_common_fold_and_of_a_plain_count(history: list[Happening]) -> None:
    folds = {"r1": Fold(), "r2": Fold()}
    plain: Counter[tuple[str, str]] = Counter()
    seconds: Counter[str] = Counter()
    for happening in history:
        folds[happening.record] = folds[happening.record].add(happening.round, happening.fact)
        name = {
            Fact.APPROVED: "approved",
            Fact.REJECTED: "rejected",
            Fact.RETURNED: "returned",
        }.get(happening.fact, "submitted")
        plain[happening.annotator, name] += 1
        if name == "submitted" and happening.round == 1:
            seconds[happening.annotator] += 4
    counts, _, activity, progress = counted([(happening, lane_of(happening)) for happening in history])
    states = Counter(fold.state for fold in folds.values())
    assert (counts.submitted, counts.done) == (states["submitted"], states["done"])
    assert counts.rounds == sum(fold.round for fold in folds.values() if fold.state == "done")
    assert counts.seen == len(history)
    for row in progress.annotators:
        for name in ("submitted", "approved", "rejected", "returned"):
            assert row.numbers[name] == plain[row.user, name]
            assert row.numbers[name] == sum(of_day.get(name, 0) for of_day in row.by_day.values())
        assert row.numbers["audio_seconds"] == seconds[row.user]
    assert sum(row.numbers["done"] for row in progress.annotators) == counts.done
    assert sum(row.numbers["in_review"] for row in progress.annotators) == counts.submitted
    verdicts = sum(row.numbers["approved"] + row.numbers["rejected"] for row in progress.reviewers)
    all_verdicts = sum(amount for (_, name), amount in plain.items() if name in ("approved", "rejected"))
    assert verdicts + progress.approved_by_rule == all_verdicts
    rejections = sum(row.numbers["rejected"] for row in progress.annotators)
    assert progress.categories == ({"noise.loud": rejections, "$label": rejections} if rejections else {})
    assert [part.day for part in activity] == sorted({part.day for part in activity})


def test_a_correction_is_told_from_a_rework_however_late_the_rejection_is_heard() -> None:
    first = submission("r1", 1, "bo", START, True, True)
    second = submission("r1", 2, "bo", START, True, True)
    no = rejection("r1", 1, "bo", START)
    lane = Lane("earmark.assignments", 0)
    corrected = counted([(first, lane), (second, lane)])[3].annotators[0]
    assert corrected.numbers["corrected"] == 1
    reworked = counted([(first, lane), (second, lane), (no, lane)])[3].annotators[0]
    assert reworked.numbers["corrected"] == 0


def test_days_are_those_of_utc() -> None:
    late = submission("r1", 1, "bo", datetime.fromisoformat("2026-03-02T01:30:00+02:00"), True, True)
    (part,) = counted([(late, Lane("earmark.assignments", 0))])[2]
    assert part.day == "2026-03-01"
