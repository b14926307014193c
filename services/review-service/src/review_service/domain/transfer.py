"""A transfer of reviews from one reviewer to another."""

from dataclasses import dataclass
from datetime import datetime

CHUNK = 500
"""Reviews that move, or are judged, in one transaction at most."""


@dataclass(slots=True)
class Transfer:
    """Pending reviews on their way from one reviewer to another; ``total`` were to move, ``fresh`` and
    ``rework`` did.

    ``quantity`` None: everything, what comes later included. ``chunked``: a job moves them.
    """

    id: str
    workspace: str
    task: str
    from_user: str
    to_user: str
    quantity: int | None
    by: str
    total: int
    chunked: bool
    at: datetime
    fresh: int = 0
    rework: int = 0

    @property
    def moved(self) -> int:
        return self.fresh + self.rework
