"""Arms failpoints in a process that a fault test started: ``relay.sent:3`` kills it when it gets there the
third time."""

import os
import signal

from service_kit import failpoints

POINTS = (
    "handler.ran",
    "chunk.committed",
    "offsets.committed",
    "relay.sending",
    "relay.sent",
    "relay.marked",
    "command.committed",
    "job.step",
)


def arm(text: str) -> None:
    """Arm ``<point>[:<nth time>]``, several separated by commas; at the point the process dies as by kill
    -9."""
    counts: dict[str, int] = {}
    for part in filter(None, text.split(",")):
        point, _, times = part.partition(":")
        if point not in POINTS:
            raise ValueError(f"no such failpoint: {point}")
        counts[point] = int(times or 1)

    def hook(point: str) -> None:
        if point in counts:
            counts[point] -= 1
            if counts[point] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    failpoints.install(hook)
