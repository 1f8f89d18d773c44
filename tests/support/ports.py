"""Ports for programs that tests start. Below those that the system gives out by itself: between the moment a port is
found and the moment somebody listens on it, no connection of another test takes it."""

import os
import socket
from itertools import cycle

FIRST, EACH, PROCESSES = 12_000, 2_500, 8


def _process() -> int:
    """Which of the test processes that run beside each other this is."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % PROCESSES


_mine = cycle(range(FIRST + _process() * EACH, FIRST + (_process() + 1) * EACH))


def unused_port() -> int:
    """A loopback port that nobody listens on, another one each time."""
    for port in _mine:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("a circle has no end")
