"""Annotation items of every kind but segments, and what all share; import them from `contracts.schema`."""

from __future__ import annotations

import unicodedata
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError, SchemaError

MAX_OPTIONS = 200
MAX_TEXT = 100_000
"""Characters of one text value, whatever the schema says."""
MAX_PATTERN = 500

Value = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"\S")]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$", max_length=64)]
Hotkey = Annotated[str, StringConstraints(min_length=1, max_length=32)]
Finite = Annotated[StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)], Field(union_mode="smart")]
M = TypeVar("M", bound=BaseModel)


def refuse(rule: str, message: str, *loc: str | int, value: Any = None) -> ValidationError:
    """An error at `loc` (relative to the model that raises it), with a stable type and a sentence to show."""
    text = message.replace("{", "{{").replace("}", "}}")
    detail = InitErrorDetails(type=PydanticCustomError(rule, text), loc=loc, input=value)
    return ValidationError.from_exception_data("Schema", [detail])


def build(model: type[M], value: Any, info: ValidationInfo) -> M:
    """`value` as `model`, with unknown fields refused where the outermost call asked for that.

    Called from wrap validators, so that errors carry the plain path and no name of a union's branch.
    """
    strict = bool(info.context and info.context.get("refuse_unknown_fields"))
    return model.model_validate(value, extra="forbid" if strict else "ignore", context=info.context)


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", serialize_by_alias=True, validate_by_name=True)


class Option(Frozen):
    """One value of a closed list; a plain string stands for an option with nothing but its value."""

    value: Value
    label: Annotated[str, StringConstraints(max_length=200)] | None = None
    hotkey: Hotkey | None = None
    color: Annotated[str, StringConstraints(max_length=32)] | None = None


def _string_or_option(
    value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
) -> str | Option:
    if isinstance(value, Option):
        return value
    if isinstance(value, dict):
        return build(Option, value, info)
    if isinstance(value, str):
        return _VALUE.validate_python(value)
    raise PydanticCustomError("option-type", "An option is a string or an object with a value")


_VALUE: TypeAdapter[str] = TypeAdapter(Value)
AnyOption = Annotated[Value | Option, WrapValidator(_string_or_option)]
# At least one is checked by hand, after the options themselves: the core would say "too short" of bad ones.
Options = Annotated[tuple[AnyOption, ...], Field(max_length=MAX_OPTIONS, json_schema_extra={"minItems": 1})]


def option_values(options: tuple[str | Option, ...]) -> tuple[str, ...]:
    """The bare values of a closed list, in its order."""
    return tuple(option if isinstance(option, str) else option.value for option in options)


def check_options(field: str, options: tuple[str | Option, ...]) -> None:
    """Raise where a closed list is empty or has a value or a hotkey twice."""
    if not options:
        raise refuse("too_short", f"Name 1 to {MAX_OPTIONS} values", field, value=options)
    seen: set[str] = set()
    for index, value in enumerate(option_values(options)):
        if value in seen:
            raise refuse("duplicate", f"The value {value!r} is there twice", field, index, value=value)
        seen.add(value)
    keys: set[str] = set()
    for index, option in enumerate(options):
        if isinstance(option, Option) and option.hotkey is not None:
            if option.hotkey in keys:
                raise refuse(
                    "duplicate", f"The hotkey {option.hotkey!r} is there twice", field, index, "hotkey"
                )
            keys.add(option.hotkey)


