"""Two windows, a stream of what happens to a record, and a record that moves while somebody types."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any


async def edit(job: Any, user: str, id: str, seat: str, **more: Any) -> Any:
    answer = await job.outside.request(user, "PUT", f"/assignments/{id}/editor", {"seat": seat, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def save(job: Any, user: str, id: str, revision: Any, caption: str, **more: Any) -> Any:
    body = {"annotation": {"caption": caption}, **more}
    return await job.outside.request(user, "PUT", f"/assignments/{id}/draft", body, If_Match=f'"{revision}"')


@asynccontextmanager
async def following(job: Any, user: str, id: str) -> AsyncIterator[Any]:
    """The messages of an assignment's stream, one by one; None when it ends."""
    token = job.outside.tokens.get(user) or await job.outside.stack.token(user)
    headers = {"Authorization": f"Bearer {token}"}
    async with job.outside.http.stream("GET", f"/api/v1/assignments/{id}/live", headers=headers) as stream:
        assert stream.status_code == 200
        lines = stream.aiter_lines()

        async def message() -> Any:
            async with asyncio.timeout(20):
                async for line in lines:
                    if line.startswith("data: "):
                        return json.loads(line.removeprefix("data: "))
            return None

        yield message


async def test_the_second_window_is_told_and_may_take_over(job: Any) -> None:
    await job.begin({"ana": 2})
    given = (await job.next("ana"))["assignment"]
    id, path = given["id"], f"/assignments/{given['id']}"
    first = await edit(job, "ana", id, "one")
    assert (first["seat"], first["yours"], first["revision"]) == ("one", True, given["revision"])
    lasts = datetime.fromisoformat(first["expires_at"]) - datetime.fromisoformat(first["since"])
    assert lasts.total_seconds() == 60
    second = await edit(job, "ana", id, "two")
    assert (second["seat"], second["yours"], second["since"]) == ("one", False, first["since"])
    refused = await save(job, "ana", id, given["revision"], "by two", seat="two")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/edited-elsewhere")
    assert refused.json()["since"][:19] == first["since"][:19]
    saved = await save(job, "ana", id, given["revision"], "by one", seat="one")
    assert saved.status_code == 204
    third = await edit(job, "ana", id, "two", take_over=True)
    assert (third["seat"], third["yours"]) == ("two", True)
    assert third["revision"] == given["revision"] + 1
    body = {"annotation": {"caption": "x"}, "round": 1, "seat": "one"}
    refusal = await job.outside.refused("ana", "POST", f"{path}/submission", body)
    assert refusal[:2] == (409, "edited-elsewhere")
    for seat in ("one", "two"):
        freed = await job.outside.request("ana", "DELETE", f"{path}/editor?seat={seat}")
        assert freed.status_code == 204
        assert (await edit(job, "ana", id, "two"))["seat"] == "two"
    await job.submit("ana", given, seat="two")
    refused = job.outside.refused
    assert (await refused("ana", "PUT", f"{path}/editor", {"seat": ""}))[:2] == (422, "invalid-request")
    assert (await refused("ana", "PUT", f"{path}/editor", {"seat": "x" * 65}))[0] == 422
    assert (await refused("ana", "DELETE", f"{path}/editor"))[0] == 422
    assert (await refused("bo", "PUT", f"{path}/editor", {"seat": "b"}))[:2] == (409, "not-yours")
    assert (await refused("rev", "PUT", f"{path}/editor", {"seat": "b"}))[:2] == (403, "forbidden")
    (said,) = await job.outside.outbox(f"{job.task}/{given['record']['id']}")
    assert said["version"] == 1


async def test_many_windows_at_once_find_one_editor(job: Any) -> None:
    await job.begin({"ana": 1})
    id = (await job.next("ana"))["assignment"]["id"]
    answers = await asyncio.gather(*(edit(job, "ana", id, f"w{number}") for number in range(8)))
    assert len({answer["seat"] for answer in answers}) == 1
    assert [answer["yours"] for answer in answers].count(True) == 1


