"""Edit, stop, resume, delete, and people who join by a transfer."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from contracts.events.assignments import RecordsTransferred
from contracts.events.listings import ListingFailed
from contracts.events.reviews import ReviewsTransferred
from contracts.events.tasks import TaskDeleted, TaskEdited, TaskResumed, TaskStopped
from task_service.adapters.in_memory import InMemoryUnit, Memory
from task_service.domain.errors import (
    ChangedMeanwhile,
    Malformed,
    NotAllowed,
    NotAnAuditor,
    NotFound,
    TaskHasFailed,
    TaskIsCompleted,
    TaskNotStopped,
)
from task_service.domain.settings import AssistanceChange, Edit, ReviewChange, Wanted
from task_service.domain.task import Task
from task_service.use_cases.edit_task import EditTask, EditTaskCommand
from task_service.use_cases.follow_task import (
    UnknownTask,
    follow_listing_failed,
    follow_records_transferred,
    follow_reviews_transferred,
)
from task_service.use_cases.manage_task import DeleteTask, ManageTaskCommand, ResumeTask, StopTask

MakeTask = Callable[..., Awaitable[Task]]


async def edited(memory: Memory, task: Task, change: Edit, *expected: str, user: str = "ana") -> Task:
    command = EditTaskCommand(task.id, user, change, expected or None)
    return await EditTask()(InMemoryUnit(memory), command)


def complete(memory: Memory, task: Task) -> Task:
    done = replace(memory.tasks[task.id], phase="completed", built=10, completion=1)
    memory.tasks[task.id] = done
    return done


async def test_an_edit_raises_the_version_and_carries_the_whole_settings(
    make_task: MakeTask, memory: Memory
) -> None:
    task = await make_task(guideline="Listen twice.")
    changed = await edited(memory, task, Edit(name="Dusk chorus", ai_assistance=AssistanceChange(True)))
    assert (changed.version, changed.ver) == (2, 2)
    said = memory.said[-1].event
    assert isinstance(said, TaskEdited)
    assert said.version == 2
    assert said.settings.name == "Dusk chorus"
    assert said.settings.guideline == "Listen twice."
    assert said.settings.ai_assistance.enabled


async def test_an_edit_that_changes_nothing_says_nothing(make_task: MakeTask, memory: Memory) -> None:
    task = await make_task()
    assert await edited(memory, task, Edit(name=task.settings.name)) == task
    assert len(memory.said) == 1


async def test_an_edit_of_an_old_version_is_refused_with_the_current_task(
    make_task: MakeTask, memory: Memory
) -> None:
    task = await make_task()
    newer = await edited(memory, task, Edit(name="Newer"), task.tag)
    with pytest.raises(ChangedMeanwhile) as refused:
        await edited(memory, task, Edit(name="Older"), task.tag)
    assert refused.value.current == newer


async def test_review_is_turned_on_only_with_reviewers_who_are_auditors(
    make_task: MakeTask, memory: Memory
) -> None:
    task = await make_task()
    with pytest.raises(Malformed):
        await edited(memory, task, Edit(review=ReviewChange(mode="full")))
    with pytest.raises(NotAnAuditor):
        await edited(memory, task, Edit(review=ReviewChange(mode="full", reviewers=(Wanted("bo"),))))
    on = await edited(memory, task, Edit(review=ReviewChange(mode="full", reviewers=(Wanted("rea"),))))
    assert on.settings.review.mode == "full"
    off = await edited(memory, on, Edit(review=ReviewChange(mode="none")))
    again = await edited(memory, off, Edit(review=ReviewChange(mode="partial")))
    assert [r.user for r in again.settings.review.reviewers] == ["rea"]


async def test_a_reviewer_who_is_not_named_any_more_still_takes_part(
    make_task: MakeTask, memory: Memory
) -> None:
    task = await make_task(mode="full", reviewers=(Wanted("rea"),))
    changed = await edited(memory, task, Edit(review=ReviewChange(reviewers=(Wanted("rolf", 7),))))
    assert [(r.user, r.share) for r in changed.settings.review.reviewers] == [("rolf", 7), ("rea", 0)]
    assert "rea" in changed.settings.people


async def test_the_review_of_a_completed_task_stays_but_its_name_may_change(
    make_task: MakeTask, memory: Memory
) -> None:
    task = complete(memory, await make_task())
    with pytest.raises(TaskIsCompleted):
        await edited(memory, task, Edit(review=ReviewChange(mode="full", reviewers=(Wanted("rea"),))))
    assert (await edited(memory, task, Edit(name="Done"))).settings.name == "Done"
    same = ReviewChange(mode="none")
    assert (await edited(memory, task, Edit(review=same))).version == 2


async def test_stop_and_resume_say_so_once_each(make_task: MakeTask, memory: Memory) -> None:
    task = await make_task()
    command = ManageTaskCommand(task.id, "ana")
    with pytest.raises(TaskNotStopped):
        await ResumeTask()(InMemoryUnit(memory), command)
    stopped = await StopTask()(InMemoryUnit(memory), command)
    again = await StopTask()(InMemoryUnit(memory), command)
    assert stopped == again
    assert (stopped.state, stopped.phase) == ("stopped", "preparing")
    resumed = await ResumeTask()(InMemoryUnit(memory), command)
    assert resumed.state == "preparing"
    first, second = memory.said[1:]
    assert isinstance(first.event, TaskStopped)
    assert isinstance(second.event, TaskResumed)
    assert [said.version for said in memory.said] == [1, 2, 3]


async def test_a_completed_task_cannot_be_stopped_a_failed_one_neither(
    make_task: MakeTask, memory: Memory
) -> None:
    done = complete(memory, await make_task())
    with pytest.raises(TaskIsCompleted):
        await StopTask()(InMemoryUnit(memory), ManageTaskCommand(done.id, "ana"))
    failed = await make_task()
    event = ListingFailed(workspace="w", task=failed.id, dataset="d", reason="the dataset is gone")
    await follow_listing_failed(InMemoryUnit(memory), event)
    assert memory.tasks[failed.id].state == "failed"
    with pytest.raises(TaskHasFailed) as refused:
        await StopTask()(InMemoryUnit(memory), ManageTaskCommand(failed.id, "ana"))
    assert refused.value.facts() == {"failure": "the dataset is gone"}


async def test_a_deleted_task_is_a_tombstone_that_nothing_changes(
    make_task: MakeTask, memory: Memory
) -> None:
    task = await make_task()
    command = ManageTaskCommand(task.id, "mina")
    deleted = await DeleteTask()(InMemoryUnit(memory), command)
    assert deleted.state == "deleted"
    assert memory.forgotten == {task.id}
    await DeleteTask()(InMemoryUnit(memory), command)
    (only,) = memory.said[1:]
    assert isinstance(only.event, TaskDeleted)
    for use_case in (StopTask(), ResumeTask()):
        with pytest.raises(NotFound):
            await use_case(InMemoryUnit(memory), command)
    with pytest.raises(NotFound):
        await edited(memory, task, Edit(name="x"))
    await follow_records_transferred(InMemoryUnit(memory), transfer(task, "chen"))
    assert len(memory.said) == 2


async def test_only_managers_of_the_workspace_manage(make_task: MakeTask, memory: Memory) -> None:
    task = await make_task()
    for user in ("bo", "rea"):
        with pytest.raises(NotAllowed):
            await StopTask()(InMemoryUnit(memory), ManageTaskCommand(task.id, user))
    for user, id in (("stranger", task.id), ("ana", "no-such-task")):
        with pytest.raises(NotFound):
            await StopTask()(InMemoryUnit(memory), ManageTaskCommand(id, user))


def transfer(task: Task, to: str) -> RecordsTransferred:
    return RecordsTransferred(
        workspace="w",
        task=task.id,
        transfer="t",
        from_user="bo",
        to_user=to,
        fresh=2,
        transferred_by="ana",
    )


async def test_who_receives_assignments_or_reviews_joins_the_task_once(
    make_task: MakeTask, memory: Memory
) -> None:
    task = await make_task(mode="full", reviewers=(Wanted("rea"),))
    for _ in range(2):  # a large transfer says one event per chunk
        await follow_records_transferred(InMemoryUnit(memory), transfer(task, "chen"))
    event = ReviewsTransferred(
        workspace="w",
        task=task.id,
        transfer="t",
        from_user="rea",
        to_user="rolf",
        moved=1,
        transferred_by="rea",
    )
    for _ in range(2):
        await follow_reviews_transferred(InMemoryUnit(memory), event)
    joined = memory.tasks[task.id]
    assert [(a.user, a.quantity) for a in joined.settings.annotators] == [("bo", 10), ("chen", 0)]
    assert [(r.user, r.share) for r in joined.settings.review.reviewers] == [("rea", 1), ("rolf", 0)]
    assert [said.version for said in memory.said] == [1, 2, 3]
    assert joined.version == 3


async def test_a_transfer_to_somebody_who_takes_part_already_says_nothing(
    make_task: MakeTask, memory: Memory
) -> None:
    task = await make_task(annotators=(Wanted("bo"), Wanted("chen")))
    await follow_records_transferred(InMemoryUnit(memory), transfer(task, "chen"))
    assert len(memory.said) == 1


async def test_an_event_of_a_task_that_was_never_created_is_an_error(memory: Memory) -> None:
    event = ListingFailed(workspace="w", task="never", dataset="d", reason="x")
    with pytest.raises(UnknownTask):
        await follow_listing_failed(InMemoryUnit(memory), event)
