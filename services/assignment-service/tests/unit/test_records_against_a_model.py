"""Anything may happen to a record, in any order, late and twice: a simple model says what must come out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assignment_service.domain.assignment import Kind
from assignment_service.domain.errors import AssignmentError
from assignment_service.domain.tally import Tally
from assignment_service.domain.transfers import plan
from contracts.events import RecordReturned, RecordsTransferred, RecordSubmitted

USERS = ("ana", "bo", "cy")
RECORDS = 9
records = st.integers(0, RECORDS - 1)
users = st.sampled_from(USERS)
pairs = st.tuples(users, users).filter(lambda pair: pair[0] != pair[1])
which = st.integers(0, 100)
steps = st.one_of(
    st.tuples(st.just("next"), users),
    st.tuples(st.just("work"), which),
    st.tuples(st.just("work"), which),
    st.tuples(st.just("submit"), which),
    st.tuples(st.just("correct"), which),
    st.tuples(st.just("try_to_submit"), users, records),
    st.tuples(st.just("draft"), which),
    st.tuples(st.just("draft"), which),
    st.tuples(st.just("put_off"), which),
    st.tuples(st.just("approve"), which, st.booleans()),
    st.tuples(st.just("reject"), which, st.booleans()),
    st.tuples(st.just("reject"), which, st.booleans()),
    st.tuples(st.just("late"), which),
    st.tuples(st.just("return"), which),
    st.tuples(st.just("transfer"), pairs, st.sampled_from([1, 3, "everything"])),
    st.tuples(st.just("review"), st.sampled_from(["none", "full", "full"])),
)


@dataclass
class Record:
    """What the model knows of a record: every fact that was ever said, in a plain set."""

    owner: str
    since: int = 0
    facts: set[tuple[int, str]] = field(default_factory=set)
    draft: str | None = None

    @property
    def highest(self) -> int:
        return max((round for round, _ in self.facts), default=0)

    @property
    def state(self) -> str:
        said = {fact for round, fact in self.facts if round == self.highest}
        if not said or said & {"returned", "rejected"}:
            return "open"
        return "done" if said & {"approved", "unreviewed"} else "submitted"


@dataclass
class Model:
    """The same task, told plainly."""

    records: list[Record]
    review: str = "full"
    given_away: dict[str, tuple[str, int]] = field(default_factory=dict)

    def pick(self, which: int, *states: str) -> int | None:
        """One of the records in these states, if there are any."""
        found = [index for index, record in enumerate(self.records) if record.state in states]
        return found[which % len(found)] if found else None

    def comes_back(self, record: Record) -> None:
        """Where does it go? Along every handing-over that is younger than the one before."""
        owner, since, first = record.owner, record.since, True
        while owner in self.given_away:
            to, at = self.given_away[owner]
            if at < since or (at == since and not first):
                break
            owner, since, first = to, at, False
        record.owner, record.since = owner, since

    def say(self, record: Record, round: int, fact: str) -> None:
        """A fact arrives; if it opens the record, it goes to whoever has it now."""
        before = record.state, record.highest
        record.facts.add((round, fact))
        if record.state == "open" and before[0] != "open":
            self.comes_back(record)


async def happen(office: Any, model: Model, step: tuple[Any, ...], verdicts: list[Any]) -> None:
    """Do one step in both; a step that the rules refuse must change nothing."""
    at = int((office.now.timestamp() + 1) * 1000)
    match step:
        case ("next", user):
            first = await office.next(user)
            again = await office.next(user)
            assert (first.given and first.given.assignment.id) == (again.given and again.given.assignment.id)
            assert (first.given is None) == (
                not any(r.owner == user and r.state == "open" for r in model.records)
            )
        case ("work", which) if (index := model.pick(which, "open")) is not None:
            user = model.records[index].owner
            given = (await office.next(user)).given
            assert given
            await submit(office, model, user, given.assignment.record.ordinal)
        case ("submit", which) if (index := model.pick(which, "open")) is not None:
            await submit(office, model, model.records[index].owner, index)
        case ("correct", which) if (index := model.pick(which, "submitted")) is not None:
            await submit(office, model, model.records[index].owner, index)
        case ("try_to_submit", user, index):
            await submit(office, model, user, index)
        case ("draft", which) if (index := model.pick(which, "open", "open", "submitted")) is not None:
            record = model.records[index]
            record.draft = f"at {office.now}"
            await office.draft(record.owner, office.id(index), record.draft)
        case ("put_off", which) if (index := model.pick(which, "open")) is not None:
            await office.put_off(model.records[index].owner, office.id(index))
        case (("approve" | "reject") as verdict, which, last):
            judged = [
                (index, round)
                for index, record in enumerate(model.records)
                for round, fact in sorted(record.facts)
                if fact == "submitted" and (not last or round == record.highest)
            ]
            if not judged:
                return
            index, round = judged[which % len(judged)]
            make = office.events.approved if verdict == "approve" else office.events.rejected
            event = make(office.assignment(office.id(index)), round, office.now)
            verdicts.append((index, round, verdict, event))
            await office.verdict(event)
            model.say(model.records[index], round, "approved" if verdict == "approve" else "rejected")
        case ("late", which) if verdicts:
            index, round, verdict, event = verdicts[which % len(verdicts)]
            await office.verdict(event)
            model.say(model.records[index], round, "approved" if verdict == "approve" else "rejected")
        case ("return", which) if (index := model.pick(which, "done")) is not None:
            record = model.records[index]
            await office.send_back(office.id(index))
            model.say(record, record.highest, "returned")
        case ("transfer", (giver, receiver), quantity):
            mine = [r for r in model.records if r.owner == giver and r.state == "open"]
            transfer = await office.transfer(giver, receiver, quantity)
            assert transfer.moved.total == (len(mine) if quantity == "everything" else quantity)
            for index, record in enumerate(model.records):
                if record in mine and office.assignment(office.id(index)).owner == receiver:
                    record.owner, record.since = receiver, at
            if quantity == "everything":
                model.given_away[giver] = (receiver, at)
                assert not any(r.owner == giver and r.state == "open" for r in model.records)
        case ("review", mode):
            version = office.store.state.tasks[office.task].version + 1
            await office.edit(version, {"ana": RECORDS, "bo": 0, "cy": 0}, review=mode)
            model.review = mode


async def submit(office: Any, model: Model, user: str, index: int) -> None:
    """Submit in both; what must be refused is refused before the model changes."""
    record = model.records[index]
    in_hand = await office.store.unit().in_hand(office.task, user)
    work = await office.submit(user, office.id(index))
    assert record.owner == user
    assert record.state != "done"
    model.say(record, record.highest + 1, "submitted" if model.review == "full" else "unreviewed")
    record.draft = None
    mine = {office.id(i) for i, r in enumerate(model.records) if r.owner == user and r.state == "open"}
    assert work.left == len(mine)
    order = [a.id for a in (await office.queues.front(office.task, user, 100)).first]
    expected = [in_hand, *(id for id in order if id != in_hand)] if in_hand in mine else order
    shown = [work.given.assignment.id] if work.given else []
    assert shown + [a.id for a in work.upcoming] == expected[:3]


async def agree(office: Any, model: Model) -> None:
    """Everything that can be seen is what the model says."""
    for index, record in enumerate(model.records):
        assignment = office.assignment(office.id(index))
        assert assignment.state == record.state
        assert assignment.owner == record.owner
        assert assignment.fold.round == record.highest
        draft = await office.store.unit().draft(assignment.id)
        assert (draft and draft.annotation["caption"]) == record.draft
        assert assignment.has_draft == (record.draft is not None)
        if record.state == "open":
            rework = record.highest > 0
            expected = Kind.REWORK if rework else Kind.DRAFT if record.draft is not None else Kind.FRESH
            assert assignment.kind is expected
        rounds = await office.store.unit().rounds(assignment.id, record.highest)
        assert [round.number for round in rounds] == list(range(1, record.highest + 1))
    for user in USERS:
        theirs = [a for a in office.store.state.assignments.values() if a.owner == user]
        counted = Tally()
        for assignment in theirs:
            counted = counted.moved(None, assignment.bucket)
        assert await office.tally(user) == counted
        listed = await office.queues.list(office.task, user, range(10), None, 100)
        assert {a.id for a in listed} == {a.id for a in theirs}
    await remembered_is_what_a_read_would_give(office)
    said: dict[Any, Any] = {}
    for aggregate, version, event in office.store.said:
        assert version == said.get(aggregate, 0) + 1
        said[aggregate] = version
        assert isinstance(event, RecordSubmitted | RecordReturned | RecordsTransferred) or version == 1


async def remembered_is_what_a_read_would_give(office: Any) -> None:
    """As long as the queue's state is the same, so is everything that is remembered of it."""
    for user in USERS:
        read = await office.queues.front(office.task, user, 100)
        known = office.fronts.front(office.task, user, read.state)
        if known is None:
            continue
        assert (known.tally, known.hand, known.in_hand) == (read.tally, read.hand, read.in_hand)
        assert known.first == read.first[: len(known.first)]
        assert not known.whole or known.first == read.first


