"""A wrong clock for one process."""

import time


def skew(seconds: float) -> None:
    """Have this process's machine believe that it is ``seconds`` later than it is."""
    if seconds:
        true, true_ns = time.time, time.time_ns
        time.time = lambda: true() + seconds
        time.time_ns = lambda: true_ns() + int(seconds * 1e9)
