"""What a team was told: every acknowledged submission, verdict and return, to be found again in the events."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import httpx

_COMMAND = re.compile(r"/(assignments|reviews)/([^/]+)/(submission|approval|rejection|return)")


@dataclass
class Ledger:
    """Acknowledged commands; an answer that is given again is the same entry."""

    submissions: dict[tuple[str, int], Any] = field(default_factory=dict)
    """What was submitted, by assignment and round."""
    verdicts: dict[tuple[str, int], str] = field(default_factory=dict)
    """approved or rejected, by review and round."""
    returns: set[tuple[str, int]] = field(default_factory=set)
    """Assignments with the round that was sent back."""

    def hear(self, method: str, path: str, body: Any, answer: httpx.Response) -> None:
        """Notes one answer; as a person's `heard`."""
        match = _COMMAND.fullmatch(path)
        if method != "POST" or match is None:
            return
        _, id, verb = match.groups()
        if verb == "submission":
            self.submissions[id, body["round"]] = body.get("annotation")
        elif verb == "return":
            self.returns.add((id, answer.json()["round"] - 1))
        else:
            self.verdicts[id, body["round"]] = "approved" if verb == "approval" else "rejected"
