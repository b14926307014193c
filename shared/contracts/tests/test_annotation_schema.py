"""What a schema may say, and how a malformed one is refused."""

import json
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from contracts.schema import Choice, NewSchema, Rating, Schema, Segments, Text

NEW: TypeAdapter[Schema] = TypeAdapter(NewSchema)

EVERYTHING: dict[str, Any] = {
    "items": [
        {
            "name": "class",
            "kind": "choice",
            "options": ["a", {"value": "b", "label": "B", "hotkey": "2"}],
            "multiple": True,
        },
        {
            "name": "caption",
            "kind": "text",
            "language": "pt-BR",
            "max_length": 10,
            "pattern": "[a-z ]+",
            "prefill": "caption",
        },
        {"name": "quality", "kind": "rating", "from": 1, "to": 5, "hotkeys": {"1": "q"}, "title": "Quality"},
        {
            "name": "level",
            "kind": "number",
            "minimum": 0,
            "maximum": 1.5,
            "unit": "dB",
            "required": False,
            "help": "dBFS",
        },
        {
            "name": "turns",
            "kind": "segments",
            "labels": ["speech", "noise"],
            "text": True,
            "speakers": ["A", "B"],
            "overlap": False,
            "minimum_seconds": 0.1,
            "attributes": [{"name": "mood", "kind": "choice", "options": ["calm", "loud"]}],
        },
    ]
}


def refusals(items: Any) -> list[tuple[str, str]]:
    """The pointer and type of each error that a schema of these items meets."""
    with pytest.raises(ValidationError) as refused:
        NEW.validate_python({"items": items})
    return [("".join(f"/{part}" for part in error["loc"]), error["type"]) for error in refused.value.errors()]


def test_every_kind_of_item_reads_and_writes_the_same() -> None:
    schema = NEW.validate_python(EVERYTHING)
    assert [item.kind for item in schema.items] == ["choice", "text", "rating", "number", "segments"]
    assert Schema.model_validate_json(schema.model_dump_json()) == schema
    written = json.loads(schema.model_dump_json())["items"]
    for sent, got in zip(EVERYTHING["items"], written, strict=True):
        assert {**got, **sent} == got or sent["kind"] in ("choice", "segments")
    assert written[2]["from"] == 1
    assert schema.as_json()["items"][0]["options"] == ["a", {"value": "b", "label": "B", "hotkey": "2"}]


def test_a_schema_inside_another_model_writes_from_by_itself() -> None:
    class Holder(BaseModel):
        held: Schema

    holder = Holder(held=Schema(items=(Rating(name="q", from_=0, to=1),)))
    assert json.loads(holder.model_dump_json())["held"]["items"][0]["from"] == 0


def test_items_are_required_unless_they_say_otherwise() -> None:
    assert Schema.model_validate(EVERYTHING).by_name["caption"].required
    assert not Schema.model_validate(EVERYTHING).by_name["level"].required


