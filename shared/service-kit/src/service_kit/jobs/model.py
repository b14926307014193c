"""Work too large for one transaction: what a job is, and the two ways to work one off."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from service_kit.mongo.session import Doc, Session

if TYPE_CHECKING:
    from service_kit.jobs.context import JobContext

State = Literal["pending", "running", "done", "failed", "canceled"]


@dataclass(frozen=True, slots=True)
class Job:
    """One job as stored (collection ``jobs``)."""

    id: str
    kind: str
    args: dict[str, Any]
    state: State
    done: int
    total: int | None
    unit: str
    cursor: Any
    facts: dict[str, Any]
    """Whatever else the work reports about its progress."""
    failure: str | None
    created_at: datetime
    finished_at: datetime | None

    @property
    def ended(self) -> bool:
        """Whether nothing will happen to it any more."""
        return self.state in ("done", "failed", "canceled")


def job_of(doc: Doc) -> Job:
    """Read a stored job."""
    return Job(
        id=doc["_id"],
        kind=doc["kind"],
        args=doc["args"],
        state=doc["state"],
        done=doc["done"],
        total=doc["total"],
        unit=doc["unit"],
        cursor=doc["cursor"],
        facts=doc["facts"],
        failure=doc["failure"],
        created_at=doc["created_at"],
        finished_at=doc["finished_at"],
    )


@dataclass(frozen=True, slots=True)
class Step:
    """What one chunk of a job did, and where the next one goes on."""

    done_delta: int
    cursor: Any
    finished: bool
    total: int | None = None


class JobFailed(Exception):
    """Raised by the work: it can never succeed, and this is why. The job fails at once."""


class JobCanceled(Exception):
    """Raised inside a job's work when it was canceled."""


class JobInterrupted(Exception):
    """Raised inside a job's work when this process may no longer work on it (stop, lease lost); it goes on
    elsewhere."""


OnFailure = Callable[[Session, Job, str], Awaitable[None]]


@dataclass(frozen=True)
class ChunkedJob:
    """Worked off in steps; each is one transaction over at most 500 documents, with the job's progress in
    it."""

    kind: str
    step: Callable[[Session, Job], Awaitable[Step]]
    on_failure: OnFailure | None = None


@dataclass(frozen=True)
class LongJob:
    """Work that is no transaction (import, generate): it reports progress, and is run again from its
    checkpoint when interrupted. ``concurrency`` is how many of the kind one process works on at once."""

    kind: str
    run: Callable[[Job, "JobContext"], Awaitable[None]]
    concurrency: int = 1
    on_failure: OnFailure | None = None


AnyJob = ChunkedJob | LongJob
