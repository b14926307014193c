"""Free ports on 127.0.0.1, and the proof that a port is listened on by our own child.

A client that finds some other server on a port works happily against the wrong data, so nothing here is
used before its listener is known to be ours.
"""

from __future__ import annotations

import errno
import random
import socket

import psutil

LOCALHOST = "127.0.0.1"

# Below the range from which the kernel takes the ports of outgoing connections (32768 and up), so that a
# part which restarts finds its port still free.
_LOWEST, _HIGHEST = 15000, 32000


def is_free(port: int, *, unclaimed: bool = False) -> bool:
    """Whether a server could bind this port of 127.0.0.1 now.

    `unclaimed` asks for more: that nobody has bound it in advance (`claim`), nor used it a moment ago.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if not unclaimed:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCALHOST, port))
            # Two sockets may be bound to one port while neither listens.
            probe.listen(1)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def claim(port: int) -> socket.socket | None:
    """Binds a port without listening: other launchers leave it alone, the program it is for may take it.

    Returns the socket to close when that program listens, or None where the port cannot be bound.
    """
    holder = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        holder.bind((LOCALHOST, port))
    except OSError:
        holder.close()
        return None
    return holder


def accepts(port: int) -> bool:
    """Whether somebody listens on this port of 127.0.0.1; disturbs nobody who is about to."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((LOCALHOST, port)) == 0


def free_port(avoid: frozenset[int] | set[int] = frozenset()) -> int:
    """A port of 127.0.0.1 that nobody listens on, chosen at random, none of `avoid`."""
    chooser = random.SystemRandom()
    for _ in range(1000):
        port = chooser.randrange(_LOWEST, _HIGHEST)
        if port not in avoid and is_free(port, unclaimed=True):
            return port
    raise OSError(errno.EADDRINUSE, f"no free port between {_LOWEST} and {_HIGHEST}")


def first_free_from(port: int, tries: int = 100) -> int:
    """The lowest free port that is not below `port`, looking at `tries` of them."""
    for candidate in range(port, min(port + tries, 65536)):
        if is_free(candidate):
            return candidate
    raise OSError(errno.EADDRINUSE, f"no free port between {port} and {port + tries - 1}")


def listens(pid: int, port: int) -> bool:
    """Whether the process, or a descendant of it, listens on this TCP port."""
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.Error:
        return False
    return any(_has_listener(member, port) for member in family)


def _has_listener(process: psutil.Process, port: int) -> bool:
    try:
        connections = process.net_connections(kind="tcp")
    except psutil.Error:
        return False
    return any(c.status == psutil.CONN_LISTEN and c.laddr and c.laddr.port == port for c in connections)
