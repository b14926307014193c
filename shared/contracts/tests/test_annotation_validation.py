"""What can be wrong with an annotation, where, and by which rule; what a draft may still lack."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import validation
from contracts.faults import MAX_FAULTS, Fault, pointer
from contracts.schema import MAX_SEGMENTS, MAX_TEXT, Schema
from contracts.validation import prefilled, validate, validate_draft

SECONDS = 10.0
HALF_A_PAIR = json.loads('"\\ud83d"')


def schema_of(**item: Any) -> Schema:
    return Schema.model_validate({"items": [{"name": "x", **item}]})


def told(faults: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.rule) for fault in faults]


CHOICE = schema_of(kind="choice", options=["a", {"value": "b"}, "c"])
CHOICES = schema_of(kind="choice", options=["a", "b", "c"], multiple=True)
TEXT = schema_of(kind="text", max_length=5, pattern="[a-z]+")
RATING = schema_of(kind="rating", **{"from": 1, "to": 5})
NUMBER = schema_of(kind="number", minimum=0, maximum=10.5)
WHOLE = schema_of(kind="number", whole=True)
SEGMENTS = schema_of(
    kind="segments",
    labels=["speech", "noise"],
    text=True,
    speakers=["A", "B"],
    overlap=False,
    minimum_seconds=0.1,
    attributes=[
        {"name": "mood", "kind": "choice", "options": ["calm", "loud"]},
        {"name": "note", "kind": "text", "required": False},
    ],
)
PLAIN = schema_of(kind="segments", labels=["speech"])
CALM = {"attributes": {"mood": ["calm"]}}
GOOD = {"id": "1", "start": 1.0, "end": 2.0, "label": "speech", **CALM}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (CHOICE, ["b"]),
        (CHOICES, ["a", "c"]),
        (TEXT, "abc"),
        (RATING, 1),
        (RATING, 5.0),
        (NUMBER, 10.5),
        (NUMBER, 0),
        (WHOLE, -7),
        (WHOLE, 2.0),
        (SEGMENTS, [GOOD]),
        (SEGMENTS, [{**GOOD, "text": "hi", "speaker": "B", "channel": 0, "origin": "model/1", "score": 0.5}]),
        (SEGMENTS, [{**GOOD, "text": None, "speaker": None, "channel": None, "origin": None}]),
        (PLAIN, [{"id": "1", "start": 0, "end": 10, "label": "speech", "text": "", "attributes": {}}]),
    ],
)
def test_good_answers_have_no_faults(schema: Schema, value: Any) -> None:
    assert validate(schema, {"x": value}, SECONDS) == []
    assert validate_draft(schema, {"x": value}, SECONDS) == []


# (schema, value, faults of a submission, faults of a draft)
BOTH: Any = object()
CASES: list[tuple[Schema, Any, list[tuple[str, str]], Any]] = [
    (CHOICE, None, [("/x", "required")], []),
    (CHOICE, [], [("/x", "required")], []),
    (CHOICE, "a", [("/x", "wrong-type")], BOTH),
    (CHOICE, ["d"], [("/x/0", "not-an-option")], BOTH),
    (CHOICE, [1], [("/x/0", "wrong-type")], BOTH),
    (CHOICE, [["a"]], [("/x/0", "wrong-type")], BOTH),
    (CHOICE, ["a", "b"], [("/x", "too-many")], BOTH),
    (CHOICES, ["a", "a"], [("/x/1", "duplicate-option")], BOTH),
    (TEXT, None, [("/x", "required")], []),
    (TEXT, "", [("/x", "required")], []),
    (TEXT, " \n", [("/x", "required")], []),
    (TEXT, 5, [("/x", "wrong-type")], BOTH),
    (TEXT, HALF_A_PAIR, [("/x", "wrong-type")], BOTH),
    (TEXT, "abcdef", [("/x", "too-long")], []),
    (TEXT, "a" * (MAX_TEXT + 1), [("/x", "too-long")], BOTH),
    (TEXT, "AB", [("/x", "pattern")], []),
    (RATING, None, [("/x", "required")], []),
    (RATING, "3", [("/x", "wrong-type")], BOTH),
    (RATING, True, [("/x", "wrong-type")], BOTH),
    (RATING, math.nan, [("/x", "wrong-type")], BOTH),
    (RATING, 6, [("/x", "out-of-range")], BOTH),
    (RATING, 0, [("/x", "out-of-range")], BOTH),
    (RATING, 10**400, [("/x", "out-of-range")], BOTH),
    (RATING, 2.5, [("/x", "not-whole")], BOTH),
    (NUMBER, math.inf, [("/x", "wrong-type")], BOTH),
    (NUMBER, False, [("/x", "wrong-type")], BOTH),
    (NUMBER, -0.1, [("/x", "out-of-range")], []),
    (NUMBER, 10.6, [("/x", "out-of-range")], []),
    (WHOLE, 1.5, [("/x", "not-whole")], []),
    (WHOLE, 2**53 + 1, [("/x", "out-of-range")], BOTH),
    (SEGMENTS, None, [("/x", "required")], []),
    (SEGMENTS, [], [("/x", "required")], []),
    (SEGMENTS, {}, [("/x", "wrong-type")], BOTH),
    (SEGMENTS, [3], [("/x/0", "wrong-type")], BOTH),
    (SEGMENTS, [{**GOOD, "id": None}], [("/x/0/id", "required")], BOTH),
    (SEGMENTS, [{**GOOD, "id": ""}], [("/x/0/id", "required")], BOTH),
    (SEGMENTS, [{**GOOD, "id": 1}], [("/x/0/id", "wrong-type")], BOTH),
    (SEGMENTS, [{**GOOD, "id": "1" * 201}], [("/x/0/id", "too-long")], BOTH),
    (SEGMENTS, [GOOD, {**GOOD, "start": 2.0, "end": 3.0}], [("/x/1/id", "duplicate-id")], BOTH),
    (SEGMENTS, [{**GOOD, "start": None}], [("/x/0/start", "required")], BOTH),
    (SEGMENTS, [{**GOOD, "start": "0"}], [("/x/0/start", "wrong-type")], BOTH),
    (SEGMENTS, [{**GOOD, "end": True}], [("/x/0/end", "wrong-type")], BOTH),
    (SEGMENTS, [{**GOOD, "end": math.nan}], [("/x/0/end", "wrong-type")], BOTH),
    (SEGMENTS, [{**GOOD, "end": 10**400}], [("/x/0/end", "wrong-type")], BOTH),
    (SEGMENTS, [{**GOOD, "start": 2.0}], [("/x/0/end", "start-before-end")], BOTH),
    (SEGMENTS, [{**GOOD, "start": 3}], [("/x/0/end", "start-before-end")], BOTH),
    (SEGMENTS, [{**GOOD, "start": -0.001}], [("/x/0/start", "outside-record")], BOTH),
    (SEGMENTS, [{**GOOD, "end": 10.001}], [("/x/0/end", "outside-record")], BOTH),
    (SEGMENTS, [{**GOOD, "end": 1.09}], [("/x/0", "too-short")], []),
    (SEGMENTS, [{**GOOD, "label": None}], [("/x/0/label", "required")], []),
    (SEGMENTS, [{**GOOD, "label": "dog"}], [("/x/0/label", "unknown-label")], BOTH),
    (SEGMENTS, [{**GOOD, "label": ["speech"]}], [("/x/0/label", "wrong-type")], BOTH),
    (SEGMENTS, [{**GOOD, "text": 3}], [("/x/0/text", "wrong-type")], BOTH),
    (SEGMENTS, [{**GOOD, "text": HALF_A_PAIR}], [("/x/0/text", "wrong-type")], BOTH),
    (SEGMENTS, [{**GOOD, "speaker": "C"}], [("/x/0/speaker", "unknown-speaker")], BOTH),
    (SEGMENTS, [{**GOOD, "speaker": 1}], [("/x/0/speaker", "wrong-type")], BOTH),
    (SEGMENTS, [{**GOOD, "origin": 1}], [("/x/0/origin", "wrong-type")], BOTH),
    (SEGMENTS, [{**GOOD, "score": "high"}], [("/x/0/score", "wrong-type")], BOTH),
    (SEGMENTS, [{**GOOD, "channel": "0"}], [("/x/0/channel", "wrong-type")], BOTH),
    (SEGMENTS, [{**GOOD, "channel": -1}], [("/x/0/channel", "channel")], BOTH),
    (SEGMENTS, [{**GOOD, "channel": 2}], [("/x/0/channel", "channel")], BOTH),
    (SEGMENTS, [{**GOOD, "colour/~": "red"}], [("/x/0/colour~1~0", "unknown-field")], BOTH),
    (SEGMENTS, [{**GOOD, "attributes": None}], [("/x/0/attributes/mood", "required")], []),
    (SEGMENTS, [{**GOOD, "attributes": []}], [("/x/0/attributes", "wrong-type")], BOTH),
    (
        SEGMENTS,
        [{**GOOD, "attributes": {"mood": ["sad"]}}],
        [("/x/0/attributes/mood/0", "not-an-option")],
        BOTH,
    ),
    (
        SEGMENTS,
        [{**GOOD, "attributes": {**CALM["attributes"], "age": 3}}],
        [("/x/0/attributes/age", "unknown-item")],
        BOTH,
    ),
    (SEGMENTS, [GOOD, {**GOOD, "id": "2", "start": 1.9, "end": 3.0}], [("/x/1", "overlap")], []),
    (
        PLAIN,
        [{"id": "1", "start": 1, "end": 2, "label": "speech", "text": "hi"}],
        [("/x/0/text", "unknown-field")],
        BOTH,
    ),
    (
        PLAIN,
        [{"id": "1", "start": 1, "end": 2, "speaker": "A"}],
        [("/x/0/label", "required"), ("/x/0/speaker", "unknown-field")],
        [("/x/0/speaker", "unknown-field")],
    ),
]


@pytest.mark.parametrize(("schema", "value", "submitted", "drafted"), CASES)
def test_each_fault_names_place_and_rule(
    schema: Schema, value: Any, submitted: list[tuple[str, str]], drafted: Any
) -> None:
    faults = validate(schema, {"x": value}, SECONDS, channels=2)
    assert told(faults) == submitted
    assert all(fault.item == "x" and fault.message for fault in faults)
    in_draft = validate_draft(schema, {"x": value}, SECONDS, channels=2)
    assert told(in_draft) == (submitted if drafted is BOTH else drafted)


def test_every_rule_of_the_table_is_met_and_no_other() -> None:
    table = {
        line.split()[0]
        for line in (validation.__doc__ or "").split("=\n")[2].splitlines()
        if line and not line.startswith((" ", "="))
    }
    met = {rule for _, _, faults, _ in CASES for _, rule in faults} | {"unknown-item"}
    assert met == table


@pytest.mark.parametrize("annotation", [None, [], "x", 3])
def test_an_annotation_is_an_object(annotation: Any) -> None:
    assert told(validate(TEXT, annotation, SECONDS)) == [("", "wrong-type")]
    assert told(validate_draft(TEXT, annotation, SECONDS)) == [("", "wrong-type")]


def test_unknown_items_are_named_by_an_escaped_pointer() -> None:
    annotation = {"x": "abc", "a/b~c": 1, HALF_A_PAIR: 2}
    faults = validate(TEXT, annotation, SECONDS)
    assert told(faults)[0] == ("/a~1b~0c", "unknown-item")
    assert len(faults) == 2
    for fault in faults:
        json.dumps(fault).encode()
        fault.pointer.encode()


def test_an_item_that_is_not_required_may_be_missing_or_null_or_empty() -> None:
    schema = Schema.model_validate(
        {
            "items": [
                {"name": "a", "kind": "text", "required": False, "pattern": "[a-z]+"},
                {"name": "b", "kind": "segments", "labels": ["x"], "required": False},
                {"name": "c", "kind": "choice", "options": ["x"], "required": False},
            ]
        }
    )
    for annotation in ({}, {"a": None, "b": None, "c": None}, {"a": "", "b": [], "c": []}):
        assert validate(schema, annotation, SECONDS) == []


def test_a_segment_may_end_exactly_with_the_record_and_a_microsecond_is_forgiven() -> None:
    seconds = 196_344 / 16_000
    for end in (seconds, round(seconds, 6), seconds + 5e-7):
        assert validate(PLAIN, {"x": [{"id": "1", "start": 0, "end": end, "label": "speech"}]}, seconds) == []
    late = {"x": [{"id": "1", "start": 0, "end": seconds + 1 / 96_000, "label": "speech"}]}
    assert told(validate(PLAIN, late, seconds)) == [("/x/0/end", "outside-record")]


def span(identity: str, start: float, end: float, **more: Any) -> dict[str, Any]:
    return {"id": identity, "start": start, "end": end, "label": "speech", **more}


NO_OVERLAP = schema_of(kind="segments", labels=["speech"], overlap=False, speakers=True)


@pytest.mark.parametrize(
    ("segments", "at_fault"),
    [
        ([span("1", 0, 1), span("2", 1, 2)], []),
        ([span("2", 1, 2), span("1", 0, 1.5)], ["/x/0"]),
        ([span("1", 0, 5), span("2", 1, 2), span("3", 3, 4)], ["/x/1", "/x/2"]),
        ([span("1", 0, 1, channel=0), span("2", 0, 1, channel=1)], []),
        ([span("1", 0, 1, channel=0), span("2", 0.5, 1, channel=0)], ["/x/1"]),
        ([span("1", 0, 1, channel=0), span("2", 0.5, 1)], ["/x/1"]),
        ([span("1", 0, 1), span("2", 0.5, 1, channel=1)], ["/x/1"]),
        ([span("1", 0, 1, speaker="A"), span("2", 0.5, 1, speaker="B")], ["/x/1"]),
        ([span("1", 0, 1), span("2", 1 - 5e-7, 2)], []),
    ],
)
def test_segments_of_one_channel_may_not_overlap_where_the_item_says_so(
    segments: list[dict[str, Any]], at_fault: list[str]
) -> None:
    assert told(validate(NO_OVERLAP, {"x": segments}, SECONDS)) == [(place, "overlap") for place in at_fault]
    assert validate_draft(NO_OVERLAP, {"x": segments}, SECONDS) == []


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(1, 5), st.sampled_from([None, 0, 1])),
        min_size=1,
        max_size=12,
    )
)
def test_the_sweep_finds_an_overlap_exactly_when_two_segments_overlap(
    spans: list[tuple[int, int, int | None]],
) -> None:
    segments = [
        span(str(i), start, start + length, channel=channel)
        for i, (start, length, channel) in enumerate(spans)
    ]
    overlapping = any(
        a["start"] < b["end"]
        and b["start"] < a["end"]
        and (a["channel"] is None or b["channel"] is None or a["channel"] == b["channel"])
        for i, a in enumerate(segments)
        for b in segments[:i]
    )
    assert bool(validate(NO_OVERLAP, {"x": segments}, 100.0)) == overlapping


def test_a_text_that_each_segment_needs_may_be_missing_in_a_draft_only() -> None:
    schema = schema_of(kind="segments", labels=["speech"], text="required")
    for more in ({}, {"text": None}, {"text": "  "}):
        annotation = {"x": [span("1", 0, 1, **more)]}
        assert told(validate(schema, annotation, SECONDS)) == [("/x/0/text", "required")]
        assert validate_draft(schema, annotation, SECONDS) == []


def test_free_speakers_may_have_any_name_but_an_empty_one() -> None:
    assert validate(NO_OVERLAP, {"x": [span("1", 0, 1, speaker="The second caller")]}, SECONDS) == []
    assert told(validate(NO_OVERLAP, {"x": [span("1", 0, 1, speaker="")]}, SECONDS)) == [
        ("/x/0/speaker", "unknown-speaker")
    ]


def test_there_is_a_limit_to_segments_and_to_what_is_told() -> None:
    many = [span(str(i), i / 10, i / 10 + 0.05) for i in range(MAX_SEGMENTS)]
    assert validate(NO_OVERLAP, {"x": many}, 1e6) == []
    assert told(validate(NO_OVERLAP, {"x": [*many, span("more", 0, 1)]}, 1e6)) == [("/x", "too-many")]
    broken = [{"id": None} for _ in range(MAX_SEGMENTS)]
    assert len(validate(NO_OVERLAP, {"x": broken}, 1e6)) == MAX_FAULTS


def test_a_hostile_pattern_is_checked_in_linear_time() -> None:
    schema = schema_of(kind="text", pattern="(a+)+b")
    assert told(validate(schema, {"x": "a" * 50_000}, SECONDS)) == [("/x", "pattern")]


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "start", "end", "label", "text", "attributes", "mood", "q"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON_VALUES)
def test_whatever_is_sent_is_judged_and_a_draft_is_never_stricter(value: Any) -> None:
    for schema in (CHOICE, TEXT, RATING, NUMBER, SEGMENTS):
        submitted = set(validate(schema, {"x": value}, SECONDS))
        drafted = set(validate_draft(schema, {"x": value}, SECONDS))
        assert {(f.pointer, f.rule) for f in drafted} <= {(f.pointer, f.rule) for f in submitted}


@given(st.lists(st.text(max_size=5)))
def test_pointers_follow_rfc_6901(path: list[str]) -> None:
    parts = pointer(*path).split("/")
    assert parts[0] == ""
    assert [part.replace("~1", "/").replace("~0", "~") for part in parts[1:]] == path


def test_start_values_come_from_the_manifest_in_the_item_s_own_type() -> None:
    schema = Schema.model_validate(
        {
            "items": [
                {"name": "caption", "kind": "text", "prefill": "caption", "max_length": 5},
                {"name": "class", "kind": "choice", "options": ["dog", "cat"], "prefill": "label"},
                {"name": "quality", "kind": "rating", "from": 1, "to": 5, "prefill": "mos"},
                {"name": "level", "kind": "number", "prefill": "level"},
                {"name": "turns", "kind": "segments", "labels": ["x"], "prefill": "turns"},
                {"name": "free", "kind": "text"},
            ]
        }
    )
    facts = {"caption": "a longer one", "label": "dog", "mos": "4", "level": "-3.5", "free": "no", "other": 1}
    assert prefilled(schema, facts) == {
        "caption": "a longer one",
        "class": ["dog"],
        "quality": 4,
        "level": -3.5,
    }
    turns = [{"id": "1", "start": 0, "end": 1, "label": "x"}]
    assert prefilled(schema, {"turns": turns, "caption": 12}) == {"turns": turns, "caption": "12"}
    assert prefilled(schema, {"turns": turns}, seconds=0.5) == {}
    unfit: list[dict[str, Any]] = [
        {"label": "cow"},
        {"mos": "9"},
        {"mos": "good"},
        {"level": "nan"},
        {"caption": None},
        {"label": {}},
    ]
    for wrong in unfit:
        assert prefilled(schema, wrong) == {}


def test_the_checks_can_be_read_against_the_promise() -> None:
    example = Path(__file__).parents[1] / "examples" / "RecordSubmitted.v1" / "segments-with-text.json"
    task = Path(__file__).parents[1] / "examples" / "TaskCreated.v1" / "every-kind-of-item.json"
    submitted, created = json.loads(example.read_text("utf-8")), json.loads(task.read_text("utf-8"))
    schema = Schema.model_validate(created["settings"]["schema"])
    assert validate(schema, submitted["annotation"], submitted["listing"]["seconds"]) == []
