"""A task as a plain model: what a command would be answered at rest, and what it would change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from local_stack.client import Json

State = Literal["open", "submitted", "done"]
ACCEPTED = "accepted"


@dataclass
class Record:
    """One record: whose it is, and in which state and highest submitted round."""

    assignment: str
    owner: str
    state: State
    submitted: int

    @classmethod
    def of(cls, shown: Json) -> Record:
        """Reads an assignment as listed."""
        submitted = shown["round"] - 1 if shown["state"] == "open" else shown["round"]
        return cls(shown["id"], shown["annotator"], shown["state"], submitted)


@dataclass
class Review:
    """One review: in whose queue it is, in which state and round."""

    id: str
    assignment: str
    holder: str
    annotator: str
    state: Literal["pending", "approved", "rejected"]
    round: int

    @classmethod
    def of(cls, shown: Json) -> Review:
        """Reads a review as listed."""
        return cls(
            shown["id"],
            shown["assignment"],
            shown["reviewer"],
            shown["annotator"],
            shown["state"],
            shown["round"],
        )


@dataclass
class Model:
    """A task with its people. Each `would_...` returns `accepted` or the slug of the refusal."""

    labelers: frozenset[str]
    reviewers: frozenset[str]
    mode: str
    stopped: bool = False
    records: dict[str, Record] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)

    @property
    def completed(self) -> bool:
        """Whether every record is done."""
        return all(record.state == "done" for record in self.records.values())

    def open_of(self, user: str) -> int:
        """How many open records somebody has."""
        return sum(1 for record in self.records.values() if record.owner == user and record.state == "open")

    def movable_of(self, holder: str, to: str) -> int:
        """How many pending reviews could go from one reviewer to another."""
        return sum(
            1
            for review in self.reviews.values()
            if review.state == "pending" and review.holder == holder and review.annotator != to
        )

    # --- annotators

    def would_submit(self, user: str, record: Record, round: int) -> str:
        """Of a submission of a valid annotation."""
        if (refusal := self._hands_off(user, record)) is not None:
            return refusal
        if record.state == "done":
            return "record-done"
        if record.state == "submitted" and round == record.submitted:
            return "already-submitted"
        return ACCEPTED if round == record.submitted + 1 else "wrong-round"

    def submit(self, record: Record) -> None:
        """Takes a submission in."""
        record.submitted += 1
        record.state = "done" if self.mode == "none" else "submitted"

    def would_put_off(self, user: str, record: Record) -> str:
        """Of putting a record off."""
        if (refusal := self._hands_off(user, record)) is not None:
            return refusal
        return {"open": ACCEPTED, "submitted": "already-submitted", "done": "record-done"}[record.state]

    def would_transfer(self, giver: str, quantity: int) -> str:
        """Of a manager's transfer of so many records."""
        return ACCEPTED if quantity <= self.open_of(giver) else "not-enough-open"

    def _hands_off(self, user: str, record: Record) -> str | None:
        if user not in self.labelers:
            return "forbidden"
        if user != record.owner:
            return "not-yours"
        return "task-stopped" if self.stopped else None

    # --- reviewers

    def would_judge(self, user: str, review: Review, round: int) -> str:
        """Of a verdict."""
        if user not in self.reviewers:
            return "forbidden"
        if user != review.holder:
            return "not-yours"
        if self.stopped:
            return "task-stopped"
        if round != review.round:
            return "wrong-round"
        return ACCEPTED if review.state == "pending" else "already-judged"

    def judge(self, review: Review, approved: bool) -> None:
        """Takes a verdict in."""
        record = self.records[review.assignment]
        review.state = "approved" if approved else "rejected"
        record.state = "done" if approved else "open"

    def would_move_reviews(self, holder: str, to: str, quantity: int) -> str:
        """Of a manager's transfer of so many reviews."""
        return ACCEPTED if quantity <= self.movable_of(holder, to) else "not-enough-open"

    def would_approve_rest(self) -> str:
        """Of approving a reviewer's rest."""
        if self.stopped:
            return "task-stopped"
        return "full-review" if self.mode == "full" else ACCEPTED

    # --- managers

    def would_return(self, user: str, record: Record) -> str:
        """Of sending a record back."""
        if user in self.labelers | self.reviewers:
            return "forbidden"
        return ACCEPTED if record.state == "done" else "not-done"

    def would_stop(self) -> str:
        """Of stopping the task."""
        return "task-completed" if self.completed and not self.stopped else ACCEPTED

    def would_resume(self) -> str:
        """Of letting it go on."""
        return ACCEPTED if self.stopped else "task-not-stopped"

    def would_change_review(self, mode: str) -> str:
        """Of another review requirement."""
        return "task-completed" if self.completed and mode != self.mode else ACCEPTED

    def change_review(self, mode: str) -> None:
        """Takes another review requirement in; without review what is submitted is approved by rule."""
        if mode == "none" and self.mode != "none":
            for review in self.reviews.values():
                if review.state == "pending":
                    self.judge(review, approved=True)
        self.mode = mode

    def states(self) -> dict[str, tuple[str, int]]:
        """State and highest submitted round of every record."""
        return {id: (record.state, record.submitted) for id, record in self.records.items()}
