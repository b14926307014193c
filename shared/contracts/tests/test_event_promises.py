"""What is published stays true: schemas, examples, the AsyncAPI document, topics and their owners."""

import copy
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker

from contracts import generate
from contracts.asyncapi import document, event_schema, version_name
from contracts.compatibility import incompatibilities
from contracts.events import EVENTS, EventData
from contracts.topics import SERVICES, TOPIC_OF, TOPICS

PACKAGE = Path(__file__).parents[1]
EXAMPLES = [
    pytest.param(folder, name, data, id=f"{folder}/{name}")
    for folder, examples in generate.committed_examples().items()
    for name, data in examples
]
EVENT_TYPES = [pytest.param(event, id=event.__name__) for event in EVENTS.values()]


def test_every_generated_file_is_current() -> None:
    stale = [str(path) for path, text in generate.files().items() if path.read_text("utf-8") != text]
    assert stale == [], "run `python -m contracts.generate`"
    assert generate.main(["--check"]) == 0


def test_no_published_type_changed_incompatibly() -> None:
    assert generate.incompatible_changes() == []


@pytest.mark.parametrize("event", EVENT_TYPES)
def test_every_event_says_what_it_means_and_has_an_example(event: type[EventData]) -> None:
    assert event.__doc__
    assert event.ce_type.startswith(f"earmark.{event.__name__}.v")
    assert any((PACKAGE / "examples" / version_name(event)).glob("*.json"))


@pytest.mark.parametrize(("folder", "name", "data"), EXAMPLES)
def test_every_example_parses_and_fits_its_schema(folder: str, name: str, data: dict[str, Any]) -> None:
    model = EVENTS[f"earmark.{folder}"]
    parsed = model.model_validate(data)
    schema = json.loads((PACKAGE / "schemas" / f"{folder}.json").read_text("utf-8"))
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    assert list(validator.iter_errors(data)) == []
    # what we publish is the event again, in the names and shapes that were promised
    written = json.loads(parsed.model_dump_json(by_alias=True))
    assert list(validator.iter_errors(written)) == []
    assert model.model_validate(written) == parsed


@pytest.mark.parametrize(("folder", "name", "data"), EXAMPLES)
def test_fields_of_a_later_publisher_are_ignored(folder: str, name: str, data: dict[str, Any]) -> None:
    model = EVENTS[f"earmark.{folder}"]
    assert model.model_validate({**data, "added_next_year": {"x": 1}}) == model.model_validate(data)


@pytest.mark.parametrize("event", EVENT_TYPES)
def test_every_schema_is_a_valid_json_schema(event: type[EventData]) -> None:
    Draft202012Validator.check_schema(event_schema(event))


def test_the_asyncapi_document_fits_the_official_schema() -> None:
    official = json.loads((PACKAGE / "tests" / "data" / "asyncapi-3.0.0.json").read_text("utf-8"))
    ours = json.loads((PACKAGE / "asyncapi.json").read_text("utf-8"))
    errors = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in Draft7Validator(official).iter_errors(ours)
    ]
    assert errors == []


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    ours = document(generate.committed_examples())

    def follow(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("$ref"), str):
                target: Any = ours
                for step in part["$ref"].removeprefix("#/").split("/"):
                    target = target[step]
            for inner in part.values():
                follow(inner)
        elif isinstance(part, list):
            for inner in part:
                follow(inner)

    follow(ours)
    for topic in TOPICS:
        channel = ours["channels"][topic.name.removeprefix("earmark.")]
        assert channel["address"] == topic.name
        assert len(channel["messages"]) == len(topic.events)


def test_every_topic_has_an_owner_that_is_a_service_and_readers_that_exist() -> None:
    for topic in TOPICS:
        assert topic.owner in SERVICES or (topic.owner is None and not topic.gapless), topic.name
        assert topic.consumers, topic.name
        assert set(topic.consumers) <= set(SERVICES), topic.name
        assert len(set(topic.consumers)) == len(topic.consumers), topic.name
        assert topic.owner not in topic.consumers, topic.name
        assert topic.meaning
        assert topic.key


def test_every_event_has_exactly_one_topic() -> None:
    listed = [event for topic in TOPICS for event in topic.events]
    assert len(listed) == len(set(listed)) == len(EVENTS)
    assert set(TOPIC_OF) == set(EVENTS.values())
    assert len({topic.name for topic in TOPICS}) == len(TOPICS)


def test_the_topics_to_be_made_are_those_of_the_registry_and_one_of_dead_letters_each() -> None:
    made = json.loads((generate.REPOSITORY / "deploy" / "topics.json").read_text("utf-8"))["topics"]
    names = {topic["name"]: topic for topic in made}
    assert set(names) == {topic.name for topic in TOPICS} | {
        f"earmark.dead-letters.{service}" for service in SERVICES
    }
    for topic in TOPICS:
        forever = topic.retention_days is None
        kept = "-1" if forever else str((topic.retention_days or 0) * 86_400_000)
        assert names[topic.name]["config"]["retention.ms"] == kept
        assert names[topic.name]["partitions"] == topic.partitions


