"""How the records of a task are cut into batches: known before the first is said, the same in every run.

Every batch but the last has the same number of records: 500, or fewer where the largest record of the dataset
(its name and the facts that the task prefills from) would make 500 of them larger than 256 KiB.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

MOST_RECORDS = 500
MOST_BYTES = 256 * 1024
_ENVELOPE = 2048
_FIXED = 420  # ordinal, ids, hash, numbers, punctuation and names of a record's JSON


@dataclass(frozen=True, slots=True)
class Plan:
    """How a listing is cut."""

    total: int
    size: int

    @property
    def batches(self) -> int:
        return ceil(self.total / self.size)


def plan(total: int, name_size: int, fact_sizes: Mapping[str, int], prefill: Sequence[str]) -> Plan:
    """Return how ``total`` records are listed with the facts named by ``prefill``; sizes are bytes of JSON."""
    widest = _FIXED + name_size
    for fact in prefill:
        widest += len(fact.encode()) + 8 + fact_sizes.get(fact, fact_sizes.get("", 0))
    return Plan(total, max(1, min(MOST_RECORDS, (MOST_BYTES - _ENVELOPE) // widest)))


def prefill_facts(items: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the facts that a schema's items (and attributes of segments) start from, each once, in order."""
    found: dict[str, None] = {}
    for item in items:
        if item.get("prefill"):
            found[item["prefill"]] = None
        found.update(dict.fromkeys(prefill_facts(item.get("attributes") or ())))
    return list(found)
