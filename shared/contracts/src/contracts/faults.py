"""What a check finds: faults with their place and rule, and the facts of the record they are judged by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

MAX_FAULTS = 200
"""Nobody reads more; a refusal stays small however broken an annotation is."""


class Fault(NamedTuple):
    """One thing wrong with an annotation.

    `item` is the item's name ("" for the annotation as a whole), `pointer` the RFC 6901 place in the
    annotation, `rule` a stable slug (table in `contracts.validation`), `message` a sentence for people.
    """

    item: str
    pointer: str
    rule: str
    message: str


@dataclass(slots=True)
class Findings:
    """Collects faults; carries what to judge by: the record's seconds and channels, complete or draft."""

    seconds: float
    channels: int | None
    complete: bool
    faults: list[Fault] = field(default_factory=list)

    def add(self, item: str, at: str, rule: str, message: str) -> None:
        """Note one fault, unless there are already as many as anybody will read."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(item, at, rule, message))

    @property
    def full(self) -> bool:
        """Whether further faults would not be told anyway."""
        return len(self.faults) >= MAX_FAULTS


def pointer(*path: str | int) -> str:
    """Return the RFC 6901 pointer of a path."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def is_unicode(text: str) -> bool:
    """Whether a string can be written as UTF-8 (JSON can smuggle in half of a surrogate pair)."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
