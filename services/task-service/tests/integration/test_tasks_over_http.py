"""The API of tasks, on a real MongoDB."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from pydantic import TypeAdapter

from contracts.folding import Fact
from task_service.api.models import PresetList, ProgressView, TaskList, TaskView
from task_service.domain.task import Counts
from task_service.ports import Dataset, Lane, UnitOfWork
from task_service.use_cases.follow_record import FollowRecord, Happening

ROLES = {
    "mina": "annotation_administrator",
    "bo": "annotation_operator",
    "chen": "annotation_operator",
    "rea": "annotation_auditor",
}
SCHEMA = {"items": [{"name": "caption", "kind": "text", "max_length": 200}]}


@pytest_asyncio.fixture
async def birds(api: Any) -> str:
    """A workspace with ana (super_admin), everybody of ROLES, and the dataset `d` of ten records."""
    id = str((await api.ok("ana", "POST", "/workspaces", {"name": "Birds"}))["id"])
    for user, role in ROLES.items():
        await api.ok("ana", "PUT", f"/workspaces/{id}/members/{user}", {"role": role})
    await hear_of(api, Dataset("d", id, "Dawn", 10, 30.0))
    return id


async def hear_of(api: Any, dataset: Dataset) -> None:
    async def work(unit: UnitOfWork) -> None:
        unit.datasets.put(dataset)

    await api.stores.run(work)


def a_task(workspace: str, **changes: Any) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "name": "Dawn chorus",
        "dataset": "d",
        "schema": SCHEMA,
        "annotators": [{"user": "bo", "quantity": 6}, {"user": "chen"}],
        "review": {"mode": "full", "reviewers": [{"user": "rea"}], "categories": ["noise"]},
        **changes,
    }


async def made(api: Any, workspace: str, user: str = "ana", **changes: Any) -> str:
    return str((await api.ok(user, "POST", "/tasks", a_task(workspace, **changes)))["id"])


async def test_a_task_is_made_and_read_back(api: Any, birds: str) -> None:
    body = a_task(birds, guideline="# Listen", description="D", ai_assistance={"enabled": True})
    answer = await api("mina", "POST", "/tasks", body)
    assert answer.status_code == 201
    task = answer.json()
    assert answer.headers["location"] == f"/api/v1/tasks/{task['id']}"
    assert (task["state"], task["phase"], task["version"]) == ("preparing", "preparing", 1)
    assert task["counts"] == {"total": 10, "open": 10, "submitted": 0, "done": 0}
    assert task["annotators"] == [{"user": "bo", "quantity": 6}, {"user": "chen", "quantity": 4}]
    assert task["review"]["reviewers"] == [{"user": "rea", "quantity": 1}]
    assert task["schema"]["items"][0]["name"] == "caption"
    assert task["settings"]["guideline"] == task["guideline"] == "# Listen"
    (listed,) = (await api.ok("bo", "GET", f"/tasks?workspace={birds}"))["items"]
    assert (listed["annotator_users"], listed["reviewer_users"]) == (["bo", "chen"], ["rea"])
    found = await api("bo", "GET", f"/tasks/{task['id']}")
    assert {**found.json(), "parts": []} == {**task, "parts": []}
    assert found.headers["etag"] == answer.headers["etag"]
    assert found.json()["parts"] == ["annotator"]
    TypeAdapter(TaskView).validate_python(found.json())
    assert (await api.said())[-1] == "TaskCreated"


async def test_the_same_key_makes_one_task_even_when_sent_at_once(api: Any, birds: str) -> None:
    body = a_task(birds)
    answers = await asyncio.gather(
        *(api("ana", "POST", "/tasks", body, Idempotency_Key="one") for _ in range(6))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert (await api.said()).count("TaskCreated") == 1


async def test_refusals_of_a_new_task_say_what_is_wrong(api: Any, birds: str) -> None:
    async def problem(user: str = "ana", **changes: Any) -> dict[str, Any]:
        body = {**a_task(birds), **changes}
        refused: dict[str, Any] = await api.refused(user, "POST", "/tasks", body)
        return refused

    sums = await problem(annotators=[{"user": "bo", "quantity": 6}, {"user": "chen", "quantity": 5}])
    assert (sums["status"], sums["slug"]) == (409, "quantities-do-not-add-up")
    assert (sums["given"], sums["needed"]) == (11, 10)
    labeler = await problem(annotators=[{"user": "rea"}])
    assert (labeler["status"], labeler["slug"], labeler["user"]) == (409, "not-a-labeler", "rea")
    auditor = await problem(review={"mode": "full", "reviewers": [{"user": "bo"}]})
    assert (auditor["status"], auditor["slug"], auditor["user"]) == (409, "not-an-auditor", "bo")
    early = await problem(dataset="importing")
    assert (early["status"], early["slug"], early["dataset"]) == (409, "dataset-not-ready", "importing")
    await hear_of(api, Dataset("theirs", "another", "Theirs", 3, 3.0))
    assert (await problem(dataset="theirs"))["status"] == 404
    assert (await problem(user="bo"))["slug"] == "forbidden"
    assert (await problem(user="rea"))["status"] == 403
    assert (await problem(user="stranger"))["status"] == 404
    assert (await problem(workspace="nowhere"))["status"] == 404


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": " "}, "/name"),
        ({"annotators": []}, "/annotators"),
        ({"annotators": [{"user": "bo"}, {"user": "bo"}]}, "/annotators/1/user"),
        ({"annotators": [{"user": "bo", "quantity": -1}]}, "/annotators/0/quantity"),
        ({"annotators": [{"user": "bo", "more": 1}]}, "/annotators/0/more"),
        ({"schema": {"items": []}}, "/schema/items"),
        ({"schema": {"items": [{"name": "x", "kind": "smell"}]}}, "/schema/items/0/kind"),
        (
            {"schema": {"items": [{"name": "x", "kind": "text", "requried": True}]}},
            "/schema/items/0/requried",
        ),
        ({"schema": {"items": [{"name": "x", "kind": "rating", "from": 3, "to": 1}]}}, "/schema/items/0"),
        ({"review": {"mode": "full"}}, "/review/reviewers"),
        ({"review": {"mode": "sometimes"}}, "/review/mode"),
        ({"review": {"mode": "none", "categories": ["a", "a"]}}, "/review/categories"),
        ({"ai_assistance": {"enabled": "perhaps"}}, "/ai_assistance/enabled"),
        ({"unknown": 1}, "/unknown"),
        ({"guideline": "x" * 100_001}, "/guideline"),
    ],
)
async def test_a_malformed_task_is_refused_with_the_place(
    api: Any, birds: str, changes: dict[str, Any], pointer: str
) -> None:
    problem = await api.refused("ana", "POST", "/tasks", a_task(birds, **changes))
    assert (problem["status"], problem["slug"]) == (422, "invalid-request")
    assert problem["errors"][0]["pointer"].startswith(pointer)


async def test_lists_show_managers_all_and_others_what_they_take_part_in(api: Any, birds: str) -> None:
    alone = [{"user": "bo"}]
    ids = [await made(api, birds), await made(api, birds, annotators=alone, review={"mode": "none"})]

    async def listed(user: str, more: str = "") -> list[str]:
        page = await api.ok(user, "GET", f"/tasks?workspace={birds}{more}")
        TypeAdapter(TaskList).validate_python(page)
        return [item["id"] for item in page["items"]]

    assert await listed("ana") == await listed("bo") == ids[::-1]
    assert await listed("chen") == await listed("rea") == ids[:1]
    await api.ok("ana", "POST", f"/tasks/{ids[0]}/stop")
    assert await listed("mina", "&state=stopped") == ids[:1]
    assert await listed("mina", "&dataset=other") == []
    first = await api.ok("ana", "GET", f"/tasks?workspace={birds}&limit=1")
    second = await api.ok("ana", "GET", f"/tasks?workspace={birds}&limit=1&cursor={first['next']}")
    assert [first["items"][0]["id"], second["items"][0]["id"]] == ids[::-1]
    assert second["next"] is None
    assert (await api.refused("stranger", "GET", f"/tasks?workspace={birds}"))["status"] == 404
    assert (await api.refused("ana", "GET", "/tasks"))["status"] == 422
    assert (await api.refused("ana", "GET", f"/tasks?workspace={birds}&state=odd"))["status"] == 422
    assert (await api.refused("ana", "GET", f"/tasks?workspace={birds}&cursor=odd"))["status"] == 422


async def test_who_does_not_take_part_is_forbidden_and_a_stranger_finds_nothing(api: Any, birds: str) -> None:
    id = await made(api, birds, annotators=[{"user": "bo"}], review={"mode": "none"})
    for path in (f"/tasks/{id}", f"/tasks/{id}/progress", f"/tasks/{id}/live"):
        assert (await api.refused("chen", "GET", path))["status"] == 403
        assert (await api.refused("stranger", "GET", path))["status"] == 404
    for method, path in (
        ("POST", f"/tasks/{id}/stop"),
        ("PATCH", f"/tasks/{id}"),
        ("DELETE", f"/tasks/{id}"),
    ):
        body = {"name": "x"} if method == "PATCH" else None
        assert (await api.refused("bo", method, path, body))["status"] == 403
        assert (await api.refused("stranger", method, path, body))["status"] == 404
    assert (await api.refused("ana", "GET", "/tasks/nothing"))["status"] == 404


async def test_an_edit_follows_if_match(api: Any, birds: str) -> None:
    id = await made(api, birds)
    before = (await api("ana", "GET", f"/tasks/{id}")).headers["etag"]
    changed = await api("mina", "PATCH", f"/tasks/{id}", {"name": "Dusk"}, If_Match=before)
    assert changed.status_code == 200
    assert (changed.json()["name"], changed.json()["version"]) == ("Dusk", 2)
    late = await api.refused("ana", "PATCH", f"/tasks/{id}", {"name": "Noon"}, If_Match=before)
    assert (late["status"], late["slug"]) == (412, "changed-meanwhile")
    assert late["current"]["name"] == "Dusk"
    assert (await api.refused("ana", "DELETE", f"/tasks/{id}", If_Match=before))["status"] == 412
    assert (await api("ana", "PATCH", f"/tasks/{id}", {"name": "Noon"}, If_Match="*")).status_code == 200
    review = {"review": {"mode": "partial", "blind": True}}
    partial = await api.ok("ana", "PATCH", f"/tasks/{id}", review)
    assert partial["review"]["mode"] == "partial"
    assert partial["review"]["reviewers"] == [{"user": "rea", "quantity": 1}]
    people = {"annotators": [{"user": "bo"}]}
    assert (await api.refused("ana", "PATCH", f"/tasks/{id}", people))["status"] == 422
    helped = {"ai_assistance": {"enabled": True, "predictor": "whisper"}}
    assert (await api.ok("ana", "PATCH", f"/tasks/{id}", helped))["ai_assistance"]["predictor"] == "whisper"
    plain = {"ai_assistance": {"predictor": None}}
    after = (await api.ok("ana", "PATCH", f"/tasks/{id}", plain))["ai_assistance"]
    assert (after["enabled"], after["predictor"]) == (True, None)


async def test_stop_resume_delete_and_the_tombstone(api: Any, birds: str) -> None:
    id = await made(api, birds)
    assert (await api.refused("ana", "POST", f"/tasks/{id}/resume"))["slug"] == "task-not-stopped"
    assert (await api.ok("ana", "POST", f"/tasks/{id}/stop"))["state"] == "stopped"
    assert (await api.ok("ana", "POST", f"/tasks/{id}/stop"))["state"] == "stopped"
    assert (await api.ok("ana", "POST", f"/tasks/{id}/resume"))["state"] == "preparing"
    assert (await api("ana", "DELETE", f"/tasks/{id}")).status_code == 204
    assert (await api("ana", "DELETE", f"/tasks/{id}")).status_code == 204
    assert (await api.ok("ana", "GET", f"/tasks/{id}"))["state"] == "deleted"
    assert (await api.refused("ana", "POST", f"/tasks/{id}/stop"))["status"] == 404
    assert (await api.refused("ana", "PATCH", f"/tasks/{id}", {"name": "x"}))["status"] == 404
    assert (await api.ok("ana", "GET", f"/tasks?workspace={birds}"))["items"] == []
    assert (await api.said())[-4:] == ["TaskCreated", "TaskStopped", "TaskResumed", "TaskDeleted"]


async def test_a_completed_task_is_neither_stopped_nor_reviewed_otherwise(api: Any, birds: str) -> None:
    id = await made(api, birds)

    async def complete(unit: UnitOfWork) -> None:
        task = await unit.tasks.get(id)
        assert task is not None
        counts = Counts(done=10, rounds=10)
        unit.tasks.put(replace(task, phase="completed", built=10, counts=counts))

    await api.stores.run(complete)
    for method, path, body in (
        ("POST", f"/tasks/{id}/stop", None),
        ("PATCH", f"/tasks/{id}", {"review": {"mode": "none"}}),
    ):
        problem = await api.refused("ana", method, path, body)
        assert (problem["status"], problem["slug"]) == (409, "task-completed")
    assert (await api("ana", "DELETE", f"/tasks/{id}")).status_code == 204


async def test_progress_shows_managers_everybody_and_others_themselves(api: Any, birds: str) -> None:
    id = await made(api, birds)
    day = datetime(2026, 5, 4, tzinfo=UTC)

    async def work(unit: UnitOfWork) -> None:
        for user in ("bo", "chen"):
            amounts: dict[tuple[str, ...], float] = {
                ("annotators", user, "submitted"): 1.0,
                ("annotators", user, "records"): 1.0,
                ("annotators", user, "seconds_worked"): 0.1,
            }
            happening = Happening(id, f"r-{user}", 1, Fact.SUBMITTED, user, day, amounts)
            await FollowRecord()(unit, happening, Lane("earmark.assignments", 0))

    await api.stores.run(work)
    whole = await api.ok("mina", "GET", f"/tasks/{id}/progress")
    TypeAdapter(ProgressView).validate_python(whole)
    assert {row["user"]: row["submitted"] for row in whole["annotators"]} == {"bo": 1, "chen": 1}
    assert whole["annotators"][0]["by_day"][0]["day"] == "2026-05-04"
    assert whole["annotators"][0]["in_review"] == 1
    assert [row["user"] for row in whole["reviewers"]] == ["rea"]
    own = await api.ok("bo", "GET", f"/tasks/{id}/progress")
    assert [row["user"] for row in own["annotators"]] == ["bo"]
    assert own["reviewers"] == []
    assert own["categories"] is None
    reviewer = await api.ok("rea", "GET", f"/tasks/{id}/progress")
    assert (reviewer["annotators"], [row["user"] for row in reviewer["reviewers"]]) == ([], ["rea"])


async def test_presets_are_schemas_that_a_task_takes(api: Any, birds: str) -> None:
    presets = await api.ok("bo", "GET", "/tasks/presets")
    TypeAdapter(PresetList).validate_python(presets)
    for preset in presets["items"]:
        await made(api, birds, name=preset["title"], schema=preset["schema"])


async def test_settings_may_hold_any_names_and_values_that_json_has(api: Any, birds: str) -> None:
    odd = {"$a.b": {"": [1, 2.5, None, 2**62, "é😀"]}}
    body = a_task(birds, ai_assistance={"enabled": True, "settings": odd})
    task = await api.ok("ana", "POST", "/tasks", body)
    assert (await api.ok("ana", "GET", f"/tasks/{task['id']}"))["ai_assistance"]["settings"] == odd
