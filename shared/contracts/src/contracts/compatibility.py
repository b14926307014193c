"""What may change in a published event type: only that optional fields are added.

An event is read by programs older and newer than its publisher, and topics kept forever are read years
later. So a field may neither vanish nor become required or optional, and what a field may hold may be neither
narrowed (old events would no longer parse) nor widened (old readers would refuse new events). Everything else
is a new version of the type, published beside the old one. Descriptions and titles are words and may change.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

_WORDS = frozenset({"title", "description", "examples", "$schema", "$defs", "discriminator"})
_HANDLED = frozenset({"$ref", "properties", "required", "enum", "items", "anyOf", "oneOf", "type", "const"})


def incompatibilities(published: Json, today: Json) -> list[str]:
    """Compare two generated JSON Schemas of an event type; say, by field, what its readers could not bear."""
    return _Comparison(published, today).run()


class _Comparison:
    def __init__(self, published: Json, today: Json) -> None:
        self._published, self._today = published, today
        self._found: list[str] = []
        self._seen: set[tuple[str, str]] = set()

    def run(self) -> list[str]:
        self._compare(self._published, self._today, "")
        return self._found

    def _compare(self, old: Json, new: Json, at: str) -> None:
        pair = (str(old.get("$ref")), str(new.get("$ref")))
        if "$ref" in old and "$ref" in new:
            if pair in self._seen:
                return
            self._seen.add(pair)
        old, new = _resolve(old, self._published), _resolve(new, self._today)
        self._type(old, new, at)
        self._fields(old, new, at)
        self._values(old, new, at)
        self._branches(old, new, at)
        if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
            self._compare(old["items"], new["items"], at + "/*")
        for keyword in sorted((old.keys() | new.keys()) - _WORDS - _HANDLED):
            if old.get(keyword) == new.get(keyword):
                continue
            if (
                keyword == "additionalProperties"
                and isinstance(old.get(keyword), dict)
                and isinstance(new.get(keyword), dict)
            ):
                self._compare(old[keyword], new[keyword], at + "/{}")
            else:
                self._say(at, f"{keyword} changed from {old.get(keyword)!r} to {new.get(keyword)!r}")

    def _type(self, old: Json, new: Json, at: str) -> None:
        if old.get("type") != new.get("type"):
            self._say(at, f"type changed from {old.get('type')} to {new.get('type')}")

    def _fields(self, old: Json, new: Json, at: str) -> None:
        before, now = old.get("properties", {}), new.get("properties", {})
        needed_before, needed_now = set(old.get("required", ())), set(new.get("required", ()))
        for name in before:
            if name not in now:
                self._say(f"{at}/{name}", "removed")
                continue
            if name in needed_now - needed_before:
                self._say(f"{at}/{name}", "became required")
            elif name in needed_before - needed_now:
                self._say(f"{at}/{name}", "is no longer required")
            self._compare(before[name], now[name], f"{at}/{name}")
        for name in now:
            if name not in before and name in needed_now:
                self._say(f"{at}/{name}", "added as required")

    def _values(self, old: Json, new: Json, at: str) -> None:
        before = old.get("enum", [old["const"]] if "const" in old else None)
        now = new.get("enum", [new["const"]] if "const" in new else None)
        if before is None and now is None:
            return
        if before is None or now is None:
            self._say(
                at, "was closed to a list of values" if before is None else "is no longer a list of values"
            )
            return
        for value in before:
            if value not in now:
                self._say(at, f"value {value!r} removed")
        for value in now:
            if value not in before:
                self._say(at, f"value {value!r} added")

    def _branches(self, old: Json, new: Json, at: str) -> None:
        for keyword in ("anyOf", "oneOf"):
            before, now = old.get(keyword, []), new.get(keyword, [])
            if len(before) != len(now):
                self._say(at, f"type {'narrowed' if len(before) > len(now) else 'widened'}")
                continue
            for one, other in zip(before, now, strict=True):
                self._compare(one, other, at)

    def _say(self, at: str, what: str) -> None:
        self._found.append(f"{at or '/'}: {what}")


def _resolve(schema: Json, document: Json) -> Json:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    target: Any = document
    for part in reference.removeprefix("#/").split("/"):
        target = target[part]
    return {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
