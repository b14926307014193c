"""CSV cells are safe and readable; splits are exact and repeatable."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from export_service.domain.cells import cell, row
from export_service.domain.names import audio_file_name
from export_service.domain.splits import Splitter, split_sizes

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]))


@given(st.lists(TEXT, min_size=2, max_size=6))
def test_a_csv_reader_reads_back_what_was_written(values: list[str]) -> None:
    line = row(list(values))
    assert line.endswith("\r\n")
    read = next(csv.reader(io.StringIO(line, newline="")))
    assert read == [cell(value) for value in values]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=cmd|" /C calc"!A0'])
def test_a_text_that_a_spreadsheet_would_run_is_neutralised(text: str) -> None:
    assert cell(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (-1.5, "-1.5"),
        (True, "true"),
        (["a", "b"], "a;b"),
        (["=x"], "'=x"),
        ({"a": 1}, '{"a":1}'),
        (0, "0"),
    ],
)
def test_values_of_every_kind_have_one_form(value: Any, text: str) -> None:
    assert cell(value) == text


SHARES = st.dictionaries(st.sampled_from("abcdef"), st.floats(0.01, 100), min_size=1, max_size=5)


@given(SHARES, st.integers(0, 300), st.integers(0, 10))
def test_every_row_is_in_one_split_and_sizes_are_exact(shares: dict[str, float], n: int, seed: int) -> None:
    sizes = split_sizes(shares, n)
    assert sum(sizes.values()) == n
    whole = sum(shares.values())
    assert all(abs(sizes[name] - n * share / whole) < 1.000001 for name, share in shares.items())
    splitter = Splitter(shares, seed, n)
    found = [splitter.split_of(index) for index in range(n)]
    assert {name: found.count(name) for name in shares} == sizes
    again = Splitter(shares, seed, n)
    assert found == [again.split_of(index) for index in range(n)]


def test_another_seed_splits_otherwise() -> None:
    shares = {"train": 0.5, "test": 0.5}
    first, second = Splitter(shares, 1, 100), Splitter(shares, 2, 100)
    assert [first.split_of(i) for i in range(100)] != [second.split_of(i) for i in range(100)]


@given(TEXT, st.integers(0, 10**6), st.booleans())
def test_a_file_name_stays_inside_its_folder(name: str, ordinal: int, taken: bool) -> None:
    safe = audio_file_name(name, ordinal, taken)
    parts = safe.split("/")
    assert safe
    assert not safe.startswith("/")
    assert all(part not in ("", ".", "..") and "\\" not in part and len(part) < 160 for part in parts)


def test_the_imported_path_is_kept_and_a_second_one_gets_its_ordinal() -> None:
    assert audio_file_name("speech/a b.wav", 7, False) == "speech/a b.wav"
    assert audio_file_name("speech/a b.wav", 7, True) == "speech/a b.7.wav"
