"""Checks of a segments item: each segment by itself, then ids and overlaps across them, in O(n log n)."""

from __future__ import annotations

from math import inf, isfinite
from typing import Any

from contracts.faults import Findings, is_unicode, pointer
from contracts.schema import MAX_SEGMENTS, Segments
from contracts.value_checks import check_text, check_value

TOLERANCE = 1e-6
"""Seconds; see `contracts.validation`."""
MAX_NAME = 200
"""Characters of an id, a speaker, an origin."""
MAX_CHANNELS = 256

_FIELDS = frozenset({"id", "start", "end", "label", "channel", "origin", "score"})
Span = tuple[float, float, int | None, int]
"""Start, end, channel and index of a segment."""


def check_segments(item: Segments, value: Any, at: str, found: Findings) -> None:
    """Check the value of a segments item; a list, not empty where the item is required."""
    if not isinstance(value, list):
        return found.add(item.name, at, "wrong-type", "Segments are a list")
    if not value:
        if item.required and found.complete:
            found.add(item.name, at, "required", "At least one segment is required")
        return None
    if len(value) > MAX_SEGMENTS:
        message = f"{len(value)} segments, at most {MAX_SEGMENTS} are allowed"
        return found.add(item.name, at, "too-many", message)
    ids: set[str] = set()
    spans: list[Span] = []
    for index, segment in enumerate(value):
        if found.full:
            return None
        place = f"{at}/{index}"
        if not isinstance(segment, dict):
            found.add(item.name, place, "wrong-type", "A segment is an object")
            continue
        _identity(item, segment, place, ids, found)
        span = _span(item, segment, place, found)
        _label(item, segment.get("label"), place, found)
        channel = segment.get("channel")
        if channel is not None and not _channel(item, channel, place, found):
            span = None
        if span is not None:
            spans.append((*span, channel, index))
        if len(segment) > 4 or not segment.keys() <= _FIELDS or item.text == "required" or item.attributes:
            _further(item, segment, place, found)
    if found.complete and not item.overlap:
        _overlaps(item, spans, at, found)
    return None


def _identity(item: Segments, segment: dict[str, Any], at: str, ids: set[str], found: Findings) -> None:
    identity = segment.get("id")
    if identity is None or identity == "":
        found.add(
            item.name, at + "/id", "required", "A segment needs an id that stays the same across rounds"
        )
    elif not _name(item, identity, at + "/id", found):
        return
    elif identity in ids:
        found.add(item.name, at + "/id", "duplicate-id", "Two segments have this id")
    else:
        ids.add(identity)


def _name(item: Segments, value: Any, at: str, found: Findings) -> bool:
    if not isinstance(value, str) or not is_unicode(value):
        found.add(item.name, at, "wrong-type", "A string is asked for")
    elif len(value) > MAX_NAME:
        found.add(item.name, at, "too-long", f"At most {MAX_NAME} characters are allowed")
    else:
        return True
    return False


def _span(item: Segments, segment: dict[str, Any], at: str, found: Findings) -> tuple[float, float] | None:
    start, end = segment.get("start"), segment.get("end")
    good = True
    for field, time in (("start", start), ("end", end)):
        if type(time) is float or type(time) is int:
            # a whole number too large for a float is beyond any record, too
            if (isinstance(time, int) and abs(time) < 2**53) or (isinstance(time, float) and isfinite(time)):
                continue
            found.add(item.name, f"{at}/{field}", "wrong-type", "A time in seconds is a finite number")
        elif time is None:
            found.add(item.name, f"{at}/{field}", "required", "A segment has a start and an end")
        else:
            found.add(item.name, f"{at}/{field}", "wrong-type", "A time in seconds is a number")
        good = False
    if not good or start is None or end is None:
        return None
    if start < -TOLERANCE:
        found.add(item.name, at + "/start", "outside-record", "A record starts at 0")
    if end > found.seconds + TOLERANCE:
        message = f"The record ends at {found.seconds:.6f} s"
        found.add(item.name, at + "/end", "outside-record", message)
    if start >= end:
        found.add(item.name, at + "/end", "start-before-end", "A segment starts before it ends")
        return None
    shortest = item.minimum_seconds
    if shortest is not None and found.complete and end - start < shortest - TOLERANCE:
        found.add(item.name, at, "too-short", f"A segment is at least {shortest:g} s long")
    return start, end


