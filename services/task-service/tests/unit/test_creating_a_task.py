"""What a task may be made of."""

from collections.abc import Awaitable, Callable

import pytest

from contracts.events.tasks import TaskCreated
from task_service.adapters.in_memory import InMemoryUnit, Memory
from task_service.domain.errors import (
    DatasetNotReady,
    Malformed,
    NotALabeler,
    NotAllowed,
    NotAnAuditor,
    NotFound,
    QuantitiesDoNotAddUp,
)
from task_service.domain.settings import Wanted
from task_service.domain.task import Task
from task_service.ports import Dataset

MakeTask = Callable[..., Awaitable[Task]]


async def test_one_annotator_has_all_records(make_task: MakeTask, memory: Memory) -> None:
    task = await make_task()
    assert [(a.user, a.quantity) for a in task.settings.annotators] == [("bo", 10)]
    assert task.state == "preparing"
    (said,) = memory.said
    assert isinstance(said.event, TaskCreated)
    assert (said.aggregate, said.version, said.event.version) == (task.id, 1, 1)
    assert said.event.record_count == 10
    assert said.event.settings.annotation_schema.items[0].name == "caption"


async def test_who_has_no_quantity_shares_the_rest_evenly(make_task: MakeTask) -> None:
    task = await make_task(annotators=(Wanted("bo"), Wanted("chen", 3), Wanted("mina")))
    assert [(a.user, a.quantity) for a in task.settings.annotators] == [("bo", 4), ("chen", 3), ("mina", 3)]


@pytest.mark.parametrize(
    ("quantities", "given"), [((4, 5), 9), ((6, 6), 12), ((11, None), 11)], ids=["less", "more", "alone"]
)
async def test_quantities_must_add_up_and_the_refusal_says_both_numbers(
    make_task: MakeTask, memory: Memory, quantities: tuple[int | None, int | None], given: int
) -> None:
    bo, chen = quantities
    with pytest.raises(QuantitiesDoNotAddUp) as refused:
        await make_task(annotators=(Wanted("bo", bo), Wanted("chen", chen)))
    assert refused.value.facts() == {"given": given, "needed": 10}
    assert memory.said == []


async def test_only_who_may_label_annotates_and_only_auditors_review(make_task: MakeTask) -> None:
    with pytest.raises(NotALabeler) as labeler:
        await make_task(annotators=(Wanted("rea"),))
    assert labeler.value.facts() == {"user": "rea", "role": "annotation_auditor"}
    with pytest.raises(NotALabeler) as stranger:
        await make_task(annotators=(Wanted("nobody"),))
    assert stranger.value.facts() == {"user": "nobody", "role": None}
    with pytest.raises(NotAnAuditor) as auditor:
        await make_task(mode="full", reviewers=(Wanted("ana"),))
    assert auditor.value.facts()["user"] == "ana"


async def test_a_review_needs_a_reviewer_and_nobody_is_named_twice(make_task: MakeTask) -> None:
    with pytest.raises(Malformed) as nobody:
        await make_task(mode="partial")
    assert nobody.value.pointer == "/review/reviewers"
    with pytest.raises(Malformed) as twice:
        await make_task(annotators=(Wanted("bo"), Wanted("bo")))
    assert twice.value.pointer == "/annotators/1/user"
    with pytest.raises(Malformed) as again:
        await make_task(mode="full", reviewers=(Wanted("rea"), Wanted("rea")))
    assert again.value.pointer == "/review/reviewers/1/user"


async def test_reviewers_without_a_number_get_a_share_like_the_others(make_task: MakeTask) -> None:
    even = await make_task(mode="full", reviewers=(Wanted("rea"), Wanted("rolf")))
    assert len({r.share for r in even.settings.review.reviewers}) == 1
    mixed = await make_task(mode="full", reviewers=(Wanted("rea", 40), Wanted("rolf")))
    assert [(r.user, r.share) for r in mixed.settings.review.reviewers] == [("rea", 40), ("rolf", 40)]


async def test_the_dataset_must_be_ready_and_of_the_same_workspace(
    make_task: MakeTask, memory: Memory
) -> None:
    with pytest.raises(DatasetNotReady):
        await make_task(dataset="importing")
    unit = InMemoryUnit(memory)
    unit.datasets.put(Dataset("empty", "w", "Empty", 0, 0.0))
    unit.datasets.put(Dataset("theirs", "other", "Theirs", 5, 5.0))
    unit.datasets.put(Dataset("gone", "w", "Gone", 5, 5.0, deleted=True))
    with pytest.raises(DatasetNotReady):
        await make_task(dataset="empty")
    for id in ("theirs", "gone"):
        with pytest.raises(NotFound):
            await make_task(dataset=id)


async def test_operators_and_auditors_create_no_tasks_and_strangers_find_no_workspace(
    make_task: MakeTask,
) -> None:
    for user in ("bo", "rea"):
        with pytest.raises(NotAllowed):
            await make_task(user=user)
    with pytest.raises(NotFound):
        await make_task(user="stranger")
    with pytest.raises(NotFound):
        await make_task(workspace="nowhere")


async def test_more_annotators_than_records_leaves_some_with_none(
    make_task: MakeTask, memory: Memory
) -> None:
    InMemoryUnit(memory).datasets.put(Dataset("two", "w", "Two", 2, 2.0))
    task = await make_task(dataset="two", annotators=(Wanted("bo"), Wanted("chen"), Wanted("mina")))
    assert [a.quantity for a in task.settings.annotators] == [1, 1, 0]
