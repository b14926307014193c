"""Processed datasets as clients see them."""

from datetime import UTC, datetime

from export_service.api.views import processed_view
from export_service.domain.generation import Options, Plan
from export_service.domain.processed import ProcessedDataset


def test_times_are_text_no_finer_than_they_are_kept_so_that_a_repeated_command_answers_the_same() -> None:
    plan = Plan(
        processed_dataset="p",
        workspace="w",
        task="t",
        task_name="T",
        dataset="d",
        schema={"items": []},
        formats=("jsonl",),
        scope="all",
        partial=False,
        options=Options(),
    )
    at = datetime(2026, 11, 22, 18, 0, 0, 123456, tzinfo=UTC)
    processed = ProcessedDataset(plan=plan, number=1, requested_by="ana", created_at=at)
    view = processed_view(processed, None)
    assert view["created_at"] == "2026-11-22T18:00:00.123Z"
    assert view["finished_at"] is None
