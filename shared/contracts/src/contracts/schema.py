"""Annotation schemas: what a task asks for, item by item, as frozen models whose errors point at the place.

`Schema` reads what an event carries and ignores fields it does not know (a later version may add some).
`NewSchema` is the same model for what a person sends: there a field that nobody knows is an error, so that a
mistyped `requried` is not silently lost. Both serialise with `from` for a scale's lower end by themselves.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import (
    Field,
    StrictBool,
    TypeAdapter,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from contracts.schema_items import (
    MAX_OPTIONS,
    MAX_TEXT,
    Choice,
    Finite,
    Frozen,
    Item,
    Language,
    Number,
    Option,
    Options,
    Rating,
    Text,
    Value,
    build,
    check_options,
    option_values,
    refuse,
)

MAX_ITEMS = 50
MAX_ATTRIBUTES = 20
MAX_SEGMENTS = 20_000

_FLAT: dict[str, type[Item]] = {"choice": Choice, "text": Text, "rating": Rating, "number": Number}


def _by_kind(kinds: dict[str, type[Item]], value: Any, info: ValidationInfo) -> Item:
    if isinstance(value, Item) and type(value) in kinds.values():
        return value
    if not isinstance(value, dict):
        raise PydanticCustomError("item-type", "An item is an object with a name and a kind")
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        names = ", ".join(kinds)
        said = (
            "An item needs a kind" if kind is None else f"{kind!r} is not a kind of item that can stand here"
        )
        raise refuse("kind", f"{said}; the kinds are {names}", "kind", value=kind)
    return build(kinds[kind], value, info)


def _flat_item(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Item:
    return _by_kind(_FLAT, value, info)


AttributeItem = Annotated[
    Annotated[Choice | Text | Rating | Number, Field(discriminator="kind")], WrapValidator(_flat_item)
]

_NAMES: TypeAdapter[tuple[str, ...]] = TypeAdapter(
    Annotated[tuple[Value, ...], Field(max_length=MAX_OPTIONS)]
)


def _flag_or_names(value: Any, handler: ValidatorFunctionWrapHandler) -> bool | tuple[str, ...]:
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return _NAMES.validate_python(value)
    raise PydanticCustomError("speakers-type", "speakers is true, false or a list of names")


def _flag_or_required(value: Any, handler: ValidatorFunctionWrapHandler) -> bool | Literal["required"]:
    if isinstance(value, bool):
        return value
    if value == "required":
        return "required"
    raise PydanticCustomError("text-type", 'text is true, false or "required"')


class Segments(Item):
    """Time spans in seconds, each with one of `labels`.

    `text`: true where a segment may carry a text, "required" where it must; `language` is that of the texts.
    `speakers`: a closed list, or true for any name. `overlap`: false where no two segments of one channel may
    overlap. `minimum_seconds`: the shortest span allowed. `attributes`: items that each segment answers.
    """

    kind: Literal["segments"] = "segments"
    labels: Options
    text: Annotated[bool | Literal["required"], WrapValidator(_flag_or_required)] = False
    language: Language | None = None
    speakers: Annotated[bool | tuple[str, ...], WrapValidator(_flag_or_names)] = False
    overlap: StrictBool = True
    minimum_seconds: Annotated[Finite, Field(ge=0)] | None = None
    attributes: Annotated[tuple[AttributeItem, ...], Field(max_length=MAX_ATTRIBUTES)] = ()

    @cached_property
    def label_values(self) -> tuple[str, ...]:
        return option_values(self.labels)

    @cached_property
    def label_set(self) -> frozenset[str]:
        return frozenset(self.label_values)

    @cached_property
    def speaker_set(self) -> frozenset[str] | None:
        """The closed list of speakers, or None where any name will do."""
        return frozenset(self.speakers) if isinstance(self.speakers, tuple) else None

    @cached_property
    def attribute_names(self) -> frozenset[str]:
        return frozenset(attribute.name for attribute in self.attributes)

    def hotkey_targets(self) -> tuple[str, ...]:
        return self.label_values

    @model_validator(mode="after")
    def _lists(self) -> Self:
        check_options("labels", self.labels)
        if isinstance(self.speakers, tuple):
            check_options("speakers", self.speakers)
        check_names("attributes", self.attributes)
        for index, attribute in enumerate(self.attributes):
            if attribute.prefill is not None:
                message = "A segment's attribute starts empty: it cannot have a prefill"
                raise refuse("prefill", message, "attributes", index, "prefill", value=attribute.prefill)
        return self


def check_names(field: str, items: tuple[Item, ...]) -> None:
    """Raise where two items of a list have one name."""
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item.name in seen:
            raise refuse(
                "duplicate", f"Two items are named {item.name!r}", field, index, "name", value=item.name
            )
        seen.add(item.name)


def _any_item(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Item:
    return _by_kind({**_FLAT, "segments": Segments}, value, info)


AnyItem = Annotated[
    Annotated[Choice | Text | Rating | Number | Segments, Field(discriminator="kind")],
    WrapValidator(_any_item),
]


class Schema(Frozen):
    """The annotation items of a task, 1 to 50, each with a name of its own."""

    items: Annotated[tuple[AnyItem, ...], Field(max_length=MAX_ITEMS, json_schema_extra={"minItems": 1})]

    @cached_property
    def by_name(self) -> dict[str, AnyItem]:
        """The items by name, in their order."""
        return {item.name: item for item in self.items}

    def as_json(self) -> dict[str, Any]:
        """The schema as JSON data, without the fields that say nothing."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    @model_validator(mode="after")
    def _names(self) -> Self:
        if not self.items:
            raise refuse("too_short", f"A schema has 1 to {MAX_ITEMS} items", "items", value=self.items)
        check_names("items", self.items)
        return self


def _new_schema(value: Any, handler: ValidatorFunctionWrapHandler) -> Schema:
    if isinstance(value, Schema):
        return value
    if not isinstance(value, dict):
        raise PydanticCustomError("schema-type", "A schema is an object with a list of items")
    return Schema.model_validate(value, extra="forbid", context={"refuse_unknown_fields": True})


NewSchema = Annotated[Schema, WrapValidator(_new_schema)]
"""A schema as a person sends it: unknown fields are errors."""

__all__ = [
    "MAX_ATTRIBUTES",
    "MAX_ITEMS",
    "MAX_OPTIONS",
    "MAX_SEGMENTS",
    "MAX_TEXT",
    "AnyItem",
    "AttributeItem",
    "Choice",
    "Item",
    "NewSchema",
    "Number",
    "Option",
    "Rating",
    "Schema",
    "Segments",
    "Text",
]
