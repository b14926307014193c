"""What a reviewer found so far, and what is still to come: what they look at before they approve the rest."""

from dataclasses import dataclass

from contracts.statistics import wilson_interval
from review_service.domain.tally import Counts


@dataclass(frozen=True, slots=True)
class Findings:
    """Counts over each record's first verdict by hand of one reviewer, and over what they have not judged.

    ``error_rate``: rejected of all judged, None before any; ``interval``: its 95 % interval (Wilson), None
    likewise.
    """

    approved: int
    rejected: int
    error_rate: float | None
    interval: tuple[float, float] | None
    remaining: int
    not_submitted: int
    in_rework: int


def findings(counts: Counts, later: list[Counts], not_submitted: int, annotator: str | None) -> Findings:
    """Sum up a reviewer's ``counts``, and those (``later``) of whoever handed what comes back over to
    them."""
    approved, rejected = counts.of("first_approved", annotator), counts.of("first_rejected", annotator)
    judged = approved + rejected
    return Findings(
        approved=approved,
        rejected=rejected,
        error_rate=rejected / judged if judged else None,
        interval=wilson_interval(rejected, judged),
        remaining=counts.of("pending", annotator) - counts.of("own", annotator),
        not_submitted=not_submitted,
        in_rework=sum(one.of("rework", annotator) for one in later),
    )
