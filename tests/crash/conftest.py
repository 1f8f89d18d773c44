"""Ports for several processes at once."""

import socket

import pytest


@pytest.fixture
def unused_ports() -> list[int]:
    """Three loopback ports that nobody listens on."""
    probes = [socket.socket() for _ in range(3)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