class Item(Frozen):
    """What every annotation item has. `prefill` names the manifest fact that the item starts from.

    `hotkeys` maps a value of the item (for text and number: `focus`) to a key.
    """

    name: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    title: Annotated[str, StringConstraints(max_length=200)] | None = None
    required: StrictBool = True
    help: Annotated[str, StringConstraints(max_length=5000)] | None = None
    hotkeys: dict[str, Hotkey] | None = None
    prefill: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = None

    def hotkey_targets(self) -> tuple[str, ...]:
        """What a key of this item can stand for."""
        return ("focus",)

    @model_validator(mode="after")
    def _name_and_hotkeys(self) -> Self:
        plain = self.name.replace("-", "_")
        if not plain.isidentifier() or unicodedata.normalize("NFC", self.name) != self.name:
            message = (
                "A name starts with a letter or _, then letters, digits, _ and - (composed Unicode, NFC)"
            )
            raise refuse("name", message, "name", value=self.name)
        targets, keys = set(self.hotkey_targets()), set()
        for target, key in (self.hotkeys or {}).items():
            if target not in targets:
                raise refuse("hotkeys", f"{target!r} is not a value of this item", "hotkeys", target)
            if key in keys:
                raise refuse("hotkeys", f"The key {key!r} is there twice", "hotkeys", target)
            keys.add(key)
        return self


class Choice(Item):
    """One value of a closed list, or several where `multiple`; an annotation holds a list of values."""

    kind: Literal["choice"] = "choice"
    options: Options
    multiple: StrictBool = False

    @cached_property
    def values(self) -> tuple[str, ...]:
        return option_values(self.options)

    @cached_property
    def value_set(self) -> frozenset[str]:
        return frozenset(self.values)

    def hotkey_targets(self) -> tuple[str, ...]:
        return self.values

    @model_validator(mode="after")
    def _options(self) -> Self:
        check_options("options", self.options)
        return self


def compile_pattern(pattern: str) -> TypeAdapter[str]:
    """An adapter that accepts the strings which `pattern` matches as a whole.

    The engine is the linear-time one of pydantic-core (Rust regex: no look-around, no back references), so no
    pattern can make a check slow. Raises SchemaError where it does not compile.
    """
    TypeAdapter(
        Annotated[str, StringConstraints(pattern=pattern)]
    )  # alone first: "a)(b" must not pass as a whole
    return TypeAdapter(Annotated[str, StringConstraints(pattern=rf"\A(?:{pattern})\z")])


class Text(Item):
    """Free text. `language`: a BCP 47 tag; `max_length`: characters; `pattern` must match the whole text."""

    kind: Literal["text"] = "text"
    language: Language | None = None
    max_length: Annotated[StrictInt, Field(ge=1, le=MAX_TEXT)] | None = None
    pattern: Annotated[str, StringConstraints(min_length=1, max_length=MAX_PATTERN)] | None = None

    @cached_property
    def matcher(self) -> TypeAdapter[str] | None:
        return None if self.pattern is None else compile_pattern(self.pattern)

    @model_validator(mode="after")
    def _pattern(self) -> Self:
        try:
            _ = self.matcher
        except SchemaError as error:
            reason = str(error).split("error: ")[-1].split("\n")[0]
            message = f"Not a pattern that can be used (no look-around, no back references): {reason}"
            raise refuse("pattern", message, "pattern", value=self.pattern) from None
        return self


class Rating(Item):
    """A whole number on a scale; its ends are `from` and `to` in JSON."""

    kind: Literal["rating"] = "rating"
    from_: Annotated[StrictInt, Field(alias="from", ge=-1000, le=1000)]
    to: Annotated[StrictInt, Field(ge=-1000, le=1000)]

    def hotkey_targets(self) -> tuple[str, ...]:
        return tuple(map(str, range(self.from_, self.to + 1)))

    @model_validator(mode="after")
    def _scale(self) -> Self:
        if self.from_ >= self.to:
            raise refuse("range", "A scale goes up: from is less than to", "to", value=self.to)
        if self.to - self.from_ > 100:
            raise refuse(
                "range", "A scale has at most 101 steps; use a number item instead", "to", value=self.to
            )
        return self


class Number(Item):
    """A number within `minimum` and `maximum` (both included); `whole` asks for one without a fraction."""

    kind: Literal["number"] = "number"
    minimum: Finite | None = None
    maximum: Finite | None = None
    unit: Annotated[str, StringConstraints(min_length=1, max_length=32)] | None = None
    whole: StrictBool = False

    @model_validator(mode="after")
    def _range(self) -> Self:
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise refuse("range", "minimum is greater than maximum", "maximum", value=self.maximum)
        return self
