"""A port counts only when our own child listens on it."""

from __future__ import annotations

import os
import socket
import subprocess

from local_stack.ports import accepts, claim, first_free_from, free_port, is_free, listens


def _listener(port: int = 0) -> socket.socket:
    return socket.create_server(("127.0.0.1", port))


def test_a_port_with_a_listener_is_not_free() -> None:
    with _listener() as server:
        port = server.getsockname()[1]
        assert not is_free(port)
        assert accepts(port)
    assert not accepts(port)


def test_somebody_elses_listener_is_not_ours() -> None:
    with _listener() as server:
        port = server.getsockname()[1]
        assert listens(os.getpid(), port)
        with subprocess.Popen(["sleep", "60"]) as other:
            assert not listens(other.pid, port)
            other.kill()
        assert not listens(os.getpid(), free_port())


def test_a_claimed_port_is_left_alone_by_others_but_open_to_its_program() -> None:
    port = free_port()
    held = claim(port)
    assert held is not None
    with held:
        assert not is_free(port, unclaimed=True)
        with _listener(port):
            assert accepts(port)


def test_the_next_free_port_is_taken_where_the_wished_one_is_not() -> None:
    with _listener() as server:
        port = server.getsockname()[1]
        assert first_free_from(port) > port
