"""The final annotation of a record: joined from its submission and its verdict, in whatever order they arrive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from contracts.folding import Fact, Fold

By = Literal["person", "rule", "rest"]


@dataclass(frozen=True, slots=True)
class Content:
    """What the newest submission known of a record said; times are RFC 3339 text, kept as they came."""

    round: int
    annotator: str
    annotation: Mapping[str, Any] | None
    unusable: str | None
    seconds_worked: float
    submitted_at: str
    suggestions: tuple[Mapping[str, Any], ...]
    listing: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The newest approval known of a record; ``judged_at`` is RFC 3339 text."""

    round: int
    reviewer: str | None
    by: By
    judged_at: str


@dataclass(slots=True)
class RecordOfTask:
    """All that is known of one record of a task."""

    task: str
    record: str
    fold: Fold = field(default_factory=Fold)
    content: Content | None = None
    verdict: Verdict | None = None

    def submitted(self, content: Content, review_required: bool) -> None:
        """Take in a submission."""
        fact = Fact.SUBMITTED if review_required else Fact.SUBMITTED_WITHOUT_REVIEW
        self.fold = self.fold.add(content.round, fact)
        if self.content is None or content.round > self.content.round:
            self.content = content

    def approved(self, verdict: Verdict) -> None:
        """Take in an approval."""
        self.fold = self.fold.add(verdict.round, Fact.APPROVED)
        if self.verdict is None or verdict.round > self.verdict.round:
            self.verdict = verdict

    def sent_back(self, round: int, fact: Fact) -> None:
        """Take in a rejection or a return."""
        self.fold = self.fold.add(round, fact)

    @property
    def final(self) -> bool:
        """Whether the record is done and its annotation is here."""
        return (
            self.fold.state == "done" and self.content is not None and self.content.round == self.fold.round
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """What a change adds to a task's counters; the counters are sums of these."""

    open: int = 0
    submitted: int = 0
    done: int = 0
    finals: int = 0
    rounds: int = 0

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(
            self.open - other.open,
            self.submitted - other.submitted,
            self.done - other.done,
            self.finals - other.finals,
            self.rounds - other.rounds,
        )


def tally(record: RecordOfTask) -> Tally:
    """Return what one record counts for; ``open`` counts records that were submitted before and are open again."""
    if record.fold.round == 0:
        return Tally()
    state = record.fold.state
    return Tally(
        open=int(state == "open"),
        submitted=int(state == "submitted"),
        done=int(state == "done"),
        finals=int(record.final),
        rounds=record.fold.round if record.final else 0,
    )
