"""Property tests of files that arrive in parts."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dataset_service.domain.errors import Malformed
from dataset_service.domain.upload import FilePart, UploadFile


@st.composite
def arrivals(draw: Any) -> tuple[bytes, list[tuple[int, int]]]:
    content = draw(st.binary(max_size=40))
    cut = st.tuples(st.integers(0, len(content)), st.integers(0, len(content))).map(sorted)
    return content, [(start, end) for start, end in draw(st.lists(cut, max_size=12))]


@given(arrivals())
def test_what_has_arrived_is_known_byte_by_byte_and_reads_back(
    arrived: tuple[bytes, list[tuple[int, int]]],
) -> None:
    content, cuts = arrived
    file = UploadFile("u", "p", len(content))
    objects = {}
    for number, (start, end) in enumerate(cuts):
        objects[str(number)] = content[start:end]
        for gone in file.add(FilePart(start, end - start, str(number)), len(content)):
            del objects[gone.object]
    there = {byte for start, end in cuts for byte in range(start, end)}
    missing = {byte for start, end in file.missing() for byte in range(start, end)}
    assert missing == set(range(len(content))) - there
    assert file.received == len(there)
    assert file.complete == (not missing)
    if file.complete:
        assert b"".join(objects[name][start:end] for name, start, end in file.pieces()) == content
    assert {part.object for part in file.parts} == set(objects)


def test_another_total_begins_the_file_anew() -> None:
    file = UploadFile("u", "p", 10, [FilePart(0, 10, "a")])
    gone = file.add(FilePart(0, 5, "b"), 20)
    assert [part.object for part in gone] == ["a"]
    assert file.missing() == [(5, 20)]


def test_a_part_behind_the_total_is_refused() -> None:
    file = UploadFile("u", "p", 10)
    with pytest.raises(Malformed):
        file.add(FilePart(6, 5, "a"), 10)
    assert replace(file, parts=[]) == file
