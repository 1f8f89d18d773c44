"""Ports for several processes at once, and Telegram, which outlives them."""

from collections.abc import AsyncIterator

import pytest

from bot.testing.bot_api import BotApiServer
from tests.crash.installation import STAFF_CHAT
from tests.support.ports import unused_port


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
    return [unused_port() for _ in range(3)]