def _label(item: Segments, label: Any, at: str, found: Findings) -> None:
    if label is None:
        if found.complete:
            found.add(item.name, at + "/label", "required", "A segment needs a label")
    elif not isinstance(label, str):
        found.add(item.name, at + "/label", "wrong-type", "A label is a string")
    elif label not in item.label_set:
        found.add(item.name, at + "/label", "unknown-label", "This is not one of the labels")


def _channel(item: Segments, channel: Any, at: str, found: Findings) -> bool:
    if type(channel) is not int:
        found.add(item.name, at + "/channel", "wrong-type", "A channel is a whole number from 0")
        return False
    limit = MAX_CHANNELS if found.channels is None else found.channels
    if not 0 <= channel < limit:
        found.add(item.name, at + "/channel", "channel", f"The record's channels are 0 to {limit - 1}")
        return False
    return True


def _further(item: Segments, segment: dict[str, Any], at: str, found: Findings) -> None:
    """What a segment may have beyond its span and label."""
    text = segment.get("text")
    needed = item.text == "required"
    if text is not None and item.text:
        check_text(text, needed, None, item.name, at + "/text", found)
    elif needed and found.complete:
        found.add(item.name, at + "/text", "required", "A segment needs a text")
    speaker = segment.get("speaker")
    if speaker is not None and item.speakers and _name(item, speaker, at + "/speaker", found):
        known = item.speaker_set
        if not speaker or (known is not None and speaker not in known):
            found.add(item.name, at + "/speaker", "unknown-speaker", "This is not one of the speakers")
    origin = segment.get("origin")
    if origin is not None:
        _name(item, origin, at + "/origin", found)
    score = segment.get("score")
    if score is not None and not (type(score) in (int, float) and -inf < score < inf):
        found.add(item.name, at + "/score", "wrong-type", "A score is a number")
    for field, value in segment.items():
        asked = (
            field in _FIELDS
            or (field == "text" and bool(item.text))
            or (field == "speaker" and bool(item.speakers))
            or (field == "attributes" and bool(item.attributes))
        )
        if not asked and value not in (None, "", {}):
            shown = str(field).encode("utf-8", "replace").decode()
            found.add(
                item.name, at + pointer(shown), "unknown-field", f"This item's segments have no {shown!r}"
            )
    if item.attributes:
        _attributes(item, segment.get("attributes"), at + "/attributes", found)


def _attributes(item: Segments, values: Any, at: str, found: Findings) -> None:
    if values is None:
        values = {}
    elif not isinstance(values, dict):
        return found.add(item.name, at, "wrong-type", "Attributes are an object from name to value")
    names = item.attribute_names
    for name in values:
        if name not in names:
            shown = str(name).encode("utf-8", "replace").decode()
            found.add(item.name, at + pointer(shown), "unknown-item", f"Segments have no attribute {shown!r}")
    for attribute in item.attributes:
        value = values.get(attribute.name)
        if value is not None:
            check_value(attribute, value, item.name, f"{at}/{attribute.name}", found)
        elif attribute.required and found.complete:
            found.add(item.name, f"{at}/{attribute.name}", "required", "A value is required")
    return None


def _overlaps(item: Segments, spans: list[Span], at: str, found: Findings) -> None:
    """Tell each segment that starts before an earlier one of its channel has ended (a sweep by start)."""
    spans.sort(key=lambda span: (span[0], span[1]))
    nothing = (-inf, -1)
    latest: dict[int | None, tuple[float, int]] = {}  # channel -> latest end so far, and whose it is
    anywhere = nothing
    for start, end, channel, index in spans:
        whole = latest.get(None, nothing)
        before = anywhere if channel is None else max(latest.get(channel, nothing), whole)
        if start < before[0] - TOLERANCE:
            message = f"It overlaps segment {before[1]}, and segments of one channel may not overlap"
            found.add(item.name, f"{at}/{index}", "overlap", message)
        here = (end, index)
        latest[channel] = max(latest.get(channel, nothing), here)
        anywhere = max(anywhere, here)
