"""Choosing some records of a dataset for another: by their facts, without what other datasets hold, and by
lot.

The order is always: filter, leave out, sample. A sample of n with seed s takes the n records whose SHA-256
of `"<s>:<record id>"` is smallest, and keeps them in the order of the dataset. So the same seed gives the
same records on every machine, a larger sample holds the smaller one, and records that come or go elsewhere
change nothing for the others.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from dataset_service.domain.audio_facts import FactValue

_OPERATORS = ("min", "max", "equals", "in", "exists")

R = TypeVar("R")


class BadFilter(ValueError):
    """A filter that makes no sense; `field` says where."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(f"{field}: {detail}")
        self.field = field
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Condition:
    """What one fact must be. `minimum` and `maximum` are inclusive; a fact that is absent or null fulfils
    neither."""

    field: str
    minimum: float | None = None
    maximum: float | None = None
    any_of: tuple[FactValue, ...] | None = None
    exists: bool | None = None

    def holds(self, facts: Mapping[str, FactValue]) -> bool:
        """Whether a record's facts fulfil it."""
        value = facts.get(self.field)
        if self.exists is not None and (value is not None) != self.exists:
            return False
        if self.any_of is not None and not any(_same(value, wanted) for wanted in self.any_of):
            return False
        if self.minimum is None and self.maximum is None:
            return True
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        return (self.minimum is None or value >= self.minimum) and (
            self.maximum is None or value <= self.maximum
        )


def _same(value: FactValue, wanted: FactValue) -> bool:
    """1 equals 1.0, but true is not 1."""
    return isinstance(value, bool) == isinstance(wanted, bool) and value == wanted


def parse_filter(given: Mapping[str, object]) -> list[Condition]:
    """`{"seconds": {"min": 1, "max": 20}, "codec": {"equals": "flac"}, "language": {"in": ["cs", "nl"]},
    "speaker": "A"}` (a bare value means equals) as conditions that must all hold. Raises BadFilter."""
    return [_condition(field, wanted) for field, wanted in given.items()]


def _condition(field: str, wanted: object) -> Condition:
    if not isinstance(wanted, Mapping):
        return Condition(field, any_of=(_scalar(field, wanted),))
    if not wanted or any(operator not in _OPERATORS for operator in wanted):
        raise BadFilter(field, f"give one or more of {', '.join(_OPERATORS)}")
    any_of: tuple[FactValue, ...] | None = None
    if "equals" in wanted:
        any_of = (_scalar(field, wanted["equals"]),)
    if "in" in wanted:
        values = wanted["in"]
        if not isinstance(values, (list, tuple)) or any_of is not None:
            raise BadFilter(field, "`in` takes a list and stands without `equals`")
        any_of = tuple(_scalar(field, value) for value in values)
    exists = wanted.get("exists")
    if exists is not None and not isinstance(exists, bool):
        raise BadFilter(field, "`exists` is true or false")
    low, high = _number(field, wanted.get("min")), _number(field, wanted.get("max"))
    if low is not None and high is not None and low > high:
        raise BadFilter(field, "min is above max")
    return Condition(field, low, high, any_of, exists)


def _scalar(field: str, value: object) -> FactValue:
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    raise BadFilter(field, "compare with a string, number, boolean or null")


def _number(field: str, value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        raise BadFilter(field, "min and max are numbers")
    return value


def choose(
    records: Iterable[R],
    *,
    record_id: Callable[[R], str],
    facts: Callable[[R], Mapping[str, FactValue]],
    conditions: Iterable[Condition] = (),
    without: Collection[str] = (),
    sample: int | None = None,
    seed: int | str = 0,
) -> Iterator[R]:
    """The records of a subset, in the order given. `without` holds the ids to leave out. Streams, unless
    sampling, which keeps `sample` records. Raises ValueError on a sample below 1; one larger than what is
    left takes all."""
    tests = list(conditions)
    left = (
        record
        for record in records
        if record_id(record) not in without and all(test.holds(facts(record)) for test in tests)
    )
    if sample is None:
        yield from left
        return
    if sample < 1:
        raise ValueError("a sample takes at least one record")
    drawn = heapq.nsmallest(
        sample,
        ((lot(seed, record_id(record)), index, record) for index, record in enumerate(left)),
        key=lambda entry: entry[:2],
    )
    for _, _, record in sorted(drawn, key=lambda entry: entry[1]):
        yield record


def lot(seed: int | str, record_id: str) -> bytes:
    """What decides who is drawn; the smallest are."""
    return sha256(f"{seed}:{record_id}".encode()).digest()
