"""Background jobs: leased with a fence, resumed after a crash."""

from service_kit.jobs.context import JobContext
from service_kit.jobs.model import ChunkedJob, Job, JobCanceled, JobFailed, JobInterrupted, LongJob, Step
from service_kit.jobs.store import Jobs

__all__ = [
    "ChunkedJob",
    "Job",
    "JobCanceled",
    "JobContext",
    "JobFailed",
    "JobInterrupted",
    "Jobs",
    "LongJob",
    "Step",
]
