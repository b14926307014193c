"""Reading manifests: one line per recording, with what is already known of it.

JSONL: `{"audio_name": "a/b.wav", "caption": "a dog barks", "source": 3}`. CSV: a header row with
`audio_name`; comma, semicolon, tab or bar. UTF-8 with or without a byte order mark. Everything beside
`audio_name` is kept as a fact of the record: a JSON scalar (CSV: a string). A broken line is reported with
its number and stops nothing. Lines are read one at a time; only the names are remembered.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from dataset_service.domain.archives import safe_name
from dataset_service.domain.audio_facts import FactValue

NAME_FIELD = "audio_name"
MAX_LINE_BYTES = 1 << 20
MAX_FIELDS = 200
MAX_KEY_CHARACTERS = 100
_DELIMITERS = ",;\t|"
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One good line: its number (from 1, where it begins), the cleaned audio name, the facts beside it."""

    line: int
    audio_name: str
    facts: dict[str, FactValue]


@dataclass(frozen=True, slots=True)
class ManifestError:
    """One broken line. Reasons: `not-json`, `not-an-object`, `no-audio-name`, `bad-name`, `name-outside`,
    `duplicate-name`, `bad-fact`, `too-many-fields`, `line-too-long`, `not-utf8`, `column-count`,
    `missing-audio`."""

    line: int
    reason: str
    detail: str
    audio_name: str | None = None


