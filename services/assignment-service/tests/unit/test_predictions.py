"""Predictions: kept by model and version, offered while assistance is on."""

from datetime import timedelta
from typing import Any

import pytest

from assignment_service.domain.errors import Senseless, Unheard


async def test_predictions_are_offered_only_while_assistance_is_on(office: Any) -> None:
    await office.built({"ana": 1})
    await office.predict(office.events.predicted("rec-0", caption="a cat"))
    assert (await office.next("ana")).given.predictions == ()
    await office.edit(2, {"ana": 1}, assistance=True)
    (offered,) = (await office.next("ana")).given.predictions
    assert offered.annotation == {"caption": "a cat"}
    await office.edit(3, {"ana": 1}, assistance=False)
    assert (await office.next("ana")).given.predictions == ()


async def test_the_newest_prediction_per_model_and_version_counts(office: Any) -> None:
    await office.built({"ana": 1}, assistance=True)
    later = office.now + timedelta(hours=1)
    await office.predict(office.events.predicted("rec-0", caption="new"), at=later)
    await office.predict(office.events.predicted("rec-0", caption="old"), at=office.now)
    await office.predict(office.events.predicted("rec-0", version="2", caption="other"), at=office.now)
    offered = (await office.next("ana")).given.predictions
    assert [(p.version, p.annotation["caption"]) for p in offered] == [("1", "new"), ("2", "other")]


async def test_a_prediction_that_does_not_fit_the_schema_is_a_dead_letter_with_its_reason(
    office: Any,
) -> None:
    await office.built({"ana": 1}, assistance=True)
    with pytest.raises(Senseless, match="unknown-item"):
        await office.predict(office.events.predicted("rec-0", mood="happy"))


async def test_segments_may_carry_scores_and_words(office: Any) -> None:
    schema = {"items": [{"name": "events", "kind": "segments", "labels": ["dog"]}]}
    await office.built({"ana": 1}, assistance=True, schema=schema)
    words = [{"word": "woof", "start": 0.5, "end": 1.0, "score": 0.3}]
    segment = {"id": "s", "start": 0.5, "end": 1.0, "label": "dog", "score": 0.7, "words": words}
    await office.predict(office.events.predicted("rec-0", events=[segment]))
    (offered,) = (await office.next("ana")).given.predictions
    assert offered.annotation == {"events": [segment]}


async def test_a_prediction_for_what_is_not_known_yet_waits(office: Any) -> None:
    event = office.events.predicted("rec-0", caption="a cat")
    with pytest.raises(Unheard, match="task:task-1"):
        await office.predict(event)
    await office.create({"ana": 1})
    with pytest.raises(Unheard, match="built:task-1"):
        await office.predict(event)


async def test_a_prediction_for_a_record_that_the_task_does_not_have_is_a_dead_letter(office: Any) -> None:
    await office.built({"ana": 1})
    with pytest.raises(Senseless):
        await office.predict(office.events.predicted("rec-99", caption="a cat"))


async def test_a_prediction_for_a_deleted_task_is_passed_over(office: Any) -> None:
    await office.built({"ana": 1})
    await office.hear(office.events.deleted())
    await office.predict(office.events.predicted("rec-0", caption="a cat"))
    assert office.store.state.predictions == {}
