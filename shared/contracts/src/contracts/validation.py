"""Checks of an annotation against its schema: complete at submission, well-formed for a draft.

An annotation is a dict from item name to value; null stands for "no value", for an item and for an optional
field of a segment alike. A fault names the item, the place (an RFC 6901 pointer into the annotation) and the
rule, whose slug never changes:

=================== ===== ==============================================================================
rule                draft what is wrong
=================== ===== ==============================================================================
required            ids   nothing there, an empty list or an empty text, where something is needed (a draft:
                          a segment's id, start and end)
pattern                   the text does not match as a whole
too-long            limit longer than max_length (a draft: than MAX_TEXT, or a name than it may ever be)
out-of-range        scale below or above what is allowed (a draft: off a rating's scale, or beyond 2**53)
not-whole           scale a fraction where whole numbers are asked for (a draft: in a rating)
too-short                 a segment shorter than minimum_seconds
overlap                   two segments of one channel overlap where they may not
unknown-item        yes   the schema has no such item
unknown-field       yes   a segment has a field that its item does not ask for
wrong-type          yes   not the JSON type, not finite, or not valid Unicode
not-an-option       yes   not one of the closed list
too-many            yes   several choices where one is asked for, or more segments than MAX_SEGMENTS
duplicate-option    yes   one choice twice
unknown-label       yes   not one of the labels
unknown-speaker     yes   not one of the speakers
duplicate-id        yes   two segments with one id
start-before-end    yes   a segment that does not start before it ends
outside-record      yes   a segment before 0 or beyond the record's duration
channel             yes   not a channel number (from 0) of the record
=================== ===== ==============================================================================

**Times** are seconds; they are compared with a tolerance of one microsecond (less than half a sample at any
rate up to 500 kHz), so a value that was rounded to six decimals passes. **Overlap** is judged per channel: a
segment without a channel speaks of the whole record, so it overlaps those of every channel; speakers and
labels make no difference (two people who talk at once are what `overlap: true` is for).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from contracts.faults import MAX_FAULTS, Fault, Findings, pointer
from contracts.schema import AnyItem, Schema, Segments
from contracts.segment_checks import check_segments
from contracts.value_checks import check_value

__all__ = ["MAX_FAULTS", "Fault", "pointer", "prefilled", "validate", "validate_draft"]


def validate(schema: Schema, annotation: Any, seconds: float, *, channels: int | None = None) -> list[Fault]:
    """Check what is submitted for a record of exactly `seconds` (and `channels`, where known).

    Returns what is wrong, at most MAX_FAULTS faults; an empty list when all is well.
    """
    return _check(schema, annotation, seconds, channels, complete=True)


def validate_draft(
    schema: Schema, annotation: Any, seconds: float, *, channels: int | None = None
) -> list[Fault]:
    """Check that a draft is well-formed (the rules marked in the module's table); it may be incomplete."""
    return _check(schema, annotation, seconds, channels, complete=False)


def prefilled(schema: Schema, facts: Mapping[str, Any], seconds: float = math.inf) -> dict[str, Any]:
    """Return the start values, by item name, of the items that name a manifest fact.

    A fact is turned into the item's type where that is plain (a CSV file has only strings: "4" starts a
    rating at 4); what would not make a well-formed draft is left out.
    """
    values: dict[str, Any] = {}
    for item in schema.items:
        fact = facts.get(item.prefill) if item.prefill is not None else None
        if fact is None:
            continue
        value = _from_fact(item, fact)
        found = Findings(seconds=seconds, channels=None, complete=False)
        _check_item(item, value, found)
        if value is not None and not found.faults:
            values[item.name] = value
    return values


def _check(
    schema: Schema, annotation: Any, seconds: float, channels: int | None, complete: bool
) -> list[Fault]:
    found = Findings(seconds=seconds, channels=channels, complete=complete)
    if not isinstance(annotation, dict):
        found.add("", "", "wrong-type", "An annotation is an object from item name to value")
        return found.faults
    by_name = schema.by_name
    for name in annotation:
        if name not in by_name:
            shown = str(name).encode("utf-8", "replace").decode()
            found.add(shown, pointer(shown), "unknown-item", f"The schema has no item {shown!r}")
    for item in schema.items:
        _check_item(item, annotation.get(item.name), found)
    return found.faults


def _check_item(item: AnyItem, value: Any, found: Findings) -> None:
    at = "/" + item.name  # names hold neither ~ nor /
    if value is None:
        if item.required and found.complete:
            found.add(item.name, at, "required", "A value is required")
    elif isinstance(item, Segments):
        check_segments(item, value, at, found)
    else:
        check_value(item, value, item.name, at, found)


def _from_fact(item: AnyItem, fact: Any) -> Any:
    match item.kind:
        case "choice":
            return fact if isinstance(fact, list) else [fact if isinstance(fact, str) else _plain(fact)]
        case "text":
            return fact if isinstance(fact, str) else _plain(fact)
        case "rating" | "number":
            return _number(fact) if isinstance(fact, str) else fact
        case _:
            return fact


def _plain(fact: Any) -> str | None:
    """A scalar as people write it, or None for what has no plain form."""
    if isinstance(fact, bool):
        return "true" if fact else "false"
    return str(fact) if isinstance(fact, int | float) else None


def _number(text: str) -> int | float | None:
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return None
