"""Anything may happen to a record, in any order, late and twice: a simple model says what must come out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assignment_service.domain.assignment import Kind
from assignment_service.domain.errors import AssignmentError
from assignment_service.domain.queue import rank
from assignment_service.domain.tally import Tally
from assignment_service.domain.transfers import plan
from contracts.events import RecordReturned, RecordsTransferred, RecordSubmitted

USERS = ("ana", "bo", "cy")
RECORDS = 5
records = st.integers(0, RECORDS - 1)
users = st.sampled_from(USERS)
pairs = st.tuples(users, users).filter(lambda pair: pair[0] != pair[1])
steps = st.one_of(
    st.tuples(st.just("next"), users),
    st.tuples(st.just("submit"), users, records),
    st.tuples(st.just("work"), users),
    st.tuples(st.just("draft"), users, records),
    st.tuples(st.just("put_off"), users, records),
    st.tuples(st.just("approve"), records, st.integers(1, 3)),
    st.tuples(st.just("reject"), records, st.integers(1, 3)),
    st.tuples(st.just("late"), st.integers(0, 50)),
    st.tuples(st.just("return"), records),
    st.tuples(st.just("transfer"), pairs, st.sampled_from([1, 2, "everything"])),
    st.tuples(st.just("review"), st.sampled_from(["none", "full"])),
)


@dataclass
class Record:
    """What the model knows of a record: every fact that was ever said, in a plain set."""

    owner: str
    since: int = 0
    facts: set[tuple[int, str]] = field(default_factory=set)
    draft: str | None = None
    begun: bool = False

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
        case ("work", user):
            given = (await office.next(user)).given
            if given:
                await happen(office, model, ("submit", user, given.assignment.record.ordinal), verdicts)
        case ("submit", user, index):
            record = model.records[index]
            await office.submit(user, office.id(index))
            assert record.owner == user
            assert record.state != "done"
            model.say(record, record.highest + 1, "submitted" if model.review == "full" else "unreviewed")
            record.draft, record.begun = None, False
        case ("draft", user, index):
            record = model.records[index]
            await office.draft(user, office.id(index), f"{user} {office.now}")
            assert record.owner == user
            assert record.state != "done"
            record.draft = f"{user} {office.assignment(office.id(index)).revision}"
            record.draft = (await office.store.unit().draft(office.id(index))).annotation["caption"]
            record.begun = True
        case ("put_off", user, index):
            record = model.records[index]
            await office.put_off(user, office.id(index))
            assert record.owner == user
            assert record.state == "open"
        case (("approve" | "reject") as verdict, index, round):
            record = model.records[index]
            if (round, "submitted") not in record.facts:
                return  # reviewers judge what was submitted for review
            make = office.events.approved if verdict == "approve" else office.events.rejected
            event = make(office.assignment(office.id(index)), round, office.now)
            verdicts.append((index, round, verdict, event))
            await office.verdict(event)
            model.say(record, round, "approved" if verdict == "approve" else "rejected")
        case ("late", which) if verdicts:
            index, round, verdict, event = verdicts[which % len(verdicts)]
            await office.verdict(event)
            model.say(model.records[index], round, "approved" if verdict == "approve" else "rejected")
        case ("return", index):
            record = model.records[index]
            await office.send_back(office.id(index))
            assert record.state == "done"
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
        work = await office.next(user)
        assert work.left == counted.open
        if work.given and len(listed) > 1:
            first_ranks = [rank(a) for a in listed if a.state == "open"]
            assert first_ranks == sorted(first_ranks)
    said = {}
    for aggregate, version, event in office.store.said:
        assert version == said.get(aggregate, 0) + 1
        said[aggregate] = version
        assert isinstance(event, RecordSubmitted | RecordReturned | RecordsTransferred) or version == 1


@settings(max_examples=120)
@given(st.lists(steps, max_size=40))
async def test_whatever_happens_to_records_the_service_agrees_with_the_model(new_office, happenings):
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


@given(st.lists(st.tuples(pairs, st.one_of(st.integers(1, 9), st.just("everything"))), max_size=12))
async def test_transfers_keep_every_record_and_every_draft(new_office, moves):
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
