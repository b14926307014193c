"""Build a task's assignments out of its listing, one per record, and say when all are there."""

from collections import OrderedDict
from dataclasses import replace

from assignment_service.domain.errors import Senseless
from assignment_service.domain.task import Task, owners_by_quota
from assignment_service.ports import FreshBatch, UnitOfWork
from assignment_service.use_cases.finding import built_need, original_settings_of, task_of_event
from contracts.allocation import (
    ANNOTATORS,
    Permutation,
    Ranges,
    allocation_key,
    annotator_ranges,
    permutation,
)
from contracts.events import AssignmentsBuilt, RecordsListed
from contracts.ids import assignment_id

_REMEMBERED = 8


class BuildAssignments:
    """Turns one batch of a listing into assignments.

    Who gets a record depends on its ordinal and the original quantities alone, so batches may come in any
    order. A batch that is in already, or comes when all are built, changes nothing.
    """

    def __init__(self) -> None:
        self._layouts: OrderedDict[str, tuple[Permutation, Ranges]] = OrderedDict()

    async def __call__(self, unit: UnitOfWork, event: RecordsListed) -> None:
        task = await task_of_event(unit, event.task)
        if task is None or task.built or await unit.batch_is_in(event.task, event.batch):
            return
        laid_out, ranges = await self._layout(unit, task)
        ordinals = [record.ordinal for record in event.records]
        if ordinals and not 0 <= min(ordinals) <= max(ordinals) < task.total:
            raise Senseless(f"an ordinal outside 0..{task.total - 1}")
        positions = laid_out.positions_of(ordinals)
        unit.add_fresh(
            FreshBatch(
                task=task.id,
                batch=event.batch,
                records=event.records,
                ids=[assignment_id(task.id, record.record) for record in event.records],
                owners=ranges.owners_of(positions),
                positions=positions,
            )
        )
        unit.nudge_built(task.id)

    async def _layout(self, unit: UnitOfWork, task: Task) -> tuple[Permutation, Ranges]:
        known = self._layouts.get(task.id)
        if known is None:
            quotas = owners_by_quota((await original_settings_of(unit, task)).annotators)
            ranges = annotator_ranges(quotas)
            if ranges.total != task.total:
                raise Senseless(f"quantities of {ranges.total} for {task.total} records")
            known = (permutation(allocation_key(task.id, ANNOTATORS), task.total), ranges)
            self._layouts[task.id] = known
            if len(self._layouts) > _REMEMBERED:
                self._layouts.popitem(last=False)
        return known


class AnnounceBuilt:
    """Decides whether all of a task's assignments are there, and says so once."""

    async def __call__(self, unit: UnitOfWork, task_id: str) -> bool:
        task = await unit.task(task_id)
        if task is None or task.deleted or task.built:
            return False
        count, seconds = await unit.built(task_id)
        if count < task.total:
            return False
        unit.save_task(replace(task, built=True))
        event = AssignmentsBuilt(workspace=task.workspace, task=task.id, total=count, seconds=seconds)
        await unit.say_of_task(event, task.id)
        unit.arrived(built_need(task.id))
        return True
