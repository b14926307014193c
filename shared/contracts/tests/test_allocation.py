"""The keyed permutation, the annotators' ranges and the reviewers' shares."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.allocation import (
    ANNOTATORS,
    REVIEWERS,
    QuantitiesDoNotAddUp,
    allocation_key,
    annotator_ranges,
    even_quantities,
    even_shares,
    permutation,
    reviewer_shares,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "allocation.json").read_text("utf-8"))[
    "vectors"
]
USERS = st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=8, unique=True)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['purpose']}-{v['n']}")
def test_the_golden_vectors_hold(vector: dict[str, object]) -> None:
    key, n = vector["key"], vector["n"]
    assert isinstance(key, str)
    assert isinstance(n, int)
    assert key == allocation_key(str(vector["task"]), str(vector["purpose"]))
    layout = permutation(key, n)
    pairs = vector["positions"]
    assert isinstance(pairs, list)
    for ordinal, position in pairs:
        assert layout.position_of(ordinal) == position
        assert layout.ordinal_at(position) == ordinal


@given(st.text(max_size=20), st.integers(1, 3000))
def test_every_permutation_is_a_bijection_with_its_inverse(key: str, n: int) -> None:
    layout = permutation(key, n)
    positions = layout.positions_of(range(n))
    assert sorted(positions) == list(range(n))
    for ordinal in (0, n // 2, n - 1):
        assert layout.position_of(ordinal) == positions[ordinal]
        assert layout.ordinal_at(positions[ordinal]) == ordinal


def test_every_size_from_one_to_three_hundred_is_a_bijection() -> None:
    for n in range(1, 301):
        layout = permutation("k", n)
        assert sorted(layout.positions_of(range(n))) == list(range(n))
        assert [layout.ordinal_at(p) for p in layout.positions_of(range(n))] == list(range(n))


@given(st.integers(1, 2**32), st.data())
def test_one_ordinal_alone_can_be_computed_at_any_size(n: int, data: st.DataObject) -> None:
    ordinal = data.draw(st.integers(0, n - 1))
    layout = permutation(b"task", n)
    assert layout.ordinal_at(layout.position_of(ordinal)) == ordinal


@given(st.integers(1, 2000), st.data())
def test_batches_in_any_cut_give_the_same_positions(n: int, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, n))
    layout = permutation("k", n)
    whole = layout.positions_of(range(n))
    assert (
        permutation("k", n).positions_of(range(cut, n)) + layout.positions_of(range(cut))
        == whole[cut:] + whole[:cut]
    )


def test_text_and_its_bytes_are_one_key_and_purposes_differ() -> None:
    text = allocation_key("prüfung", ANNOTATORS)
    assert permutation(text, 100).positions_of(range(100)) == permutation(text.encode(), 100).positions_of(
        range(100)
    )
    other = permutation(allocation_key("prüfung", REVIEWERS), 100)
    assert permutation(text, 100).positions_of(range(100)) != other.positions_of(range(100))


def test_neighbouring_records_are_scattered_evenly() -> None:
    n, parts = 10_000, 10
    positions = permutation("scatter", n).positions_of(range(n))
    for block in range(parts):
        tenth = Counter(p * parts // n for p in positions[block * 1000 : (block + 1) * 1000])
        # 100 of each are expected; five standard deviations of a fair draw
        assert all(abs(tenth[part] - 100) < 50 for part in range(parts))


def test_small_sets_reach_every_order_about_equally_often() -> None:
    orders = Counter(tuple(permutation(f"key {k}", 4).positions_of(range(4))) for k in range(4800))
    assert len(orders) == 24
    assert all(100 < count < 320 for count in orders.values())


@pytest.mark.parametrize("n", [0, -1, 2**32 + 1])
def test_there_is_no_permutation_of_nothing_or_too_much(n: int) -> None:
    with pytest.raises(ValueError):
        permutation("k", n)


def test_an_ordinal_outside_is_an_error() -> None:
    layout = permutation("k", 5)
    for index in (-1, 5):
        with pytest.raises(IndexError):
            layout.position_of(index)
        with pytest.raises(IndexError):
            layout.ordinal_at(index)


def test_each_annotator_owns_a_range_of_positions() -> None:
    ranges = annotator_ranges([("ana", 3), ("nobody yet", 0), ("bo", 2)])
    assert ranges.total == 5
    assert [ranges.owner_of(p) for p in range(5)] == ["ana", "ana", "ana", "bo", "bo"]
    assert ranges.owners_of([4, 0]) == ["bo", "ana"]
    assert list(ranges.range_of("bo")) == [3, 4]
    assert list(ranges.range_of("nobody yet")) == []
    assert list(ranges.range_of("stranger")) == []
    for position in (-1, 5):
        with pytest.raises(IndexError):
            ranges.owner_of(position)


@given(USERS, st.data())
def test_every_annotator_gets_exactly_their_quantity(users: list[str], data: st.DataObject) -> None:
    quotas = [(user, data.draw(st.integers(0, 50))) for user in users]
    total = sum(quantity for _, quantity in quotas)
    if total == 0:
        return
    ranges = annotator_ranges(quotas)
    owners = Counter(ranges.owners_of(permutation("k", total).positions_of(range(total))))
    assert owners == Counter(dict(quotas))


def test_nobody_is_an_annotator_twice_or_for_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="twice"):
        annotator_ranges([("ana", 1), ("ana", 1)])
    with pytest.raises(ValueError, match="negative"):
        annotator_ranges([("ana", -1)])


def test_who_has_no_number_shares_the_rest_and_the_first_take_the_remainder() -> None:
    users = ["ana", "bo", "chen", "dalia"]
    assert even_quantities(users, {}, 10) == [("ana", 3), ("bo", 3), ("chen", 2), ("dalia", 2)]
    assert even_quantities(users, {"bo": 4}, 12) == [("ana", 3), ("bo", 4), ("chen", 3), ("dalia", 2)]
    assert even_quantities(["ana"], {}, 7) == [("ana", 7)]


@pytest.mark.parametrize(
    ("numbers", "total", "given_sum"),
    [({"ana": 3, "bo": 4}, 8, 7), ({"ana": 3, "bo": 4}, 6, 7), ({"ana": 9}, 8, 9)],
)
def test_numbers_that_do_not_add_up_say_both_sums(
    numbers: dict[str, int], total: int, given_sum: int
) -> None:
    with pytest.raises(QuantitiesDoNotAddUp) as refused:
        even_quantities(["ana", "bo"], numbers, total)
    assert (refused.value.given, refused.value.needed) == (given_sum, total)


@given(USERS, st.integers(0, 500), st.data())
def test_even_quantities_add_up_and_differ_by_one_at_most(
    users: list[str], total: int, data: st.DataObject
) -> None:
    quantities = [quantity for _, quantity in even_quantities(users, {}, total)]
    assert sum(quantities) == total
    assert max(quantities) - min(quantities) <= 1


def test_reviewers_shares_are_proportions_not_sums() -> None:
    assert even_shares(["chen", "dalia"], {"chen": 300, "dalia": 100}, 40) == [("chen", 300), ("dalia", 100)]
    assert even_shares(["chen", "dalia"], {"chen": 30}, 40) == [("chen", 30), ("dalia", 10)]
    assert even_shares(["chen", "dalia"], {"chen": 300}, 40) == [("chen", 300), ("dalia", 300)]
    assert even_shares(["chen", "dalia", "emil"], {}, 2) == [("chen", 1), ("dalia", 1), ("emil", 1)]


@given(USERS, st.integers(1, 2000), st.data())
def test_reviewers_get_their_share_within_one_record(
    users: list[str], total: int, data: st.DataObject
) -> None:
    shares = [(user, data.draw(st.integers(0, 30))) for user in users]
    weights = dict(shares) if any(share for _, share in shares) else dict.fromkeys(users, 1)
    ranges = reviewer_shares(shares, total)
    assert ranges.total == total
    for user, weight in weights.items():
        assert abs(len(ranges.range_of(user)) - total * weight / sum(weights.values())) < 1
        assert weight or not ranges.range_of(user)


def test_a_review_needs_somebody() -> None:
    with pytest.raises(ValueError, match="reviewer"):
        reviewer_shares([], 10)


def test_reviewers_meet_a_fair_mix_of_annotators() -> None:
    n = 10_000
    annotators = annotator_ranges([("ana", 5000), ("bo", 5000)])
    reviewers = reviewer_shares([("chen", 3), ("dalia", 1)], n)
    labeled = annotators.owners_of(permutation(allocation_key("t", ANNOTATORS), n).positions_of(range(n)))
    judged = reviewers.owners_of(permutation(allocation_key("t", REVIEWERS), n).positions_of(range(n)))
    pairs = Counter(zip(labeled, judged, strict=True))
    for annotator in ("ana", "bo"):
        assert abs(pairs[annotator, "chen"] - 3750) < 150
        assert abs(pairs[annotator, "dalia"] - 1250) < 150