async def test_a_stream_tells_of_drafts_editors_and_the_move_and_then_ends(job: Any) -> None:
    await job.begin({"ana": 2, "bo": 1})
    given = (await job.next("ana"))["assignment"]
    id = given["id"]
    async with following(job, "ana", id) as own, following(job, "boss", id) as managers:
        first = await own()
        assert first == {
            "id": id,
            "yours": True,
            "annotator": "ana",
            "state": "open",
            "kind": "fresh",
            "round": 1,
            "revision": given["revision"],
            "editor": None,
            "draft_saved_at": None,
        }
        assert await managers() == {**first, "yours": False}
        await edit(job, "ana", id, "one")
        told = await own()
        assert (told["editor"]["seat"], told["revision"]) == ("one", given["revision"])
        assert (await managers())["editor"] == told["editor"]
        await save(job, "ana", id, given["revision"], "half")
        told = await own()
        assert (told["kind"], told["revision"]) == ("draft", given["revision"] + 1)
        assert told["draft_saved_at"]
        await managers()
        body = {"task": job.task, "from": "ana", "to": "bo", "quantity": "everything"}
        await job.outside.post("boss", "/assignment-transfers", body, status=201)
        last = await own()
        assert (last["yours"], last["annotator"], last["editor"]) == (False, None, None)
        assert await own() is None
        told = await managers()
        assert (told["yours"], told["annotator"]) == (False, "bo")
    for user, status in (("ana", 404), ("rev", 404), ("eve", 404)):
        assert (await job.outside.refused(user, "GET", f"/assignments/{id}/live"))[0] == status


async def test_what_was_typed_last_moves_with_the_record(job: Any) -> None:
    await job.begin({"ana": 1, "bo": 1})
    given = (await job.next("ana"))["assignment"]
    id, revision = given["id"], given["revision"]
    body = {"task": job.task, "from": "ana", "to": "bo", "quantity": "everything"}
    await job.outside.post("boss", "/assignment-transfers", body, status=201)
    saved = await save(job, "ana", id, revision, "the last words", seat="one")
    assert saved.status_code == 204
    shown = await job.show("bo", id)
    assert (shown["draft"]["annotation"], shown["kind"]) == ({"caption": "the last words"}, "draft")
    assert saved.headers["etag"] == f'"{shown["revision"]}"'
    refused = await save(job, "rev", id, revision, "x")
    assert refused.status_code == 403
    assert (await save(job, "bo", id, shown["revision"], "bo's words")).status_code == 204
    late = await save(job, "ana", id, shown["revision"], "too late")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/not-yours")
    assert (await job.show("bo", id))["draft"]["annotation"] == {"caption": "bo's words"}


async def test_of_the_former_and_the_new_owner_who_save_at_once_none_is_overwritten(job: Any) -> None:
    count = 12
    await job.begin({"ana": count, "bo": 1})
    page = await job.outside.get("ana", f"/assignments?task={job.task}&limit=50")
    ids = {item["id"]: item["revision"] for item in page["items"]}
    assert len(ids) == count
    body = {"task": job.task, "from": "ana", "to": "bo", "quantity": "everything"}
    await job.outside.post("boss", "/assignment-transfers", body, status=201)
    saves = [
        save(job, user, id, revision + (user == "bo"), f"by {user}")
        for id, revision in ids.items()
        for user in ("ana", "bo")
    ]
    answers = await asyncio.gather(*saves)
    for number, id in enumerate(ids):
        late, new = answers[2 * number : 2 * number + 2]
        statuses = (late.status_code, new.status_code)
        assert statuses in ((204, 412), (409, 204)), statuses
        winner = "ana" if late.status_code == 204 else "bo"
        assert (await job.show("bo", id))["draft"]["annotation"] == {"caption": f"by {winner}"}
    (row,) = (await job.outside.get("bo", f"/assignments/summary?task={job.task}"))["items"]
    assert row["open"] == {"fresh": 1, "draft": count, "rework": 0}