PUBLISHED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "task": {"type": "string", "maxLength": 255, "description": "old words"},
        "round": {"type": "integer", "minimum": 1},
        "by": {"enum": ["person", "rule"], "type": "string"},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        "marks": {"type": "array", "items": {"$ref": "#/$defs/Mark"}, "default": []},
        "facts": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["task", "round", "by"],
    "$defs": {"Mark": {"type": "object", "properties": {"item": {"type": "string"}}, "required": ["item"]}},
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """PUBLISHED with the value at a path replaced, or removed where it is `...`."""
    schema = copy.deepcopy(PUBLISHED)
    *steps, last = path.split("/")
    place: Any = schema
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return schema


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("properties/note", ..., "/note: removed"),
        ("required", ["task", "round", "by", "note"], "/note: became required"),
        ("required", ["task", "round"], "/by: is no longer required"),
        ("properties/round/type", "string", "/round: type changed from integer to string"),
        ("properties/round/minimum", 2, "/round: minimum changed from 1 to 2"),
        ("properties/task/maxLength", 20, "/task: maxLength changed from 255 to 20"),
        ("properties/task/pattern", "^a", "/task: pattern changed from None to '^a'"),
        ("properties/by/enum", ["person"], "/by: value 'rule' removed"),
        ("properties/by/enum", ["person", "rule", "rest"], "/by: value 'rest' added"),
        ("properties/by/enum", ..., "/by: is no longer a list of values"),
        ("properties/task/const", "x", "/task: was closed to a list of values"),
        ("properties/note/anyOf", [{"type": "string"}], "/note: type narrowed"),
        ("properties/note/default", "-", "/note: default changed from None to '-'"),
        ("$defs/Mark/properties/item/type", "integer", "/marks/*/item: type changed from string to integer"),
        ("$defs/Mark/required", [], "/marks/*/item: is no longer required"),
        (
            "properties/facts/additionalProperties/type",
            "number",
            "/facts/{}: type changed from string to number",
        ),
        ("additionalProperties", False, "/: additionalProperties changed from None to False"),
    ],
)
def test_an_incompatible_change_is_told_by_field(path: str, value: Any, told: str) -> None:
    assert incompatibilities(PUBLISHED, changed(path, value)) == [told]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("properties/added", {"type": "string", "default": ""}),
        ("properties/task/description", "new words"),
        ("$defs/Mark/properties/comment", {"type": "string"}),
        ("title", "Better"),
    ],
)
def test_new_optional_fields_and_new_words_are_compatible(path: str, value: Any) -> None:
    assert incompatibilities(PUBLISHED, changed(path, value)) == []


def test_a_new_required_field_is_incompatible() -> None:
    today = changed("properties/added", {"type": "string"})
    today["required"] = [*today["required"], "added"]
    assert incompatibilities(PUBLISHED, today) == ["/added: added as required"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of its own with everything generated."""
    package = tmp_path / "shared" / "contracts"
    shutil.copytree(PACKAGE / "examples", package / "examples")
    assert generate.main([], package, tmp_path) == 0
    return tmp_path


def test_generate_writes_every_file_once(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = checkout / "shared" / "contracts"
    assert generate.main(["--check"], package, checkout) == 0
    for path, text in generate.files().items():
        assert (checkout / path.relative_to(generate.REPOSITORY)).read_text("utf-8") == text
    capsys.readouterr()
    assert generate.main([], package, checkout) == 0
    assert "written 0, removed 0" in capsys.readouterr().out


def test_a_stale_file_is_told_and_made_anew(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = checkout / "shared" / "contracts"
    (checkout / "docs" / "events.md").write_text("old", "utf-8")
    assert generate.main(["--check"], package, checkout) == 1
    assert "docs/events.md" in capsys.readouterr().out
    assert generate.main([], package, checkout) == 0
    assert generate.main(["--check"], package, checkout) == 0


def test_generate_refuses_to_overwrite_a_published_type_incompatibly(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = checkout / "shared" / "contracts"
    committed = package / "schemas" / "TaskStopped.v1.json"
    published = json.loads(committed.read_text("utf-8"))
    published["properties"]["reason"] = {"type": "string"}
    committed.write_text(json.dumps(published), "utf-8")
    (package / "schemas" / "TaskPaused.v1.json").write_text("{}", "utf-8")

    for arguments in ([], ["--check"]):
        assert generate.main(arguments, package, checkout) == 1
        told = capsys.readouterr().out
        assert "TaskStopped.v1/reason: removed" in told
        assert "TaskPaused.v1: the type was removed" in told
    assert json.loads(committed.read_text("utf-8")) == published

    assert generate.main(["--accept-incompatible"], package, checkout) == 0
    assert json.loads(committed.read_text("utf-8")) == event_schema(EVENTS["earmark.TaskStopped.v1"])
    assert not (package / "schemas" / "TaskPaused.v1.json").exists()
