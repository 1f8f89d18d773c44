"""One running installation for all tests of a file: whoever is hostile must not harm those who come after."""

import socket
from collections.abc import AsyncIterator

import pytest

from bot.testing.bot_api import BotApiServer
from tests.hostile.house import House


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, anyio_backend: str) -> AsyncIterator[House]:
    """A running program with Telegram before it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    async with BotApiServer() as telegram:
        made = House(telegram, tmp_path_factory.mktemp("house") / "data", port)
        try:
            await made.open()
            yield made
        finally:
            made.close()
