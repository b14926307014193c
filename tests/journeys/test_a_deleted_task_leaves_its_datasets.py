"""Deleting: a task's open work vanishes, its raw and processed datasets stay; a dataset in use stays."""

import pytest

from local_stack.client import Json, Refused, eventually
from local_stack.testing.team import CAPTION, Team


async def test_a_deleted_task_leaves_its_datasets(team: Team) -> None:
    dataset = await team.import_clips(4)
    task = await team.create_task(dataset, review="full", reviewers=["eva"], name="Short-lived")
    given = await team.assignment("ana", task)
    await team.label("ana", task, 2)
    reviews = await team.judge("eva", task, 1)
    body = {"task": task, "scope": "done", "formats": ["jsonl"]}

    async def one_is_done() -> str | None:
        try:
            return str((await team.manager.post("/processed-datasets", body))["id"])
        except Refused as refused:
            if refused.status != 409:
                raise
            return None

    processed = await eventually(one_is_done, "something done in export-service")
    ready = await team.manager.until_state(f"/processed-datasets/{processed}", "ready", "failed")
    assert (ready["state"], ready["partial"], ready["record_count"]) == ("ready", True, 1)

    with pytest.raises(Refused) as refused:
        await team.manager.delete(f"/datasets/{dataset}")
    assert (refused.value.status, refused.value.slug) == (409, "dataset-in-use")
    assert "Short-lived" in str(refused.value.problem["tasks"])

    await team.manager.delete(f"/tasks/{task}")
    await team.manager.delete(f"/tasks/{task}")
    assert [item["id"] for item in await team.manager.all("/tasks", workspace=team.workspace)] == []

    async def is_gone(name: str, path: str) -> bool:
        try:
            await team[name].get(path)
        except Refused as refused:
            return refused.status == 404
        return False

    await eventually(lambda: is_gone("ana", f"/assignments/{given['id']}"), "the end of the assignments")
    await eventually(lambda: is_gone("eva", f"/reviews/{reviews[0]['id']}"), "the end of the reviews")
    with pytest.raises(Refused) as refused:
        await team.submit("ana", {**given, "round": 2})
    assert refused.value.status == 404

    shown = await team.manager.get(f"/processed-datasets/{processed}")
    assert shown["state"] == "ready"
    assert (await team.manager.get(f"/datasets/{dataset}"))["state"] == "ready"

    async def is_free() -> bool:
        try:
            await team.manager.delete(f"/datasets/{dataset}")
        except Refused as refused:
            if refused.slug != "dataset-in-use":
                raise
            return False
        return True

    await eventually(is_free, "the dataset, once its task is gone")
    late_body: Json = {"workspace": team.workspace, "name": "Late", "dataset": dataset, "schema": CAPTION}
    late_body["annotators"] = team.numbers(["ana"])
    try:
        late = await team.post_task(late_body)
    except Refused as no:
        assert no.slug in ("dataset-not-ready", "not-found")  # noqa: PT017 - one of two ways to say no
    else:
        failed = await team.until(late["id"], "failed", "labeling")
        assert (failed["state"], failed["failure"]) == ("failed", "The dataset was deleted.")
