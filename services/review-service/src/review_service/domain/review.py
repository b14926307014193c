"""One record of a task as a review: its rounds fold into a state, and in between somebody judges it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from contracts.folding import Fact, Fold
from review_service.domain.errors import AlreadyJudged, NotYours, OwnAnnotation, WrongRound

State = Literal["pending", "approved", "rejected"]
By = Literal["person", "rule", "rest"]
Verdict = Literal["approved", "rejected"]


@dataclass(slots=True)
class Review:
    """A submitted record of a task and, where one was needed, its one review.

    ``state`` None: no submission of the record needed a review yet. ``holder``: the reviewer in whose queue
    it is, or
    was last. ``place``: its position in the reviewers' permutation. ``rework``: it came back after a verdict
    or a
    return. ``since``: when the pending stretch began (a correction keeps its place in the queue). ``first``:
    each
    reviewer's first verdict on this record, with the annotator it was on; None where that was as the rest,
    which says
    nothing about what they would have found.
    """

    id: str
    workspace: str
    task: str
    record: str
    assignment: str
    place: int
    annotator: str
    listing: bytes
    since: datetime
    fold: Fold = field(default_factory=Fold)
    state: State | None = None
    round: int = 0
    holder: str | None = None
    rework: bool = False
    epoch: int = 0
    by: By | None = None
    reviewer: str | None = None
    judged_at: datetime | None = None
    first: dict[str, tuple[str, Verdict | None]] = field(default_factory=dict)
    version: int = 0
    """How many events were said of this record."""

    @property
    def pending(self) -> bool:
        return self.state == "pending"

    @property
    def own(self) -> bool:
        """Whether the holder labeled it: then it is held until somebody else gets it."""
        return self.holder is not None and self.holder == self.annotator

    @property
    def queued(self) -> bool:
        """Whether it can be handed out to its holder."""
        return self.state == "pending" and self.holder is not None and self.holder != self.annotator

    def take(
        self, round: int, annotator: str, assignment: str, needs_review: bool, at: datetime
    ) -> Literal["late", "opened", "corrected", "done"]:
        """Take a submission in; say what it did.

        ``late``: nothing. ``opened``: the review is pending now and was not before. ``corrected``: it stays
        pending, at
        the new round. ``done``: no review is needed; one that was there is over.
        """
        if round <= self.round or round < self.fold.round:
            return "late"
        was_pending = self.pending
        fact = Fact.SUBMITTED if needs_review else Fact.SUBMITTED_WITHOUT_REVIEW
        self.fold = self.fold.add(round, fact)
        self.round, self.annotator, self.assignment = round, annotator, assignment
        if self.fold.state == "submitted":
            self.state, self.by, self.reviewer, self.judged_at = "pending", None, None, None
            if was_pending:
                return "corrected"
            self.rework, self.since = round > 1, at
            return "opened"
        if self.state is not None:
            self._close(at)
        return "done"

    def send_back(self, round: int, at: datetime) -> bool:
        """Take a manager's return of a round in; the last verdict stays as it is. Say whether anything
        changed."""
        before = self.fold
        self.fold = before.add(round, Fact.RETURNED)
        if self.fold == before:
            return False
        self.round = max(self.round, round)
        if self.pending and self.fold.state != "submitted":
            self._close(at)
        return True

    def judgeable(self, caller: str) -> None:
        """Raise unless the caller may judge it."""
        if self.holder != caller:
            raise NotYours
        if self.own:
            raise OwnAnnotation

    def at_round(self, round: int) -> None:
        """Raise unless ``round`` is the one that waits for its verdict."""
        if round != self.round:
            raise WrongRound(round, self.round)
        if self.state is None or self.state != "pending":
            raise AlreadyJudged(self.state or "done", self.round)

    def judge(self, verdict: Verdict, by: By, reviewer: str | None, at: datetime) -> None:
        """Give the pending round its verdict; the event that says so is the record's next."""
        self.fold = self.fold.add(self.round, Fact.APPROVED if verdict == "approved" else Fact.REJECTED)
        self.state, self.by, self.reviewer, self.judged_at = verdict, by, reviewer, at
        if reviewer is not None and reviewer not in self.first:
            self.first[reviewer] = (self.annotator, verdict if by == "person" else None)
        self.version += 1

    def _close(self, at: datetime) -> None:
        self.state, self.by, self.reviewer, self.judged_at = "approved", "rule", None, at
