"""Manifests: what is read from each line, and what is said of a broken one."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dataset_service.domain.audio_facts import FactValue
from dataset_service.domain.manifests import (
    MAX_LINE_BYTES,
    ManifestError,
    ManifestRefused,
    ManifestRow,
    is_manifest,
    missing_audio,
    read_manifest,
)


def read(tmp_path: Path, name: str, content: bytes | str) -> tuple[list[ManifestRow], dict[int, str]]:
    assert is_manifest(name)
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    rows, errors = [], {}
    for row in read_manifest(path):
        if isinstance(row, ManifestRow):
            rows.append(row)
        else:
            assert row.detail
            errors[row.line] = row.reason
    return rows, errors


def test_a_line_of_jsonl_gives_a_name_and_whatever_else_it_says(tmp_path: Path) -> None:
    line = '{"audio_name": "a/b.wav", "caption": "a dog barks", "n": 3, "x": 0.5, "ok": true, "none": null}'
    rows, errors = read(tmp_path, "m.jsonl", line + "\n")
    facts: dict[str, FactValue] = {"caption": "a dog barks", "n": 3, "x": 0.5, "ok": True, "none": None}
    assert rows == [ManifestRow(1, "a/b.wav", facts)]
    assert errors == {}


def test_broken_lines_are_listed_with_their_numbers_and_stop_nothing(tmp_path: Path) -> None:
    lines = [
        b'{"audio_name": "1.wav"}',
        b"{nonsense",
        b"",
        b'["audio_name", "4.wav"]',
        b'{"caption": "no name"}',
        b'{"audio_name": 6}',
        b'{"audio_name": ""}',
        b'{"audio_name": "../8.wav"}',
        b'{"audio_name": "/etc/9.wav"}',
        b'{"audio_name": "1.wav", "caption": "again"}',
        b'{"audio_name": "11.wav", "caption": ["nested"]}',
        b'{"audio_name": "12.wav", "score": NaN}',
        b'{"audio_name": "13.wav", "caption": "\xff"}',
        b'{"audio_name": "14.wav", "caption": "' + b"x" * MAX_LINE_BYTES + b'"}',
        b'{"audio_name": "15.wav", "score": 1e999}',
        b'{"audio_name": "16.wav", "n": 99999999999999999999}',
        b'{"audio_name": "17.wav", "a": 1, "a": 2}',
        b'{"audio_name": "18.wav", "half": "\\ud800"}',
        b'{"audio_name": "19.wav", "$where": 1}',
        b'{"audio_name": "./20.wav"}\r',
        b"[" * 100_000,
        b'{"audio_name": "a\\u0000b.wav"}',
        b'{"audio_name": "23.wav"}',  # the last line has no end
    ]
    rows, errors = read(tmp_path, "m.jsonl", b"\n".join(lines))
    assert [(row.line, row.audio_name) for row in rows] == [(1, "1.wav"), (20, "20.wav"), (23, "23.wav")]
    assert errors == {
        2: "not-json",
        4: "not-an-object",
        5: "no-audio-name",
        6: "no-audio-name",
        7: "no-audio-name",
        8: "name-outside",
        9: "name-outside",
        10: "duplicate-name",
        11: "bad-fact",
        12: "not-json",
        13: "not-utf8",
        14: "line-too-long",
        15: "bad-fact",
        16: "bad-fact",
        17: "bad-fact",
        18: "not-utf8",
        19: "bad-fact",
        21: "not-json",
        22: "bad-name",
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_csv_of_any_dialect_is_read(tmp_path: Path, delimiter: str, end: str, mark: bytes) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerows(
        [
            ["caption", "audio_name"],
            ['said "hi", then; left\t|', "a.wav"],
            ["two\nlines", "b.wav"],
            ["", "c.wav"],
        ]
    )
    rows, errors = read(tmp_path, "m.csv", mark + text.getvalue().encode())
    assert errors == {}
    assert [(row.line, row.audio_name, row.facts["caption"]) for row in rows] == [
        (2, "a.wav", 'said "hi", then; left\t|'),
        (3, "b.wav", "two\nlines"),
        (5, "c.wav", ""),
    ]


def test_broken_lines_of_csv_are_listed_and_stop_nothing(tmp_path: Path) -> None:
    content = b"audio_name,caption\n1.wav,one\n2.wav\n3.wav,three,more\n\n../5.wav,x\n6.wav,\xff\n1.wav,x\n8.wav,y\n"
    rows, errors = read(tmp_path, "m.csv", content)
    assert [row.line for row in rows] == [2, 9]
    expected = {3: "column-count", 4: "column-count", 6: "name-outside", 7: "not-utf8", 8: "duplicate-name"}
    assert errors == expected


def test_a_quote_that_is_never_closed_is_one_error(tmp_path: Path) -> None:
    rows, errors = read(tmp_path, "m.csv", 'audio_name,caption\n1.wav,one\n2.wav,"two\n3.wav,three\n')
    assert [row.audio_name for row in rows] == ["1.wav"]
    assert errors == {3: "column-count"}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("m.jsonl", b"", "empty"),
        ("m.csv", b"", "empty"),
        ("m.csv", b"\n\n", "no-header"),
        ("m.csv", b"file,caption\na.wav,x\n", "no-header"),
        ("m.csv", b"audio_name,x,x\na.wav,1,2\n", "bad-header"),
        ("m.csv", b"audio_name,caf\xe9\n", "not-utf8"),
        ("m.jsonl", '{"audio_name": "a.wav"}'.encode("utf-16"), "not-utf8"),
        ("m.csv", "audio_name\na.wav\n".encode("utf-16-le").join([b"\xff\xfe", b""]), "not-utf8"),
    ],
)
def test_a_manifest_that_cannot_be_read_at_all_is_refused(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(ManifestRefused) as refusal:
        read(tmp_path, name, content)
    assert refusal.value.reason == reason


def test_other_endings_are_no_manifests(tmp_path: Path) -> None:
    path = tmp_path / "m.txt"
    path.write_text("{}")
    assert not is_manifest(path.name)
    with pytest.raises(ManifestRefused, match="unknown-format"):
        list(read_manifest(path))


def test_audio_that_is_not_there_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_text('{"audio_name": "a.wav"}\n{"audio_name": "b.wav"}\nbroken\n')
    found = list(missing_audio(read_manifest(path), ["a.wav", "c.wav"]))
    assert [(row.line, getattr(row, "reason", "good")) for row in found] == [
        (1, "good"),
        (2, "missing-audio"),
        (3, "not-json"),
    ]
    assert isinstance(found[1], ManifestError)
    assert found[1].audio_name == "b.wav"


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"])),
)
KEYS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20
).filter(lambda key: key != "audio_name" and not key.startswith("$"))


@settings(max_examples=100, deadline=None)
@given(facts=st.lists(st.dictionaries(KEYS, SCALARS, max_size=5), max_size=8), ascii=st.booleans())
def test_every_fact_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, facts: list[dict[str, object]], ascii: bool
) -> None:
    lines = [json.dumps({"audio_name": f"{n}.wav", **one}, ensure_ascii=ascii) for n, one in enumerate(facts)]
    rows, errors = read(tmp_path_factory.mktemp("manifest"), "m.jsonl", "\n".join(lines) + "\n")
    assert errors == {}
    assert [row.facts for row in rows] == facts


@settings(max_examples=150, deadline=None)
@given(
    content=st.binary(max_size=300),
    name=st.sampled_from(["m.jsonl", "m.csv"]),
)
def test_no_bytes_at_all_break_the_reader(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    try:
        read(tmp_path_factory.mktemp("manifest"), name, content)
        read(tmp_path_factory.mktemp("manifest"), name, b"audio_name,x\n" + content)
    except ManifestRefused:
        pass


def test_a_million_lines_pass_through_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    with path.open("w") as file:
        for start in range(0, 1_000_000, 1_000):
            file.writelines(
                f'{{"audio_name": "clips/{n:07d}.wav", "caption": "line {n}"}}\n'
                for n in range(start, start + 1_000)
            )
    measured = (
        "import resource, sys; from pathlib import Path; from dataset_service.domain.manifests import read_manifest\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "count = sum(1 for _ in read_manifest(Path(sys.argv[1])))\n"
        "print(count, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)"
    )
    told = subprocess.run(
        [sys.executable, "-c", measured, str(path)], check=True, capture_output=True, timeout=240
    )
    count, grown_mib = map(int, told.stdout.split())
    assert count == 1_000_000
    assert grown_mib < 150
