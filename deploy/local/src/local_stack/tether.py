"""Runs a program that dies with the process that started it: `python tether.py PARENT_PID PROGRAM ARGS...`.

A small program of its own instead of a hook between fork and exec, which is not safe in a process that has
threads. Standard library only: it is started with -I -S.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Args: the parent's process id, then the program and its arguments. Never returns."""
    parent, program = int(arguments[0]), arguments[1:]
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the line above took hold
        sys.exit(1)
    os.execvp(program[0], program)


if __name__ == "__main__":
    main(sys.argv[1:])
