"""What clients send. Unknown fields are refused."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, Field(min_length=1, max_length=255)]
Round = Annotated[int, Field(strict=True, ge=1, lt=2**31)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Seconds = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
Quantity = Annotated[int, Field(strict=True, ge=1, lt=2**31)] | Literal["everything"]


class Body(BaseModel):
    """What every body shares."""

    model_config = ConfigDict(extra="forbid")


class AskForWork(Body):
    """Of which task the next review is asked for."""

    task: Id


class Approval(Body):
    """The round that is approved."""

    round: Round


class MarkBody(Body):
    """A comment on an item, on one of its segments, or on a span of the record (seconds)."""

    item: Annotated[str, Field(min_length=1, max_length=64)]
    segment: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    start: Seconds | None = None
    end: Seconds | None = None
    comment: Reason


class RejectionBody(Body):
    """The round that is rejected, and why."""

    round: Round
    reason: Reason
    categories: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=50)] = []
    marks: Annotated[list[MarkBody], Field(max_length=200)] = []


class RestApproval(Body):
    """Approves the caller's pending reviews (of one annotator, or of all); ``include_future`` ends their
    review."""

    task: Id
    annotator: Id | None = None
    include_future: bool = False


class RestRejection(Body):
    """Rejects the caller's pending reviews (of one annotator, or of all)."""

    task: Id
    annotator: Id | None = None
    reason: Reason


class TransferBody(Body):
    """Moves pending reviews; ``from`` is the caller where it is left out."""

    task: Id
    from_user: Id | None = Field(default=None, alias="from")
    to: Id
    quantity: Quantity
