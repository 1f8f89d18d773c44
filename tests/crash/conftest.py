"""Ports for several processes at once, and Telegram, which outlives them."""

import socket
from collections.abc import AsyncIterator

import pytest

from bot.testing.bot_api import BotApiServer
from tests.crash.installation import STAFF_CHAT


@pytest.fixture
async def telegram() -> AsyncIterator[BotApiServer]:
    """Telegram with the chats of the staff open; it knows nothing of processes or databases that die."""
    async with BotApiServer() as server:
        for number in range(4):
            server.open_chat(STAFF_CHAT + number)
        yield server


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
