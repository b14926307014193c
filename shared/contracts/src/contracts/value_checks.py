"""Checks of one value of a choice, text, rating or number item; also used for the attributes of a segment."""

from __future__ import annotations

from math import isfinite
from typing import Any

from pydantic import ValidationError

from contracts.faults import Findings, is_unicode
from contracts.schema import MAX_TEXT, Choice, Number, Rating, Text

LARGEST = 2**53
"""Beyond it a whole number is not the same in every program that reads JSON."""


def check_value(
    item: Choice | Text | Rating | Number, value: Any, name: str, at: str, found: Findings
) -> None:
    """Check a value that is there; `name` is the item to tell in the faults, `at` the value's pointer."""
    if isinstance(item, Choice):
        _choice(item, value, name, at, found)
    elif isinstance(item, Text):
        _text(item, value, name, at, found)
    elif isinstance(item, Rating):
        _rating(item, value, name, at, found)
    else:
        _number(item, value, name, at, found)


def _choice(item: Choice, value: Any, name: str, at: str, found: Findings) -> None:
    if not isinstance(value, list):
        return found.add(name, at, "wrong-type", "A choice is a list of values")
    if not value:
        if item.required and found.complete:
            found.add(name, at, "required", "Choose a value")
        return None
    if len(value) > 1 and not item.multiple:
        found.add(name, at, "too-many", "Only one value can be chosen")
    options = item.value_set
    seen: set[str] = set()
    for index, chosen in enumerate(value):
        if not isinstance(chosen, str):
            found.add(name, f"{at}/{index}", "wrong-type", "A chosen value is a string")
        elif chosen not in options:
            found.add(name, f"{at}/{index}", "not-an-option", "This is not one of the options")
        elif chosen in seen:
            found.add(name, f"{at}/{index}", "duplicate-option", "This value is chosen twice")
        else:
            seen.add(chosen)
        if found.full:
            return None
    return None


def check_text(text: Any, required: bool, limit: int | None, name: str, at: str, found: Findings) -> bool:
    """Check a text of an item or a segment; says whether it is a good one with something in it."""
    if not isinstance(text, str):
        found.add(name, at, "wrong-type", "A text is a string")
        return False
    if not is_unicode(text):
        found.add(name, at, "wrong-type", "The text is not valid Unicode")
        return False
    most = limit if limit is not None and found.complete else MAX_TEXT
    if len(text) > most:
        found.add(name, at, "too-long", f"The text has {len(text)} characters, at most {most} are allowed")
        return False
    if not text or text.isspace():
        if required and found.complete:
            found.add(name, at, "required", "A text is required")
        return False
    return True


def _text(item: Text, value: Any, name: str, at: str, found: Findings) -> None:
    good = check_text(value, item.required, item.max_length, name, at, found)
    if good and found.complete and (matcher := item.matcher) is not None:
        try:
            matcher.validate_python(value)
        except ValidationError:
            found.add(name, at, "pattern", f"The text does not match {item.pattern}")


def _is_number(value: Any) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and (isinstance(value, int) or isfinite(value))
    )


def _rating(item: Rating, value: Any, name: str, at: str, found: Findings) -> None:
    if not _is_number(value):
        found.add(name, at, "wrong-type", "A rating is a number")
    elif not item.from_ <= value <= item.to:
        found.add(name, at, "out-of-range", f"A rating from {item.from_} to {item.to} is asked for")
    elif value != int(value):
        found.add(name, at, "not-whole", "A rating is a whole number")


def _number(item: Number, value: Any, name: str, at: str, found: Findings) -> None:
    if not _is_number(value):
        return found.add(name, at, "wrong-type", "A number is asked for")
    if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
        return found.add(name, at, "out-of-range", "Whole numbers go to 2**53")
    if not found.complete:
        return None
    if item.minimum is not None and value < item.minimum:
        found.add(name, at, "out-of-range", f"The least is {item.minimum}{_unit(item)}")
    elif item.maximum is not None and value > item.maximum:
        found.add(name, at, "out-of-range", f"The most is {item.maximum}{_unit(item)}")
    elif item.whole and value != int(value):
        found.add(name, at, "not-whole", "A whole number is asked for")
    return None


def _unit(item: Number) -> str:
    return "" if item.unit is None else f" {item.unit}"