class ManifestRefused(Exception):
    """The manifest as a whole cannot be read. Reasons: `unknown-format`, `not-utf8`, `no-header`,
    `bad-header`, `empty`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


class _BadLine(Exception):
    def __init__(self, reason: str, detail: str, name: str | None = None) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
        self.name = name


def is_manifest(name: str) -> bool:
    """Whether a file of this name can be a manifest: jsonl, ndjson, csv, tsv."""
    return name.lower().endswith((".jsonl", ".ndjson", ".csv", ".tsv"))


def read_manifest(path: Path, *, unique: bool = True) -> Iterator[ManifestRow | ManifestError]:
    """Reads a manifest as a stream, in the order of its lines. Raises ManifestRefused. With `unique`, a line
    that names the audio of an earlier one is an error (`duplicate-name`)."""
    csv_like = path.suffix.lower() in (".csv", ".tsv")
    if not csv_like and path.suffix.lower() not in (".jsonl", ".ndjson"):
        raise ManifestRefused("unknown-format", "a manifest ends in .jsonl, .ndjson, .csv or .tsv")
    with path.open("rb") as file:
        head = file.read(3)
        if head[:2] in _UTF16:
            raise ManifestRefused("not-utf8", "the manifest is UTF-16; save it as UTF-8")
        if not head:
            raise ManifestRefused("empty", "the manifest has no lines")
        file.seek(len(_BOM) if head == _BOM else 0)
        rows = _csv_rows(file) if csv_like else _jsonl_rows(file)
        yield from _without_duplicates(rows) if unique else rows


def missing_audio(
    rows: Iterable[ManifestRow | ManifestError], present: Iterable[str]
) -> Iterator[ManifestRow | ManifestError]:
    """Turns rows whose audio is not among `present` into `missing-audio` errors; everything else passes
    through."""
    known = set(present)
    for row in rows:
        if isinstance(row, ManifestRow) and row.audio_name not in known:
            yield ManifestError(row.line, "missing-audio", "the import holds no such file", row.audio_name)
        else:
            yield row


def _without_duplicates(rows: Iterable[ManifestRow | ManifestError]) -> Iterator[ManifestRow | ManifestError]:
    seen: set[bytes] = set()  # 16 bytes each, however long the names are
    for row in rows:
        if isinstance(row, ManifestRow):
            key = blake2b(row.audio_name.encode(), digest_size=16).digest()
            if key in seen:
                yield ManifestError(
                    row.line, "duplicate-name", "an earlier line names this audio", row.audio_name
                )
                continue
            seen.add(key)
        yield row


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Numbered lines without their ends; one that is too long comes cut to MAX_LINE_BYTES + 1 bytes."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        too_long = len(line) > MAX_LINE_BYTES and not line.endswith(b"\n")
        yield number, line if too_long else line.rstrip(b"\r\n")
        while too_long and line and not line.endswith(b"\n"):
            line = file.readline(MAX_LINE_BYTES)


def _text(line: bytes) -> str:
    if len(line) > MAX_LINE_BYTES:
        raise _BadLine("line-too-long", f"a line has at most {MAX_LINE_BYTES} bytes")
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _BadLine("not-utf8", f"byte {error.start + 1} of the line is not UTF-8") from error


def _jsonl_rows(file: BinaryIO) -> Iterator[ManifestRow | ManifestError]:
    for number, line in _lines(file):
        if not line.strip():
            continue
        try:
            yield _row(number, _parse(_text(line)))
        except _BadLine as error:
            yield ManifestError(number, error.reason, error.detail, error.name)


def _parse(text: str) -> dict[str, object]:
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except _BadLine:
        raise
    except RecursionError as error:
        raise _BadLine("not-json", "nested too deeply") from error
    except ValueError as error:
        raise _BadLine("not-json", f"not JSON: {error}"[:200]) from error
    if not isinstance(value, dict):
        raise _BadLine("not-an-object", "a line is one JSON object")
    return value


def _refuse_constant(name: str) -> object:
    raise _BadLine("not-json", f"{name} is not JSON")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _BadLine("bad-fact", "a field stands twice in the line")
    return found


def _csv_rows(file: BinaryIO) -> Iterator[ManifestRow | ManifestError]:
    records = _csv_records(file)
    first = next(records, None)
    if first is None:
        raise ManifestRefused("no-header", "the first line names the columns")
    _, head, broken = first
    if broken:
        raise ManifestRefused("not-utf8" if broken.reason == "not-utf8" else "bad-header", broken.detail)
    delimiter = _delimiter(head)
    try:
        header = [name.strip() for name in _split(head, delimiter)]
    except _BadLine as error:
        raise ManifestRefused("bad-header", error.detail) from error
    if NAME_FIELD not in header:
        raise ManifestRefused("no-header", f"the first line names the columns, {NAME_FIELD} among them")
    if len(set(header)) != len(header) or "" in header or len(header) > MAX_FIELDS:
        raise ManifestRefused("bad-header", f"columns need different names, at most {MAX_FIELDS}")
    for number, record, broken in records:
        try:
            if broken:
                raise broken
            values = _split(record, delimiter)
            if len(values) != len(header):
                raise _BadLine("column-count", f"{len(values)} columns where the header has {len(header)}")
            yield _row(number, dict(zip(header, values, strict=True)))
        except _BadLine as error:
            yield ManifestError(number, error.reason, error.detail, error.name)


def _csv_records(file: BinaryIO) -> Iterator[tuple[int, str, _BadLine | None]]:
    """Records as (first line, text, what is wrong); a quoted field may hold line ends."""
    start, held = 0, ""
    for number, line in _lines(file):
        try:
            text = _text(line)
        except _BadLine as error:
            yield (start or number), "", error
            start, held = 0, ""
            continue
        if not held and not text.strip():
            continue
        start = start or number
        held = f"{held}\n{text}" if held else text
        if held.count('"') % 2 and len(held) <= MAX_LINE_BYTES:
            continue
        if len(held) > MAX_LINE_BYTES:
            yield start, "", _BadLine("line-too-long", f"a record has at most {MAX_LINE_BYTES} bytes")
        else:
            yield start, held, None
        start, held = 0, ""
    if held:
        yield start, "", _BadLine("column-count", "a quoted field is never closed")


def _delimiter(head: str) -> str:
    """The one that stands in the header most often, outside quotes."""
    bare = "".join(head.split('"')[::2])
    return max(_DELIMITERS, key=bare.count)


def _split(record: str, delimiter: str) -> list[str]:
    try:
        rows = list(csv.reader(io.StringIO(record, newline="\n"), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _BadLine("column-count", f"not CSV: {error}") from error
    if len(rows) != 1:
        raise _BadLine("column-count", "not one record")
    return rows[0]


def _row(number: int, fields: dict[str, object]) -> ManifestRow:
    name = fields.pop(NAME_FIELD, None)
    if not isinstance(name, str) or not name.strip():
        raise _BadLine("no-audio-name", f"{NAME_FIELD} is missing, empty or not a string")
    try:
        cleaned = safe_name(name)
    except ValueError as error:
        outside = str(error).startswith(("path-outside", "absolute-path"))
        raise _BadLine(
            "name-outside" if outside else "bad-name", str(error).partition(": ")[2], name[:200]
        ) from error
    if len(fields) > MAX_FIELDS:
        raise _BadLine("too-many-fields", f"a line has at most {MAX_FIELDS} fields", cleaned)
    return ManifestRow(number, cleaned, {key: _fact(key, value, cleaned) for key, value in fields.items()})


def _fact(key: str, value: object, name: str) -> FactValue:
    if not 0 < len(key) <= MAX_KEY_CHARACTERS or key.startswith("$") or "\0" in key:
        raise _BadLine(
            "bad-fact", "a field has a name of 1 to 100 characters that does not begin with $", name
        )
    if isinstance(value, float) and not math.isfinite(value):
        raise _BadLine("bad-fact", f"{key} is too large a number", name)
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**63:
        raise _BadLine("bad-fact", f"{key} is too large a number", name)
    if isinstance(value, str) and not value.isascii():
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise _BadLine("not-utf8", f"{key} holds half a character", name) from error
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise _BadLine("bad-fact", f"{key} is neither string, number, boolean nor null", name)