@settings(max_examples=150, deadline=None)
@given(st.lists(steps, min_size=5, max_size=60))
async def test_whatever_happens_to_records_the_service_agrees_with_the_model(
    new_office: Any, happenings: Any
) -> None:
    office = new_office()
    await office.built({"ana": RECORDS, "bo": 0, "cy": 0})
    model = Model([Record("ana") for _ in range(RECORDS)])
    verdicts: list[Any] = []
    for step in happenings:
        state, said = office.store.state, list(office.store.said)
        try:
            await happen(office, model, step, verdicts)
        except AssignmentError:
            assert office.store.state.assignments == state.assignments
            assert office.store.said == said
        await agree(office, model)


@settings(deadline=None)
@given(st.lists(st.tuples(pairs, st.one_of(st.integers(1, 9), st.just("everything"))), max_size=12))
async def test_transfers_keep_every_record_and_every_draft(new_office: Any, moves: Any) -> None:
    office = new_office()
    await office.built({"ana": 4, "bo": 3, "cy": 2})
    ids = set(office.store.state.assignments)
    for user in USERS:
        await office.draft(user, office.queue(user)[0].id, f"of {user}")
    drafts = dict(office.store.state.drafts)
    for (giver, receiver), quantity in moves:
        here = await office.tally(giver)
        if quantity != "everything" and quantity > here.open:
            continue
        planned = await office.preview(giver, receiver, quantity)
        assert plan(here, None, quantity).total == planned.total
        await office.transfer(giver, receiver, quantity)
    assert set(office.store.state.assignments) == ids
    assert office.store.state.drafts == drafts
    assert sum([(await office.tally(user)).total for user in USERS]) == 9
