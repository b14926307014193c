"""The interval that goes with an error rate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.statistics import wilson_interval


@pytest.mark.parametrize(
    ("hits", "seen", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),  # as scipy.stats.binomtest(...).proportion_ci(method="wilson") gives them
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (15, 148, 0.0624, 0.1605),
    ],
)
def test_known_intervals(hits: int, seen: int, low: float, high: float) -> None:
    interval = wilson_interval(hits, seen)
    assert interval is not None
    assert interval == pytest.approx((low, high), abs=1e-4)


def test_nothing_seen_has_no_interval() -> None:
    assert wilson_interval(0, 0) is None


@given(st.integers(1, 10_000), st.data())
def test_the_interval_holds_the_share_and_stays_within_zero_and_one(seen: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, seen))
    interval = wilson_interval(hits, seen)
    assert interval is not None
    low, high = interval
    assert 0 <= low <= hits / seen <= high <= 1
    assert low < high


@pytest.mark.parametrize(("hits", "seen"), [(-1, 5), (6, 5)])
def test_impossible_counts_are_refused(hits: int, seen: int) -> None:
    with pytest.raises(ValueError):
        wilson_interval(hits, seen)
