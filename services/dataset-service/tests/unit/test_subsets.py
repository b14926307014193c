"""Subsets: the same seed draws the same records, and only those that fulfil the filter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset_service.domain.audio_facts import FactValue
from dataset_service.domain.subsets import BadFilter, choose, parse_filter

Record = tuple[str, dict[str, FactValue]]


def pick(records: list[Record], **how: object) -> list[str]:
    if isinstance(how.get("filter"), dict):
        how["conditions"] = parse_filter(how.pop("filter"))  # type: ignore[arg-type]
    chosen = choose(records, record_id=lambda record: record[0], facts=lambda record: record[1], **how)  # type: ignore[arg-type]
    return [record[0] for record in chosen]


NUMBERED: list[Record] = [(f"r{n}", {"seconds": float(n), "even": n % 2 == 0}) for n in range(100)]


def test_a_sample_is_the_same_for_the_same_seed_and_in_the_order_of_the_dataset() -> None:
    drawn = pick(NUMBERED, sample=10, seed=7)
    assert drawn == ["r8", "r55", "r57", "r59", "r63", "r67", "r71", "r82", "r86", "r91"]
    assert drawn == pick(NUMBERED, sample=10, seed=7)
    assert drawn != pick(NUMBERED, sample=10, seed=8)
    assert [int(name[1:]) for name in drawn] == sorted(int(name[1:]) for name in drawn)


@given(st.integers(1, 99), st.integers(0, 5))
def test_a_larger_sample_holds_the_smaller_one(size: int, seed: int) -> None:
    assert set(pick(NUMBERED, sample=size, seed=seed)) < set(pick(NUMBERED, sample=size + 1, seed=seed))


@given(st.permutations(range(100)), st.integers(0, 3))
def test_who_is_drawn_does_not_depend_on_the_order_they_come_in(order: list[int], seed: int) -> None:
    shuffled = [NUMBERED[n] for n in order]
    assert set(pick(shuffled, sample=20, seed=seed)) == set(pick(NUMBERED, sample=20, seed=seed))


def test_every_record_is_drawn_about_as_often() -> None:
    times = dict.fromkeys((name for name, _ in NUMBERED), 0)
    for seed in range(400):
        for name in pick(NUMBERED, sample=10, seed=seed):
            times[name] += 1
    assert 15 < min(times.values()) < max(times.values()) < 70


def test_a_sample_larger_than_what_is_left_takes_all_and_one_of_nothing_is_refused() -> None:
    assert len(pick(NUMBERED, sample=1_000)) == 100
    with pytest.raises(ValueError, match="at least one"):
        pick(NUMBERED, sample=0)


def test_filters_are_inclusive_and_all_must_hold() -> None:
    assert pick(NUMBERED, filter={"seconds": {"min": 3, "max": 6}}) == ["r3", "r4", "r5", "r6"]
    assert pick(NUMBERED, filter={"seconds": {"max": 6}, "even": {"equals": True}}) == [
        "r0",
        "r2",
        "r4",
        "r6",
    ]
    assert pick(NUMBERED, filter={"seconds": 5}) == ["r5"]
    assert pick(NUMBERED, filter={"seconds": {"in": [1, 2.0, "3"]}}) == ["r1", "r2"]


def test_an_absent_fact_fulfils_no_bound_and_true_is_not_one() -> None:
    records: list[Record] = [
        ("a", {}),
        ("b", {"x": None}),
        ("c", {"x": True}),
        ("d", {"x": 1}),
        ("e", {"x": "1"}),
    ]
    assert pick(records, filter={"x": {"min": 0}}) == ["d"]
    assert pick(records, filter={"x": {"equals": 1}}) == ["d"]
    assert pick(records, filter={"x": True}) == ["c"]
    assert pick(records, filter={"x": {"exists": False}}) == ["a", "b"]
    assert pick(records, filter={"x": {"exists": True, "in": ["1", True]}}) == ["c", "e"]
    assert pick(records, filter={"x": None}) == ["a", "b"]


def test_what_other_datasets_hold_is_left_out_before_the_draw() -> None:
    held = {f"r{n}" for n in range(50)}
    assert pick(NUMBERED, without=held) == [f"r{n}" for n in range(50, 100)]
    drawn = pick(NUMBERED, without=held, sample=50)
    assert len(drawn) == 50
    assert not held & set(drawn)


@pytest.mark.parametrize(
    "wrong",
    [
        *[{"like": "x"}, {}, {"min": "3"}, {"min": True}, {"min": 5, "max": 4}, {"min": float("nan")}],
        *[{"in": "abc"}, {"in": [1], "equals": 1}, {"exists": 1}, [1], {"equals": {}}],
    ],
)
def test_a_filter_that_makes_no_sense_names_its_field(wrong: object) -> None:
    with pytest.raises(BadFilter) as refusal:
        parse_filter({"seconds": wrong})
    assert refusal.value.field == "seconds"
