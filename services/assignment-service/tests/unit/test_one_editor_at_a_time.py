"""A seat says which window edits; the last keystrokes of a former owner are not lost."""

from datetime import timedelta
from typing import Any

import pytest

from assignment_service.domain.errors import AlreadySubmitted, EditedElsewhere, NotYours, RecordDone


async def begin(office: Any, **settings: Any) -> str:
    await office.built({"ana": 2, "bo": 1}, **settings)
    work = await office.next("ana")
    return str(work.given.assignment.id)


async def test_the_first_window_has_the_seat_until_it_is_left_or_ends(office: Any) -> None:
    id = await begin(office)
    said = len(office.store.said)
    first = (await office.sit("ana", id, "one")).seat
    assert first.id == "one"
    assert (await office.sit("ana", id, "two")).seat == first
    office.now += timedelta(seconds=50)
    renewed = (await office.sit("ana", id, "one")).seat
    assert (renewed.since, renewed.until - first.until) == (first.since, 52_000)
    office.now += timedelta(seconds=59)
    assert (await office.sit("ana", id, "two")).seat.id == "two"
    await office.leave("ana", id, "one")
    assert office.assignment(id).seat.id == "two"
    await office.leave("ana", id, "two")
    assert office.assignment(id).seat is None
    assert office.assignment(id).revision == 0
    assert len(office.store.said) == said


async def test_taking_over_turns_the_other_window_away(office: Any) -> None:
    id = await begin(office)
    held = (await office.sit("ana", id, "one")).seat
    with pytest.raises(EditedElsewhere) as refusal:
        await office.draft("ana", id, seat="two")
    assert refusal.value.since == held.since
    with pytest.raises(EditedElsewhere):
        await office.submit("ana", id, seat="two")
    assert (await office.sit("ana", id, "two", take_over=True)).seat.id == "two"
    with pytest.raises(EditedElsewhere):
        await office.draft("ana", id, seat="one")
    await office.draft("ana", id, "without a seat nothing changes")
    assert office.assignment(id).seat.id == "two"


async def test_a_draft_renews_its_seat_and_a_submission_ends_it(office: Any) -> None:
    id = await begin(office)
    held = (await office.sit("ana", id, "one")).seat
    office.now += timedelta(seconds=30)
    saved = await office.draft("ana", id, seat="one")
    assert (saved.seat.since, saved.seat.until - held.until) == (held.since, 31_000)
    office.now += timedelta(seconds=90)
    saved = await office.draft("ana", id, seat="three")
    assert saved.seat.id == "three"
    await office.submit("ana", id, seat="three")
    assert office.assignment(id).seat is None
    with pytest.raises(AlreadySubmitted):
        await office.submit("ana", id, round=1, seat="four")


async def test_a_deferral_and_a_transfer_end_the_seat(office: Any) -> None:
    id = await begin(office)
    await office.sit("ana", id, "one")
    await office.put_off("ana", id)
    assert office.assignment(id).seat is None
    await office.sit("ana", id, "one")
    await office.transfer("ana", "bo", "everything")
    assert office.assignment(id).seat is None
    with pytest.raises(NotYours):
        await office.sit("ana", id, "one", take_over=True)
    with pytest.raises(NotYours):
        await office.leave("ana", id, "one")


async def test_a_done_record_is_not_edited(office: Any) -> None:
    id = await begin(office, review="none")
    await office.submit("ana", id)
    with pytest.raises(RecordDone):
        await office.sit("ana", id, "one")


async def moved(office: Any) -> tuple[str, int]:
    """A record of ana's with a draft, moved to bo, and its revision just before."""
    id = await begin(office)
    before = await office.draft("ana", id, "half")
    await office.transfer("ana", "bo", "everything")
    return id, before.revision


async def test_the_last_keystrokes_of_the_former_owner_become_the_draft_that_moved(office: Any) -> None:
    id, revision = await moved(office)
    office.now += timedelta(seconds=20)
    after = await office.draft("ana", id, "half and more", revision)
    assert (after.owner, after.revision) == ("bo", revision + 2)
    await office.draft("ana", id, "half and still more", after.revision)
    assert office.store.state.drafts[id].annotation == {"caption": "half and still more"}
    assert (await office.tally("bo")).draft == 1
    await office.submit("bo", id)


async def test_of_a_fresh_record_they_make_a_draft(office: Any) -> None:
    id = await begin(office)
    await office.transfer("ana", "bo", "everything")
    assert (await office.tally("bo")).draft == 0
    after = await office.draft("ana", id, "first words", 0)
    assert (after.kind, after.has_draft) == ("draft", True)
    assert ((await office.tally("bo")).draft, (await office.tally("bo")).fresh) == (1, 2)
    assert (await office.next("bo")).given.assignment.id != ""


@pytest.mark.parametrize(
    "what", ["later", "another revision", "any revision", "a draft", "put off", "moved on"]
)
async def test_otherwise_the_record_is_not_theirs_any_more(office: Any, what: str) -> None:
    id, revision = await moved(office)
    based_on: int | None = revision
    if what == "later":
        office.now += timedelta(seconds=31)
    elif what == "another revision":
        based_on = revision - 1
    elif what == "any revision":
        based_on = None
    elif what == "a draft":
        await office.draft("bo", id, "of bo")
    elif what == "put off":
        await office.put_off("bo", id)
    else:
        await office.transfer("bo", "cy", "everything")
    with pytest.raises(NotYours):
        await office.draft("ana", id, "too late", based_on)
    assert office.store.state.drafts[id].annotation != {"caption": "too late"}