@pytest.mark.parametrize(
    ("items", "pointer", "kind"),
    [
        ([], "/items", "too_short"),
        ([{"name": f"n{i}", "kind": "text"} for i in range(51)], "/items", "too_long"),
        (["text"], "/items/0", "item-type"),
        ([{"name": "a"}], "/items/0/kind", "kind"),
        ([{"name": "a", "kind": "video"}], "/items/0/kind", "kind"),
        ([{"name": "a", "kind": ["text"]}], "/items/0/kind", "kind"),
        ([{"kind": "text"}], "/items/0/name", "missing"),
        ([{"name": "a", "kind": "text"}, {"name": "a", "kind": "text"}], "/items/1/name", "duplicate"),
        ([{"name": "", "kind": "text"}], "/items/0/name", "string_too_short"),
        ([{"name": "n" * 65, "kind": "text"}], "/items/0/name", "string_too_long"),
        ([{"name": "1st", "kind": "text"}], "/items/0/name", "name"),
        ([{"name": "a/b", "kind": "text"}], "/items/0/name", "name"),
        ([{"name": "a.b", "kind": "text"}], "/items/0/name", "name"),
        ([{"name": "e\u0301", "kind": "text"}], "/items/0/name", "name"),
        ([{"name": "{x}", "kind": "text"}], "/items/0/name", "name"),
        ([{"name": "a", "kind": "text", "required": "no"}], "/items/0/required", "bool_type"),
        ([{"name": "a", "kind": "text", "requried": False}], "/items/0/requried", "extra_forbidden"),
        ([{"name": "a", "kind": "text", "max_length": 0}], "/items/0/max_length", "greater_than_equal"),
        ([{"name": "a", "kind": "text", "pattern": "a("}], "/items/0/pattern", "pattern"),
        ([{"name": "a", "kind": "text", "pattern": "a)(b"}], "/items/0/pattern", "pattern"),
        ([{"name": "a", "kind": "text", "pattern": r"(a)\1"}], "/items/0/pattern", "pattern"),
        ([{"name": "a", "kind": "text", "pattern": "(?=a)b"}], "/items/0/pattern", "pattern"),
        ([{"name": "a", "kind": "text", "pattern": r"\w{500}{500}"}], "/items/0/pattern", "pattern"),
        (
            [{"name": "a", "kind": "text", "language": "english please"}],
            "/items/0/language",
            "string_pattern_mismatch",
        ),
        ([{"name": "a", "kind": "choice"}], "/items/0/options", "missing"),
        ([{"name": "a", "kind": "choice", "options": []}], "/items/0/options", "too_short"),
        (
            [{"name": "a", "kind": "choice", "options": [str(i) for i in range(201)]}],
            "/items/0/options",
            "too_long",
        ),
        ([{"name": "a", "kind": "choice", "options": ["x", "x"]}], "/items/0/options/1", "duplicate"),
        (
            [{"name": "a", "kind": "choice", "options": ["x", {"value": "x"}]}],
            "/items/0/options/1",
            "duplicate",
        ),
        ([{"name": "a", "kind": "choice", "options": ["x", 3]}], "/items/0/options/1", "option-type"),
        (
            [{"name": "a", "kind": "choice", "options": [" "]}],
            "/items/0/options/0",
            "string_pattern_mismatch",
        ),
        (
            [{"name": "a", "kind": "choice", "options": [{"label": "X"}]}],
            "/items/0/options/0/value",
            "missing",
        ),
        (
            [
                {
                    "name": "a",
                    "kind": "choice",
                    "options": [{"value": "x", "hotkey": "1"}, {"value": "y", "hotkey": "1"}],
                }
            ],
            "/items/0/options/1/hotkey",
            "duplicate",
        ),
        (
            [{"name": "a", "kind": "choice", "options": ["x"], "hotkeys": {"y": "1"}}],
            "/items/0/hotkeys/y",
            "hotkeys",
        ),
        (
            [{"name": "a", "kind": "choice", "options": ["x", "y"], "hotkeys": {"x": "1", "y": "1"}}],
            "/items/0/hotkeys/y",
            "hotkeys",
        ),
        ([{"name": "a", "kind": "rating", "to": 5}], "/items/0/from", "missing"),
        ([{"name": "a", "kind": "rating", "from": 5, "to": 5}], "/items/0/to", "range"),
        ([{"name": "a", "kind": "rating", "from": 0, "to": 101}], "/items/0/to", "range"),
        ([{"name": "a", "kind": "rating", "from": 1.5, "to": 5}], "/items/0/from", "int_type"),
        ([{"name": "a", "kind": "number", "minimum": 2, "maximum": 1}], "/items/0/maximum", "range"),
        ([{"name": "a", "kind": "segments"}], "/items/0/labels", "missing"),
        ([{"name": "a", "kind": "segments", "labels": ["x", "x"]}], "/items/0/labels/1", "duplicate"),
        (
            [{"name": "a", "kind": "segments", "labels": ["x"], "speakers": "A"}],
            "/items/0/speakers",
            "speakers-type",
        ),
        (
            [{"name": "a", "kind": "segments", "labels": ["x"], "speakers": []}],
            "/items/0/speakers",
            "too_short",
        ),
        (
            [{"name": "a", "kind": "segments", "labels": ["x"], "speakers": ["A", "A"]}],
            "/items/0/speakers/1",
            "duplicate",
        ),
        ([{"name": "a", "kind": "segments", "labels": ["x"], "text": "yes"}], "/items/0/text", "text-type"),
        (
            [{"name": "a", "kind": "segments", "labels": ["x"], "minimum_seconds": -1}],
            "/items/0/minimum_seconds",
            "greater_than_equal",
        ),
        (
            [
                {
                    "name": "a",
                    "kind": "segments",
                    "labels": ["x"],
                    "attributes": [{"name": "b", "kind": "segments"}],
                }
            ],
            "/items/0/attributes/0/kind",
            "kind",
        ),
        (
            [
                {
                    "name": "a",
                    "kind": "segments",
                    "labels": ["x"],
                    "attributes": [{"name": "b", "kind": "text"}] * 2,
                }
            ],
            "/items/0/attributes/1/name",
            "duplicate",
        ),
        (
            [
                {
                    "name": "a",
                    "kind": "segments",
                    "labels": ["x"],
                    "attributes": [{"name": "b", "kind": "text", "prefill": "p"}],
                }
            ],
            "/items/0/attributes/0/prefill",
            "prefill",
        ),
    ],
)
def test_a_malformed_schema_is_refused_once_at_the_place(items: Any, pointer: str, kind: str) -> None:
    assert refusals(items) == [(pointer, kind)]


