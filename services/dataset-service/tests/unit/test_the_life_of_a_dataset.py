"""Rules of datasets, told through use cases with the stores in memory."""

import pytest

from contracts.events import (
    DatasetDeleted,
    DatasetImported,
    ListingFailed,
    TaskCreated,
    TaskDeleted,
    TaskEdited,
)
from contracts.events.tasks import TaskSettings
from dataset_service.adapters.in_memory import InMemoryUnit
from dataset_service.api.problems import PROBLEMS
from dataset_service.domain import errors
from dataset_service.domain.dataset import Cursor, Dataset
from dataset_service.use_cases.create_dataset import CreateDataset, CreateDatasetCommand
from dataset_service.use_cases.end_import import CancelImport, DeleteDataset, FailImport, FinishImport
from dataset_service.use_cases.follow_task import follow_created, follow_deleted, follow_edited


async def a_dataset(unit: InMemoryUnit, records: int = 3, ready: bool = True, id: str = "d") -> Dataset:
    command = CreateDatasetCommand(id, "w", "Clips", "folder", "chen", {"path": "/data"})
    dataset = await CreateDataset()(unit, command)
    if ready:
        dataset.cursor = Cursor(records=records, seconds=4.5)
        FinishImport()(unit, dataset)
    return dataset


def a_task(task: str = "t", dataset: str = "d", records: int = 3, **settings: object) -> TaskCreated:
    return TaskCreated(
        workspace="w",
        task=task,
        dataset=dataset,
        record_count=records,
        settings=told(**settings),
        created_by="chen",
    )


def told(**settings: object) -> TaskSettings:
    given = {
        "name": "Caption",
        "schema": {"items": [{"name": "caption", "kind": "text", "prefill": "caption"}]},
        "annotators": [{"user": "dina", "quantity": 3}],
        "review": {"mode": "full", "reviewers": [{"user": "farah", "share": 1}]},
    }
    return TaskSettings.model_validate(given | settings)


async def test_a_finished_import_is_said_once_with_its_counts() -> None:
    unit = InMemoryUnit()
    await a_dataset(unit)
    ((event, aggregate, version),) = unit.emitted
    assert isinstance(event, DatasetImported)
    assert (event.record_count, event.seconds, aggregate, version) == (3, 4.5, "d", 1)
    assert unit.work.begun == [("import", "d")]


async def test_an_import_without_records_fails_and_says_nothing() -> None:
    unit = InMemoryUnit()
    dataset = await a_dataset(unit, records=0)
    assert dataset.state == "failed"
    assert unit.emitted == []


async def test_a_failure_after_the_end_changes_nothing() -> None:
    unit = InMemoryUnit()
    await a_dataset(unit)
    await FailImport()(unit, "d", "too late")
    kept = await unit.datasets.get("d")
    assert kept is not None
    assert (kept.state, kept.failure) == ("ready", None)


async def test_a_canceled_import_stops_its_work_and_stays_canceled() -> None:
    unit = InMemoryUnit()
    await a_dataset(unit, ready=False)
    assert (await CancelImport()(unit, "d")).state == "canceled"
    assert (await CancelImport()(unit, "d")).state == "canceled"
    assert unit.work.begun == [("import", "d"), ("cancel import", "d")]


async def test_deleting_says_so_only_where_the_world_knew_of_it() -> None:
    unit = InMemoryUnit()
    await a_dataset(unit)
    await a_dataset(unit, ready=False, id="e")
    await DeleteDataset()(unit, "d", "chen")
    await DeleteDataset()(unit, "e", "chen")
    assert [(type(event), of, version) for event, of, version in unit.emitted[1:]] == [
        (DatasetDeleted, "d", 2)
    ]
    with pytest.raises(errors.NotFound):
        await DeleteDataset()(unit, "d", "chen")


async def test_a_dataset_with_tasks_or_subsets_stays() -> None:
    unit = InMemoryUnit()
    await a_dataset(unit)
    await follow_created(unit, a_task())
    subset = CreateDatasetCommand("s", "w", "Pilot", "subset", "chen", {"dataset": "d"})
    await CreateDataset()(unit, subset)
    with pytest.raises(errors.DatasetInUse) as refusal:
        await DeleteDataset()(unit, "d", "chen")
    assert refusal.value.facts() == {
        "tasks": [{"id": "t", "name": "Caption"}],
        "subsets": [{"id": "s", "name": "Pilot"}],
    }
    await follow_deleted(unit, TaskDeleted(workspace="w", task="t", deleted_by="chen"))
    await DeleteDataset()(unit, "s", "chen")
    await DeleteDataset()(unit, "d", "chen")


async def test_a_subset_is_made_only_of_what_is_ready_and_ones_own() -> None:
    unit = InMemoryUnit()
    await a_dataset(unit, ready=False)
    with pytest.raises(errors.SourceNotReady):
        await CreateDataset()(unit, CreateDatasetCommand("s", "w", "P", "subset", "c", {"dataset": "d"}))
    with pytest.raises(errors.NotFound):
        await CreateDataset()(unit, CreateDatasetCommand("s", "other", "P", "subset", "c", {"dataset": "d"}))


async def test_a_task_is_listed_with_the_facts_it_starts_from() -> None:
    unit = InMemoryUnit()
    await a_dataset(unit)
    await follow_created(unit, a_task())
    await follow_created(unit, a_task())
    assert unit.work.begun[1:] == [("list", "t", "d", "500", "3", "caption")]
    task = await unit.tasks.get("t")
    assert task is not None
    assert task.people == ["dina", "farah"]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (a_task(dataset="nowhere"), "The dataset is not known."),
        (a_task(records=4), "The dataset has 3 records, the task was made for 4."),
        (a_task(dataset="importing"), "The dataset is importing."),
        (a_task(dataset="gone"), "The dataset was deleted."),
    ],
)
async def test_a_task_that_cannot_be_listed_is_told_why(event: TaskCreated, reason: str) -> None:
    unit = InMemoryUnit()
    await a_dataset(unit)
    await a_dataset(unit, ready=False, id="importing")
    await a_dataset(unit, id="gone")
    await DeleteDataset()(unit, "gone", "chen")
    await follow_created(unit, event)
    failed, aggregate, version = unit.emitted[-1]
    assert isinstance(failed, ListingFailed)
    assert (failed.reason, aggregate, version) == (reason, "t/0", 1)


async def test_an_edit_brings_new_people_and_an_old_one_changes_nothing() -> None:
    unit = InMemoryUnit()
    await a_dataset(unit)
    await follow_created(unit, a_task())
    newer = TaskEdited(workspace="w", task="t", version=3, settings=told(name="Newer"), edited_by="c")
    older = TaskEdited(workspace="w", task="t", version=2, settings=told(name="Older"), edited_by="c")
    await follow_edited(unit, newer)
    await follow_edited(unit, older)
    task = await unit.tasks.get("t")
    assert task is not None
    assert task.name == "Newer"


async def test_a_tombstone_outlives_a_late_edit() -> None:
    unit = InMemoryUnit()
    await a_dataset(unit)
    await follow_created(unit, a_task())
    await follow_deleted(unit, TaskDeleted(workspace="w", task="t", deleted_by="c"))
    assert await unit.tasks.using("d") == []


def test_every_refusal_has_a_problem_type() -> None:
    refusals = {value for value in vars(errors).values() if isinstance(value, type)}
    raised = {e for e in refusals if issubclass(e, errors.Refused) and e is not errors.Refused}
    assert raised <= set(PROBLEMS)
