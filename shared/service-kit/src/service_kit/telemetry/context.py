"""Correlation and trace of what is being done: one context variable, for logs, problems and causes of
events."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

_TRACEPARENT = re.compile(
    r"^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$"
)
_CORRELATION = re.compile(r"^[A-Za-z0-9._:/@+=-]{1,128}$")


@dataclass(frozen=True, slots=True)
class Activity:
    """What is going on: ids that go through HTTP and Kafka headers alike."""

    correlation_id: str
    trace_id: str
    span_id: str
    flags: str = "01"

    @property
    def traceparent(self) -> str:
        """The W3C header that names this activity as the parent of what it causes."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


_current: ContextVar[Activity | None] = ContextVar("earmark_activity", default=None)


def begin(correlation_id: str | None = None, traceparent: str | None = None) -> Activity:
    """Make an activity that continues what a caller named, as far as it is well formed, or begins anew."""
    random = os.urandom(24).hex()
    parent = _TRACEPARENT.match(traceparent or "")
    if parent and (parent[4] is None or parent[0][:2] != "00"):  # only later versions may add parts
        trace_id, flags = parent[1], parent[3]
    else:
        trace_id, flags = random[:32], "01"
    if correlation_id is None or not _CORRELATION.match(correlation_id):
        correlation_id = trace_id
    return Activity(correlation_id, trace_id, random[32:], flags)


def current() -> Activity | None:
    """Return the activity of the running task, if there is one."""
    return _current.get()


@contextmanager
def active(activity: Activity) -> Iterator[Activity]:
    """Make an activity the current one within a block."""
    token = _current.set(activity)
    try:
        yield activity
    finally:
        _current.reset(token)
