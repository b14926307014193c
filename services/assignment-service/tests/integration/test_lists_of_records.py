"""The table of records: filtered, searched, sorted, with values."""

from typing import Any

import pytest_asyncio


@pytest_asyncio.fixture
async def labeled(job: Any) -> Any:
    """Twelve records: eight of ana's, four of bo's; some submitted, judged, sent back, unusable, put off."""
    await job.begin({"ana": 8, "bo": 4})
    for number, (user, body) in enumerate(
        (
            ("ana", {"annotation": {"caption": "A Straße in the rain"}}),
            ("ana", {"annotation": {"caption": "Birds"}}),
            ("ana", {"unusable": {"reason": "nothing but Wind"}}),
            ("bo", {"annotation": {"caption": "birds again"}}),
        )
    ):
        given = (await job.next(user))["assignment"]
        submitted = (await job.submit(user, given, **body))["submitted"]
        if number == 1:
            await job.judge("reject", submitted)
            await job.until_state("ana", given["id"], "open", "rework")
        if number == 3:
            await job.judge("approve", submitted)
            await job.until_state("bo", given["id"], "done")
    return job


async def rows(job: Any, user: str = "boss", limit: int = 5, **query: Any) -> list[Any]:
    """Every row of a list, page by page."""
    asked = "".join(f"&{name}={value}" for name, value in query.items())
    path, found, cursor = f"/assignments?task={job.task}&limit={limit}{asked}", [], ""
    for _ in range(50):
        page = await job.outside.get(user, path + cursor)
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"
    raise AssertionError("it never ends")


def captions(found: list[Any]) -> list[Any]:
    return sorted(row["annotation"]["caption"] for row in found if row["annotation"])


async def test_filters_and_search_find_what_was_submitted(labeled: Any) -> None:
    async def found(**query: Any) -> list[Any]:
        return await rows(labeled, values="true", **query)

    assert len(await found()) == 12
    assert captions(await found(search="BIRDS")) == ["Birds", "birds again"]
    assert captions(await found(search="STRASSE")) == ["A Straße in the rain"]
    (windy,) = await found(search="wind")
    assert windy["unusable"] == {"reason": "nothing but Wind"}
    assert [row["id"] for row in await found(unusable="true")] == [windy["id"]]
    assert len(await found(unusable="false")) == 11
    (rejected,) = await found(verdict="rejected")
    assert (rejected["kind"], rejected["round"], rejected["reason"]) == ("rework", 2, "not yet")
    assert (rejected["seconds_worked"], rejected["categories"]) == (2.5, [])
    assert rejected["record"]["audio_url"].startswith("/api/v1/media/")
    assert captions(await found(search="not yet")) == ["Birds"]
    assert captions(await found(verdict="approved")) == ["birds again"]
    assert [row["id"] for row in await found(kind="rework")] == [rejected["id"]]
    assert [row["id"] for row in await found(round_min=2)] == [rejected["id"]]
    assert len(await found(kind="fresh", annotator="bo")) == 3
    assert await found(kind="fresh", state="done") == []
    name = rejected["record"]["audio_name"]
    assert [row["id"] for row in await found(search=name.upper())] == [rejected["id"]]
    assert await found(search="no such words") == []
    own = await rows(labeled, "bo", search="bird", values="true")
    assert captions(own) == ["birds again"]
    plain = await rows(labeled, search="bird")
    assert "annotation" not in plain[0]
    assert "audio_url" not in plain[0]["record"] or plain[0]["record"]["audio_url"] is None


async def test_every_order_is_the_same_in_pages_of_any_size(labeled: Any) -> None:
    async def ordinals(**query: Any) -> list[int]:
        return [row["record"]["ordinal"] for row in await rows(labeled, **query)]

    for limit in (1, 5, 12, 50):
        assert await ordinals(limit=limit, sort="ordinal") == list(range(12))
        assert await ordinals(limit=limit, sort="-ordinal") == list(range(11, -1, -1))
        times = [
            row["submitted_at"]
            for row in await rows(labeled, limit=limit, sort="-submitted_at", values="true")
        ]
        assert times[:4] == sorted(times[:4], reverse=True)
        assert times[4:] == [None] * 8
        oldest = [
            row["submitted_at"]
            for row in await rows(labeled, limit=limit, sort="submitted_at", values="true")
        ]
        assert oldest == [*reversed(times[:4]), *times[4:]]
    assert len(await ordinals(sort="submitted_at", annotator="ana")) == 8
    assert await ordinals(sort="-ordinal", annotator="bo") == sorted(
        await ordinals(annotator="bo"), reverse=True
    )
    usual = [row["id"] for row in await rows(labeled, limit=500)]
    assert [row["id"] for row in await rows(labeled, limit=2)] == usual


async def test_the_order_of_a_queue_is_that_in_which_its_owner_gets_the_records(labeled: Any) -> None:
    work = await labeled.next("ana")
    in_hand = work["assignment"]["id"]
    listed = {limit: await rows(labeled, limit=limit, sort="queue", annotator="ana") for limit in (1, 3, 50)}
    expected = [row["id"] for row in listed[50]]
    assert expected[0] == in_hand
    assert all([row["id"] for row in found] == expected for found in listed.values())
    given = []
    while work["assignment"]:
        given.append(work["assignment"]["id"])
        work = await labeled.submit("ana", work["assignment"])
    assert given == expected
    assert [row["id"] for row in await rows(labeled, "bo", sort="queue")] != []


async def test_lists_that_make_no_sense_are_refused(labeled: Any) -> None:
    page = await labeled.outside.get("boss", f"/assignments?task={labeled.task}&sort=ordinal&limit=2")
    for query in (
        "sort=queue",
        "sort=queue&annotator=ana&state=done",
        "sort=name",
        "kind=put_off",
        "verdict=maybe",
        "search=",
        "round_min=0",
        "unusable=perhaps",
        f"cursor={page['next']}",
        f"sort=-ordinal&cursor={page['next']}",
    ):
        refused = await labeled.outside.refused("boss", "GET", f"/assignments?task={labeled.task}&{query}")
        assert refused[:2] == (422, "invalid-request"), query


async def test_a_search_among_many_answers_short_pages_quickly(job: Any) -> None:
    await job.begin({"ana": 7000}, batch=500)
    rare = job.events.listed(0, 1, 1, range(6500, 6501)).records[0].audio_name
    pages = []
    cursor = ""
    while True:
        path = f"/assignments?task={job.task}&sort=ordinal&search={rare}&values=true{cursor}"
        pages.append(await job.outside.get("boss", path))
        if pages[-1]["next"] is None:
            break
        cursor = f"&cursor={pages[-1]['next']}"
    assert [row["record"]["audio_name"] for page in pages for row in page["items"]] == [rare]
    assert len(pages) >= 3
    assert pages[0]["items"] == []
