"""Listings: batches known up front, never too many records, never too large."""

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from contracts.events import RecordsListed
from contracts.events.listings import ListedRecord
from contracts.ids import new_id
from dataset_service.domain.listing import MOST_BYTES, MOST_RECORDS, plan, prefill_facts


@given(st.integers(1, 10**6), st.integers(0, 3000), st.integers(0, 64 * 1024))
def test_batches_cover_every_record_once(total: int, name: int, fact: int) -> None:
    cut = plan(total, name, {"caption": fact}, ["caption"])
    assert 1 <= cut.size <= MOST_RECORDS
    assert (cut.batches - 1) * cut.size < total <= cut.batches * cut.size


@given(st.text(min_size=1, max_size=300), st.text(max_size=2000))
def test_a_full_batch_of_the_largest_records_fits(name: str, caption: str) -> None:
    sizes = [len(orjson.dumps(text)) for text in (name, caption)]
    cut = plan(10**6, sizes[0], {"caption": sizes[1]}, ["caption"])
    record = ListedRecord(
        ordinal=10**7,
        record=new_id(),
        audio_name=name,
        seconds=21599.999977324263,
        sample_rate=384_000,
        channels=8,
        media="f" * 64,
        facts={"caption": caption},
    )
    event = RecordsListed(
        workspace=new_id(),
        task=new_id(),
        dataset=new_id(),
        batch=10**6,
        batches=10**6,
        total=10**7,
        records=(record,) * cut.size,
    )
    assert len(event.model_dump_json()) <= MOST_BYTES


def test_facts_that_no_item_starts_from_are_left_out() -> None:
    items: list[dict[str, Any]] = [
        {"name": "a", "prefill": "caption"},
        {"name": "b", "prefill": None},
        {"name": "c", "attributes": [{"name": "d", "prefill": "speaker"}]},
        {"name": "e", "prefill": "caption"},
    ]
    assert prefill_facts(items) == ["caption", "speaker"]


def test_the_size_of_unknown_facts_is_that_of_the_largest_unnamed_one() -> None:
    assert plan(1000, 10, {"": 60_000}, ["x"]).size == plan(1000, 10, {"x": 60_000}, ["x"]).size
