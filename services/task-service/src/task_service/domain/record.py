"""A record of a task: the facts of each round, and what they add to the task's counts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.folding import Fact, Fold

Path = tuple[str, ...]
"""Where a number belongs in a counter row, e.g. ("people", "<user>", "done")."""

SUBMISSIONS = Fact.SUBMITTED | Fact.SUBMITTED_WITHOUT_REVIEW
VERDICTS = Fact.APPROVED | Fact.REJECTED
_SENT_BACK = Fact.REJECTED | Fact.RETURNED


@dataclass(frozen=True, slots=True)
class Round:
    """What is known of one round, and who labeled it."""

    facts: Fact
    annotator: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a task; ``rounds`` by number. Order and repetition of events leave no trace in it."""

    task: str
    id: str
    rounds: Mapping[int, Round] = field(default_factory=dict)

    @property
    def fold(self) -> Fold:
        """The record as everybody folds it."""
        if not self.rounds:
            return Fold()
        highest = max(self.rounds)
        return Fold(highest, self.rounds[highest].facts)

    def add(self, number: int, fact: Fact, annotator: str) -> "Record | None":
        """Return the record with one more fact of a round, or None when that is known already.

        A round has one submission, so a second one is a repetition, whatever it says of review.
        """
        known = self.rounds.get(number)
        if known is None:
            merged = Round(fact, annotator)
        elif known.facts & (SUBMISSIONS if fact & SUBMISSIONS else fact):
            return None
        else:
            # The submission says best who labeled a round, then the verdict on it.
            better = fact & SUBMISSIONS or (fact & VERDICTS and not known.facts & (SUBMISSIONS | VERDICTS))
            merged = Round(known.facts | fact, annotator if better else known.annotator)
        return Record(self.task, self.id, {**self.rounds, number: merged})


def standing(record: Record) -> Counter[Path]:
    """Return what a record adds to the task's standing: its state, its rounds when done, and whose it is."""
    found: Counter[Path] = Counter()
    fold = record.fold
    if fold.round == 0:
        return found
    annotator = record.rounds[fold.round].annotator
    if fold.state == "submitted":
        found["submitted",] += 1
        found["people", annotator, "in_review"] += 1
    elif fold.state == "done":
        found["done",] += 1
        found["rounds",] += fold.round
        found["people", annotator, "done"] += 1
    for number, known in record.rounds.items():
        before = record.rounds.get(number - 1)
        sent_back = before is not None and before.facts & _SENT_BACK
        if number > 1 and known.facts & SUBMISSIONS and not sent_back:
            found["people", known.annotator, "corrected"] += 1
    return found


def difference(before: Counter[Path], after: Counter[Path]) -> dict[Path, float]:
    """Return what has to be added to go from one standing to another."""
    return {path: after[path] - before[path] for path in before | after if after[path] != before[path]}