def test_a_number_that_is_not_finite_cannot_be_a_limit() -> None:
    places = {
        place.split("/minimum")[0]
        for place, _ in refusals([{"name": "a", "kind": "number", "minimum": float("nan")}])
    }
    assert places == {"/items/0"}


@pytest.mark.parametrize("name", ["caption", "_x", "sound-class", "Qualität", "字幕", "हिन्दी", "n" * 64])
def test_names_may_use_the_letters_of_any_script(name: str) -> None:
    assert NEW.validate_python({"items": [{"name": name, "kind": "text"}]}).by_name[name].kind == "text"


def test_an_event_with_fields_of_a_later_version_is_still_read() -> None:
    items = [
        {"name": "a", "kind": "choice", "options": [{"value": "x", "icon": "new"}], "shape": "new"},
        {
            "name": "b",
            "kind": "segments",
            "labels": ["x"],
            "attributes": [{"name": "c", "kind": "text", "later": 1}],
        },
    ]
    assert len(Schema.model_validate({"items": items, "version": 9}).items) == 2
    assert len(refusals(items)) == 3


def test_a_pattern_matches_the_whole_text_and_its_alternatives_stay_together() -> None:
    matcher = Text(name="t", pattern="cat|dog").matcher
    assert matcher is not None
    matcher.validate_python("dog")
    for text in ("cats", "hotdog", "cat\n"):
        with pytest.raises(ValidationError):
            matcher.validate_python(text)


def test_closed_lists_give_their_bare_values() -> None:
    schema = Schema.model_validate(EVERYTHING)
    choice, turns = schema.by_name["class"], schema.by_name["turns"]
    assert isinstance(choice, Choice)
    assert choice.values == ("a", "b")
    assert isinstance(turns, Segments)
    assert turns.label_values == ("speech", "noise")
    assert turns.speaker_set == frozenset({"A", "B"})


@pytest.mark.parametrize("value", [None, [], "caption", [{"name": "a", "kind": "text"}]])
def test_a_schema_that_is_no_object_is_refused_in_plain_words(value: Any) -> None:
    with pytest.raises(ValidationError, match="A schema is an object with a list of items"):
        NEW.validate_python(value)
