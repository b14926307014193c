"""Cancel, finish, fail and delete processed datasets."""

from contracts.events import DatasetGenerated, GenerationFailed
from contracts.events.exports import ExportedFile
from export_service.domain.errors import ProcessedDatasetUnknown
from export_service.domain.processed import ProcessedDataset
from export_service.ports import UnitOfWork


class CancelGeneration:
    """Gives up a generation that is under way; what was written of it is removed."""

    async def __call__(self, unit: UnitOfWork, id: str) -> ProcessedDataset:
        """Raises ProcessedDatasetUnknown, NotGenerating."""
        processed = await _known(unit, id)
        processed.cancel(unit.now)
        unit.processed.save(processed)
        await unit.work.cancel_generation(id)
        unit.work.remove_files(processed)
        return processed


class DeleteProcessedDataset:
    """Removes a processed dataset with its files; its version is never used again."""

    async def __call__(self, unit: UnitOfWork, id: str) -> None:
        """Raises ProcessedDatasetUnknown."""
        processed = await _known(unit, id)
        if processed.state == "generating":
            await unit.work.cancel_generation(id)
        processed.state = "deleted"
        unit.processed.save(processed)
        unit.work.remove_files(processed)


class FinishGeneration:
    """Says that a processed dataset is ready."""

    async def __call__(self, unit: UnitOfWork, made: ProcessedDataset) -> bool:
        """False where it was canceled or deleted meanwhile."""
        kept = await unit.processed.get(made.id)
        if kept is None or kept.state != "generating":
            return False
        made.state, made.finished_at, made.ver = "ready", unit.now, kept.ver + 1
        unit.processed.save(made)
        plan = made.plan
        unit.emit(
            DatasetGenerated(
                workspace=plan.workspace,
                task=plan.task,
                processed_dataset=made.id,
                version=made.version,
                scope=plan.scope,
                partial=plan.partial,
                record_count=made.record_count,
                seconds=made.seconds,
                formats=plan.formats,
                files=tuple(ExportedFile.model_validate(file) for file in made.files),
                generated_by=made.requested_by,
            ),
            made.id,
            made.ver,
        )
        return True


class FailGeneration:
    """Notes why a processed dataset could not be generated, and says so."""

    async def __call__(self, unit: UnitOfWork, id: str, reason: str) -> None:
        processed = await unit.processed.get(id)
        if processed is None or not processed.fail(reason, unit.now):
            return
        processed.ver += 1
        unit.processed.save(processed)
        plan = processed.plan
        unit.emit(
            GenerationFailed(workspace=plan.workspace, task=plan.task, processed_dataset=id, reason=reason),
            id,
            processed.ver,
        )
        unit.work.remove_files(processed)


async def _known(unit: UnitOfWork, id: str) -> ProcessedDataset:
    processed = await unit.processed.get(id)
    if processed is None or processed.state == "deleted":
        raise ProcessedDatasetUnknown
    return processed
