"""Which assignments a list shows, by what they are and by what was submitted last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from assignment_service.domain.assignment import Assignment, Kind
from assignment_service.domain.content import Round
from assignment_service.domain.queue import DRAFT, FRESH, PUT_OFF, RANKS, REWORK
from contracts.folding import RecordState

_RANK_OF = {Kind.FRESH: FRESH, Kind.DRAFT: DRAFT, Kind.REWORK: REWORK}
_NO_WORDS = ("id", "origin")
"""Names of a segment's parts that nobody reads."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What must hold of an assignment (None: anything). `unusable` False also holds where nothing was submitted;
    `verdict` is that on the last submission; `search` is a part of the audio name, of any text or choice of the last
    submission, or of the reason given with it or for it, in capitals or not."""

    state: RecordState | None = None
    kind: Kind | None = None
    unusable: bool | None = None
    round_min: int | None = None
    verdict: Literal["approved", "rejected"] | None = None
    search: str | None = None

    @property
    def selective(self) -> bool:
        """Whether something is left out."""
        return self != Filters()

    @property
    def of_rounds(self) -> bool:
        """Whether the last submission decides."""
        return (self.unusable, self.verdict, self.search) != (None, None, None)

    @property
    def ranks(self) -> tuple[int, ...]:
        """The ranks (see `domain.queue`) that what holds can have."""
        ranks = RANKS[self.state] if self.state else tuple(q for group in RANKS.values() for q in group)
        if self.kind is None:
            return ranks
        return tuple(q for q in ranks if q in (_RANK_OF[self.kind], PUT_OFF))

    def hold(self, assignment: Assignment, last: Round | None) -> bool:
        """Say whether all of them hold."""
        if self.state is not None and assignment.state != self.state:
            return False
        if self.kind is not None and (assignment.state != "open" or assignment.kind is not self.kind):
            return False
        if self.round_min is not None and assignment.round < self.round_min:
            return False
        if self.unusable is not None and (last is not None and last.unusable is not None) != self.unusable:
            return False
        if self.verdict is not None and _verdict(last) != self.verdict:
            return False
        return self.search is None or _mentions(self.search.casefold(), assignment, last)


def reason_of(round: Round) -> str | None:
    """Return why a round came back: the return's reason, which is younger, or the verdict's."""
    if round.returned is not None:
        return round.returned.reason
    return round.verdict.reason if round.verdict else None


def _verdict(round: Round | None) -> str | None:
    return round.verdict.verdict if round is not None and round.verdict is not None else None


def _mentions(words: str, assignment: Assignment, last: Round | None) -> bool:
    if words in assignment.record.audio_name.casefold():
        return True
    if last is None:
        return False
    texts = (last.unusable, reason_of(last), *_texts(last.annotation))
    return any(text is not None and words in text.casefold() for text in texts)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in _NO_WORDS or not isinstance(part, str):
                yield from _texts(part)
